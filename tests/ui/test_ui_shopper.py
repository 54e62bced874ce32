"""What the shopper touches, and what core is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from kiosk.domain.intervention import InterventionKind
from kiosk.errors import Reason
from kiosk.services.intents import (
    AllowRestricted,
    CancelTrip,
    ChooseLanguage,
    DismissNotice,
    Finish,
    GoBack,
    Intent,
    KeyInCode,
    Pay,
    SetQuantity,
    StartTrip,
    StayHere,
    VoidLine,
)
from kiosk.services.views import AgeCheckView, BasketView, KioskView, NoticeKind, Screen
from lab.example_views import BASKET, LINES, NOTICES, NOW, PAID, PAY, WINE, base, notice
from lab.glass import Glass

Told = Callable[[], list[Intent]]

ATTRACT = base("en")
SHOPPING = replace(ATTRACT, screen=Screen.BASKET, basket=BASKET)
PAYING = replace(ATTRACT, screen=Screen.PAY, basket=BASKET, pay=PAY)
AGE = AgeCheckView(
    intervention_id="i-1", line_id="line-6", kind=InterventionKind.AGE, names=WINE.names, minimum_age=18
)


@pytest.fixture
def told(posted: list[Intent]) -> Told:
    """What was posted, without the news that somebody touches the screen."""
    return lambda: [intent for intent in posted if intent != StayHere()]


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
    assert glass.text("keyedDigits") == "95" + "2" * 12


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


def test_another_wallet_a_new_code_and_the_way_back(glass: Glass, told: Told) -> None:
    glass.show(PAYING)
    glass.tap("walletChip_wechat")  # the one in use
    glass.tap("walletChip_alipay")
    glass.tap("backButton")
    failed = replace(PAY, wallet="alipay", qr_text=None, expires_at=None, reason=Reason("pay.expired"))
    glass.show(replace(PAYING, pay=failed))
    glass.tap("newCodeButton")
    assert told() == [Pay("alipay"), GoBack(), Pay("alipay")]


def test_only_wallets_that_work_here_are_drawn(glass: Glass, told: Told) -> None:
    glass.show(replace(PAYING, pay=replace(PAY, wallet="alipay", wallets=("alipay",))))
    assert glass.sees("walletChip_alipay")
    assert not glass.sees("walletChip_wechat")
    glass.tap("walletChip_alipay")
    assert told() == []


@pytest.mark.parametrize(
    ("changed", "shown", "title"),
    [
        ({}, "payQr", None),
        ({"qr_text": None, "expires_at": None}, "payState", "Preparing your code"),
        ({"opened": True}, "payState", "Confirm on your phone"),
    ],
    ids=["scan", "waiting", "opened"],
)
def test_the_states_of_a_payment(
    glass: Glass, changed: dict[str, object], shown: str, title: str | None
) -> None:
    glass.show(replace(PAYING, pay=replace(PAY, **changed)))  # type: ignore[arg-type]
    assert glass.sees(shown)
    assert glass.sees("payQr") is (shown == "payQr")
    assert title is None or glass.text("payStateText") == title
    assert not glass.sees("newCodeButton")


def test_the_time_left_runs_down(glass: Glass, qtbot: QtBot) -> None:
    glass.show(replace(PAYING, pay=replace(PAY, expires_at=NOW + timedelta(seconds=65), lifetime_s=180)))
    first, width = glass.text("timeLeftText"), glass.get("timeLeftBar").width()
    assert first in {"Time left 1:05", "Time left 1:04"}
    qtbot.waitUntil(lambda: glass.text("timeLeftText") < first, timeout=5000)
    qtbot.waitUntil(lambda: 0 < glass.get("timeLeftBar").width() < width, timeout=2000)


def test_the_paid_screen_is_left_by_its_button(glass: Glass, told: Told) -> None:
    glass.show(replace(ATTRACT, screen=Screen.PAID, paid=PAID))
    assert glass.text("paidAmount") == "¥312.17"
    assert glass.text("saleNo") == "Sale A01-000184"
    glass.tap("doneButton")
    assert told() == [Finish()]


def test_the_attendant_allows_with_a_pin_that_is_never_shown(glass: Glass, told: Told) -> None:
    glass.show(replace(SHOPPING, age_check=AGE))
    assert glass.text("ageCheckProduct") == "Dry red wine"
    glass.tap("attendantButton")
    glass.type("2468")
    assert glass.text("pinDots") == "●●●●"
    assert not any("2468" in text for text in glass.texts())
    glass.tap("key_done")
    assert told() == [AllowRestricted("i-1", "2468")]


def test_a_wrong_pin_is_told_and_typed_anew(glass: Glass) -> None:
    glass.show(replace(SHOPPING, age_check=AGE))
    glass.tap("attendantButton")
    glass.type("11")
    glass.show(replace(SHOPPING, age_check=AGE, online=False))  # another view comes while it is typed
    glass.type("11")
    assert glass.text("pinDots") == "●●●●"
    glass.tap("key_done")
    glass.show(replace(SHOPPING, age_check=replace(AGE, refusal=Reason("staff.pin_wrong"))))
    assert glass.sees("pinRefusal")
    assert glass.text("pinDots") == "PIN"


def test_what_waits_for_staff_can_be_taken_out(glass: Glass, told: Told) -> None:
    glass.show(replace(SHOPPING, age_check=replace(AGE, kind=InterventionKind.STAFF_ONLY, minimum_age=None)))
    assert glass.text("sheetHeading") == "Staff must approve this item"
    glass.tap("takeOutButton")
    assert told() == [VoidLine("line-6")]


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


@pytest.mark.parametrize("name", list(NOTICES))
def test_a_notice_is_told_in_words_with_its_own_colour_and_sign(glass: Glass, name: str) -> None:
    glass.show(SHOPPING)
    idle = glass.text("noticeText")
    glass.show(replace(SHOPPING, notice=NOTICES[name]))
    assert glass.text("noticeText") not in {"", idle}
    assert glass.sees("dismissButton") is NOTICES[name].stays
    signs = {"found": "check", "again": "again", "member": "person", "unknown": "question"}
    signs |= {"refused": "stop", "info": "info"}
    assert glass.get("noticePill").property("sign") == signs[name]


def test_a_notice_that_stays_is_dismissed_and_others_fade(glass: Glass, told: Told, qtbot: QtBot) -> None:
    glass.show(replace(SHOPPING, notice=NOTICES["unknown"]))
    glass.tap("dismissButton")
    assert told() == [DismissNotice(NOTICES["unknown"].serial)]
    glass.show(SHOPPING)
    idle = glass.text("noticeText")
    glass.show(replace(SHOPPING, notice=NOTICES["found"]))
    assert glass.text("noticeText") == "Added"
    qtbot.waitUntil(lambda: glass.text("noticeText") == idle, timeout=5000)
    again = replace(NOTICES["found"], serial=99)
    glass.show(replace(SHOPPING, notice=again))
    assert glass.text("noticeText") == "Added"


def test_the_first_scan_on_attract_is_noticed_on_the_basket_it_opens(glass: Glass) -> None:
    glass.show(ATTRACT)
    glass.show(replace(SHOPPING, notice=NOTICES["found"]))
    assert glass.text("noticeText") == "Added"
    assert glass.text("noticeProduct") == "Organic whole milk   ¥59.80"


def test_a_scan_while_paying_is_answered_there(glass: Glass) -> None:
    glass.show(PAYING)
    assert glass.sees("payHint")
    refused = notice(NoticeKind.REFUSED, Reason("pay.go_back_to_add"))
    glass.show(replace(PAYING, notice=refused))
    assert glass.sees("noticePill")
    assert not glass.sees("payHint")


def test_what_the_screen_says_of_connection_camera_and_member(glass: Glass) -> None:
    glass.show(SHOPPING)
    for name in ("offlineStrip", "cameraOffText", "memberBadge"):
        assert not glass.sees(name), name
    member = replace(BASKET, member_greeting="")
    glass.show(replace(SHOPPING, online=False, camera_ready=False, basket=member))
    for name in ("offlineStrip", "cameraOffText", "memberBadge"):
        assert glass.sees(name), name


@pytest.mark.parametrize("screen", [screen for screen in Screen if screen is not Screen.STARTING])
def test_a_demonstration_says_so_on_every_screen(glass: Glass, screen: Screen) -> None:
    view: KioskView = replace(PAYING, screen=screen, paid=PAID)
    glass.show(view)
    assert glass.text("simulatedText") == "Simulated payment"
    glass.show(replace(view, simulated=False))
    assert not glass.sees("simulatedTab")
