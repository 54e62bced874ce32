"""What a code says of the one thing it stands on, beside its GTIN (GS1 General Specifications 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class GtinAttributes:
    """GS1 attributes of one item by their data titles; what the code does not say stays empty.

    A date whose day is 00 is the last day of its month (GS1 General Specifications 3.4.2).
    """

    batch: str = ""
    """AI 10: at most 20 characters."""
    serial: str = ""
    """AI 21: at most 20 characters; with the GTIN it names one single item in the world."""
    expiry: date | None = None
    """AI 17: not to be sold after this day."""
    best_before: date | None = None
    """AI 15, or 16 (sell by) where there is no 15."""
    produced: date | None = None
    """AI 11, or 13 (packed) where there is no 11."""
    net_weight_g: int | None = None
    """AI 310n."""
    amount_minor: int | None = None
    """AI 392n, or 393n in the shop's currency: what is asked for the item."""


NO_ATTRIBUTES = GtinAttributes()
