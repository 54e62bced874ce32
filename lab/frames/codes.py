"""Codes of every kind a shop meets, made from a seed: what is drawn and what a reader must say.

Numbers are GS1's demonstration prefix 952 and made-up ones of the US range; none is a company's.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from kiosk.domain.barcode import Symbology
from kiosk.domain.gtin import check_digit

GROUP = "\x1d"
"""Ends an element of variable length within a GS1 message (GenSpecs 7.8.4)."""


@dataclass(frozen=True, slots=True)
class Code:
    """`drawn` as `lab.shelf.symbols.draw_symbol` takes it; `text` as decoders give it."""

    symbology: Symbology
    drawn: str
    text: str


def code_of(symbology: Symbology, chance: random.Random) -> Code:
    """One of `ALL`, with digits by chance."""
    drawn = _DRAWN[symbology](chance)
    return Code(symbology, drawn, _read(symbology, drawn))


def message_of(chance: random.Random) -> Code:
    """GS1-128: a GTIN, its expiry and its batch."""
    drawn = f"(01){_gtin14(chance)}(17){_date(chance)}(10){_letters(chance, 5)}"
    return Code(Symbology.CODE128, drawn, _plain(drawn))


def _read(symbology: Symbology, drawn: str) -> str:
    if symbology is Symbology.DATABAR:
        return "01" + drawn  # GenSpecs 5.5.1: the symbol implies its application identifier
    return _plain(drawn) if drawn.startswith("(") else drawn


def _plain(message: str) -> str:
    """The element string as sent: only the last element may be of variable length, so no separator."""
    return message.replace("(", "").replace(")", "")


def _digits(chance: random.Random, count: int) -> str:
    return "".join(str(chance.randrange(10)) for _ in range(count))


def _letters(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(count))


def _checked(body: str) -> str:
    return body + str(check_digit(body))


def _gtin14(chance: random.Random) -> str:
    return _checked("0952" + _digits(chance, 9))


def _date(chance: random.Random) -> str:
    return f"27{chance.randint(1, 12):02}{chance.randint(1, 28):02}"


def _expanded(chance: random.Random) -> str:
    """A weighed good: GTIN and net weight in grams."""
    return f"(01)9{_checked('9952' + _digits(chance, 9))[1:]}(3103)00{chance.randint(100, 9999):04}"


def _medicine(chance: random.Random) -> str:
    return f"(01){_gtin14(chance)}(17){_date(chance)}(10){_letters(chance, 6)}"


_DRAWN = {
    Symbology.EAN13: lambda chance: _checked("952" + _digits(chance, 9)),
    Symbology.EAN8: lambda chance: _checked("952" + _digits(chance, 4)),
    Symbology.UPCA: lambda chance: _checked("08" + _digits(chance, 9)),
    Symbology.ITF: lambda chance: _checked("1952" + _digits(chance, 9)),
    Symbology.CODE128: lambda chance: "TL" + _letters(chance, 7),
    Symbology.DATABAR: _gtin14,
    Symbology.DATABAR_EXPANDED: _expanded,
    Symbology.QR: lambda chance: f"https://id.example/01/{_gtin14(chance)}",
    Symbology.DATAMATRIX: _medicine,
}
ALL = tuple(_DRAWN)
