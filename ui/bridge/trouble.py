"""The screens on which the shopper waits for a person: a payment in doubt, a kiosk out of service."""

# ruff: noqa: N815 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.views import KioskView
from ui.bridge.post import Post
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class TroubleModel(QObject):  # type: ignore[operator]
    """The code and amount of a payment in doubt, and why, in words."""

    changed = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._view: KioskView | None = None

    def show(self, view: KioskView) -> None:
        self._view = view
        self.changed.emit()

    def _sale_code(self) -> str:
        doubt = self._view.needs_staff if self._view is not None else None
        return doubt.sale_code if doubt is not None else ""

    def _amount(self) -> str:
        doubt = self._view.needs_staff if self._view is not None else None
        return self.words.money(doubt.amount_minor) if doubt is not None else ""

    def _doubt(self) -> str:
        doubt = self._view.needs_staff if self._view is not None else None
        return self.words.say(doubt.reason) if doubt is not None else ""

    def _out_of_service(self) -> str:
        return self.words.say(self._view.out_of_service) if self._view is not None else ""

    saleCode = Property(str, _sale_code, notify=changed)
    amount = Property(str, _amount, notify=changed)
    doubt = Property(str, _doubt, notify=changed)
    outOfService = Property(str, _out_of_service, notify=changed)
