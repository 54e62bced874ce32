"""Every screen, upright and lying, in both languages, all colours and sizes: nothing cut off or on top of
another, all large enough to hit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import pytest

from lab.example_views import LANGUAGES, Example, examples
from lab.glass import Glass, below, is_text
from tests.ui.fitting import faults, out_of_reach, small_words, target_faults
from ui.application import Look
from ui.choices import Colours

QUIET = {"reduce_motion": True, "sounds": False}
PANELS = {
    "21.5 inch upright": Look(width=540, height=960, px_per_mm=2.015, **QUIET),
    "21.5 inch lying": Look(width=960, height=540, px_per_mm=2.015, **QUIET),
    "15.6 inch upright": Look(width=540, height=960, px_per_mm=2.78, **QUIET),
}
"""At half their pixels: the same layout in a quarter of the time."""


def every(language: str, palettes: tuple[Colours, ...] = tuple(Colours)) -> Iterator[tuple[Colours, Example]]:
    """Each example in one of the palettes in turn; over languages, panels and sizes each comes in several."""
    start = LANGUAGES.index(language)
    for place, example in enumerate(examples(language)):
        yield palettes[(place + start) % len(palettes)], example


def told_of(glass: Glass, look: Look, large: bool, within_reach: bool) -> list[str]:
    told = faults(glass, look) + target_faults(glass, look)
    told += small_words(glass, look) if large else []
    return told + (out_of_reach(glass, look) if within_reach else [])


MOST_LOOKS = 5
"""At what is wrong: it must stay so."""


def wrong_of(
    glass: Glass, look: Look, *, large: bool = False, within_reach: bool = False
) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    access = glass.app.kiosk.access
    for language in LANGUAGES:
        for colours, example in every(language):
            glass.app.kiosk.closePanel()
            glass.app.kiosk.show(example.view)
            access.chooseColours(str(colours))
            access.chooseLargeText(large)
            access.chooseWithinReach(within_reach)
            glass.show(example.view, example.panel, example.about)
            for _ in range(MOST_LOOKS):  # a list may be at its rows yet
                if not (told := told_of(glass, look, large, within_reach)):
                    break
                glass.settle(6)
            else:
                wrong[f"{example.name} {language} {colours}"] = told
    return wrong


LONG_TIER = [
    pytest.param(panel, large, marks=pytest.mark.soak)
    for panel, large in (
        ("21.5 inch upright", True),
        ("21.5 inch lying", False),
        ("15.6 inch upright", False),
    )
]
"""Each screen is seen upright and lying, small and large in every run already."""


@pytest.mark.parametrize(
    ("panel", "large"),
    [
        ("21.5 inch upright", False),
        ("21.5 inch lying", True),
        *LONG_TIER,
    ],
)
def test_words_fit_and_targets_are_large_on(
    panel: str, large: bool, open_window: Callable[[Look], Glass]
) -> None:
    assert wrong_of(open_window(PANELS[panel]), PANELS[panel], large=large) == {}


@pytest.mark.soak
@pytest.mark.parametrize(
    ("panel", "large"),
    [("21.5 inch upright", True), pytest.param("21.5 inch lying", False, marks=pytest.mark.soak)],
)
def test_within_reach_every_target_is_low_and_all_still_fits_on(
    panel: str, large: bool, open_window: Callable[[Look], Glass]
) -> None:
    assert wrong_of(open_window(PANELS[panel]), PANELS[panel], large=large, within_reach=True) == {}


@pytest.mark.parametrize("panel", PANELS)
def test_what_can_be_done_at_the_basket_is_read_at_a_glance(
    panel: str, open_window: Callable[[Look], Glass]
) -> None:
    glass = open_window(PANELS[panel])
    for language in LANGUAGES:
        named = {example.name: example.view for example in examples(language)}
        for name in ("03-basket-empty", "06-basket-offline"):
            glass.show(named[name])
            tools = [glass.get(f"{tool}Button") for tool in ("find", "keypad", "leave")]
            words = [item for tool in tools for item in below(tool) if is_text(item)]
            lines = [item.property("lineCount") for item in words]
            assert lines == [1, 1, 1], (language, name)


@pytest.mark.parametrize("panel", list(PANELS)[:2])
def test_what_an_attendant_opens_fits(panel: str, open_window: Callable[[Look], Glass]) -> None:
    look = PANELS[panel]
    glass = open_window(look)
    for language, large in product(LANGUAGES, (False, True)):
        named = {example.name: example.view for example in examples(language)}
        glass.show(named["09-age-check"])
        glass.app.kiosk.access.chooseLargeText(large)
        glass.settle()
        if glass.sees("attendantButton"):
            glass.tap("attendantButton")
        assert faults(glass, look) + target_faults(glass, look) == []
        glass.show(named["21-staff"])
        for page in ("state", "basket", "tasks", "sales", "day"):
            glass.tap(f"tab_{page}")
            assert faults(glass, look) + target_faults(glass, look) == [], page
