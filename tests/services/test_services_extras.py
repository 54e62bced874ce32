"""Bags, deposits and gifts: what a shopper is asked and charged beside the goods."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.product import Names
from kiosk.domain.role import Role
from kiosk.domain.round_up import RoundUp as RoundUpRule
from kiosk.domain.tax_rule import RULES
from kiosk.services.intents import (
    GoBack,
    LeaveStaff,
    Pay,
    PickGood,
    RoundUp,
    SearchGoods,
    StaffDiscount,
    TakeBags,
    VoidLine,
)
from kiosk.services.views import Screen
from tests.services.changes import new_catalogue
from tests.services.goods import MILK, PRODUCTS, TOAST
from tests.services.staff_room import actions, enter, told
from tests.services.stage import IDENTITY, Stage

PLAIN = replace(PRODUCTS[3], plu=None)
DEPOSIT = replace(
    PLAIN, sku="glass", names=Names("瓶押金", "Bottle deposit"), price_minor=120, role=Role.DEPOSIT
)
BAG = replace(PLAIN, sku="carrier", names=Names("购物袋", "Bag"), price_minor=30, role=Role.BAG)
GIFT = replace(
    PLAIN, sku="gift", names=Names("儿童基金", "Children"), price_minor=0, tax_bp=0, role=Role.DONATION
)
GOODS = [replace(PRODUCTS[0], deposit_sku="glass"), *PRODUCTS[1:], DEPOSIT, BAG, GIFT]
STORE = replace(IDENTITY.store, bag_sku="carrier", round_up=RoundUpRule(sku="gift", step_minor=100))


@pytest.fixture
def shop(stage: Stage) -> Stage:
    new_catalogue(stage, GOODS)
    stage.identity = replace(IDENTITY, store=STORE)
    stage.restart()
    return stage


def lines(shop: Stage) -> list[tuple[str, int, int]]:
    return [(line.names.en, line.total_minor, line.deposit_minor) for line in shop.view.basket.lines]


def asked_for(shop: Stage) -> int:
    """What the cloud is asked to take, once the code shows."""
    shop.until_code()
    return shop.cloud.requests[-1].priced.total_minor


def test_a_deposit_is_shown_with_its_good_and_goes_with_it(shop: Stage) -> None:
    shop.scan(MILK)
    assert lines(shop) == [("Milk", 5980, 120)]
    assert shop.view.basket.total_minor == 6100
    shop.scan(MILK)
    assert (lines(shop), shop.view.basket.total_minor) == ([("Milk", 11960, 240)], 12200)
    shop.do(VoidLine(shop.view.basket.lines[0].line_id))
    assert shop.view.basket.total_minor == 0


def test_a_deposit_is_not_sold_by_itself(shop: Stage) -> None:
    shop.scan(TOAST)
    shop.do(SearchGoods(""))
    shop.do(PickGood("glass"))
    shop.do(SearchGoods(""))
    shop.do(PickGood("gift"))
    assert shop.view.notice is not None
    assert shop.view.notice.reason.code == "basket.not_sold_alone"
    assert lines(shop) == [("Wholewheat toast", 1290, 0)]


def test_a_basket_with_a_deposit_outlives_a_power_cut(shop: Stage) -> None:
    shop.scan(MILK)
    shop.do(RoundUp(give=True))
    shop.restart()
    shop.until(lambda: shop.view.basket.total_minor == 6100)
    assert lines(shop) == [("Milk", 5980, 120)]


def test_bags_are_asked_for_before_paying_and_the_payment_goes_on(shop: Stage) -> None:
    shop.scan(TOAST)
    shop.do(Pay())
    bags = shop.view.bags
    assert bags is not None
    assert (shop.view.screen, bags.names.en, bags.unit_price_minor) == (Screen.BASKET, "Bag", 30)
    assert shop.cloud.requests == []
    shop.do(TakeBags(2))
    assert asked_for(shop) == 1290 + 60
    assert [line.role for line in shop.cloud.requests[-1].priced.lines] == [Role.GOODS, Role.BAG]
    assert shop.view.bags is None


def test_nobody_is_asked_twice(shop: Stage) -> None:
    shop.scan(TOAST)
    shop.do(Pay())
    shop.do(TakeBags(0))
    assert asked_for(shop) == 1290
    shop.do(GoBack())
    shop.until(lambda: shop.view.screen is Screen.BASKET)
    shop.do(Pay())
    assert shop.view.bags is None


def test_whoever_took_a_bag_is_not_asked(shop: Stage) -> None:
    shop.scan(TOAST)
    shop.do(SearchGoods(""))
    shop.do(PickGood("carrier"))
    shop.do(Pay())
    assert asked_for(shop) == 1320


def test_the_question_is_left_by_going_back_or_by_another_good(shop: Stage) -> None:
    shop.scan(TOAST)
    shop.do(Pay())
    shop.do(GoBack())
    assert (shop.view.bags, shop.view.screen) == (None, Screen.BASKET)
    shop.do(Pay())
    assert shop.view.bags is not None
    shop.scan(MILK)
    assert shop.view.bags is None
    shop.do(TakeBags(1))
    assert [name for name, *_ in lines(shop)] == ["Wholewheat toast", "Milk"]


def test_an_answer_that_cannot_be_is_none(shop: Stage) -> None:
    shop.scan(TOAST)
    shop.do(Pay())
    shop.do(TakeBags(100))
    assert (shop.view.screen, len(lines(shop))) == (Screen.BASKET, 1)
    assert shop.cloud.requests == []


def test_the_shopper_rounds_up_and_takes_it_back(shop: Stage) -> None:
    shop.scan(TOAST)
    offered = shop.view.basket.round_up
    assert offered is not None
    assert (offered.names.en, offered.amount_minor, offered.given) == ("Children", 10, False)
    shop.do(RoundUp(give=True))
    given = shop.view.basket.round_up
    assert given is not None
    assert (given.given, shop.view.basket.total_minor) == (True, 1300)
    shop.do(RoundUp(give=False))
    assert shop.view.basket.total_minor == 1290
    shop.do(RoundUp(give=True))
    shop.do(Pay())
    shop.do(TakeBags(1))
    assert asked_for(shop) == 1400
    assert shop.cloud.requests[-1].goods[-1].names.en == "Children"


def test_a_store_that_asks_for_nothing(stage: Stage) -> None:
    new_catalogue(stage, GOODS)
    stage.scan(TOAST)
    stage.do(RoundUp(give=True))
    assert (stage.view.basket.round_up, stage.view.basket.total_minor) == (None, 1290)
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None)


def test_a_gift_that_is_not_in_the_catalogue_is_never_offered(stage: Stage) -> None:
    stage.identity = replace(IDENTITY, store=STORE)
    stage.restart()
    stage.scan(TOAST)
    stage.do(RoundUp(give=True))
    assert (stage.view.basket.round_up, stage.view.basket.total_minor) == (None, 1290)


def test_tax_on_top_is_shown_in_the_total(stage: Stage) -> None:
    stage.identity = replace(IDENTITY, store=replace(IDENTITY.store, tax=RULES["US"]))
    stage.restart()
    stage.scan(TOAST)
    basket = stage.view.basket
    assert (basket.lines[0].total_minor, basket.added_tax_minor, basket.total_minor) == (1290, 168, 1458)


def helped(stage: Stage, most_percent: int, wish: StaffDiscount) -> str | None:
    """An attendant comes to a basket of two goods, of 72.70, and does it."""
    stage.identity = replace(IDENTITY, store=replace(IDENTITY.store, most_staff_percent=most_percent))
    stage.restart()
    stage.scan(MILK)
    stage.scan(TOAST)
    enter(stage)
    stage.do(wish)
    return told(stage)


def test_an_attendant_takes_a_tenth_off_and_the_audit_has_why(stage: Stage) -> None:
    assert helped(stage, 10, StaffDiscount("torn", percent=10)) == "staff.discounted"
    assert stage.view.basket.total_minor == 7270 - 727
    assert actions(stage, "discount")[-1] == "discount"
    body = stage.bodies("staff_acted")[-1]
    assert (body["attendant"], body["reason"], body["percent"]) == ("A01", "torn", 10)
    stage.do(LeaveStaff())
    assert asked_for_now(stage) == 7270 - 727


def asked_for_now(stage: Stage) -> int:
    stage.do(Pay())
    return asked_for(stage)


@pytest.mark.parametrize(
    ("most_percent", "wish", "said"),
    [
        (0, StaffDiscount("torn", percent=1), "payment.discount_too_high"),
        (10, StaffDiscount("torn", percent=11), "payment.discount_too_high"),
        (10, StaffDiscount("torn", amount_minor=728), "payment.discount_too_high"),
        (10, StaffDiscount("", percent=5), "pricing.bad_override"),
        (10, StaffDiscount("torn", percent=5, amount_minor=5), "pricing.bad_override"),
    ],
)
def test_what_an_attendant_may_not_take_off(
    stage: Stage, most_percent: int, wish: StaffDiscount, said: str
) -> None:
    assert helped(stage, most_percent, wish) == said
    assert stage.view.basket.total_minor == 7270
    assert "discount" not in actions(stage, "enter")


def test_only_attendants_take_anything_off(shop: Stage) -> None:
    shop.scan(TOAST)
    shop.do(StaffDiscount("torn", percent=1))
    assert shop.view.basket.total_minor == 1290
