"""The basket screen: lines, totals, whether it may be paid, and what the shopper does with it."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import (
    CancelTrip,
    HandOver,
    KeyInCode,
    LeaveMembership,
    Pay,
    SetQuantity,
    VoidLine,
)
from kiosk.services.views import BasketView, KioskView, Screen
from ui.bridge.lines import BasketLines
from ui.bridge.post import Post
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class BasketModel(QObject):  # type: ignore[operator]
    """Everything on the basket screen but the camera's picture and the notice above it."""

    changed = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._view = BasketView()
        self._camera_ready = True
        self._keyed = ""
        self._lines = BasketLines(words, self)

    def show(self, view: KioskView, *, retranslated: bool) -> None:
        self._lines.show(view.basket)
        if retranslated:
            self._lines.retranslate()
        self._view = view.basket
        self._camera_ready = view.camera_ready
        if view.screen is not Screen.BASKET:
            self._keyed = ""
        self.changed.emit()

    def _lines_model(self) -> BasketLines:
        return self._lines

    def _pieces(self) -> int:
        return self._view.pieces

    def _total(self) -> str:
        return self.words.money(self._view.total_minor - self._view.vouchers_minor)

    def _added_tax(self) -> str:
        return self._unless_none(self._view.added_tax_minor)

    def _rounding(self) -> str:
        return self._unless_none(self._view.rounding_minor)

    def _vouchers(self) -> str:
        return self._unless_none(-self._view.vouchers_minor)

    def _nothing_owed(self) -> bool:
        return self._view.vouchers_minor > 0 and self._view.due_minor == 0

    def _unless_none(self, minor: int) -> str:
        return self.words.money(minor) if minor else ""

    def _saved(self) -> str:
        return self.words.money(self._view.saved_minor) if self._view.saved_minor > 0 else ""

    def _member(self) -> bool:
        return self._view.member_greeting is not None

    def _member_name(self) -> str:
        return self._view.member_greeting or ""

    def _may_pay(self) -> bool:
        return self._view.may_pay

    def _why_not_pay(self) -> str:
        return self.words.say(self._view.why_not_pay)

    def _camera(self) -> bool:
        return self._camera_ready

    lines = Property(BasketLines, _lines_model, constant=True)
    pieces = Property(int, _pieces, notify=changed)
    total = Property(str, _total, notify=changed)
    """What is left to pay."""
    addedTax = Property(str, _added_tax, notify=changed)
    """On top of the lines, in the total; empty where they include it, like the next two."""
    rounding = Property(str, _rounding, notify=changed)
    vouchers = Property(str, _vouchers, notify=changed)
    nothingOwed = Property(bool, _nothing_owed, notify=changed)
    """Vouchers pay for it all."""
    saved = Property(str, _saved, notify=changed)
    """Empty when nothing was saved."""
    isMember = Property(bool, _member, notify=changed)
    memberName = Property(str, _member_name, notify=changed)
    mayPay = Property(bool, _may_pay, notify=changed)
    whyNotPay = Property(str, _why_not_pay, notify=changed)
    cameraReady = Property(bool, _camera, notify=changed)

    @Slot(str, int)
    def setQuantity(self, line_id: str, quantity: int) -> None:
        """A quantity of none takes the line out."""
        self.post(SetQuantity(line_id, quantity) if quantity > 0 else VoidLine(line_id))

    @Slot(str)
    def voidLine(self, line_id: str) -> None:
        self.post(VoidLine(line_id))

    @Slot(result=str)
    def lastKeyed(self) -> str:
        """What was keyed in last in this trip, to be compared and mended."""
        return self._keyed

    @Slot(str)
    def keyIn(self, digits: str) -> None:
        self._keyed = digits
        self.post(KeyInCode(digits))

    @Slot()
    def pay(self) -> None:
        self.post(Pay())

    @Slot()
    def leaveMembership(self) -> None:
        self.post(LeaveMembership())

    @Slot()
    def handOver(self) -> None:
        self.post(HandOver())

    @Slot()
    def cancelTrip(self) -> None:
        self.post(CancelTrip())
