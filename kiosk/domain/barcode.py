"""What a scanned text is. Types only here grow slowly; `classify` decides, by templates and standards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class GtinCode:
    """A GTIN-8, -12, -13 or -14 with a right check digit."""

    gtin14: str


@dataclass(frozen=True, slots=True)
class StoreLabel:
    """An in-store label (RCN): the item number and either its price or its weight."""

    plu: str
    price_minor: int | None
    weight_g: int | None
    template: str


@dataclass(frozen=True, slots=True)
class MemberCode:
    """A member's signed, rotating code (`kiosk.domain.member`); not yet verified."""

    token: str


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A shopper's wallet payment code. Never stored or logged, hence without its digits."""

    wallet: str


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """Nothing the shop knows; `shown` is at most 40 printable characters, safe to show and log."""

    shown: str


Classified = GtinCode | StoreLabel | MemberCode | PaymentCode | UnknownCode
