"""`kiosk enrol --cloud URL --code CODE`: makes this machine a kiosk of the code's store."""

from __future__ import annotations

import argparse
import json
import socket
from pathlib import Path

from kiosk.cli.account import refuse_other_account
from kiosk.cli.settings_file import add_settings_argument
from kiosk.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cloud", required=True, metavar="URL", help="address of the cloud")
    parser.add_argument("--code", required=True, help="one-time code the store's staff got from the cloud")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the kiosk's folder (that of the settings)")
    add_settings_argument(parser)
    parser.add_argument("--name", default=socket.gethostname()[:60], help="what staff call this kiosk")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """The identity is in the ledger when this ends with 0; the key was made here and stays here."""
    from kiosk.assembly import CLOUD_URL, IDENTITY, SystemClock
    from kiosk.errors import Reason, StoreUnusable
    from kiosk.ports import PutSetting
    from kiosk.remote.cloud_api import enrol
    from kiosk.remote.device_key import load_or_make_device_key
    from kiosk.remote.wire.codec import encode
    from kiosk.store.ids import UuidIds
    from kiosk.store.ledger import SqliteLedger

    folder = args.data or Path(load_settings(args.settings).settings.system.data_dir)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    refuse_other_account(folder)
    clock = SystemClock()
    # First the lock: a running kiosk must not get another identity under its feet.
    ledger = SqliteLedger(folder / "ledger.db", UuidIds(clock), clock)
    try:
        if ledger.setting(IDENTITY) is not None:
            raise StoreUnusable(Reason("enrol.already_enrolled", {"folder": str(folder)}))
        key = load_or_make_device_key(folder / "device.key")
        identity = enrol(args.cloud, args.code, key, args.name)
        ledger.commit([PutSetting(IDENTITY, encode(identity).decode()), PutSetting(CLOUD_URL, args.cloud)])
    finally:
        ledger.close()
    store = identity.store.names
    if args.json:
        told = {"kiosk_id": identity.kiosk_id, "tenant": identity.tenant, "store": identity.store.store_id}
        print(json.dumps({**told, "simulated": identity.simulated}))
    else:
        print(f"{identity.kiosk_id}: {store.zh} / {store.of('en')}")
    return 0
