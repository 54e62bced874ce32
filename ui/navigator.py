"""Which screen, overlay and panel a view puts on the glass: tables, without Qt.

A *screen* fills the window. An *overlay* lies above it because the view says so (an attendant is needed, is
the shopper still there?). A *panel* is one the shopper opened here and core knows nothing of: the keypad,
help, accessibility, the question before leaving, a price explained. An overlay closes the panel below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kiosk.services.views import KioskView, Screen


class Overlay(StrEnum):
    """What the view lays above the screen."""

    NONE = ""
    AGE_CHECK = "ageCheck"
    BAGS = "bags"
    STILL_THERE = "stillThere"
    STAFF_ENTRY = "staffEntry"


class Panel(StrEnum):
    """What the shopper opened above the screen."""

    NONE = ""
    KEYPAD = "keypad"
    HELP = "help"
    LEAVE = "leave"
    ACCESS = "access"
    PRICE = "price"
    """Why a line costs what it costs."""
    NEAR = "near"
    """The goods that count for an offer which is nearly reached."""
    DISCOUNT = "discount"
    """An attendant takes something off."""


SCREEN_FILES: Mapping[Screen, str] = {
    Screen.STARTING: "StartingScreen",
    Screen.ATTRACT: "AttractScreen",
    Screen.BASKET: "BasketScreen",
    Screen.FIND: "FindScreen",
    Screen.PAY: "PayScreen",
    Screen.CHECKING: "CheckingScreen",
    Screen.PAID: "PaidScreen",
    Screen.NEEDS_STAFF: "NeedsStaffScreen",
    Screen.OUT_OF_SERVICE: "OutOfServiceScreen",
    Screen.HANDOVER: "HandoverScreen",
    Screen.STAFF: "StaffScreen",
}

PANELS: Mapping[Screen, frozenset[Panel]] = {
    Screen.ATTRACT: frozenset({Panel.HELP}),
    Screen.BASKET: frozenset({Panel.KEYPAD, Panel.HELP, Panel.LEAVE, Panel.PRICE, Panel.NEAR}),
    Screen.FIND: frozenset({Panel.HELP}),
    Screen.PAY: frozenset({Panel.HELP}),
    Screen.STAFF: frozenset({Panel.DISCOUNT}),
}
"""The panels a screen may open besides accessibility, which every one does but the brand's."""

READ_ONLY = frozenset({Panel.PRICE, Panel.NEAR})
"""Panels that give way to news: nothing is typed in them."""

TOUCH_KEEPS_AWAKE = frozenset(
    {Screen.BASKET, Screen.FIND, Screen.PAY, Screen.PAID, Screen.HANDOVER, Screen.STAFF}
)
"""Where a touch that is no intent of its own still says that someone is there."""


def overlay_of(view: KioskView) -> Overlay:
    """`Still there?` is above everything; a line's age check and the question for bags lie over the
    basket only."""
    if view.leave_warning_at is not None:
        return Overlay.STILL_THERE
    if view.staff_entry is not None:
        return Overlay.STAFF_ENTRY
    if view.age_check is not None and view.screen is Screen.BASKET:
        return Overlay.AGE_CHECK
    if view.bags is not None and view.screen is Screen.BASKET:
        return Overlay.BAGS
    return Overlay.NONE


def panel_after(panel: Panel, view: KioskView) -> Panel:
    """The panel that stays open once `view` is shown."""
    if overlay_of(view) is not Overlay.NONE:
        return Panel.NONE
    if panel is Panel.ACCESS:
        return panel if view.screen is not Screen.STARTING else Panel.NONE
    return panel if panel in PANELS.get(view.screen, frozenset()) else Panel.NONE
