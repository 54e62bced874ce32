"""What an attendant does at the kiosk, and how a basket goes to a staffed till."""

from __future__ import annotations

from dataclasses import replace

import pytest
import zxingcpp
from PySide6.QtGui import QImage

from kiosk.errors import Reason
from kiosk.services.intents import (
    AskForStaff,
    CloseKiosk,
    EnterStaff,
    HandOver,
    HandOverDone,
    Intent,
    LeaveStaff,
    OpenKiosk,
    PrintDay,
    Reprint,
    StaffAllow,
    StaffCancelTrip,
    StaffVoidLine,
    StayHere,
)
from kiosk.services.views import Screen, StaffEntryView
from lab.example_staff import HANDOVER, STAFF, with_basket
from lab.example_views import AGE_CHECK, BASKET, base
from lab.glass import Glass

ATTRACT = base("en")
SHOPPING = replace(ATTRACT, screen=Screen.BASKET, basket=BASKET)
STAFFED = replace(ATTRACT, screen=Screen.STAFF, staff=STAFF)


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


@pytest.mark.parametrize("screen", [Screen.OUT_OF_SERVICE, Screen.NEEDS_STAFF])
def test_screens_that_wait_for_staff_have_the_way_in_too(
    glass: Glass, posted: list[Intent], screen: Screen
) -> None:
    glass.show(replace(ATTRACT, screen=screen))
    glass.tap("staffButton")
    assert posted == [AskForStaff()]


def test_the_kiosk_is_closed_and_opened(glass: Glass, posted: list[Intent]) -> None:
    glass.show(STAFFED)
    assert {"Camera: ready", "Printer: lost", "0.1.0  →  0.1.1", "open"} <= set(glass.texts())
    glass.tap("openCloseButton")
    glass.show(replace(STAFFED, staff=replace(STAFF, is_open=False)))
    glass.tap("openCloseButton")
    glass.tap("backButton")
    assert posted == [CloseKiosk(), OpenKiosk(), LeaveStaff()]


def test_a_line_is_allowed_and_another_taken_out(glass: Glass, posted: list[Intent]) -> None:
    glass.show(replace(STAFFED, staff=with_basket(AGE_CHECK), basket=BASKET))
    assert glass.text("staffMessage") == "Taken out"
    glass.tap("staffAllowButton")
    glass.tap("staffVoidButton", row=1)
    assert posted == [StaffAllow("i-1"), StaffVoidLine("line-2")]


def test_a_trip_is_cancelled_with_two_touches(glass: Glass, posted: list[Intent]) -> None:
    glass.show(replace(STAFFED, staff=with_basket(AGE_CHECK), basket=BASKET))
    glass.tap("staffCancelButton")
    assert posted == []
    glass.tap("staffCancelButton")
    assert posted == [StaffCancelTrip()]


def test_without_a_shopper_there_is_nothing_to_cancel(glass: Glass) -> None:
    glass.show(STAFFED)
    glass.tap("tab_basket")
    assert glass.sees("noTripText")
    assert not glass.sees("staffCancelButton")


def test_sales_are_listed_and_printed_again(glass: Glass, posted: list[Intent]) -> None:
    glass.show(STAFFED)
    glass.tap("tab_sales")
    assert "A01-000184  ·  ¥78.08" in glass.texts()
    glass.tap("reprintButton", row=2)
    assert posted == [Reprint("sale-182")]


def test_the_day_is_shown_and_printed(glass: Glass, posted: list[Intent]) -> None:
    glass.show(STAFFED)
    glass.tap("tab_day")
    assert glass.text("dayTotal") == "¥5123.40"
    assert {"WeChat Pay", "27  ·  ¥3312.40", "13 %", "9 %"} <= set(glass.texts())
    glass.tap("printDayButton")
    assert posted == [PrintDay()]


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


def test_the_till_reads_one_code_after_the_other(glass: Glass, posted: list[Intent]) -> None:
    glass.show(replace(ATTRACT, screen=Screen.HANDOVER, handover=HANDOVER))

    def seen() -> list[str]:
        picture = glass.app.grab().convertToFormat(QImage.Format.Format_Grayscale8)
        rows = memoryview(picture.constBits()).cast("B", [picture.height(), picture.bytesPerLine()])
        return [code.text for code in zxingcpp.read_barcodes(rows)]

    assert seen() == [HANDOVER.codes[0]]
    glass.tap("previousCode")
    assert glass.text("codeNumber") == "Code 1 of 2"
    glass.tap("nextCode")
    assert (glass.text("codeNumber"), seen()) == ("Code 2 of 2", [HANDOVER.codes[1]])
    glass.tap("nextCode")
    assert glass.text("codeNumber") == "Code 2 of 2"
    glass.tap("handoverDoneButton")
    assert posted == [HandOverDone()]
