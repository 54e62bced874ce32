"""`publish key`, `publish trust`, `publish sign`, `publish put`: a catalogue key on another machine."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud.catalogue.parcel import read_parcel, read_unsigned, sign_parcel
from cloud.catalogue.publishing import put
from cloud.catalogue.signed_before import keep_signed, signed_before, what_is_signed
from cloud.cli.catalogue import tell
from cloud.cli.tenant_work import in_tenant_of, tenant_command
from cloud.clock import system_now
from cloud.keys import CATALOGUE, KEY_BYTES, announce_public, secret_in
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import from_base64url
from kiosk.remote.wire.signing import public_text


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "publish key", help="make a catalogue key in a file that stays offline; tells its public half"
    )
    parser.add_argument("file", type=Path, metavar="F")
    parser.set_defaults(run=run_key)
    parser = commands.add_parser(
        "publish trust", help="have kiosks that are enrolled from now on believe a catalogue key"
    )
    parser.add_argument("public_key", metavar="PUBLIC")
    tenant_command(parser, run_trust)
    parser = commands.add_parser("publish sign", help="sign what `publish --unsigned` left in a folder")
    parser.add_argument("folder", type=Path, metavar="OUT")
    parser.add_argument("--key", type=Path, metavar="F", required=True)
    parser.add_argument("--check", action="store_true", help="only say what would be signed")
    parser.set_defaults(run=run_sign)
    parser = commands.add_parser("publish put", help="publish what was signed")
    parser.add_argument("folder", type=Path, metavar="OUT")
    tenant_command(parser, run_put)


def run_key(given: argparse.Namespace) -> int:
    print(public_text(Ed25519PrivateKey.from_private_bytes(secret_in(given.file))))
    return 0


def run_trust(given: argparse.Namespace) -> int:
    if len(from_base64url(given.public_key)) != KEY_BYTES:
        raise InputRefused(Reason("wire.not_base64"))
    in_tenant_of(
        given, lambda connection: announce_public(connection, given.tenant, CATALOGUE, given.public_key)
    )
    print(json.dumps({"tenant": given.tenant, "trusted": given.public_key}))
    return 0


def run_sign(given: argparse.Namespace) -> int:
    if not given.key.exists():
        raise InputRefused(Reason("cloud.not_a_key", {"file": str(given.key)}))
    unsigned = read_unsigned(given.folder)
    told = what_is_signed(unsigned, signed_before(given.key), system_now())
    if not given.check:
        key = Ed25519PrivateKey.from_private_bytes(secret_in(given.key))
        sign_parcel(given.folder, unsigned, key.sign)
        keep_signed(given.key, unsigned)
        told["signed"] = str(given.folder)
    print(json.dumps(told))
    return 0


def run_put(given: argparse.Namespace) -> int:
    document, files = read_parcel(given.folder)
    tell(in_tenant_of(given, lambda connection: put(connection, given.tenant, document, files)))
    return 0
