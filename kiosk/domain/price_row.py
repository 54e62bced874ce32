"""A price of a good for a time and a group of stores: one row of the catalogue beside the good's own price.

`Product.price_minor` and `member_price_minor` hold wherever and whenever no row does; which row holds is
`kiosk.domain.price_list`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PriceFor(StrEnum):
    """Who pays it."""

    LIST = "list"
    """Everybody: it stands in for the good's own price."""
    OFFER = "offer"
    """Everybody, beside the list price it is lower than."""
    MEMBER = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Holds from `starts_at` until before `ends_at`, in stores of `price_list`.

    No two rows of a catalogue have the same `key`.
    """

    sku: str
    kind: PriceFor = PriceFor.LIST
    amount_minor: int
    """With tax; per piece, or per kilogram when sold by weight."""
    starts_at: datetime | None = None
    """Aware; None: it has always held."""
    ends_at: datetime | None = None
    """Aware; None: it holds until another one does."""
    price_list: str = ""
    """A group of stores; empty: all of them."""
    priority: int = 0
    """Of rows that hold at once the highest counts, then the one that started last."""
    lowest_30_minor: int | None = None
    """The lowest price of the 30 days before an offer, where the law asks to show it (EU 98/6/EC 6a)."""

    @property
    def key(self) -> tuple[str, str, str, datetime | None]:
        """What makes it another row: good, who pays, where and from when."""
        return (self.sku, self.kind.value, self.price_list, self.starts_at)

    @property
    def price_id(self) -> str:
        """The key as a price's trace names it: `1001/offer/north/2026-12-01T00:00:00+00:00`."""
        start = "" if self.starts_at is None else self.starts_at.isoformat()
        return f"{self.sku}/{self.kind.value}/{self.price_list}/{start}"
