"""The screen after payment: what was paid and where the receipt is."""

# ruff: noqa: N815 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import Finish
from kiosk.services.views import KioskView, PaidView
from ui.bridge.countdown import Countdown
from ui.bridge.post import Post
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class PaidModel(QObject):  # type: ignore[operator]
    """Shown only once the sale is committed."""

    changed = Signal()
    came = Signal()
    """A sale is shown that was not shown before."""
    ticked = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._view: PaidView | None = None
        self._left = Countdown(self)
        self._left.changed.connect(self.ticked)

    def show(self, view: KioskView) -> None:
        new = view.paid is not None and (self._view is None or self._view.sale_no != view.paid.sale_no)
        self._view = view.paid
        self._left.until(view.paid.leaves_at if view.paid is not None else None, view.now)
        self.changed.emit()
        if new:
            self.came.emit()

    def _amount(self) -> str:
        return self.words.money(self._view.amount_minor) if self._view is not None else ""

    def _sale_no(self) -> str:
        return self._view.sale_no if self._view is not None else ""

    def _paper(self) -> str:
        return str(self._view.paper) if self._view is not None else ""

    def _receipt_qr(self) -> str:
        return self._view.receipt_qr if self._view is not None else ""

    def _member_bound(self) -> bool:
        return self._view is not None and self._view.member_bound

    def _member_late(self) -> bool:
        return self._view is not None and self._view.member_late

    def _points(self) -> int:
        return (self._view.points or 0) if self._view is not None else 0

    def _seconds_left(self) -> int:
        return self._left.seconds

    amount = Property(str, _amount, notify=changed)
    saleNo = Property(str, _sale_no, notify=changed)
    paper = Property(str, _paper, notify=changed)
    receiptQr = Property(str, _receipt_qr, notify=changed)
    memberBound = Property(bool, _member_bound, notify=changed)
    memberLate = Property(bool, _member_late, notify=changed)
    """A member's code came after the payment: the receipt's code is the way now."""
    points = Property(int, _points, notify=changed)
    """0 when the sale earned none."""
    secondsLeft = Property(int, _seconds_left, notify=ticked)

    @Slot()
    def finish(self) -> None:
        self.post(Finish())
