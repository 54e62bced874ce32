"""`kiosk attendant ID`: give an attendant a PIN at this kiosk, which must be stopped."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from kiosk.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("attendant_id", metavar="ID", help="what the records name the attendant")
    parser.add_argument("--settings", type=Path, metavar="F", help="the installer's TOML file")


def run(args: argparse.Namespace) -> int:
    """The PIN is asked for at a terminal, else read from standard input; it is never an argument."""
    from kiosk.assembly import SystemClock, data_dir
    from kiosk.store.attendants import put_attendant
    from kiosk.store.ids import UuidIds
    from kiosk.store.ledger import SqliteLedger

    pin = getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    clock = SystemClock()
    folder = data_dir(load_settings(args.settings).settings)
    with SqliteLedger(folder / "ledger.db", UuidIds(clock), clock) as ledger:
        put_attendant(ledger, args.attendant_id, pin)
    return 0
