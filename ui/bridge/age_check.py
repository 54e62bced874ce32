"""An attendant's word for a line that waits."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import AllowRestricted, VoidLine
from kiosk.services.views import AgeCheckView, KioskView
from ui.bridge.post import Post
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class AgeCheckModel(QObject):  # type: ignore[operator]
    """What waits and why, and the two ways on: an attendant's PIN, or taking it out."""

    changed = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._view: AgeCheckView | None = None

    def show(self, view: KioskView) -> None:
        self._view = view.age_check
        self.changed.emit()

    def _product(self) -> str:
        return self.words.name(self._view.names) if self._view is not None else ""

    def _minimum_age(self) -> int:
        return (self._view.minimum_age or 0) if self._view is not None else 0

    def _pieces(self) -> int:
        return self._view.quantity if self._view is not None else 0

    def _refusal(self) -> str:
        return self.words.say(self._view.refusal) if self._view is not None else ""

    def _about(self) -> str:
        view = self._view
        if view is None or view.about is None:
            return ""
        notice = self.words.name(view.notice) if view.notice is not None else ""
        return " ".join(part for part in (self.words.say(view.about), notice) if part)

    product = Property(str, _product, notify=changed)
    minimumAge = Property(int, _minimum_age, notify=changed)
    """0 when it is not the age that is asked for."""
    pieces = Property(int, _pieces, notify=changed)
    refusal = Property(str, _refusal, notify=changed)
    about = Property(str, _about, notify=changed)
    """What the attendant is to look at; empty where the good as such or an age is all there is."""

    @Slot(str)
    def allow(self, pin: str) -> None:
        if self._view is not None:
            self.post(AllowRestricted(self._view.intervention_id, pin))

    @Slot()
    def takeOut(self) -> None:
        if self._view is not None:
            self.post(VoidLine(self._view.line_id))
