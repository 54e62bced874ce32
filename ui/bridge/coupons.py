"""The coupons of the trip: what each takes off, or why it does not."""

# ruff: noqa: N802 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import TakeOutCoupon
from kiosk.services.views import KioskView
from ui.bridge.post import Post
from ui.bridge.rows import Rows
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class CouponModel(QObject):  # type: ignore[operator]
    """A row for each, in the order of scanning."""

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._rows = Rows(("claimId", "claimKind", "name", "couponState", "saved", "reason"), self)

    def show(self, view: KioskView) -> None:
        words = self.words
        self._rows.show(
            (
                *(one.claim_id, str(one.kind), words.name(one.names), str(one.state)),
                *(words.money(-one.saved_minor) if one.saved_minor else "", words.say(one.reason)),
            )
            for one in view.basket.coupons
        )

    def _get_rows(self) -> Rows:
        return self._rows

    rows = Property(Rows, _get_rows, constant=True)

    @Slot(str)
    def takeOut(self, claim_id: str) -> None:
        self.post(TakeOutCoupon(claim_id))
