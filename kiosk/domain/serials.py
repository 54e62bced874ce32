"""Single items by GTIN and serial number (GS1 AI 01 and 21): sold once, wherever in the group's shops."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiosk.domain.basket import Basket

_GTIN = re.compile(r"[0-9]{14}")
LONGEST_SERIAL = 20
"""Of AI 21 (GS1 General Specifications 3.5.2)."""


@dataclass(frozen=True, slots=True, order=True)
class Serial:
    """One item in the world."""

    gtin14: str
    serial: str


@dataclass(frozen=True, slots=True)
class SerialMark:
    """An item was sold, or (`sold` False) is for sale again."""

    item: Serial
    sold: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialPage:
    """Marks after a place in the group's list, in order; `upto` is the place to go on from."""

    marks: tuple[SerialMark, ...]
    upto: int


def serials_of(basket: Basket) -> tuple[Serial, ...]:
    """The single items among the lines, in their order, each once."""
    found = (Serial(line.gtin14, line.serial) for line in basket.lines if line.serial)
    return tuple(dict.fromkeys(item for item in found if is_serial(item)))


def is_serial(item: Serial) -> bool:
    """Whether it can be kept and compared: a GTIN of 14 digits, a serial of at most 20 printable signs."""
    fits = 1 <= len(item.serial) <= LONGEST_SERIAL and item.serial.isprintable()
    return fits and _GTIN.fullmatch(item.gtin14) is not None
