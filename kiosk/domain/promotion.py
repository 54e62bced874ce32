"""Offers compiled once a revision into an `OfferBook`, which knows those that touch a good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kiosk.domain.basket import BasketLine
from kiosk.domain.category import NO_CATEGORIES, CategoryTree
from kiosk.domain.offer import EVERYTHING as EVERYTHING
from kiosk.domain.offer import BasketOffer, KnownOffer, Selector, SetDeal, UnknownOffer
from kiosk.domain.offer import MultiBuy as MultiBuy
from kiosk.domain.offer import NearDate as NearDate
from kiosk.domain.offer import Offer as AnyOffer
from kiosk.domain.offer_checks import MOST_DAYS as MOST_DAYS
from kiosk.domain.offer_checks import MOST_PERCENT as MOST_PERCENT
from kiosk.domain.offer_checks import check_offer
from kiosk.domain.product import Product
from kiosk.errors import InputRefused, Reason

Offer = MultiBuy | NearDate
"""The kinds that the first form of a row tells."""

Part = tuple[KnownOffer, int]
"""An offer and which of its slots, 0 for the first; offers without slots have one."""


@dataclass(frozen=True, slots=True)
class OfferBook:
    """Valid offers of one catalogue revision, by the goods that they are for."""

    revision: int = 0
    offers: tuple[AnyOffer, ...] = ()
    """In the order of their ids; those of unknown kinds too, which no index has."""
    tree: CategoryTree = NO_CATEGORIES
    by_sku: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    by_category: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    by_brand: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    everywhere: tuple[Part, ...] = ()
    basket_offers: tuple[BasketOffer, ...] = ()
    """All of them, in the order of their ids."""
    by_id: Mapping[str, KnownOffer] = field(default_factory=dict)
    excepting: frozenset[tuple[str, int]] = frozenset()
    """Offers and slots that except goods."""

    @property
    def unknown(self) -> tuple[UnknownOffer, ...]:
        """Those of a newer kind, which are ignored: somebody should know."""
        return tuple(offer for offer in self.offers if isinstance(offer, UnknownOffer))

    def parts_for(self, product: Product) -> list[Part]:
        """The slots that a good may fill, by offer id and slot."""
        named = self.by_sku.get(product.sku, ())
        if not (self.everywhere or self.by_brand or self.by_category or self.excepting):
            return list(named)
        found = [*named, *self.everywhere]
        if product.brand:
            found += self.by_brand.get(product.brand, ())
        branch = self._branch(product.category) if self.by_category or self.excepting else []
        for category in branch:
            found += self.by_category.get(category, ())
        if len(found) != len(named):  # else they are in order as they are
            parts = {(offer.offer_id, slot): (offer, slot) for offer, slot in found}
            found = [parts[key] for key in sorted(parts)]
        if not self.excepting:
            return found
        return [part for part in found if not self._is_excepted(part, product.sku, branch)]

    def _is_excepted(self, part: Part, sku: str, branch: list[str]) -> bool:
        offer, slot = part
        return (offer.offer_id, slot) in self.excepting and _excepted(goods_of(offer)[slot], sku, branch)

    def selects(self, goods: Selector, product: Product) -> bool:
        """Whether a good is one of these."""
        branch = self._branch(product.category)
        named = (
            goods.everything
            or product.sku in goods.skus
            or any(category in goods.categories for category in branch)
            or (product.brand != "" and product.brand in goods.brands)
        )
        return named and not _excepted(goods, product.sku, branch)

    def _branch(self, category: str) -> list[str]:
        """The category and those it is under; it may be in no tree."""
        branch = [each.category_id for each in self.tree.upwards(category)]
        return branch or [category]


def goods_of(offer: KnownOffer) -> tuple[Selector, ...]:
    """What each of its slots may be filled with."""
    if isinstance(offer, SetDeal):
        return tuple(slot.goods for slot in offer.slots)
    if isinstance(offer, MultiBuy):
        return (Selector(skus=offer.skus),)
    if isinstance(offer, NearDate):
        return (Selector(skus=offer.skus, categories=offer.categories),)
    return (offer.goods,)


def days_left(line: BasketLine, today: date) -> int | None:
    """Before the date of what is on the line; None without one in a symbol marked as GS1."""
    dates = [day for day in (line.best_before, line.expiry) if day is not None]
    return None if line.plain_dates or not dates else (min(dates) - today).days


def compile_offers(
    offers: Iterable[AnyOffer], revision: int, tree: CategoryTree = NO_CATEGORIES
) -> OfferBook:
    """A book of checked offers, in the order of their ids whatever order they come in.

    Raises InputRefused naming the offer: one wrong offer refuses the whole revision, so that a shop never
    runs on half of its offers. One of an unknown kind is not wrong: it is kept and ignored.
    """
    ordered = tuple(sorted(offers, key=lambda offer: offer.offer_id))
    _check(ordered)
    by_id = {offer.offer_id: offer for offer in ordered if not isinstance(offer, UnknownOffer)}
    parts = [
        ((offer, slot), goods)
        for offer in by_id.values()
        if not isinstance(offer, BasketOffer)
        for slot, goods in enumerate(goods_of(offer))
    ]
    return OfferBook(
        revision=revision,
        offers=ordered,
        tree=tree,
        by_sku=_index((part, goods.skus) for part, goods in parts),
        by_category=_index((part, goods.categories) for part, goods in parts),
        by_brand=_index((part, goods.brands) for part, goods in parts),
        everywhere=tuple(part for part, goods in parts if goods.everything),
        basket_offers=tuple(offer for offer in by_id.values() if isinstance(offer, BasketOffer)),
        by_id=by_id,
        excepting=frozenset(
            (offer.offer_id, slot)
            for (offer, slot), goods in parts
            if goods.except_skus or goods.except_categories
        ),
    )


def _check(ordered: Iterable[AnyOffer]) -> None:
    before = None
    for offer in ordered:
        if offer.offer_id == before:
            raise InputRefused(Reason("offers.id_twice", {"offer": offer.offer_id}))
        before = offer.offer_id
        check_offer(offer)


def _index(named: Iterable[tuple[Part, tuple[str, ...]]]) -> dict[str, tuple[Part, ...]]:
    """The parts that name each key."""
    index: dict[str, list[Part]] = {}
    for part, keys in named:
        for key in keys:
            index.setdefault(key, []).append(part)
    return {key: tuple(parts) for key, parts in index.items()}


def _excepted(goods: Selector, sku: str, branch: list[str]) -> bool:
    return sku in goods.except_skus or any(category in goods.except_categories for category in branch)
