"""What an attendant does at the kiosk, and how a basket goes to a staffed till."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.domain.access import PIN_DIGITS
from kiosk.errors import Reason
from kiosk.ports import DeviceState
from kiosk.services.intents import (
    AskForStaff,
    CloseKiosk,
    EnterStaff,
    GoBack,
    HandOver,
    HandOverDone,
    Intent,
    LeaveStaff,
    OpenKiosk,
    PrintDay,
    Reprint,
    StaffAllow,
    StaffCancelTrip,
    StaffReleaseDoubt,
    StaffTaskDone,
    StaffTurnDay,
    StaffVoidLine,
    StayHere,
)
from kiosk.services.views import DeviceView, NoticeKind, Screen, StaffEntryView
from lab.example_staff import HANDOVER, IN_DOUBT, STAFF, with_basket, with_checks
from lab.example_views import AGE_CHECK, BASKET, DOUBT, STRANGE_BADGE, base, notice
from lab.glass import Glass, scene_rect
from tests.ui.fitting import faults
from ui.application import Look

LOOK = Look(width=540, height=960, px_per_mm=2.015)

ATTRACT = base("en")
SHOPPING = replace(ATTRACT, screen=Screen.BASKET, basket=BASKET)
STAFFED = replace(ATTRACT, screen=Screen.STAFF, staff=STAFF)


def test_everything_the_kiosk_watches_is_named_in_the_language_of_the_screen(glass: Glass) -> None:
    names = ("camera", "scanner", "printer", "cloud", "catalogue", "clock", "storage")
    watched = tuple(DeviceView(name=name, state=DeviceState.READY) for name in names)
    glass.show(replace(STAFFED, language="zh-CN", staff=replace(STAFF, devices=watched)))
    said = [text for text in glass.texts() if text.endswith(": 正常")]
    assert len(said) >= 5
    assert [text for text in said if text[0].isascii()] == []


def test_the_way_in_is_help_and_a_pin(glass: Glass, posted: list[Intent]) -> None:
    glass.show(ATTRACT)
    glass.tap("helpButton")
    glass.tap("staffButton")
    glass.show(replace(ATTRACT, staff_entry=StaffEntryView()))
    glass.type("2468")
    assert glass.text("pinDots") == "●●●●"
    glass.tap("key_done")
    glass.show(replace(ATTRACT, staff_entry=StaffEntryView(refusal=Reason("staff.pin_wrong"))))
    assert glass.sees("pinRefusal")
    assert glass.text("pinDots") == "PIN"
    glass.tap("closeButton")
    assert posted == [AskForStaff(), EnterStaff("2468"), LeaveStaff()]
    assert "2468" not in repr(posted)


def test_the_longest_pin_there_may_be_can_be_typed(glass: Glass, posted: list[Intent]) -> None:
    longest = "123456789012"
    assert len(longest) == max(PIN_DIGITS)
    glass.show(replace(ATTRACT, staff_entry=StaffEntryView()))
    glass.app.kiosk.access.chooseLargeText(True)
    glass.type(longest)
    assert (glass.text("pinDots"), faults(glass, LOOK)) == ("●" * 12, [])
    glass.type("3")
    assert glass.text("pinDots") == "●" * 12
    glass.tap("key_done")
    assert posted == [EnterStaff(longest)]


@pytest.mark.parametrize(
    "screen",
    [Screen.ATTRACT, Screen.OUT_OF_SERVICE, Screen.HANDOVER, Screen.NEEDS_STAFF, Screen.CHECKING],
)
def test_a_badge_is_answered_on_every_screen_it_may_be_held_up_to(
    glass: Glass, qtbot: QtBot, screen: Screen
) -> None:
    glass.show(replace(ATTRACT, screen=screen, handover=HANDOVER))
    assert not glass.sees("noticePill")
    glass.show(replace(ATTRACT, screen=screen, handover=HANDOVER, notice=STRANGE_BADGE))
    assert glass.text("noticeText") == "This badge is not known here. Please use your PIN."
    qtbot.waitUntil(lambda: not glass.sees("noticePill"), timeout=5000)


def test_a_kiosk_out_of_service_does_not_say_why_twice(glass: Glass) -> None:
    why = Reason("service.internal_fault")
    told = notice(NoticeKind.REFUSED, why, stays=True)
    glass.show(replace(ATTRACT, screen=Screen.OUT_OF_SERVICE, out_of_service=why, notice=told))
    assert not glass.sees("noticePill")


@pytest.mark.parametrize("screen", [Screen.OUT_OF_SERVICE, Screen.NEEDS_STAFF])
def test_screens_that_wait_for_staff_have_the_way_in_too(
    glass: Glass, posted: list[Intent], screen: Screen
) -> None:
    glass.show(replace(ATTRACT, screen=screen))
    glass.tap("staffButton")
    assert posted == [AskForStaff()]


def test_the_kiosk_is_closed_and_opened(glass: Glass, told: Callable[[], list[Intent]]) -> None:
    glass.show(STAFFED)
    assert {"Camera: ready", "Printer: lost", "0.1.0  →  0.1.1", "open"} <= set(glass.texts())
    glass.tap("openCloseButton")
    glass.show(replace(STAFFED, staff=replace(STAFF, is_open=False)))
    glass.tap("openCloseButton")
    glass.tap("backButton")
    assert told() == [CloseKiosk(), OpenKiosk(), LeaveStaff()]


def test_a_line_is_allowed_and_another_taken_out(glass: Glass, told: Callable[[], list[Intent]]) -> None:
    glass.show(replace(STAFFED, staff=with_basket(AGE_CHECK), basket=BASKET))
    assert glass.text("staffMessage") == "Taken out"
    glass.tap("staffAllowButton")
    glass.tap("staffVoidButton", row=1)
    assert told() == [StaffAllow("i-1"), StaffVoidLine("line-2")]


def test_many_checks_and_lines_are_one_list_above_the_way_out(open_window: Callable[[Look], Glass]) -> None:
    glass = open_window(Look(width=960, height=540, px_per_mm=2.015, reduce_motion=True, sounds=False))
    glass.show(replace(STAFFED, staff=with_checks(AGE_CHECK, 7), basket=BASKET))
    listed, cancel = glass.get("staffLines"), scene_rect(glass.get("staffCancelButton"))
    assert scene_rect(listed).bottom() < cancel.top()
    assert "7 ×  ·  sold from 18 years of age" in glass.texts()
    QTest.keyClick(glass.app.window, Qt.Key.Key_Tab)
    for _ in range(40):
        QTest.keyClick(glass.app.window, Qt.Key.Key_Tab)
        item = glass.app.window.activeFocusItem()
        if item.objectName() in ("staffAllowButton", "staffVoidButton"):
            glass.settle(1)
            assert scene_rect(listed).adjusted(0, -1, 0, 1).contains(scene_rect(item)), item.objectName()


def test_a_trip_in_doubt_shows_its_code_and_is_released_with_two_touches(
    glass: Glass, told: Callable[[], list[Intent]]
) -> None:
    glass.show(replace(STAFFED, staff=IN_DOUBT, needs_staff=DOUBT))
    assert glass.text("staffSaleCode") == DOUBT.sale_code
    assert not glass.sees("staffCancelButton")
    glass.tap("staffReleaseButton")
    assert told() == []
    glass.tap("staffReleaseButton")
    assert told() == [StaffReleaseDoubt()]


def test_tabs_and_scrolling_are_signs_of_an_attendant(glass: Glass, posted: list[Intent]) -> None:
    glass.show(STAFFED)
    glass.tap("tab_sales")
    assert posted == [StayHere()]


def test_a_trip_is_cancelled_with_two_touches(glass: Glass, told: Callable[[], list[Intent]]) -> None:
    glass.show(replace(STAFFED, staff=with_basket(AGE_CHECK), basket=BASKET))
    glass.tap("staffCancelButton")
    assert told() == []
    glass.tap("staffCancelButton")
    assert told() == [StaffCancelTrip()]


def test_without_a_shopper_there_is_nothing_to_cancel(glass: Glass) -> None:
    glass.show(STAFFED)
    glass.tap("tab_basket")
    assert glass.sees("noTripText")
    assert not glass.sees("staffCancelButton")


def test_sales_are_listed_and_printed_again(glass: Glass, told: Callable[[], list[Intent]]) -> None:
    glass.show(STAFFED)
    glass.tap("tab_sales")
    assert "A01-000184  ·  ¥78.08" in glass.texts()
    glass.tap("reprintButton", row=2)
    assert told() == [Reprint("sale-182")]


def test_tasks_are_counted_told_and_ticked_off_with_two_touches(
    glass: Glass, told: Callable[[], list[Intent]]
) -> None:
    glass.show(STAFFED)
    assert {"Tasks for staff", "3", "Tasks 3"} <= set(glass.texts())
    glass.tap("tab_tasks")
    shown = " ".join(glass.texts())
    assert ("A01-000184: 2 pieces" in shown, "0A1B2C3D-01" in shown) == (True, True)
    assert not glass.sees("moreTasksText")
    glass.tap("taskDoneButton", row=1)
    assert told() == []
    glass.tap("taskDoneButton", row=1)
    assert told() == [StaffTaskDone("task-1")]
    glass.show(replace(STAFFED, staff=replace(STAFF, open_tasks=7)))
    assert glass.text("moreTasksText").startswith("4 ")
    glass.show(replace(STAFFED, staff=replace(STAFF, tasks=(), open_tasks=0)))
    assert glass.sees("noTasksText")
    assert "Tasks" in glass.texts()


def test_the_day_is_shown_and_printed(glass: Glass, told: Callable[[], list[Intent]]) -> None:
    glass.show(STAFFED)
    glass.tap("tab_day")
    assert (glass.text("dayTotal"), glass.text("dayShown")) == ("¥5123.40", "2026-11-21")
    shown = set(glass.texts())
    assert {"Nothing to pay", "Return vouchers", "3  ·  ¥11.00"} <= shown
    assert {"of it by coupons", "6  ·  −¥30.00", "of it by staff", "−¥12.50"} <= shown
    assert not glass.get("dayAfter").isEnabled()
    glass.tap("dayBefore")
    assert {"WeChat Pay", "27  ·  ¥3312.40", "13 %", "9 %"} <= set(glass.texts())
    glass.tap("printDayButton")
    assert told() == [StaffTurnDay(-1), PrintDay()]


def test_offline_the_basket_can_go_to_a_staffed_till(glass: Glass, posted: list[Intent]) -> None:
    glass.show(SHOPPING)
    assert not glass.sees("handOverButton")
    glass.show(replace(SHOPPING, online=False))
    glass.tap("handOverButton")
    assert [intent for intent in posted if intent != StayHere()] == [HandOver()]


def test_attract_says_beforehand_that_payment_is_elsewhere(glass: Glass) -> None:
    glass.show(ATTRACT)
    assert not glass.sees("payElsewhere")
    glass.show(replace(ATTRACT, may_pay_here=False))
    assert glass.sees("payElsewhere")


def test_where_the_cloud_answers_another_cause_is_told(glass: Glass) -> None:
    glass.show(replace(ATTRACT, may_pay_here=False))
    assert "not possible here" in glass.text("payElsewhere")
    glass.show(replace(ATTRACT, may_pay_here=False, online=False))
    assert "No connection" in glass.text("payElsewhere")


def test_from_the_codes_there_is_a_way_back_and_turning_them_tells_that_somebody_is_there(
    glass: Glass, posted: list[Intent]
) -> None:
    glass.show(replace(ATTRACT, screen=Screen.HANDOVER, handover=HANDOVER))
    glass.get("nextCode").metaObject().invokeMethod(glass.get("nextCode"), "click")
    assert posted == [StayHere()]
    glass.tap("backButton")
    assert [intent for intent in posted if intent != StayHere()] == [GoBack()]


def test_the_till_reads_one_code_after_the_other(glass: Glass, told: Callable[[], list[Intent]]) -> None:
    glass.show(replace(ATTRACT, screen=Screen.HANDOVER, handover=HANDOVER))

    def seen() -> list[str]:
        picture = glass.app.grab().convertToFormat(QImage.Format.Format_Grayscale8)
        rows = memoryview(picture.constBits()).cast("B", [picture.height(), picture.bytesPerLine()])
        return [code.text for code in zxingcpp.read_barcodes(rows)]

    assert seen() == [HANDOVER.codes[0]]
    glass.tap("previousCode")
    assert glass.text("codeNumber") == "Code 1 of 3"
    glass.tap("nextCode")
    assert (glass.text("codeNumber"), seen()) == ("Code 2 of 3", [HANDOVER.codes[1]])
    for _ in range(2):
        glass.tap("nextCode")
    assert (glass.text("codeNumber"), seen()) == ("Code 3 of 3", [HANDOVER.codes[2]])
    glass.tap("handoverDoneButton")
    assert told() == [HandOverDone()]
