"""`kiosk doctor --scanner-setup` and `--scanner-check`: the sheet to set a scanner up by, and its trial."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import InputRefused, Reason
from kiosk.settings import load_settings

if TYPE_CHECKING:
    from drivers.scanner.setup.check import Outcome

MAKES = ("zebra", "honeywell", "datalogic", "newland", "generic")
LONGEST_WAIT_S = 600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scanner-setup",
        nargs="?",
        const="generic",
        choices=MAKES,
        metavar="VENDOR",
        help=f"what to set on a barcode scanner: {', '.join(MAKES)}",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="with --scanner-setup: the sheet with its trial symbols, as .html, .pdf or .png",
    )
    parser.add_argument(
        "--scanner-check",
        action="store_true",
        help="read the sheet's symbols from the scanner and say what to set; stop the kiosk first",
    )
    parser.add_argument(
        "--wait-s",
        type=_seconds,
        default=30.0,
        metavar="S",
        help="with --scanner-check: how long each symbol is waited for (default: 30)",
    )
    parser.add_argument(
        "--language", choices=("zh-CN", "en"), help="of sheet and trial; by default the terminal's"
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_WAIT_S:
        raise argparse.ArgumentTypeError(
            f"{text}: give seconds, more than 0 and at most {LONGEST_WAIT_S:.0f}"
        )
    return seconds


def set_up(args: argparse.Namespace) -> int:
    """The sheet into a file, or its words on the terminal."""
    from drivers.scanner.setup.files import write
    from drivers.scanner.setup.sheet import sheet_of
    from drivers.scanner.setup.vendors import VENDORS

    language, say = _words(args)
    sheet = sheet_of(VENDORS[args.scanner_setup], say)
    if args.out is not None:
        write(sheet, args.out, language)
        print(say(Reason("scan_sheet.written", {"file": str(args.out)})))
        return 0
    print(sheet.title, *sheet.intro, sep="\n")
    for section in sheet.sections:
        lines = [f"{number}. {line}" for number, line in enumerate(section.lines, start=1)]
        print("", section.title, *(lines if section.numbered else section.lines), sep="\n")
    return 0


def check(args: argparse.Namespace) -> int:
    """0 when every symbol arrives as it should."""
    from drivers.scanner.evdev import KeyboardScanner
    from drivers.scanner.reader import CodeReader
    from drivers.scanner.setup.check import check as tried
    from drivers.scanner.setup.symbols import SYMBOLS, TrialSymbol
    from kiosk.devices import make_scanner

    _, say = _words(args)
    loaded = load_settings(args.settings)
    for refused in loaded.refused:
        sys.stderr.write(f"{say(refused)}\n")
    scanner = make_scanner(loaded.settings)
    if scanner is None:
        raise InputRefused(Reason("scan_check.no_scanner"))
    if not isinstance(scanner, CodeReader):
        raise InputRefused(Reason("scan_check.not_ours", {"device": scanner.name}))

    def ask(symbol: TrialSymbol) -> None:
        number = SYMBOLS.index(symbol) + 1
        asked = Reason("scan_check.ask", {"number": number, "count": len(SYMBOLS), "name": symbol.name})
        if not args.json:
            print(f"{say(asked)} ({say(symbol.why)})", flush=True)

    wrong = 0
    port = scanner.open_port()
    try:
        keyboard = isinstance(scanner, KeyboardScanner)
        for outcome in tried(port, SYMBOLS, ask, keyboard=keyboard, wait_s=args.wait_s):
            wrong += bool(outcome.wrong)
            _tell(outcome, say, as_json=args.json)
    finally:
        port.close()
    if not args.json:
        values = {"wrong": wrong, "count": len(SYMBOLS)}
        print(
            say(Reason("scan_check.some_wrong", values) if wrong else Reason("scan_check.all_fine", values))
        )
    return 1 if wrong else 0


def _tell(outcome: Outcome, say: Callable[[Reason], str], *, as_json: bool) -> None:
    from drivers.scanner.setup.diagnosis import wire

    arrived = wire(outcome.arrived)
    told = [say(reason) for reason in outcome.wrong]
    if as_json:
        row = {"symbol": outcome.symbol.name, "ok": not told, "arrived": arrived, "told": told}
        print(json.dumps(row, ensure_ascii=False), flush=True)
        return
    if not told:
        print(f"ok  {say(Reason('scan_check.fine', {'arrived': arrived}))}")
    elif arrived:
        print(f"!   {arrived}")
    for line in told:
        print(f"!   {line}", flush=True)


def _words(args: argparse.Namespace) -> tuple[str, Callable[[Reason], str]]:
    """The language asked for, and reasons in it."""
    from kiosk.cli import terminal_language
    from kiosk.sentences import Sentences

    sentences, language = Sentences(), args.language or terminal_language()
    return language, lambda reason: sentences.say(reason, language)
