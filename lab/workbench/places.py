"""Where the two windows stand: the kiosk on the left as tall as the screen allows, the bench beside it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from ui import renderer
from ui.application import Look

TITLE_BAR = 40
GAP = 12
PANEL = (1080, 1920)
PX_PER_MM = 4.03
"""Of that panel, 21.5 inch: a smaller window is the same panel seen from further away."""
BENCH_LEAST = (880, 660)
BENCH_MOST = (1280, 1000)


@dataclass(frozen=True, slots=True)
class Places:
    """Inner rectangles of the windows, in the screen's logical pixels."""

    kiosk: QRect
    bench: QRect

    @property
    def px_per_mm(self) -> float:
        return PX_PER_MM * self.kiosk.width() / PANEL[0]


def places_on(available: QRect) -> Places:
    """For the part of a screen that windows may use, at least 1280 by 700."""
    beside_bench = (available.width() - BENCH_LEAST[0] - 3 * GAP) * PANEL[1] // PANEL[0]
    height = min(PANEL[1], available.height() - TITLE_BAR - GAP, beside_bench)
    width = height * PANEL[0] // PANEL[1]
    rest = available.width() - width - 3 * GAP
    bench_width = min(BENCH_MOST[0], max(BENCH_LEAST[0], rest))
    bench_height = min(BENCH_MOST[1], max(BENCH_LEAST[1], height))
    left = available.x() + max(GAP, (available.width() - width - bench_width - GAP) // 2)
    top = available.y() + TITLE_BAR
    return Places(QRect(left, top, width, height), QRect(left + width + GAP, top, bench_width, bench_height))


def kiosk_look() -> Look:
    """The look of a kiosk window that fits the screen; makes the application where there is none."""
    renderer.choose()
    application = QGuiApplication.instance() or QGuiApplication(["touchlane"])
    assert isinstance(application, QGuiApplication)
    places = places_on(application.primaryScreen().availableGeometry())
    return Look(px_per_mm=places.px_per_mm, width=places.kiosk.width(), height=places.kiosk.height())
