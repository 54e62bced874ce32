"""What is beside the goods: bags before paying, and the gift that rounds the total up."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import GoBack, RoundUp, TakeBags
from kiosk.services.views import BagsView, KioskView, RoundUpView
from ui.bridge.post import Post
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class ExtrasModel(QObject):  # type: ignore[operator]
    """The question for bags and the offer to round up."""

    changed = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._bags: BagsView | None = None
        self._round_up: RoundUpView | None = None

    def show(self, view: KioskView) -> None:
        self._bags, self._round_up = view.bags, view.basket.round_up
        self.changed.emit()

    def _bag_name(self) -> str:
        return self.words.name(self._bags.names) if self._bags is not None else ""

    def _bag_price(self) -> str:
        return self.words.money(self._bags.unit_price_minor) if self._bags is not None else ""

    def _most_bags(self) -> int:
        return self._bags.most if self._bags is not None else 0

    def _gift_name(self) -> str:
        return self.words.name(self._round_up.names) if self._round_up is not None else ""

    def _gift(self) -> str:
        return self.words.money(self._round_up.amount_minor) if self._round_up is not None else ""

    def _given(self) -> bool:
        return self._round_up is not None and self._round_up.given

    bagName = Property(str, _bag_name, notify=changed)
    bagPrice = Property(str, _bag_price, notify=changed)
    mostBags = Property(int, _most_bags, notify=changed)
    giftName = Property(str, _gift_name, notify=changed)
    gift = Property(str, _gift, notify=changed)
    """Empty where nothing is asked for."""
    given = Property(bool, _given, notify=changed)

    @Slot(int, result=str)
    def bagsFor(self, count: int) -> str:
        """What so many bags cost."""
        return self.words.money(count * self._bags.unit_price_minor) if self._bags is not None else ""

    @Slot(int)
    def takeBags(self, count: int) -> None:
        self.post(TakeBags(count))

    @Slot()
    def back(self) -> None:
        """To the basket, without an answer."""
        self.post(GoBack())

    @Slot(bool)
    def roundUp(self, give: bool) -> None:
        self.post(RoundUp(give))
