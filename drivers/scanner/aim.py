"""AIM symbology identifiers (ISO/IEC 15424): `]`, a letter for the symbology, a digit for its options."""

from __future__ import annotations

import re

from kiosk.domain.barcode import Scan, Symbology

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
_ADD_ON = "]E3"
"""EAN-13 and its add-on of two or five digits; the add-on is no part of the GTIN."""


def scan_of(raw: bytes, text: str) -> Scan:
    """The scan in `text`, its identifier, if it has one, taken off."""
    found = _IDENTIFIER.match(text)
    if not found:
        return Scan(raw=raw, text=text)
    aim, rest = found.group(), text[3:]
    if aim == _ADD_ON:
        rest = rest[:13]
    return Scan(raw=raw, text=rest, symbology=_symbology(aim, rest), aim=aim)


def _symbology(aim: str, text: str) -> Symbology:
    if aim == "]E4":
        return Symbology.EAN8
    if aim.startswith("]E"):
        return Symbology.UPCA if len(text) == 12 else Symbology.EAN13
    if aim == "]e0":
        # GTIN alone with its AI is DataBar Omnidirectional; anything longer only Expanded can hold.
        return Symbology.DATABAR if len(text) == 16 else Symbology.DATABAR_EXPANDED
    return _BY_LETTER.get(aim[1], Symbology.UNKNOWN)
