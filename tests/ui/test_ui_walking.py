"""Every screen by keys alone: all controls in order, round and round, a ring to see, a name to hear."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeyEvent
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.services.intents import Intent, KeyInCode, Pay, SetQuantity, StartTrip, StayHere
from kiosk.services.views import Screen
from lab.example_views import BASKET, LANGUAGES, NOTICES, base, examples, line
from lab.glass import Glass, is_button, scene_rect
from ui.typed_scan import GAP_MS

SHOPPING = replace(base("en"), screen=Screen.BASKET, basket=BASKET)
KEYS = Qt.Key
PRESSING = {KEYS.Key_Return, KEYS.Key_Enter, KEYS.Key_Space}


def press(glass: Glass, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(glass.app.window, key)
    if PRESSING & set(keys):
        QTest.qWait(2 * GAP_MS)  # until it is sure that no scanner typed them
    glass.settle(1)


def focused(glass: Glass) -> QQuickItem:
    return glass.app.window.activeFocusItem()


def reachable(glass: Glass) -> list[QQuickItem]:
    return [item for item in glass.top_items() if is_button(item) and item.isEnabled()]


def walked(glass: Glass, key: Qt.Key = KEYS.Key_Tab) -> list[QQuickItem]:
    """The controls on the way round, until the first comes again."""
    found: list[QQuickItem] = []
    for _ in range(90):
        press(glass, key)
        if found and focused(glass) == found[0]:
            return found
        found.append(focused(glass))
    raise AssertionError("the way round does not end")


def test_all_controls_are_on_the_way_round_and_nothing_else(glass: Glass) -> None:
    for example in examples("en"):
        glass.app.kiosk.closePanel()
        glass.show(example.view, example.panel, example.about)
        wanted = reachable(glass)
        if not wanted:
            continue
        on_the_way = walked(glass)
        missed = {item.objectName() for item in wanted} - {item.objectName() for item in on_the_way}
        assert not missed, example.name
        assert all(is_button(item) for item in on_the_way), example.name
        (ring,) = (item for item in glass.items() if item.objectName() == "focusRing")
        assert scene_rect(ring).contains(scene_rect(focused(glass))), example.name


def test_back_is_the_same_way(glass: Glass) -> None:
    glass.show(SHOPPING)
    forward, back = walked(glass), walked(glass, KEYS.Key_Backtab)
    assert [*back[1:], back[0]] == [*reversed(forward)] or set(back) == set(forward)
    assert [item.objectName() for item in forward[:5]] == [
        *("languageButton", "accessButton", "helpButton", "findButton", "keypadButton")
    ]
    assert forward[-1].objectName() == "payButton"
    lines = [scene_rect(item).top() for item in forward if item.objectName() == "lessButton"]
    assert lines == sorted(lines)


def test_a_long_basket_is_walked_to_its_end(glass: Glass, posted: list[Intent]) -> None:
    many = tuple(line(number, BASKET.lines[0].names, "dairy", 500) for number in range(30))
    glass.show(replace(SHOPPING, basket=replace(BASKET, lines=many, pieces=30)))
    press(glass, *[KEYS.Key_Down] * 6)
    for _ in range(3 * len(many) - 1):
        press(glass, KEYS.Key_Down)
    assert focused(glass).objectName() == "moreButton"
    press(glass, KEYS.Key_Return)
    assert posted[-1] == SetQuantity("line-29", 2)
    press(glass, KEYS.Key_Down)
    assert focused(glass).objectName() == "priceButton"
    press(glass, KEYS.Key_Down)
    assert focused(glass).objectName() == "payButton"


def test_a_whole_trip_by_keys(glass: Glass, posted: list[Intent]) -> None:
    glass.show(base("en"))
    while not posted:
        press(glass, KEYS.Key_Down)
        if focused(glass).objectName() == "startButton":
            press(glass, KEYS.Key_Return)
    assert posted == [StartTrip()]
    glass.show(SHOPPING)
    assert focused(glass).objectName() == "languageButton", "the walk goes on with what has come"
    press(glass, *[KEYS.Key_Right] * 4, KEYS.Key_Space)
    assert glass.sees("keypadPanel")
    for digit in "952":
        while focused(glass).objectName() != f"key_{digit}":
            press(glass, KEYS.Key_Right)
        press(glass, KEYS.Key_Return)
    while focused(glass).objectName() != "key_done":
        press(glass, KEYS.Key_Right)
    press(glass, KEYS.Key_Return)
    assert KeyInCode("952") in posted
    press(glass, KEYS.Key_Up, KEYS.Key_Up)
    while focused(glass).objectName() != "payButton":
        press(glass, KEYS.Key_Up)
    press(glass, KEYS.Key_Enter)
    assert posted[-1] == Pay()


def test_a_sheet_keeps_what_lies_below_out_of_the_way(glass: Glass, posted: list[Intent]) -> None:
    glass.show(SHOPPING)
    glass.tap("leaveButton")
    press(glass, KEYS.Key_Space)  # the button below was the last one touched
    assert glass.sees("leavePanel")
    names = {item.objectName() for item in walked(glass)}
    assert names == {"keepShoppingButton", "cancelTripButton"}
    press(glass, KEYS.Key_Escape)
    assert not glass.sees("leavePanel")


def test_a_key_held_down_presses_once(glass: Glass, posted: list[Intent]) -> None:
    glass.show(SHOPPING)
    while focused(glass).objectName() != "moreButton":
        press(glass, KEYS.Key_Tab)
    for again in (False, True, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, KEYS.Key_Return, Qt.KeyboardModifier.NoModifier, "", again)
        QCoreApplication.sendEvent(glass.app.window, event)
    assert [intent for intent in posted if intent != StayHere()] == [SetQuantity("line-1", 3)]


def heard(item: QQuickItem) -> QAccessibleInterface | None:
    return QAccessible.queryAccessibleInterface(item)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_and_text_has_a_name_and_a_role(glass: Glass, language: str) -> None:
    pressed = {QAccessible.Role.Button, QAccessible.Role.RadioButton, QAccessible.Role.PageTab}
    mute = []
    for example in examples(language):
        glass.app.kiosk.closePanel()
        glass.show(example.view, example.panel, example.about)
        for item in glass.top_items():
            if is_button(item):
                told = heard(item)
                name = told.text(QAccessible.Text.Name) if told is not None else ""
                if told is None or not name or told.role() not in pressed:
                    mute.append(f"{example.name}: {item.objectName()}")
    assert mute == []


def told(glass: Glass) -> str:
    glass.settle()
    return str(glass.get("stage").property("told"))


def test_what_comes_is_told_to_who_cannot_see_it(glass: Glass) -> None:
    glass.show(base("en"))
    assert told(glass) == "Scan it.\nPay. Go."
    glass.show(SHOPPING)
    assert told(glass) == "Basket"
    glass.show(replace(SHOPPING, notice=NOTICES["found"]))
    assert told(glass) == "Added, Organic whole milk, ¥59.80"
    glass.show(replace(SHOPPING, notice=NOTICES["not-for-sale"]))
    assert told(glass).endswith("Cigarettes")
    glass.show(SHOPPING)
    glass.tap("leaveButton")
    assert told(glass) == "Cancel shopping?"
    glass.tap("keepShoppingButton")
    assert told(glass) == "Basket"


@pytest.mark.parametrize(
    "name", ["11-pay", "13-pay-opened", "15-checking", "16-paid-printed", "17-needs-staff"]
)
def test_every_turn_of_a_payment_is_told(glass: Glass, name: str) -> None:
    glass.show(SHOPPING)
    glass.show(next(example.view for example in examples("en") if example.name == name))
    headings = {
        "11-pay": "Scan with your wallet app",
        "13-pay-opened": "Confirm on your phone",
        "15-checking": "Do not pay again",
        "16-paid-printed": "Paid. Thank you!",
        "17-needs-staff": "Please ask staff",
    }
    assert told(glass) == headings[name]
    glass.show(next(example.view for example in examples("en") if example.name == "11-pay"))
    assert told(glass) == headings["11-pay"]
