"""How the last scan or tap went, in words."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import DismissNotice
from kiosk.services.views import Notice
from ui.bridge.post import Post
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class NoticeModel(QObject):  # type: ignore[operator]
    """The newest notice. `came` is sent once for each serial, so that two equal ones are both noticed."""

    changed = Signal()
    came = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._notice: Notice | None = None

    def show(self, notice: Notice | None) -> bool:
        """Whether this is one not shown before."""
        new = notice is not None and (self._notice is None or notice.serial != self._notice.serial)
        self._notice = notice
        self.changed.emit()
        if new:
            self.came.emit()
        return new

    def _kind(self) -> str:
        return str(self._notice.kind) if self._notice is not None else ""

    def _text(self) -> str:
        return self.words.say(self._notice.reason) if self._notice is not None else ""

    def _product(self) -> str:
        return self.words.name(self._notice.names) if self._notice is not None else ""

    def _amount(self) -> str:
        if self._notice is None or self._notice.amount_minor is None:
            return ""
        return self.words.money(self._notice.amount_minor)

    def _stays(self) -> bool:
        return self._notice is not None and self._notice.stays

    kind = Property(str, _kind, notify=changed)
    """Empty when there is none."""
    text = Property(str, _text, notify=changed)
    product = Property(str, _product, notify=changed)
    amount = Property(str, _amount, notify=changed)
    stays = Property(bool, _stays, notify=changed)

    @Slot()
    def dismiss(self) -> None:
        if self._notice is not None:
            self.post(DismissNotice(self._notice.serial))
