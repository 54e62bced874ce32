"""The check of a batch that only the pack tells: an attendant reads what to look for."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.intervention import InterventionKind
from kiosk.domain.product import Names
from kiosk.errors import Reason
from kiosk.services.views import AgeCheckView, Screen
from lab.example_views import BASKET, WINE, base
from lab.glass import Glass

SHOPPING = replace(base("en"), screen=Screen.BASKET, basket=BASKET)
BATCH = AgeCheckView(
    intervention_id="i-1",
    line_id="line-6",
    kind=InterventionKind.BATCH,
    names=WINE.names,
    minimum_age=None,
    about=Reason("item.batch_to_be_read", {"batches": "L7, L8"}),
    notice=Names("异物", "Glass in the bottle"),
)


def test_the_attendant_reads_which_batches_are_recalled_and_why(glass: Glass) -> None:
    glass.show(replace(SHOPPING, age_check=BATCH))
    assert glass.text("sheetHeading") == "Staff must approve this item"
    assert not any("L7" in text for text in glass.texts()), "the shopper is told what to do, no more"
    glass.tap("attendantButton")
    (told,) = [text for text in glass.texts() if "L7, L8" in text]
    assert told.endswith("Glass in the bottle")


def test_a_check_without_a_batch_says_what_it_always_said(glass: Glass) -> None:
    glass.show(replace(SHOPPING, age_check=replace(BATCH, about=None, notice=None)))
    glass.tap("attendantButton")
    assert "For the attendant: check, then type your PIN." in glass.texts()
