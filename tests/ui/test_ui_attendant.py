"""A line that waits for an attendant, who comes with a PIN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.domain.intervention import InterventionKind
from kiosk.errors import Reason
from kiosk.services.intents import (
    AllowRestricted,
    Intent,
    VoidLine,
)
from kiosk.services.views import AgeCheckView, Screen
from lab.example_views import BASKET, WINE, base
from lab.glass import Glass

Told = Callable[[], list[Intent]]

ATTRACT = base("en")
SHOPPING = replace(ATTRACT, screen=Screen.BASKET, basket=BASKET)
AGE = AgeCheckView(
    intervention_id="i-1", line_id="line-6", kind=InterventionKind.AGE, names=WINE.names, minimum_age=18
)


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


def test_an_attendant_sees_how_many_pieces_wait_also_when_they_grow(glass: Glass) -> None:
    glass.show(replace(SHOPPING, age_check=AGE))
    glass.tap("attendantButton")
    glass.show(replace(SHOPPING, age_check=replace(AGE, quantity=9)))
    assert glass.text("ageCheckProduct") == "9 × Dry red wine"


def test_what_waits_for_staff_can_be_taken_out(glass: Glass, told: Told) -> None:
    glass.show(replace(SHOPPING, age_check=replace(AGE, kind=InterventionKind.STAFF_ONLY, minimum_age=None)))
    assert glass.text("sheetHeading") == "Staff must approve this item"
    glass.tap("takeOutButton")
    assert told() == [VoidLine("line-6")]
