"""What one kind of printer can do, as data: `assets/printers/NAME.toml`, or a file of the shop's own."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kiosk.errors import Reason, SettingRefused

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "printers"


class Charset(StrEnum):
    """The two-byte set the printer knows; the older GBK lacks a few signs of GB 18030."""

    GB18030 = "gb18030"
    GBK = "gbk"
    NONE = "none"


class Cut(StrEnum):
    """How a slip is parted from the roll."""

    FEED_PARTIAL = "feed_partial"
    """The printer feeds to its blade by itself (GS V 66)."""
    PARTIAL = "partial"
    """Lines are fed first, then GS V 1."""
    TEAR_BAR = "tear_bar"
    """No blade: lines are fed past the bar."""


class Parity(StrEnum):
    NONE = "none"
    EVEN = "even"
    ODD = "odd"


class Flow(StrEnum):
    """Who stops the sender: nobody, RTS/CTS, or XON/XOFF."""

    NONE = "none"
    HARDWARE = "hardware"
    SOFTWARE = "software"


@dataclass(frozen=True, slots=True)
class LineSettings:
    """The serial line; a pty and most USB ports ignore it."""

    baud: int = 115200
    parity: Parity = Parity.NONE
    flow: Flow = Flow.NONE


@dataclass(frozen=True, slots=True)
class CodePage:
    """The printer's number of a code page (ESC t) and Python's codec of the same bytes."""

    number: int
    codec: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterProfile:
    """One kind of printer."""

    name: str
    columns: int
    """Narrow characters on a line at normal size; a Han character takes two."""
    dots: int
    """Printable width."""
    charset: Charset
    code_pages: tuple[CodePage, ...]
    """In order of preference; the first is the one set at the start."""
    cut: Cut
    has_process_id: bool
    """Whether GS ( H is worth asking for; the answer is taken from the printer at each connection."""
    qr_dots: int
    """The width a QR code is fitted to, in dots."""
    line: LineSettings


def load_profile(name: str) -> PrinterProfile:
    """The shipped profile of that name, or the one in that TOML file.

    Raises SettingRefused naming the value and what was expected.
    """
    path = Path(name) if name.endswith(".toml") else SHIPPED / f"{name}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        shipped = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
        raise SettingRefused(Reason("printer.profile_unknown", {"name": name, "known": shipped})) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as trouble:
        raise _bad(name, "file", str(trouble)) from trouble
    return _profile(path.stem, table)


def _profile(name: str, table: Mapping[str, Any]) -> PrinterProfile:
    wrong = set(table) ^ {field for field in PrinterProfile.__slots__ if field != "name"}
    if wrong:
        raise _bad(name, min(wrong), "missing or unknown")
    key = "line"
    try:
        line = LineSettings(
            baud=_within(name, "baud", table["line"]["baud"], 1200, 921600),
            parity=Parity(table["line"]["parity"]),
            flow=Flow(table["line"]["flow"]),
        )
        key = "code_pages"
        pages = tuple(_page(name, page) for page in table["code_pages"])
        if not pages:
            raise _bad(name, key, "empty")
        key = "charset"
        charset = Charset(table["charset"])
        key = "cut"
        cut = Cut(table["cut"])
    except (KeyError, TypeError, ValueError) as trouble:
        raise _bad(name, key, str(trouble)) from trouble
    if not isinstance(table["has_process_id"], bool):
        raise _bad(name, "has_process_id", repr(table["has_process_id"]))
    return PrinterProfile(
        name=name,
        columns=_within(name, "columns", table["columns"], 20, 96),
        dots=_within(name, "dots", table["dots"], 200, 1200),
        charset=charset,
        code_pages=pages,
        cut=cut,
        has_process_id=table["has_process_id"],
        qr_dots=_within(name, "qr_dots", table["qr_dots"], 100, 1200),
        line=line,
    )


def _page(name: str, page: Mapping[str, Any]) -> CodePage:
    number = _within(name, "code_pages", page["number"], 0, 255)
    try:
        return CodePage(number, codecs.lookup(page["codec"]).name)
    except LookupError as trouble:
        raise _bad(name, "code_pages", str(trouble)) from trouble


def _within(name: str, key: str, value: object, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise _bad(name, key, f"{value!r}, expected {low} to {high}")
    return value


def _bad(name: str, key: str, problem: str) -> SettingRefused:
    return SettingRefused(Reason("printer.profile_bad", {"name": name, "key": key, "problem": problem}))
