"""The set-up sheet of a make: what to set, in words, and the symbols to try it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drivers.scanner.setup.symbols import GS, SYMBOLS, TrialSymbol
from drivers.scanner.setup.vendors import KEYBOARD_STEPS, STEPS, Vendor
from kiosk.errors import Reason

Say = Callable[[Reason], str]
"""A reason in words."""

SETTINGS = ("[scanner]", 'path = "/dev/touchlane-scanner"', "baud = 9600", '# usb = "vid:pid"')


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it; numbered, or plain text of a file."""

    title: str
    lines: tuple[str, ...]
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """A symbol with what it tries and what must arrive."""

    symbol: TrialSymbol
    tries: str
    arrives: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Two pages in one language."""

    title: str
    intro: tuple[str, ...]
    sections: tuple[Section, ...]
    symbols_title: str
    symbols_intro: str
    entries: tuple[Entry, ...]


def sheet_of(vendor: Vendor, say: Say) -> Sheet:
    """The sheet in the words of `say`."""
    every = Section(say(Reason("scan_sheet.for_all")), tuple(map(say, STEPS)))
    make = Reason("scan_sheet.for_make", {"make": vendor.name})
    notes = Section(
        say(make if vendor.name else Reason("scan_sheet.for_others")), tuple(map(say, vendor.notes)), False
    )
    keyboard = Section(say(Reason("scan_sheet.for_keyboard")), tuple(map(say, KEYBOARD_STEPS)))
    kiosk = Section(say(Reason("scan_sheet.kiosk")), SETTINGS, False)
    arrives = say(Reason("scan_sheet.arrives"))
    return Sheet(
        title=" · ".join(part for part in (say(Reason("scan_sheet.title")), vendor.name) if part),
        intro=(say(Reason("scan_sheet.intro")), say(Reason("scan_sheet.guide"))),
        sections=(every, notes, keyboard, kiosk),
        symbols_title=say(Reason("scan_sheet.symbols")),
        symbols_intro=say(Reason("scan_sheet.symbols_intro")),
        entries=tuple(
            Entry(
                symbol,
                say(symbol.why),
                f"{arrives} {symbol.aims[0]}{symbol.forms[-1].replace(GS, '<GS>')}<CR>",
            )
            for symbol in SYMBOLS
        ),
    )
