"""One accepted read of a code, as a device gives it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.masking import masked


class Symbology(StrEnum):
    """The printed code's kind, as the decoder names it."""

    EAN13 = "ean13"
    EAN8 = "ean8"
    UPCA = "upca"
    UPCE = "upce"
    CODE128 = "code128"
    CODE39 = "code39"
    ITF = "itf"
    DATABAR = "databar"
    DATABAR_EXPANDED = "databar_expanded"
    QR = "qr"
    DATAMATRIX = "datamatrix"
    AZTEC = "aztec"
    PDF417 = "pdf417"
    UNKNOWN = "unknown"
    """A serial scanner without AIM identifiers, or a keypad."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One accepted read: `raw` is what the device gave, `text` its decoded form without AIM identifier."""

    raw: bytes
    text: str
    symbology: Symbology = Symbology.UNKNOWN
    aim: str = ""
    """AIM identifier (ISO/IEC 15424), `]E0` and the like, or empty."""

    def __repr__(self) -> str:
        return f"Scan({masked(self.text)!r}, {self.symbology.value})"
