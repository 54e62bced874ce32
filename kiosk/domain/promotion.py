"""Offers as data, compiled once a revision into an `OfferBook`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.domain.basket import MOST_PIECES
from kiosk.domain.money import MOST_MINOR
from kiosk.domain.product import Names
from kiosk.errors import InputRefused, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiBuy:
    """Any `quantity` pieces of `skus` together cost `price_minor`, as often as it fits."""

    offer_id: str
    names: Names
    skus: tuple[str, ...]
    quantity: int
    price_minor: int


Offer = MultiBuy


@dataclass(frozen=True, slots=True)
class OfferBook:
    """Valid offers of one catalogue revision, found by SKU."""

    revision: int = 0
    offers: tuple[Offer, ...] = ()
    by_sku: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)


def compile_offers(offers: Iterable[Offer], revision: int) -> OfferBook:
    """A book of checked offers, in the order of their ids whatever order they come in.

    Raises InputRefused naming the offer: one wrong offer refuses the whole revision, so that a shop never
    runs on half of its offers.
    """
    ordered = tuple(sorted(offers, key=lambda offer: offer.offer_id))
    seen: set[str] = set()
    by_sku: dict[str, tuple[Offer, ...]] = {}
    for offer in ordered:
        if offer.offer_id in seen:
            raise InputRefused(Reason("offers.id_twice", {"offer": offer.offer_id}))
        seen.add(offer.offer_id)
        _check(offer)
        for sku in offer.skus:
            by_sku[sku] = (*by_sku.get(sku, ()), offer)
    return OfferBook(revision, ordered, by_sku)


def _check(offer: Offer) -> None:
    named = {"offer": offer.offer_id}
    if not offer.offer_id:
        raise InputRefused(Reason("offers.no_id"))
    if not offer.names.zh:
        raise InputRefused(Reason("offers.no_name", named))
    if not offer.skus:
        raise InputRefused(Reason("offers.no_goods", named))
    if len(set(offer.skus)) != len(offer.skus):
        raise InputRefused(Reason("offers.good_twice", named))
    if not 1 <= offer.quantity <= MOST_PIECES:
        raise InputRefused(
            Reason(
                "offers.quantity_out_of_range", {**named, "quantity": offer.quantity, "limit": MOST_PIECES}
            )
        )
    if not 0 <= offer.price_minor <= MOST_MINOR:
        raise InputRefused(Reason("offers.price_out_of_range", named))
