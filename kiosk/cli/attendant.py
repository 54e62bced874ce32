"""`kiosk attendant ID [--badge [PNG]]`: give an attendant a PIN or a badge; the kiosk must be stopped."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from kiosk.cli.settings_file import add_settings_argument
from kiosk.errors import InputRefused, Reason
from kiosk.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("attendant_id", metavar="ID", help="what the records name the attendant")
    parser.add_argument(
        "--badge",
        nargs="?",
        const="-",
        metavar="PNG",
        help="a new badge instead of a PIN: its QR on the terminal, or written to PNG",
    )
    add_settings_argument(parser)


def run(args: argparse.Namespace) -> int:
    """The PIN is asked for at a terminal, else read from standard input; it is never an argument."""
    from kiosk.assembly import SystemClock, data_dir
    from kiosk.store.attendants import put_attendant, put_badge
    from kiosk.store.ids import UuidIds
    from kiosk.store.ledger import SqliteLedger

    pin = "" if args.badge else _asked_pin()
    clock = SystemClock()
    folder = data_dir(load_settings(args.settings).settings)
    with SqliteLedger(folder / "ledger.db", UuidIds(clock), clock) as ledger:
        if not args.badge:
            put_attendant(ledger, args.attendant_id, pin)
            return 0
        token = put_badge(ledger, args.attendant_id)
    _show_badge(token, args.badge)
    return 0


def _asked_pin() -> str:
    return getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()


def _show_badge(token: str, where: str) -> None:
    """The badge's QR; nobody can show it again, so a badge that is lost is replaced by a new one."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=4)
    code.add_data(token)
    if where == "-":
        code.print_ascii(out=sys.stdout, invert=True)
        return
    try:
        with open(os.open(where, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            code.make_image().save(file)
    except OSError as error:
        values = {"file": where, "problem": error.strerror or str(error)}
        raise InputRefused(Reason("staff.badge_not_written", values)) from error
