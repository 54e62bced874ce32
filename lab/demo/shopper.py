"""A shopper at the kiosk's own window: looks at its pixels, taps where a finger would, waits as people do."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.services.views import KioskView, NoticeKind
from ui.application import KioskApplication

T = TypeVar("T")

LONGEST_MOTION_S = 0.5
"""Slides and fades are over by then; what still moves is a picture of the camera."""


class NeverCame(Exception):
    """What the shopper waited for did not happen; the message says what it was."""


class Shopper:
    """Runs on the GUI thread; waiting keeps the window alive."""

    def __init__(self, app: KioskApplication, pictures: Path) -> None:
        self._app = app
        self._pictures = pictures
        self._view: KioskView | None = None
        self.taken: list[Path] = []

    def saw(self, view: KioskView) -> None:
        """Every view of core comes by here, from its thread."""
        self._view = view

    @property
    def view(self) -> KioskView:
        if self._view is None:
            raise NeverCame("the kiosk has shown nothing yet")
        return self._view

    def wait(self, what: str, look: Callable[[], T | None], within_s: float = 10.0) -> T:
        """The first truthy answer of `look`; raises NeverCame."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            self._app.qt.processEvents()
            found = look() if self._view is not None else None
            if found:
                return found
            time.sleep(0.005)
        raise NeverCame(f"{what} (waited {within_s:.0f} s; the screen is {self._screen()})")

    def rest(self, seconds: float) -> None:
        """Let the window go on for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._app.qt.processEvents()
            time.sleep(0.005)

    def tap(self, name: str) -> None:
        """Touch a visible item by its objectName."""
        self._touch(self.wait(f"nothing to tap called {name}", lambda: self._visible(name)))

    def tap_in(self, row: str, place: int, name: str) -> None:
        """Touch an item within the row at `place`, counted from above once the rows are at rest."""
        rows = self._at_rest(lambda: sorted(self._all(self._root(), row), key=_top), "rows")

        def find() -> QQuickItem | None:
            found = self._all(rows[place], name) if place < len(rows) else []
            return found[0] if found else None

        self._touch(self.wait(f"nothing to tap called {name} in {row} {place}", find))

    def _touch(self, item: QQuickItem) -> None:
        self._at_rest(lambda: [item], "item")
        centre = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        QTest.mouseClick(self._app.window, Qt.MouseButton.LeftButton, pos=centre)
        self._app.qt.processEvents()

    def _at_rest(self, look: Callable[[], list[QQuickItem]], what: str) -> list[QQuickItem]:
        """The items once none of them moves: nobody aims at a row that is still sliding to its place."""
        seen: list[list[float]] = []

        def still() -> bool:
            seen.append([_top(item) for item in look()])
            self.rest(0.1)
            return len(seen) > 1 and seen[-1] == seen[-2]

        self.wait(f"the {what} never came to rest", still)
        return look()

    def has_notice(self, kind: NoticeKind, after: int) -> bool:
        """A notice newer than the one numbered `after`."""
        notice = self.view.notice
        return notice is not None and notice.kind is kind and notice.serial > after

    def last_notice(self) -> int:
        return self.view.notice.serial if self.view.notice is not None else 0

    def look(self) -> QImage:
        """What is on the glass."""
        return self._app.grab()

    def photograph(self, name: str) -> Path:
        """Keep a picture of the screen once it has come to rest."""
        path = self._pictures / f"{len(self.taken) + 1:02d}-{name}.png"
        self._look_at_rest().save(str(path))
        self.taken.append(path)
        return path

    def _look_at_rest(self) -> QImage:
        end = time.monotonic() + LONGEST_MOTION_S
        self.rest(0.1)
        seen = self.look()
        while time.monotonic() < end:
            self.rest(0.05)
            before, seen = seen, self.look()
            if seen == before:
                break
        return seen

    def _root(self) -> QQuickItem:
        return self._app.window.contentItem()

    def _visible(self, name: str) -> QQuickItem | None:
        found = self._all(self._root(), name)
        return found[0] if found else None

    def _all(self, root: QQuickItem, name: str) -> list[QQuickItem]:
        """Every visible item of that name below `root`."""
        found, waiting = [], [root]
        while waiting:
            item = waiting.pop()
            if item.isVisible():
                waiting.extend(item.childItems())
                if item.objectName() == name:
                    found.append(item)
        return found

    def _screen(self) -> str:
        return str(self._view.screen) if self._view is not None else "not there"


def _top(item: QQuickItem) -> float:
    return item.mapToScene(QPointF()).y()
