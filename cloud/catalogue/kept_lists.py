"""What stays when a shop publishes its goods anew: lists it does not give, without the goods that went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cloud.catalogue.contents import Contents
from kiosk.domain.offer import (
    BasketOffer,
    MultiBuy,
    NearDate,
    Offer,
    PieceOffer,
    Selector,
    SetDeal,
    StickerOffer,
    Tier,
)
from kiosk.domain.offer_goods import skus_of
from kiosk.errors import Reason

LISTS = ("prices", "categories", "offers", "markdowns")
"""Beside the goods; markdowns are offers on goods near their date."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The contents to publish, and what was left out of the lists of before."""

    contents: Contents
    left_out: tuple[Reason, ...]


def keeping(made: Contents, held: Contents, others: frozenset[str]) -> Kept:
    """`made` with the lists of `held`, but for `others`, which were given or are to go."""
    skus = {product.sku for product in made.products}
    left_out: list[Reason] = []
    kept: list[Offer] = []
    for offer in held.offers:
        if ("markdowns" if isinstance(offer, NearDate) else "offers") not in others:
            kept += _with_its_goods(offer, skus, left_out)
    given = {offer.offer_id for offer in made.offers}
    prices = made.prices if "prices" in others else tuple(row for row in held.prices if row.sku in skus)
    contents = replace(
        made,
        offers=(*made.offers, *(offer for offer in kept if offer.offer_id not in given)),
        prices=prices,
        categories=made.categories if "categories" in others else held.categories,
        recalls=held.recalls,
    )
    return Kept(contents, tuple(left_out))


def _with_its_goods(offer: Offer, skus: set[str], left_out: list[Reason]) -> Iterable[Offer]:
    """The offer on those of its goods that are still there; none where nothing of it is left."""
    gone = skus_of(offer) - skus
    if not gone:
        return (offer,)
    rest = _without(offer, gone)
    values: dict[str, str | int] = {"offer": offer.offer_id, "goods": len(gone)}
    left_out.append(Reason("cloud.offer_of_gone_goods" if rest is None else "cloud.offer_lost_goods", values))
    return () if rest is None else (rest,)


def _without(offer: Offer, gone: set[str]) -> Offer | None:
    match offer:
        case MultiBuy() | NearDate():
            skus = tuple(sku for sku in offer.skus if sku not in gone)
            named = skus or (isinstance(offer, NearDate) and offer.categories)
            return replace(offer, skus=skus) if named else None
        case SetDeal():
            slots = [(slot, _left_of(slot.goods, gone)) for slot in offer.slots]
            left = tuple(replace(slot, goods=goods) for slot, goods in slots if goods is not None)
            return replace(offer, slots=left) if len(left) == len(offer.slots) else None
        case PieceOffer() | Tier() | StickerOffer() | BasketOffer():
            goods = _left_of(offer.goods, gone)
            return None if goods is None else replace(offer, goods=goods)
        case _:
            return offer


def _left_of(goods: Selector, gone: set[str]) -> Selector | None:
    """None where it would name nothing any more."""
    skus = tuple(sku for sku in goods.skus if sku not in gone)
    if not (skus or goods.categories or goods.brands or goods.everything):
        return None
    excepted = tuple(sku for sku in goods.except_skus if sku not in gone)
    return replace(goods, skus=skus, except_skus=excepted)
