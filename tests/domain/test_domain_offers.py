"""Offers as data: what is refused, in which words, and which goods an offer finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.domain.category import Category, compile_categories
from kiosk.domain.offer import (
    EVERYTHING,
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
from kiosk.domain.offer_terms import Absence, Combination, OfferTerms, absence
from kiosk.domain.product import Names
from kiosk.domain.promotion import compile_offers
from kiosk.domain.sale_hours import SaleHours
from kiosk.errors import InputRefused
from kiosk.sentences import Sentences
from tests.domain.pricing_goods import good

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # a Saturday, 12:00 in Shanghai
ZONE = "Asia/Shanghai"
TEA = Selector(skus=("tea",))
ANY: dict[str, Any] = {"offer_id": "o1", "names": Names("优惠")}
PIECE = PieceOffer(**ANY, goods=TEA, percent=10)
PAIR = SetDeal(**ANY, slots=(Slot(goods=TEA, count=2),), reward=Reward(price_minor=900))
STEPS = (TierStep(at_least=2, percent=5), TierStep(at_least=4, percent=10))
LADDER = Tier(**ANY, goods=TEA, by=TierBy.QUANTITY, steps=STEPS)
WHOLE = BasketOffer(**ANY, spend_minor=5000, amount_minor=500)
STACKABLE = OfferTerms(combination=Combination.STACKABLE)


def reward(**what: int) -> SetDeal:
    return replace(PAIR, reward=Reward(**what))


def terms(**what: Any) -> PieceOffer:
    return replace(PIECE, terms=OfferTerms(**what))


REFUSED: list[tuple[str, Offer]] = [
    ("offers.no_id", replace(PIECE, offer_id="")),
    ("offers.no_name", replace(PIECE, names=Names(""))),
    ("offers.no_goods", replace(PIECE, goods=Selector())),
    ("offers.no_goods", replace(PAIR, slots=(Slot(goods=Selector(except_skus=("tea",))),))),
    ("offers.goods_and_everything", replace(PIECE, goods=Selector(skus=("tea",), everything=True))),
    ("offers.good_twice", replace(PIECE, goods=Selector(brands=("b", "b")))),
    ("offers.good_without_name", replace(PIECE, goods=Selector(categories=("",)))),
    ("offers.quantity_out_of_range", MultiBuy(**ANY, skus=("tea",), quantity=100, price_minor=1)),
    ("offers.quantity_out_of_range", replace(PAIR, slots=(Slot(goods=TEA, count=0),))),
    ("offers.quantity_out_of_range", replace(PAIR, slots=(Slot(goods=TEA, count=60),) * 2)),
    ("offers.price_out_of_range", MultiBuy(**ANY, skus=("tea",), quantity=2, price_minor=-1)),
    ("offers.days_out_of_range", NearDate(**ANY, skus=("tea",), days=366, percent=10)),
    ("offers.percent_out_of_range", NearDate(**ANY, skus=("tea",), days=3, percent=100)),
    ("offers.percent_out_of_range", replace(PIECE, percent=101)),
    ("offers.percent_out_of_range", StickerOffer(**ANY, goods=TEA, most_percent=0)),
    ("offers.not_one_reward", replace(PIECE, amount_minor=10)),
    ("offers.not_one_reward", replace(PIECE, percent=None)),
    ("offers.not_one_reward", replace(WHOLE, percent=10)),
    ("offers.not_one_reward", reward()),
    ("offers.amount_out_of_range", reward(amount_minor=0)),
    ("offers.slots_out_of_range", replace(PAIR, slots=())),
    ("offers.slots_out_of_range", replace(PAIR, slots=(Slot(goods=TEA),) * 9)),
    ("offers.reward_unclear", reward(price_minor=1, cheapest=1)),
    ("offers.reward_unclear", reward(percent=50, cheapest=1, slot=1)),
    ("offers.reward_unclear", reward(amount_minor=50, slot=1)),
    ("offers.cheapest_out_of_range", reward(percent=50, cheapest=3)),
    ("offers.no_such_slot", reward(percent=50, slot=2)),
    ("offers.set_not_stackable", replace(PAIR, terms=STACKABLE)),
    ("offers.set_not_stackable", StickerOffer(**ANY, goods=TEA, most_percent=50, terms=STACKABLE)),
    ("offers.stackable_uses", terms(combination=Combination.STACKABLE, most_uses=1)),
    ("offers.no_steps", replace(LADDER, steps=())),
    ("offers.steps_not_rising", replace(LADDER, steps=STEPS[::-1])),
    ("offers.step_out_of_range", replace(LADDER, steps=(TierStep(at_least=0, percent=5),))),
    ("offers.not_one_reward", replace(LADDER, steps=(TierStep(at_least=2),))),
    ("offers.spend_out_of_range", replace(WHOLE, spend_minor=-1)),
    ("offers.every_without_spend", replace(WHOLE, spend_minor=0, every=True)),
    ("offers.every_without_spend", replace(WHOLE, amount_minor=None, percent=5, every=True)),
    ("offers.basket_uses", replace(WHOLE, terms=OfferTerms(most_uses=2))),
    ("offers.time_without_zone", terms(starts_at=NOON.replace(tzinfo=None))),
    ("offers.ends_before_start", terms(starts_at=NOON, ends_at=NOON)),
    ("offers.bad_weekday", terms(weekdays=(0,))),
    ("offers.bad_weekday", terms(hours=(SaleHours((8,), 0, 60),))),
    ("offers.bad_hours", terms(hours=(SaleHours((1,), 1440, 60),))),
    ("offers.bad_hours", terms(hours=(SaleHours((), 0, 60),))),
    ("offers.segment_without_name", terms(segments=("",))),
    ("offers.uses_out_of_range", terms(most_uses=0)),
    ("offers.uses_out_of_range", terms(most_uses_per_member=0)),
]


@pytest.mark.parametrize(("code", "offer"), REFUSED, ids=lambda each: each if isinstance(each, str) else "")
def test_an_offer_that_cannot_be_understood_is_refused_by_its_name(code: str, offer: Offer) -> None:
    with pytest.raises(InputRefused) as caught:
        compile_offers([offer], 1)
    reason = caught.value.reason
    assert reason.code == code
    assert reason.values.get("offer", "") == offer.offer_id
    for language in ("zh-CN", "en"):
        assert offer.offer_id in Sentences(strict=True).say(reason, language)


def test_two_offers_of_one_id_are_refused() -> None:
    with pytest.raises(InputRefused, match="id_twice"):
        compile_offers([PIECE, WHOLE], 1)


def test_an_offer_of_a_newer_kind_is_kept_and_ignored() -> None:
    newer = UnknownOffer(offer_id="o9", kind="lottery", row="{}")
    book = compile_offers([newer, PIECE], 3)
    assert book.unknown == (newer,)
    assert [offer for offer, _ in book.parts_for(good("tea", 500))] == [PIECE]


def test_goods_are_found_by_sku_category_brand_and_everything_but_for_the_excepted() -> None:
    tree = compile_categories(
        [
            Category(category_id="food", names=Names("f")),
            Category(category_id="dairy", names=Names("d"), parent="food"),
        ],
        1,
    )
    milk = replace(good("milk", 300), category="dairy", brand="Alp")
    pen = replace(good("pen", 100), category="office")

    def found(goods: Selector) -> list[str]:
        book = compile_offers([replace(PIECE, goods=goods)], 1, tree)
        by_index = [each.sku for each in (milk, pen) if book.parts_for(each)]
        assert by_index == [each.sku for each in (milk, pen) if book.selects(goods, each)]
        return by_index

    assert found(Selector(skus=("pen",))) == ["pen"]
    assert found(Selector(categories=("food",))) == ["milk"]
    assert found(Selector(categories=("office",))) == ["pen"]
    assert found(Selector(brands=("Alp",))) == ["milk"]
    assert found(EVERYTHING) == ["milk", "pen"]
    assert found(Selector(everything=True, except_categories=("food",))) == ["pen"]
    assert found(Selector(categories=("food",), except_skus=("milk",))) == []


WEEK = timedelta(days=7)
NIGHT = SaleHours((5,), 22 * 60, 13 * 60)


@pytest.mark.parametrize(
    ("held", "segments", "used", "why"),
    [
        (OfferTerms(), (), 0, None),
        (OfferTerms(starts_at=NOON), (), 0, None),
        (OfferTerms(starts_at=NOON + WEEK), (), 0, Absence.NOT_YET),
        (OfferTerms(ends_at=NOON), (), 0, Absence.EXPIRED),
        (OfferTerms(weekdays=(6,)), (), 0, None),
        (OfferTerms(weekdays=(5,)), (), 0, Absence.OTHER_TIME),
        (OfferTerms(hours=(NIGHT,)), (), 0, None),
        (OfferTerms(hours=(replace(NIGHT, closes_min=12 * 60),)), (), 0, Absence.OTHER_TIME),
        (OfferTerms(segments=("gold",)), ("member",), 0, Absence.OTHER_SEGMENT),
        (OfferTerms(segments=("gold", "member")), ("member",), 0, None),
        (OfferTerms(most_uses_per_member=2), (), 0, Absence.OTHER_SEGMENT),
        (OfferTerms(most_uses_per_member=2), ("member",), 1, None),
        (OfferTerms(most_uses_per_member=2), ("member",), 2, Absence.USED_UP),
    ],
)
def test_when_and_for_whom_an_offer_holds(
    held: OfferTerms, segments: tuple[str, ...], used: int, why: Absence | None
) -> None:
    assert absence(held, NOON, ZONE, segments, used) is why
