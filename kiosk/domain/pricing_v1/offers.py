"""Offers of version 1: multi-buys by SKU, markdowns by SKU and by the good's own category."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kiosk.domain.basket import BasketLine
from kiosk.domain.offer import MultiBuy, NearDate, Offer
from kiosk.domain.product import Product


@dataclass(frozen=True, slots=True)
class Offers:
    """Those that goods of one basket may be in."""

    by_sku: Mapping[str, tuple[MultiBuy, ...]] = field(default_factory=dict)
    near_by_sku: Mapping[str, tuple[NearDate, ...]] = field(default_factory=dict)
    near_by_category: Mapping[str, tuple[NearDate, ...]] = field(default_factory=dict)

    @property
    def has_markdowns(self) -> bool:
        return bool(self.near_by_sku or self.near_by_category)


def offers_of(offers: Iterable[Offer], skus: Collection[str]) -> Offers:
    """Of a book's offers, in the order of their ids, those for these goods."""
    by_sku: dict[str, tuple[MultiBuy, ...]] = {}
    near_by_sku: dict[str, tuple[NearDate, ...]] = {}
    near_by_category: dict[str, tuple[NearDate, ...]] = {}
    for offer in offers:
        if isinstance(offer, MultiBuy):
            for sku in offer.skus:
                if sku in skus:
                    by_sku[sku] = (*by_sku.get(sku, ()), offer)
        elif isinstance(offer, NearDate):
            for sku in offer.skus:
                near_by_sku[sku] = (*near_by_sku.get(sku, ()), offer)
            for category in offer.categories:
                near_by_category[category] = (*near_by_category.get(category, ()), offer)
    return Offers(by_sku, near_by_sku, near_by_category)


def markdown_of(book: Offers, product: Product, line: BasketLine, today: date) -> NearDate | None:
    """The offer that marks an item down today: the highest percentage, of equal ones the smaller id. None
    without a date in a symbol marked as GS1, long before it, or after it."""
    if line.plain_dates:
        return None
    dates = [day for day in (line.best_before, line.expiry) if day is not None]
    days = (min(dates) - today).days if dates else -1
    offers = (*book.near_by_sku.get(product.sku, ()), *book.near_by_category.get(product.category, ()))
    fitting = [offer for offer in offers if 0 <= days <= offer.days]
    return min(fitting, key=lambda offer: (-offer.percent, offer.offer_id), default=None)
