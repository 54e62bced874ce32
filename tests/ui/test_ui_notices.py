"""What the screen tells by itself: how a scan went, and what is true of the whole kiosk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from kiosk.domain.intervention import InterventionKind
from kiosk.errors import Reason
from kiosk.services.intents import (
    DismissNotice,
    Intent,
)
from kiosk.services.views import AgeCheckView, KioskView, NoticeKind, Screen
from lab.example_views import BASKET, NOTICES, PAID, PAY, WINE, base, notice
from lab.glass import Glass

Told = Callable[[], list[Intent]]

ATTRACT = base("en")
SHOPPING = replace(ATTRACT, screen=Screen.BASKET, basket=BASKET)
PAYING = replace(ATTRACT, screen=Screen.PAY, basket=BASKET, pay=PAY)
AGE = AgeCheckView(
    intervention_id="i-1", line_id="line-6", kind=InterventionKind.AGE, names=WINE.names, minimum_age=18
)


@pytest.mark.parametrize("name", list(NOTICES))
def test_a_notice_is_told_in_words_with_its_own_colour_and_sign(glass: Glass, name: str) -> None:
    glass.show(SHOPPING)
    idle = glass.text("noticeText")
    glass.show(replace(SHOPPING, notice=NOTICES[name]))
    assert glass.text("noticeText") not in {"", idle}
    assert glass.sees("dismissButton") is NOTICES[name].stays
    signs = {"found": "check", "again": "again", "member": "person", "unknown": "question"}
    signs |= {"not_for_sale": "stop", "refused": "alert", "called": "bell", "info": "info"}
    assert glass.get("noticePill").property("sign") == signs[NOTICES[name].kind]


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
