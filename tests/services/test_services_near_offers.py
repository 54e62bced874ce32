"""Offers that a basket nearly reaches are told before paying; none for goods that not everybody may buy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.domain.category import Category
from kiosk.domain.explaining import explained
from kiosk.domain.offer import BasketOffer, KnownOffer, MultiBuy, Reward, Selector, SetDeal, Slot
from kiosk.domain.product import Names, SelfService
from kiosk.services.intents import KeyInCode, SetQuantity, StartTrip
from kiosk.services.views import NearView
from kiosk.store.snapshot_file import write_snapshot
from tests.services.goods import BEER, MILK, OFFERS, PRODUCTS, TOAST
from tests.services.stage import Stage

BAKED = SetDeal(
    offer_id="baked",
    names=Names("烘焙第二件半价", "Second of the bakery at half price"),
    slots=(Slot(goods=Selector(categories=("bakery",)), count=2),),
    reward=Reward(percent=50, cheapest=1),
)
SPEND = BasketOffer(
    offer_id="spend",
    names=Names("满 70 减 5", "¥5 off from ¥70"),
    goods=Selector(everything=True),
    spend_minor=7000,
    amount_minor=500,
)
SUPPER = SetDeal(
    offer_id="supper",
    names=Names("吐司配啤酒", "Toast and beer"),
    slots=(Slot(goods=Selector(skus=("toast",))), Slot(goods=Selector(skus=("beer",)))),
    reward=Reward(price_minor=1500),
)
BREAD = Category(category_id="bakery", names=Names("烘焙", "Bakery"))


def sell_with(shop: Stage, offers: Sequence[KnownOffer], *categories: Category) -> None:
    snapshot = shop.folder / "snapshot-2.gz"
    write_snapshot(snapshot, PRODUCTS, offers, 2, datetime.now(UTC), categories=categories)
    shop.catalogues.install(snapshot, 2)
    shop.do(StartTrip())


def near(shop: Stage) -> list[str]:
    return [one.offer_id for one in shop.view.basket.near]


def told(shop: Stage) -> NearView:
    (one,) = shop.view.basket.near
    return one


def test_one_more_is_told_with_what_it_saves_and_goes_once_it_is_there(stage: Stage) -> None:
    sell_with(stage, OFFERS)
    stage.scan(TOAST)
    offer = told(stage)
    assert (offer.names.en, offer.missing_pieces, offer.would_save_minor) == ("2 toasts", 1, 240)
    assert [(good.names.en, good.price_minor) for good in offer.goods] == [("Wholewheat toast", 1290)]
    stage.scan(TOAST)
    assert near(stage) == []
    line = stage.view.basket.lines[0]
    assert stage.view.basket.priced is not None
    why = explained(stage.view.basket.priced, line.line_id, "Asia/Shanghai")
    assert why is not None
    assert [(row.names.en, row.amount_minor) for row in why.rows] == [("", 2580), ("2 toasts", -240)]
    stage.do(SetQuantity(line.line_id, 3))
    assert near(stage) == ["toast-2"], "and again for the next pair"


def test_a_branch_of_the_range_and_the_whole_of_it_are_told_as_such(stage: Stage) -> None:
    sell_with(stage, [BAKED, SPEND], BREAD)
    stage.scan(MILK)
    assert (told(stage).offer_id, told(stage).missing_minor, told(stage).everything) == ("spend", 1020, True)
    stage.scan(TOAST)
    assert near(stage) == ["baked"]
    assert [(good.names.en, good.price_minor) for good in told(stage).goods] == [("Bakery", None)]


@pytest.mark.parametrize(
    "branch",
    [
        replace(BREAD, minimum_age=18),
        replace(BREAD, self_service=SelfService.STAFF),
        replace(BREAD, identity_required=True),
    ],
)
def test_nobody_is_led_to_a_branch_that_is_not_sold_to_everybody(stage: Stage, branch: Category) -> None:
    sell_with(stage, [BAKED], branch)
    stage.scan(TOAST)
    assert near(stage) == []


def test_nobody_is_led_to_what_lies_under_a_branch_that_is_open(stage: Stage) -> None:
    sell_with(
        stage,
        [BAKED],
        BREAD,
        Category(category_id="rum", parent="bakery", names=Names("朗姆"), minimum_age=18),
    )
    stage.scan(TOAST)
    assert near(stage) == []


def test_a_set_with_alcohol_is_not_told_from_either_side(stage: Stage) -> None:
    sell_with(
        stage,
        [SUPPER, MultiBuy(offer_id="ale", names=Names("啤酒"), skus=("beer",), quantity=2, price_minor=1000)],
    )
    stage.scan(TOAST)
    assert near(stage) == []
    stage.scan(BEER)
    assert near(stage) == []


def test_no_more_than_two_are_told_what_saves_most_first(stage: Stage) -> None:
    pairs = [
        MultiBuy(
            offer_id=f"pair-{off}", names=Names("两件"), skus=(sku,), quantity=2, price_minor=2 * price - off
        )
        for sku, price, off in (("milk", 5980, 300), ("toast", 1290, 100), ("tea_egg", 180, 50))
    ]
    sell_with(stage, pairs)
    for code in (TOAST, MILK):
        stage.scan(code)
    stage.do(KeyInCode("31"))
    assert len(stage.view.basket.lines) == 3
    assert near(stage) == ["pair-300", "pair-100"]
