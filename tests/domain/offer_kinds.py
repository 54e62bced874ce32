"""An offer of every kind with all that it can say, on goods of two SKUs, and one from the future."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.domain.offer import (
    BasketOffer,
    MultiBuy,
    NearDate,
    Offer,
    PieceOffer,
    Reward,
    Selector,
    SetDeal,
    Slot,
    StickerOffer,
    Tier,
    TierBy,
    TierStep,
    UnknownOffer,
)
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.product import Names
from kiosk.domain.sale_hours import SaleHours

NAMES = Names("优惠", "Offer")
TERMS = OfferTerms(
    starts_at=datetime(2026, 12, 1, tzinfo=UTC),
    ends_at=datetime(2026, 12, 24, tzinfo=UTC),
    weekdays=(1, 7),
    hours=(SaleHours((1, 7), 1080, 120),),
    segments=("member", "staff"),
    most_uses=2,
    most_uses_per_member=5,
    priority=-3,
    combination=Combination.EXCLUSIVE,
    coupon=True,
)


def every_kind(tea: str = "tea", cola: str = "cola") -> list[Offer]:
    """In the order of their ids; `tea` and `cola` are the SKUs they name."""
    goods = Selector(skus=(tea,), categories=("dairy",), brands=("酌川",), except_skus=(cola,))
    all_but = Selector(everything=True, except_skus=(cola,))
    return [
        MultiBuy(offer_id="a", names=NAMES, skus=(tea, cola), quantity=3, price_minor=900),
        NearDate(offer_id="b", names=NAMES, categories=("dairy",), days=0, percent=30),
        SetDeal(
            offer_id="c",
            names=NAMES,
            slots=(Slot(goods=goods, count=2), Slot(goods=all_but)),
            reward=Reward(percent=50, slot=2),
            terms=TERMS,
        ),
        SetDeal(
            offer_id="d",
            names=Names("第二件半价"),
            slots=(Slot(goods=goods, count=2),),
            reward=Reward(percent=50, cheapest=1),
        ),
        PieceOffer(offer_id="e", names=NAMES, goods=goods, amount_minor=100, terms=TERMS),
        Tier(
            offer_id="f",
            names=NAMES,
            goods=goods,
            by=TierBy.SPEND,
            steps=(TierStep(at_least=1000, percent=5), TierStep(at_least=2000, price_minor=0)),
            terms=TERMS,
        ),
        BasketOffer(
            offer_id="g", names=NAMES, spend_minor=10_000, amount_minor=1000, every=True, terms=TERMS
        ),
        StickerOffer(offer_id="h", names=NAMES, goods=goods, most_percent=50, terms=TERMS),
        BasketOffer(offer_id="i", names=NAMES, percent=5),
    ]


TOMORROWS = UnknownOffer(
    offer_id="p1",
    kind="points",
    row='{"type":"offer","kind":"points","offer_id":"p1","factor":3.5,"goods":{"skus":["no-such-good"]}}',
)
"""Of a kind that no version has yet."""
