"""The panel as Qt knows it: how large it is in pixels, and how dense."""

from __future__ import annotations

from math import hypot

from PySide6.QtGui import QScreen

LEAST, MOST = 1.5, 16.0
"""Pixels per millimetre that a panel can have; firmware that tells others does not know its glass."""
SHORT_SIDE_MM = 268.0
"""Of a 21.5 inch panel: what is assumed of one that does not say."""


def size_of(screen: QScreen) -> tuple[int, int]:
    """Width and height of the whole panel, in the units the window is laid out in."""
    size = screen.geometry().size()
    return size.width(), size.height()


def px_per_mm_of(screen: QScreen) -> float:
    """The density, by the diagonal: a panel that stands upright may tell its sides as if it lay."""
    (width, height), told = size_of(screen), screen.physicalSize()
    diagonal_mm = hypot(told.width(), told.height())
    density = hypot(width, height) / diagonal_mm if diagonal_mm > 0 else 0.0
    return density if LEAST <= density <= MOST else min(width, height) / SHORT_SIDE_MM
