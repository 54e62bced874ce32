"""A scanner that types into the window presses nothing, whatever is in focus; people's keys do as before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.services.intents import Intent, Pay, RefuseTypedScan, SetQuantity, StayHere
from kiosk.services.views import Screen
from lab.example_views import BASKET, base
from lab.glass import Glass
from ui.typed_scan import GAP_MS

Told = Callable[[], list[Intent]]
SHOPPING = replace(base("en"), screen=Screen.BASKET, basket=BASKET)
KEYS = Qt.Key
CODE = "6901234567892"


def scan(glass: Glass, text: str, gap_ms: int = 0, end: Qt.Key | None = KEYS.Key_Return) -> None:
    """A scanner types: signs as keys, capitals with Shift, GS as Ctrl+]."""
    window = glass.app.window
    for sign in text:
        if sign == "\x1d":
            QTest.keyClick(window, KEYS.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
        elif sign.isupper():
            QTest.keyPress(window, KEYS.Key_Shift)
            QTest.keyClick(window, sign.lower(), Qt.KeyboardModifier.ShiftModifier)
            QTest.keyRelease(window, KEYS.Key_Shift)
        else:
            QTest.keyClick(window, sign)
        QTest.qWait(gap_ms)
    if end is not None:
        QTest.keyClick(window, end)
    QTest.qWait(2 * GAP_MS)
    glass.settle(1)


@pytest.fixture
def paying(glass: Glass) -> Glass:
    """PAY is in focus: the next Enter or blank would press it."""
    glass.show(SHOPPING)
    glass.get("payButton").forceActiveFocus()
    return glass


@pytest.mark.parametrize(
    "text",
    [CODE, "96385074", " 96385074", "TL 128 aZ", "]C1010952400005000710A1\x1d217", f"\r{CODE}", f"\t{CODE}"],
)
def test_a_scan_typed_into_the_window_presses_nothing_and_is_told(
    paying: Glass, told: Told, text: str
) -> None:
    scan(paying, text)
    assert told() == [RefuseTypedScan()]


@pytest.mark.parametrize("end", [KEYS.Key_Enter, KEYS.Key_Tab, None])
def test_whatever_ends_it(paying: Glass, told: Told, end: Qt.Key | None) -> None:
    scan(paying, CODE, end=end)
    assert told() == [RefuseTypedScan()]


def test_a_slow_scanner_presses_nothing_either(paying: Glass, told: Told) -> None:
    scan(paying, "A 1 B 2", gap_ms=10)
    assert told() == [RefuseTypedScan()]


def test_two_scans_are_told_twice(paying: Glass, told: Told) -> None:
    scan(paying, CODE)
    scan(paying, CODE)
    assert told() == [RefuseTypedScan()] * 2


def test_a_person_presses_pay_by_enter_and_by_space(paying: Glass, told: Told) -> None:
    for key in (KEYS.Key_Return, KEYS.Key_Space):
        QTest.keyClick(paying.app.window, key)
        QTest.qWait(2 * GAP_MS)
    assert told() == [Pay(), Pay()]


def test_keys_of_a_pad_in_a_row_all_count(paying: Glass, told: Told) -> None:
    paying.get("moreButton").forceActiveFocus()
    for _ in range(3):
        QTest.keyClick(paying.app.window, KEYS.Key_Return)
    QTest.qWait(2 * GAP_MS)
    assert told() == [SetQuantity("line-1", 3)] * 3


def test_the_next_press_after_a_scan_is_a_persons(paying: Glass, told: Told, posted: list[Intent]) -> None:
    scan(paying, CODE)
    QTest.keyClick(paying.app.window, KEYS.Key_Return)
    for _ in range(40):
        QTest.qWait(GAP_MS)
        if len(told()) > 1:
            break
    assert told() == [RefuseTypedScan(), Pay()]
    assert StayHere() in posted


def test_a_letter_typed_by_hand_is_no_scan(paying: Glass, told: Told) -> None:
    for sign in "abcd":
        QTest.keyClick(paying.app.window, sign)
        QTest.qWait(2 * GAP_MS)
    QTest.keyClick(paying.app.window, KEYS.Key_Return)
    QTest.qWait(2 * GAP_MS)
    assert told() == [Pay()]
