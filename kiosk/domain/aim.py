"""AIM symbology identifiers (ISO/IEC 15424): `]`, a letter for the symbology, a sign for its options.

Decoders put them before the text when asked to. They say what no text can say of itself: whether digits are
a GTIN or a message of application identifiers, and whether an add-on or a check character was sent along.
"""

from __future__ import annotations

import re

from kiosk.domain.gtin import without_add_on
from kiosk.domain.scan import Scan, Symbology

GS1_MESSAGES = frozenset(
    {"]C1", "]e0", "]e1", "]e2", "]e3", "]d2", "]d5", "]Q3", "]Q4", "]J1", "]J4", "]z1", "]z4", "]L3"}
)
"""FNC1 stood in first position: the symbol holds GS1 element strings (General Specifications 5.1.3)."""

KEYED = "]Z"
"""No bar code at all: typed on the scanner."""

_IDENTIFIER = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_BY_LETTER = {
    "A": Symbology.CODE39,
    "C": Symbology.CODE128,
    "I": Symbology.ITF,
    "L": Symbology.PDF417,
    "Q": Symbology.QR,
    "d": Symbology.DATAMATRIX,
    "z": Symbology.AZTEC,
}
"""Codabar, Code 93, MSI, Plessey, DotCode and others have no name here: none of them carries a bare GTIN."""

_ADD_ON = "]E3"
_WITH_CHECK_CHARACTER = frozenset({"]A1", "]A5"})
"""Code 39 whose check character (modulo 43) was checked and sent: no part of the data."""
_WITH_ECI = frozenset(
    {"]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6", "]z3", "]z4", "]z5", "]L1", "]J3", "]J4", "]J5"}
)
r"""The ECI protocol is on: `\` and six digits name a character set, and `\\` is a backslash."""
_ECI = re.compile(r"\\(?:[0-9]{6}|(\\))")


def scan_of(raw: bytes, text: str) -> Scan:
    """The scan in `text`, its identifier, if it has one, taken off."""
    found = _IDENTIFIER.match(text)
    if not found:
        return Scan(raw=raw, text=text)
    aim, rest = found.group(), text[3:]
    if aim == _ADD_ON:
        rest = without_add_on(rest)
    elif aim in _WITH_CHECK_CHARACTER:
        rest = rest[:-1]
    elif aim in _WITH_ECI:
        rest = _ECI.sub(lambda sign: sign[1] or "", rest)
    return Scan(raw=raw, text=rest, symbology=_symbology(aim, rest), aim=aim)


def _symbology(aim: str, text: str) -> Symbology:
    if aim == "]E4":
        return Symbology.EAN8
    if aim[1] == "E":
        return Symbology.UPCA if len(text) == 12 else Symbology.EAN13
    if aim[1] == "e":
        # A GTIN alone with its AI is DataBar Omnidirectional; anything longer only Expanded can hold.
        return Symbology.DATABAR if len(text) in (14, 16) else Symbology.DATABAR_EXPANDED
    return _BY_LETTER.get(aim[1], Symbology.UNKNOWN)
