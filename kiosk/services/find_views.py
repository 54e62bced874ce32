"""What a person sees who looks for a good that has no barcode: branches of the range, and goods as cards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.domain.product import NO_NAMES, Names, StockHint


class HowSold(StrEnum):
    """What a touch on a good's card leads to."""

    PIECE = "piece"
    """Into the basket."""
    LABEL = "label"
    """To the scale first: it is sold by the label that is printed there."""
    STAFF = "staff"
    """Into the basket, to wait for an attendant's word."""
    FOR_HOME = "for_home"
    """Not kept in the store: it can be delivered to the shopper's home, and their wish is noted."""
    NOT_HERE = "not_here"
    """Not sold at this kiosk now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchView:
    """A category to open."""

    category_id: str
    names: Names
    drawn_as: tuple[str, ...]
    """Ids of categories whose drawn tile will do, the best first."""
    picture: str = ""
    """SHA-256 of the picture's file; empty: none."""
    picture_file: Path | None = None
    """Once it is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodView:
    """A good to pick."""

    sku: str
    names: Names
    size: Names
    unit: Names = NO_NAMES
    """What the price is of, where the shop says so."""
    short: Names = NO_NAMES
    """For narrow places, where the shop has one."""
    base_price: Names = NO_NAMES
    """What a litre or a kilogram of it costs, in the shop's words."""
    drawn_as: tuple[str, ...]
    price_minor: int
    """What one piece or kilogram costs this shopper now, before offers over several goods."""
    lowest_30_minor: int | None = None
    """What it cost least in the 30 days before it was reduced to that, where the store shows it."""
    how_sold: HowSold
    stock: StockHint = StockHint.UNKNOWN
    """What the shop last knew of a good that is sold here."""
    picture: str = ""
    picture_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindView:
    """What was typed or opened, and what it leads to. The newest text counts; goods may still be of the one
    before it while `looking`."""

    text: str = ""
    path: tuple[BranchView, ...] = ()
    """The categories that are open, from the root to the one whose goods are shown."""
    branches: tuple[BranchView, ...] = ()
    goods: tuple[GoodView, ...] = ()
    looking: bool = False
    more: bool = False
    """There are more goods than are shown."""

    @property
    def found_nothing(self) -> bool:
        """Something was asked for, and the shop has no such good."""
        asked = bool(self.text.strip() or self.path)
        return asked and not (self.looking or self.goods or self.branches)
