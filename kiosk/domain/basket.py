"""The basket: what the shopper has taken, before payment. A value; every change gives a new one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Entry(StrEnum):
    """How the line came in."""

    SCANNED = "scanned"
    LABEL = "label"
    KEYED = "keyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """One line: pieces of a product, or one weighed or priced label (then `quantity` is 1)."""

    line_id: str
    sku: str
    quantity: int = 1
    weight_g: int | None = None
    label_price_minor: int | None = None
    entry: Entry = Entry.SCANNED
    approved_by: str | None = None
    """The attendant who allowed a restricted good; None while nobody has."""


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines in the order they were first scanned."""

    lines: tuple[BasketLine, ...] = ()
