"""Every screen in both languages: nothing cut off, nothing on top of another, all large enough to hit."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem

from lab.example_views import LANGUAGES, Example, examples
from lab.glass import Glass, is_button, is_text, scene_rect
from ui.application import Look

PANELS = {
    "21.5 inch upright": Look(reduce_motion=True, sounds=False),
    "15.6 inch upright": Look(px_per_mm=5.56, reduce_motion=True, sounds=False),
    "21.5 inch lying": Look(width=1920, height=1080, reduce_motion=True, sounds=False),
}
SMALLEST_TARGET_MM = 20


def alignment(text: QQuickItem, name: str) -> int:
    """An enumeration Python has no type for, read as QML reads it."""
    return int(QQmlExpression(qmlContext(text), text, name).evaluate()[0])


def drawn_rect(text: QQuickItem) -> QRectF:
    """Where the glyphs of a text are, in the window."""
    width, height = float(text.property("contentWidth")), float(text.property("contentHeight"))
    spare_x, spare_y = text.width() - width, text.height() - height
    left = {1: 0.0, 2: spare_x}.get(alignment(text, "horizontalAlignment"), spare_x / 2)
    top = 0.0 if alignment(text, "verticalAlignment") == 0x20 else spare_y / 2
    return text.mapRectToScene(QRectF(left, top, width, height))


def clipped(item: QQuickItem, rect: QRectF) -> QRectF:
    """`rect` without what a list cuts off."""
    parent = item.parentItem()
    while parent is not None:
        if parent.clip():
            rect = rect.intersected(scene_rect(parent))
        parent = parent.parentItem()
    return rect


def holder(text: QQuickItem) -> QQuickItem | None:
    """The button a text is the label of."""
    parent = text.parentItem()
    while parent is not None and not is_button(parent):
        parent = parent.parentItem()
    return parent


def faults(glass: Glass, look: Look) -> list[str]:
    """What is wrong on the screen as it is now."""
    found = []
    window = QRectF(0, 0, look.width, look.height).adjusted(-1, -1, 1, 1)
    texts = [item for item in glass.top_items() if is_text(item)]
    for text in texts:
        words = str(text.property("text"))
        if text.property("truncated"):
            found.append(f"cut short: {words!r}")
        if (
            text.property("contentWidth") > text.width() + 1
            or text.property("contentHeight") > text.height() + 1
        ):
            found.append(f"outgrows its box: {words!r}")
        seen = clipped(text, drawn_rect(text))
        if not seen.isEmpty() and not window.contains(seen):
            found.append(f"beyond the window: {words!r}")
        button = holder(text)
        if button is not None and not scene_rect(button).adjusted(-1, -1, 1, 1).contains(drawn_rect(text)):
            found.append(f"beyond its button: {words!r}")
    rects = [(text, clipped(text, drawn_rect(text)).adjusted(1, 2, -1, -2)) for text in texts]
    for (one, here), (other, there) in combinations(rects, 2):
        if here.isValid() and there.isValid() and here.intersects(there):
            found.append(f"on top of each other: {one.property('text')!r}, {other.property('text')!r}")
    return found


def small_targets(glass: Glass, look: Look) -> list[str]:
    least = SMALLEST_TARGET_MM * look.px_per_mm
    return [
        f"{item.objectName()} {item.width():.0f} x {item.height():.0f}"
        for item in glass.top_items()
        if is_button(item) and min(item.width(), item.height()) < least
    ]


@pytest.mark.parametrize("panel", PANELS)
def test_words_fit_and_targets_are_large_on(panel: str, open_window: Callable[[Look], Glass]) -> None:
    look = PANELS[panel]
    glass = open_window(look)
    wrong: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for example in examples(language):
            glass.app.kiosk.closePanel()
            glass.show(example.view, example.panel)
            told = faults(glass, look) + small_targets(glass, look)
            if told:
                wrong[f"{example.name} {language}"] = told
    assert wrong == {}


def test_the_attendants_pad_fits(open_window: Callable[[Look], Glass]) -> None:
    look = PANELS["21.5 inch upright"]
    glass = open_window(look)
    for language in LANGUAGES:
        check: Example = next(one for one in examples(language) if "age-check" in one.name)
        glass.show(check.view)
        if glass.sees("attendantButton"):
            glass.tap("attendantButton")
        assert faults(glass, look) == []
        assert small_targets(glass, look) == []


def test_the_pages_of_admin_mode_fit(open_window: Callable[[Look], Glass]) -> None:
    look = PANELS["21.5 inch upright"]
    glass = open_window(look)
    for language in LANGUAGES:
        glass.show(next(one.view for one in examples(language) if one.name == "21-staff"))
        for page in ("state", "basket", "sales", "day"):
            glass.tap(f"tab_{page}")
            assert faults(glass, look) == [], page
            assert small_targets(glass, look) == [], page
