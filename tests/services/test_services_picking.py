"""What was found is taken by the rules of a scan: sale rules, labels, recalls, an attendant's word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.basket import Entry
from kiosk.domain.product import Names
from kiosk.domain.recall import Recall
from kiosk.services.intents import CancelTrip, PickGood, StartTrip
from kiosk.services.views import NoticeKind, Screen
from tests.services.goods import MILK
from tests.services.pictured_goods import GOODS, open_range
from tests.services.searching import look, reason
from tests.services.stage import Stage


@pytest.fixture
def shop(stage: Stage) -> Stage:
    """At an empty basket, with a tree of categories."""
    open_range(stage.folder)
    stage.do(StartTrip())
    return stage


def test_a_picked_good_goes_into_the_basket_and_the_search_is_over(shop: Stage) -> None:
    look(shop, "chayedan")
    shop.do(PickGood("tea_egg"))
    assert shop.view.screen is Screen.BASKET
    assert [(line.names.en, line.quantity) for line in shop.view.basket.lines] == [("Tea egg", 1)]
    assert reason(shop) == "basket.found"
    (line,) = shop.ledger.unfinished().trip.basket.lines  # type: ignore[union-attr]
    assert (line.entry, line.code) == (Entry.PICKED, "00031")


def test_a_picked_good_joins_the_pieces_that_were_scanned(shop: Stage) -> None:
    shop.scan(MILK)
    look(shop, "milk")
    shop.do(PickGood("milk"))
    assert [line.quantity for line in shop.view.basket.lines] == [2]
    assert reason(shop) == "basket.again"


def test_two_taps_on_a_card_are_one_good(shop: Stage) -> None:
    look(shop, "milk")
    shop.do(PickGood("milk"))
    shop.do(PickGood("milk"))
    assert shop.view.basket.pieces == 1


def test_a_weighed_good_leads_to_its_label(shop: Stage) -> None:
    look(shop, "pingguo")
    shop.do(PickGood("apples"))
    assert shop.view.basket.lines == ()
    assert (shop.view.screen, reason(shop)) == (Screen.BASKET, "basket.needs_weight_label")


def test_a_restricted_good_waits_for_an_attendant_and_one_not_sold_here_is_refused(shop: Stage) -> None:
    look(shop, "pijiu")
    shop.do(PickGood("beer"))
    assert shop.view.age_check is not None
    assert shop.view.age_check.minimum_age == 18
    shop.do(CancelTrip())
    shop.do(StartTrip())
    look(shop, "xiangyan")
    shop.do(PickGood("cigarettes"))
    assert shop.view.notice is not None
    assert shop.view.notice.kind is NoticeKind.NOT_FOR_SALE
    assert shop.view.basket.lines == ()


def test_a_good_with_a_recalled_barcode_is_taken_by_that_one(stage: Stage) -> None:
    milk, other = GOODS[0], "09520000000998"
    two = replace(milk, gtins=(*milk.gtins, other))
    bad = Recall(recall_id="r1", notice=Names("召回", "Recall"), gtins=(other,))
    open_range(stage.folder, goods=(two, *GOODS[1:]), recalls=(bad,))
    stage.do(StartTrip())
    look(stage, "milk")
    stage.do(PickGood("milk"))
    assert (stage.view.basket.lines, reason(stage)) == ((), "item.recalled")


def test_a_good_nobody_has_is_not_picked(shop: Stage) -> None:
    look(shop, "milk")
    shop.do(PickGood("unheard-of"))
    assert shop.view.basket.lines == ()
    assert shop.view.screen is Screen.BASKET
