"""How the last scan or tap went, in words."""

# ruff: noqa: N802, N815 - names as QML spells them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import CallStaff, DismissNotice, NoteWish
from kiosk.services.views import Notice, WayOn
from ui.bridge.post import Post
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class NoticeModel(QObject):  # type: ignore[operator]
    """The newest notice, and after it has faded the miss that waits for an answer. `came` is sent once for
    each serial, so that two equal ones are both noticed."""

    changed = Signal()
    came = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._newest: Notice | None = None
        self._unanswered: Notice | None = None
        self._faded = 0

    def show(self, notice: Notice | None, unanswered: Notice | None = None) -> bool:
        """Whether this is one not shown before."""
        new = notice is not None and (self._newest is None or notice.serial != self._newest.serial)
        self._newest, self._unanswered = notice, unanswered
        self._faded = 0 if new else self._faded
        self.changed.emit()
        if new:
            self.came.emit()
        return new

    def _shown(self) -> Notice | None:
        newest = self._newest
        return newest if newest is not None and newest.serial != self._faded else self._unanswered

    def _asking(self) -> Notice | None:
        """What waits for an answer."""
        newest = self._newest
        return newest if newest is not None and newest.stays else self._unanswered

    def _offers(self, way: WayOn) -> bool:
        asking = self._asking()
        return asking is not None and way in asking.ways

    def _kind(self) -> str:
        shown = self._shown()
        return str(shown.kind) if shown is not None else ""

    def _text(self) -> str:
        shown = self._shown()
        return self.words.say(shown.reason) if shown is not None else ""

    def _product(self) -> str:
        shown = self._shown()
        return self.words.name(shown.names) if shown is not None else ""

    def _amount(self) -> str:
        shown = self._shown()
        if shown is None or shown.amount_minor is None:
            return ""
        return self.words.money(shown.amount_minor)

    def _stays(self) -> bool:
        shown = self._shown()
        return shown is not None and shown.stays

    def _asks(self) -> bool:
        return self._asking() is not None

    def _keys_in(self) -> bool:
        return self._offers(WayOn.KEY_IN)

    def _keys_in_again(self) -> bool:
        return self._offers(WayOn.KEY_IN_AGAIN)

    def _calls_staff(self) -> bool:
        return self._offers(WayOn.CALL_STAFF)

    def _notes_wish(self) -> bool:
        return self._offers(WayOn.WISH)

    kind = Property(str, _kind, notify=changed)
    """Empty when there is none."""
    text = Property(str, _text, notify=changed)
    product = Property(str, _product, notify=changed)
    amount = Property(str, _amount, notify=changed)
    stays = Property(bool, _stays, notify=changed)
    asks = Property(bool, _asks, notify=changed)
    """One waits for an answer: it is shown, or will be again."""
    keysIn = Property(bool, _keys_in, notify=changed)
    keysInAgain = Property(bool, _keys_in_again, notify=changed)
    callsStaff = Property(bool, _calls_staff, notify=changed)
    notesWish = Property(bool, _notes_wish, notify=changed)

    @Slot()
    def fade(self) -> None:
        """The newest has been on the screen for long enough; one that stays is not taken off by it."""
        if self._newest is not None and not self._newest.stays:
            self._faded = self._newest.serial
            self.changed.emit()

    @Slot()
    def dismiss(self) -> None:
        asking = self._asking()
        if asking is not None:
            self.post(DismissNotice(asking.serial))

    @Slot()
    def callStaff(self) -> None:
        asking = self._asking()
        if asking is not None:
            self.post(CallStaff(asking.serial))

    @Slot()
    def noteWish(self) -> None:
        asking = self._asking()
        if asking is not None:
            self.post(NoteWish(asking.serial))
