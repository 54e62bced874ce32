"""What is wrong with the words and the targets on a screen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem

from lab.glass import Glass, is_button, is_text, scene_rect
from ui.application import Look

SMALLEST_TARGET_MM = 20
SMALLEST_GAP_MM = 4
LARGE_EM_MM = 41 / 4.03
"""Capitals of 7.3 mm: 0.7 degrees at 600 mm (EN 301 549, 5.1.4)."""
REACH_MM = 1000 / 4.03


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
    """Words cut off, outside their place, beyond the window or on top of each other."""
    window = QRectF(0, 0, look.width, look.height).adjusted(-1, -1, 1, 1)
    texts = [item for item in glass.top_items() if is_text(item)]
    found = [fault for text in texts for fault in faults_of(text, window)]
    rects = [(text, clipped(text, drawn_rect(text)).adjusted(1, 2, -1, -2)) for text in texts]
    for (one, here), (other, there) in combinations(rects, 2):
        if here.isValid() and there.isValid() and here.intersects(there):
            found.append(f"on top of each other: {one.property('text')!r}, {other.property('text')!r}")
    buttons = [item for item in glass.top_items() if is_button(item)]
    for (text, here), button in product(rects, buttons):
        there = clipped(button, scene_rect(button))
        if holder(text) is None and here.isValid() and here.intersects(there):
            found.append(f"on top of {button.objectName()}: {text.property('text')!r}")
    return found


def faults_of(text: QQuickItem, window: QRectF) -> Iterator[str]:
    words = str(text.property("text"))
    if text.property("truncated"):
        yield f"cut short: {words!r}"
    if text.property("contentWidth") > text.width() + 1 or text.property("contentHeight") > text.height() + 1:
        yield f"outgrows its box: {words!r}"
    seen = clipped(text, drawn_rect(text))
    if not seen.isEmpty() and not window.contains(seen):
        yield f"beyond the window: {words!r}"
    button = holder(text)
    if button is not None and not scene_rect(button).adjusted(-1, -1, 1, 1).contains(drawn_rect(text)):
        yield f"beyond its button: {words!r}"
    if broken_word(text):
        yield f"breaks a word: {words!r}"


def broken_word(text: QQuickItem) -> bool:
    """A Latin word that is wider than its line is broken within."""
    if text.property("lineCount") < 2:
        return False
    measure = QFontMetricsF(text.property("font"))
    words = [word for word in str(text.property("text")).split() if word.isascii()]
    return any(measure.horizontalAdvance(word) > text.width() + 1 for word in words)


def target_faults(glass: Glass, look: Look) -> list[str]:
    """Targets that are too small, beyond the window, or too near to each other."""
    least, gap = SMALLEST_TARGET_MM * look.px_per_mm, SMALLEST_GAP_MM * look.px_per_mm - 0.5
    window = QRectF(0, 0, look.width, look.height).adjusted(-1, -1, 1, 1)
    buttons = [item for item in glass.top_items() if is_button(item)]
    found = []
    shown = []
    for item in buttons:
        rect = scene_rect(item)
        if min(rect.width(), rect.height()) < least:
            found.append(f"small: {item.objectName()} {item.width():.0f} x {item.height():.0f}")
        seen = clipped(item, rect)
        if seen.isEmpty():
            continue
        if not window.contains(seen):
            found.append(f"beyond the window: {item.objectName()}")
        shown.append((item.objectName(), seen))
    for (one, here), (other, there) in combinations(shown, 2):
        if here.adjusted(-gap, -gap, gap, gap).intersects(there):
            found.append(f"too near: {one}, {other}")
    return found


def small_words(glass: Glass, look: Look) -> list[str]:
    """Words smaller than large text must be."""
    least = LARGE_EM_MM * look.px_per_mm
    return [
        f"{item.property('text')!r} {item.property('font').pixelSize()} px"
        for item in glass.top_items()
        if is_text(item) and item.property("font").pixelSize() < least
    ]


def out_of_reach(glass: Glass, look: Look) -> list[str]:
    """Targets that lie higher than `REACH_MM`."""
    highest = look.height - REACH_MM * look.px_per_mm - 1
    return [
        item.objectName()
        for item in glass.top_items()
        if is_button(item)
        and not (seen := clipped(item, scene_rect(item))).isEmpty()
        and seen.top() < highest
    ]
