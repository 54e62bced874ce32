"""Offers as data, compiled once a revision into an `OfferBook`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kiosk.domain.basket import MOST_PIECES, BasketLine
from kiosk.domain.money import MOST_MINOR
from kiosk.domain.product import Names, Product
from kiosk.errors import InputRefused, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiBuy:
    """Any `quantity` pieces of `skus` together cost `price_minor`, as often as it fits."""

    offer_id: str
    names: Names
    skus: tuple[str, ...]
    quantity: int
    price_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NearDate:
    """Items of `skus` or `categories` with at most `days` days before their best-before or use-by date cost
    `percent` percent less. Only items whose code tells the date."""

    offer_id: str
    names: Names
    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    days: int
    """0: the last day only."""
    percent: int


Offer = MultiBuy | NearDate

MOST_DAYS = 365
MOST_PERCENT = 99
"""Nothing is given away by a date."""


@dataclass(frozen=True, slots=True)
class OfferBook:
    """Valid offers of one catalogue revision: multi-buys by SKU, markdowns by SKU and by category."""

    revision: int = 0
    offers: tuple[Offer, ...] = ()
    by_sku: Mapping[str, tuple[MultiBuy, ...]] = field(default_factory=dict)
    near_by_sku: Mapping[str, tuple[NearDate, ...]] = field(default_factory=dict)
    near_by_category: Mapping[str, tuple[NearDate, ...]] = field(default_factory=dict)

    @property
    def has_markdowns(self) -> bool:
        return bool(self.near_by_sku or self.near_by_category)


def markdown_of(book: OfferBook, product: Product, line: BasketLine, today: date) -> NearDate | None:
    """The offer that marks an item down today: the highest percentage, of equal ones the smaller id. None
    without a date in a symbol marked as GS1, long before it, or after it."""
    if line.plain_dates:
        return None
    dates = [day for day in (line.best_before, line.expiry) if day is not None]
    days = (min(dates) - today).days if dates else -1
    offers = (*book.near_by_sku.get(product.sku, ()), *book.near_by_category.get(product.category, ()))
    fitting = [offer for offer in offers if 0 <= days <= offer.days]
    return min(fitting, key=lambda offer: (-offer.percent, offer.offer_id), default=None)


def compile_offers(offers: Iterable[Offer], revision: int) -> OfferBook:
    """A book of checked offers, in the order of their ids whatever order they come in.

    Raises InputRefused naming the offer: one wrong offer refuses the whole revision, so that a shop never
    runs on half of its offers.
    """
    ordered = tuple(sorted(offers, key=lambda offer: offer.offer_id))
    seen: set[str] = set()
    by_sku: dict[str, tuple[MultiBuy, ...]] = {}
    near_by_sku: dict[str, tuple[NearDate, ...]] = {}
    near_by_category: dict[str, tuple[NearDate, ...]] = {}
    for offer in ordered:
        if offer.offer_id in seen:
            raise InputRefused(Reason("offers.id_twice", {"offer": offer.offer_id}))
        seen.add(offer.offer_id)
        _check(offer)
        if isinstance(offer, MultiBuy):
            for sku in offer.skus:
                by_sku[sku] = (*by_sku.get(sku, ()), offer)
            continue
        for sku in offer.skus:
            near_by_sku[sku] = (*near_by_sku.get(sku, ()), offer)
        for category in offer.categories:
            near_by_category[category] = (*near_by_category.get(category, ()), offer)
    return OfferBook(revision, ordered, by_sku, near_by_sku, near_by_category)


def _check(offer: Offer) -> None:
    named = {"offer": offer.offer_id}
    if not offer.offer_id:
        raise InputRefused(Reason("offers.no_id"))
    if not offer.names.zh:
        raise InputRefused(Reason("offers.no_name", named))
    goods = offer.skus if isinstance(offer, MultiBuy) else (*offer.skus, *offer.categories)
    if not goods:
        raise InputRefused(Reason("offers.no_goods", named))
    if len(set(offer.skus)) != len(offer.skus):
        raise InputRefused(Reason("offers.good_twice", named))
    if isinstance(offer, NearDate):
        _check_markdown(offer)
        return
    if not 1 <= offer.quantity <= MOST_PIECES:
        raise InputRefused(
            Reason(
                "offers.quantity_out_of_range", {**named, "quantity": offer.quantity, "limit": MOST_PIECES}
            )
        )
    if not 0 <= offer.price_minor <= MOST_MINOR:
        raise InputRefused(Reason("offers.price_out_of_range", named))


def _check_markdown(offer: NearDate) -> None:
    named = {"offer": offer.offer_id}
    if not 0 <= offer.days <= MOST_DAYS:
        raise InputRefused(
            Reason("offers.days_out_of_range", {**named, "days": offer.days, "limit": MOST_DAYS})
        )
    if not 1 <= offer.percent <= MOST_PERCENT:
        raise InputRefused(
            Reason("offers.percent_out_of_range", {**named, "percent": offer.percent, "limit": MOST_PERCENT})
        )
