"""Which goods and categories an offer names: what must be there for it to mean anything."""

from __future__ import annotations

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


def skus_of(offer: Offer) -> set[str]:
    """Every good that the offer names by its SKU, the excepted with them; none of an unknown kind."""
    if isinstance(offer, MultiBuy | NearDate):
        return set(offer.skus)
    return {sku for goods in selectors_of(offer) for sku in (*goods.skus, *goods.except_skus)}


def categories_of(offer: Offer) -> set[str]:
    """Every category that the offer names."""
    if isinstance(offer, NearDate):
        return set(offer.categories)
    return {each for goods in selectors_of(offer) for each in (*goods.categories, *goods.except_categories)}


def selectors_of(offer: Offer) -> tuple[Selector, ...]:
    """What each part of it is for."""
    match offer:
        case SetDeal():
            return tuple(slot.goods for slot in offer.slots)
        case PieceOffer() | Tier() | StickerOffer() | BasketOffer():
            return (offer.goods,)
        case _:
            return ()
