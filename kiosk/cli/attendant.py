"""`kiosk attendant`: who may come in as staff at this kiosk, which must be stopped."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kiosk.cli.account import refuse_other_account
from kiosk.cli.settings_file import add_settings_argument
from kiosk.errors import InputRefused, Reason
from kiosk.settings import load_settings

if TYPE_CHECKING:
    from kiosk.ports import Ledger


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("attendant_id", metavar="ID", nargs="?", help="what the records name the attendant")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--badge",
        nargs="?",
        const="-",
        metavar="PNG",
        help="a new badge instead of a PIN: its QR on the terminal, or written to PNG",
    )
    what.add_argument("--remove", action="store_true", help="take the attendant's PIN and badge away")
    what.add_argument("--list", action="store_true", help="who has a PIN or a badge at this kiosk")
    parser.add_argument("--json", action="store_true", help="with --list: one JSON line an attendant")
    add_settings_argument(parser)


def run(args: argparse.Namespace) -> int:
    """The PIN is asked for at a terminal, else read from standard input; it is never an argument."""
    from kiosk.assembly import SystemClock, data_dir
    from kiosk.store.ids import UuidIds
    from kiosk.store.ledger import SqliteLedger

    if args.attendant_id is None and not args.list:
        raise InputRefused(Reason("staff.whom"))
    pin = "" if args.badge or args.remove or args.list else _asked_pin()
    clock = SystemClock()
    folder = data_dir(load_settings(args.settings).settings)
    refuse_other_account(folder)
    # the paper first: an old badge ends with the new one, which must then be in somebody's hands
    with _paper(args.badge) as paper, SqliteLedger(folder / "ledger.db", UuidIds(clock), clock) as ledger:
        token = _change(ledger, args, pin)
        if args.badge:
            _show_badge(token, paper)
    return 0


def _change(ledger: Ledger, args: argparse.Namespace, pin: str) -> str:
    """Do what is asked for; the code of a new badge, else empty."""
    from kiosk.store.attendants import put_attendant, put_badge, remove_attendant

    if args.list:
        _list(ledger, args)
    elif args.remove:
        remove_attendant(ledger, args.attendant_id, _account())
    elif args.badge:
        return put_badge(ledger, args.attendant_id, _account())
    else:
        put_attendant(ledger, args.attendant_id, pin, _account())
    return ""


def _list(ledger: Ledger, args: argparse.Namespace) -> None:
    from kiosk.store.attendants import read_attendants

    everyone = sorted(read_attendants(ledger), key=lambda one: one.attendant_id)
    for one in everyone:
        if args.attendant_id in (None, one.attendant_id):
            has = {"pin": bool(one.pin_hash), "badge": bool(one.badge_hash)}
            plain = ", ".join(name for name, there in has.items() if there)
            row = json.dumps({"attendant": one.attendant_id, **has}, ensure_ascii=False)
            print(row if args.json else f"{one.attendant_id:<12} {plain}")


def _account() -> str:
    """Whose hands: before `sudo`, where it tells."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        return str(os.getuid())


def _asked_pin() -> str:
    return getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()


@contextmanager
def _paper(where: str | None) -> Iterator[BinaryIO | None]:
    """The new file a badge is written to, taken away where nothing comes of it; None: none is wanted."""
    if where in (None, "-"):
        yield None
        return
    path = Path(str(where))
    try:
        file = os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb")
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        with file:
            yield file
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _not_written(path, error) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _not_written(path: Path, error: OSError) -> InputRefused:
    values = {"file": str(path), "problem": error.strerror or str(error)}
    return InputRefused(Reason("staff.badge_not_written", values))


def _show_badge(token: str, paper: BinaryIO | None) -> None:
    """The badge's QR; nobody can show it again, so a badge that is lost is replaced by a new one."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=4)
    code.add_data(token)
    if paper is None:
        code.print_ascii(out=sys.stdout, invert=True)
    else:
        code.make_image().save(paper)
