"""The kiosk's window as a shopper has it: what is on it to see, and a finger to touch it.

For tests and journeys. Things are found by their object name among what is visible; a touch is a real event
at the thing's middle, so that what is covered cannot be pressed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEventLoop, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.services.views import KioskView
from ui.application import KioskApplication

LAYERS = ("overlayLoader", "panelLoader")
"""What covers the screen, from the top."""


def below(item: QQuickItem) -> Iterator[QQuickItem]:
    """`item` and all visible items below it."""
    if item.isVisible() and item.opacity() > 0:
        yield item
        for child in item.childItems():
            yield from below(child)


def scene_rect(item: QQuickItem) -> QRectF:
    """Where an item is in the window."""
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def is_text(item: QQuickItem) -> bool:
    return item.inherits("QQuickText") and bool(item.property("text"))


def is_button(item: QQuickItem) -> bool:
    return item.inherits("QQuickAbstractButton")


@dataclass(frozen=True, slots=True)
class Glass:
    """What a shopper sees and touches. Lookups raise LookupError naming what is not on the screen."""

    app: KioskApplication

    def show(self, view: KioskView, panel: str = "", about: str = "") -> None:
        """Show `view`, open `panel`, and wait until both are drawn; `about` is what it is about."""
        kiosk = self.app.kiosk
        kiosk.show(view)
        open_at = {"price": kiosk.price_model.explain, "near": kiosk.near_model.open}
        if panel in open_at:
            open_at[panel](about)
        if panel:
            kiosk.openPanel(panel)
        self.settle()

    def settle(self, frames: int = 2) -> None:
        """Let the window draw `frames` times; raises TimeoutError when it does not."""
        loop, drawn = QEventLoop(), 0

        def count() -> None:
            nonlocal drawn
            drawn += 1
            if drawn < frames:
                self.app.window.update()
            else:
                loop.quit()

        connection = self.app.window.frameSwapped.connect(count)
        QTimer.singleShot(10_000, loop, loop.quit)
        self.app.window.update()
        loop.exec()
        self.app.window.frameSwapped.disconnect(connection)
        if drawn < frames:
            raise TimeoutError("the window does not draw")

    def items(self) -> list[QQuickItem]:
        return list(below(self.app.window.contentItem()))

    def top_items(self) -> list[QQuickItem]:
        """Those not covered by an overlay or a panel."""
        everything = self.items()
        for layer in LAYERS:
            for loader in (item for item in everything if item.objectName() == layer):
                if loader.childItems():
                    return list(below(loader))
        return everything

    def all(self, name: str) -> list[QQuickItem]:
        return [item for item in self.items() if item.objectName() == name]

    def sees(self, name: str) -> bool:
        return bool(self.all(name))

    def get(self, name: str, row: int = 0) -> QQuickItem:
        found = self.all(name)
        if len(found) <= row:
            raise LookupError(f"{name} is not on the screen")
        return found[row]

    def text(self, name: str) -> str:
        return str(self.get(name).property("text"))

    def texts(self) -> list[str]:
        """Every word that is not covered, in the order of drawing."""
        return [str(item.property("text")) for item in self.top_items() if is_text(item)]

    def tap(self, name: str, row: int = 0) -> None:
        """Touch the middle of the thing `name`; of several, that of `row`."""
        self.tap_at(scene_rect(self.get(name, row)).center())

    def tap_at(self, point: QPointF) -> None:
        place = QPoint(round(point.x()), round(point.y()))
        QTest.mouseClick(self.app.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self.settle()

    def type(self, digits: str) -> None:
        """Press the keys of the pad on the screen."""
        for digit in digits:
            self.tap(f"key_{digit}")
