"""The top of every screen: the shop's name, the language, and what is true of the whole kiosk."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import ChooseLanguage
from kiosk.services.views import KioskView
from ui.bridge.post import Post
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

LANGUAGE_LABELS = {"zh-CN": "中文", "en": "English"}
"""Each language in its own words, so that nobody needs the other to find it."""


@QmlElement
@QmlUncreatable("made in Python")
class TopBarModel(QObject):  # type: ignore[operator]
    """Shop, language, simulated or real, connected or not."""

    changed = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._view: KioskView | None = None

    def show(self, view: KioskView) -> None:
        self._view = view
        self.changed.emit()

    def _store_name(self) -> str:
        return self.words.name(self._view.store_names) if self._view is not None else ""

    def _other_language(self) -> str:
        return LANGUAGE_LABELS[self.words.other_language()]

    def _simulated(self) -> bool:
        return self._view is not None and self._view.simulated

    def _pays_here(self) -> bool:
        return self._view is None or self._view.may_pay_here

    def _online(self) -> bool:
        return self._view is None or self._view.online

    storeName = Property(str, _store_name, notify=changed)
    otherLanguage = Property(str, _other_language, notify=changed)
    simulated = Property(bool, _simulated, notify=changed)
    paysHere = Property(bool, _pays_here, notify=changed)
    online = Property(bool, _online, notify=changed)

    @Slot()
    def changeLanguage(self) -> None:
        self.post(ChooseLanguage(self.words.other_language()))
