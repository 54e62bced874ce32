"""What the shopper touches, and what core is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from kiosk.domain.intervention import InterventionKind
from kiosk.errors import Reason
from kiosk.services.intents import (
    CancelTrip,
    ChooseLanguage,
    Intent,
    KeyInCode,
    Pay,
    SetQuantity,
    StartTrip,
    StayHere,
    VoidLine,
)
from kiosk.services.views import AgeCheckView, BasketView, Screen
from lab.example_views import BASKET, LINES, NOTICES, NOW, WINE, base
from lab.glass import Glass

Told = Callable[[], list[Intent]]

ATTRACT = base("en")
SHOPPING = replace(ATTRACT, screen=Screen.BASKET, basket=BASKET)
AGE = AgeCheckView(
    intervention_id="i-1", line_id="line-6", kind=InterventionKind.AGE, names=WINE.names, minimum_age=18
)


def test_the_brand_stands_until_the_first_view_comes(glass: Glass) -> None:
    glass.settle()
    assert glass.sees("startingScreen")
    glass.show(ATTRACT)
    assert glass.sees("attractScreen")
    assert not glass.sees("startingScreen")


def test_a_touch_anywhere_on_attract_starts_the_trip(glass: Glass, told: Told) -> None:
    glass.show(ATTRACT)
    glass.tap("startButton")
    glass.tap("headline")
    assert told() == [StartTrip(), StartTrip()]


def test_quantities_change_by_one_and_the_last_one_is_taken_out(glass: Glass, told: Told) -> None:
    glass.show(SHOPPING)
    glass.tap("moreButton", row=0)
    glass.tap("lessButton", row=0)
    glass.tap("lessButton", row=2)
    assert told() == [SetQuantity("line-1", 3), SetQuantity("line-1", 1), VoidLine("line-3")]


def test_a_weighed_line_can_only_be_taken_out(glass: Glass, told: Told) -> None:
    glass.show(replace(SHOPPING, basket=replace(BASKET, lines=(LINES[3],))))
    assert not glass.sees("moreButton")
    assert not glass.sees("quantityText")
    glass.tap("lessButton")
    assert told() == [VoidLine("line-4")]


def test_digits_are_keyed_in_and_corrected(glass: Glass, told: Told) -> None:
    glass.show(SHOPPING)
    glass.tap("keypadButton")
    glass.type("952")
    glass.tap("key_erase")
    glass.type("2123456789")
    assert glass.text("keyedDigits") == "952123456789"
    glass.tap("key_done")
    assert told() == [KeyInCode("952123456789")]
    assert not glass.sees("keypadPanel")


def test_too_few_digits_are_not_sent_and_too_many_not_taken(glass: Glass, told: Told) -> None:
    glass.show(SHOPPING, "keypad")
    glass.type("95")
    glass.tap("key_done")
    assert told() == []
    glass.type("2" * 20)
    assert glass.text("keyedDigits") == "95" + "2" * 16


def test_leaving_is_asked_twice(glass: Glass, told: Told) -> None:
    glass.show(SHOPPING)
    glass.tap("leaveButton")
    glass.tap("keepShoppingButton")
    assert told() == []
    glass.tap("leaveButton")
    glass.tap("cancelTripButton")
    assert told() == [CancelTrip()]


def test_pay_is_asked_only_when_it_may_be(glass: Glass, told: Told) -> None:
    why = Reason("basket.waits_for_staff")
    glass.show(replace(SHOPPING, basket=replace(BASKET, may_pay=False, why_not_pay=why)))
    glass.tap("payButton")
    assert told() == []
    assert glass.sees("whyNotPay")
    glass.show(SHOPPING)
    assert not glass.sees("whyNotPay")
    glass.tap("payButton")
    assert told() == [Pay()]


def test_an_empty_basket_says_what_to_do(glass: Glass) -> None:
    glass.show(replace(ATTRACT, screen=Screen.BASKET))
    assert glass.sees("emptyBasket")
    assert not glass.sees("piecesText")
    glass.show(SHOPPING)
    assert not glass.sees("emptyBasket")
    assert glass.text("piecesText") == "8 pieces"
    glass.show(replace(SHOPPING, basket=BasketView(lines=LINES[2:3], pieces=1, total_minor=2490)))
    assert glass.text("piecesText") == "1 piece"


def test_still_there_is_answered_by_a_touch_beside_it_too(glass: Glass, posted: list[Intent]) -> None:
    warned = replace(SHOPPING, leave_warning_at=NOW + timedelta(seconds=20))
    glass.show(warned)
    assert glass.text("stillThereSeconds") == "20"
    glass.tap("stayButton")
    glass.tap_at(glass.get("simulatedTab").position() + glass.app.window.contentItem().position())
    assert posted == [StayHere(), StayHere()]
    glass.tap("letGoButton")
    assert posted[2:] == [CancelTrip()]


def test_touches_without_an_intent_keep_the_trip_awake(glass: Glass, posted: list[Intent]) -> None:
    glass.show(SHOPPING)
    for _ in range(3):
        glass.tap("totalText")
    assert posted == [StayHere()]


def test_an_overlay_closes_the_panel_below(glass: Glass) -> None:
    glass.show(SHOPPING, "keypad")
    assert glass.sees("keypadPanel")
    glass.show(replace(SHOPPING, age_check=AGE))
    assert glass.sees("ageCheckOverlay")
    assert not glass.sees("keypadPanel")


def test_help_opens_and_closes(glass: Glass, told: Told) -> None:
    glass.show(SHOPPING)
    glass.tap("helpButton")
    assert glass.text("sheetHeading") == "How it works"
    glass.tap("closeButton")
    assert not glass.sees("helpPanel")
    assert told() == []


def test_the_language_is_asked_for_and_changes_everything_at_once(glass: Glass, told: Told) -> None:
    found = replace(SHOPPING, notice=NOTICES["found"])
    glass.show(found)
    assert {"Pay now", "Added", "Organic whole milk", "8 pieces"} <= set(glass.texts())
    glass.tap("languageButton")
    assert told() == [ChooseLanguage("zh-CN")]
    glass.show(replace(found, language="zh-CN"))
    assert {"去支付", "已添加", "有机纯牛奶", "8 件"} <= set(glass.texts())
    assert not {"Pay now", "Added", "Organic whole milk", "8 pieces"} & set(glass.texts())
    glass.tap("languageButton")
    assert told()[-1] == ChooseLanguage("en")
