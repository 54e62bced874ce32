"""The basket as codes that a staffed till reads, one after the other."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import GoBack, HandOverDone, StayHere
from kiosk.services.views import HandoverView, KioskView
from ui.bridge.post import Post
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class HandoverModel(QObject):  # type: ignore[operator]
    """One code at a time, with the way to the next and back."""

    changed = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._view: HandoverView | None = None
        self._place = 0

    def show(self, shown: KioskView) -> None:
        view = shown.handover
        if view is None or self._view is None or view.codes != self._view.codes:
            self._place = 0
        self._view = view
        self.changed.emit()

    def _code(self) -> str:
        return self._view.codes[self._place] if self._view is not None and self._view.codes else ""

    def _number(self) -> int:
        return self._place + 1

    def _count(self) -> int:
        return len(self._view.codes) if self._view is not None else 0

    def _amount(self) -> str:
        return self.words.money(self._view.amount_minor) if self._view is not None else ""

    def _pieces(self) -> int:
        return self._view.pieces if self._view is not None else 0

    code = Property(str, _code, notify=changed)
    number = Property(int, _number, notify=changed)
    """From 1."""
    count = Property(int, _count, notify=changed)
    amount = Property(str, _amount, notify=changed)
    pieces = Property(int, _pieces, notify=changed)

    @Slot(int)
    def turn(self, by: int) -> None:
        """On to the next code, or back; core waits anew for whoever turns them."""
        self.post(StayHere())
        self._place = max(0, min(self._count() - 1, self._place + by))
        self.changed.emit()

    @Slot()
    def back(self) -> None:
        """To the basket: nothing was handed over."""
        self.post(GoBack())

    @Slot()
    def done(self) -> None:
        self.post(HandOverDone())
