"""Offers that the basket nearly reaches: what is missing, and the goods that count."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.views import KioskView, NearView
from ui.bridge.category import category_of
from ui.bridge.pictures import address_of
from ui.bridge.rows import Rows
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class NearModel(QObject):  # type: ignore[operator]
    """At most two offers as rows, and the one that was opened."""

    changed = Signal()
    closed = Signal()
    """The offer that was open is reached, or out of reach."""

    def __init__(self, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self.words = words
        self._views: tuple[NearView, ...] = ()
        self._opened = ""
        self._offers = Rows(("offerId", "name", "pieces", "amount", "saves"), self)
        self._goods = Rows(("name", "detail", "price", "category", "picture"), self)

    def show(self, view: KioskView) -> None:
        words, self._views = self.words, view.basket.near
        self._offers.show(
            (
                *(one.offer_id, words.name(one.names), str(one.missing_pieces or "")),
                *(words.money(one.missing_minor), self._told(one.would_save_minor)),
            )
            for one in self._views
        )
        if self._opened:
            self._put()
        self.changed.emit()

    def _put(self) -> None:
        words, opened = self.words, self._view()
        if opened is None:
            self._opened = ""
            self.closed.emit()
            return
        self._goods.show(
            (
                *(words.name(good.names), words.name(good.size)),
                words.money(good.price_minor) if good.price_minor is not None else "",
                *(category_of(*good.drawn_as), address_of(good.picture_file)),
            )
            for good in opened.goods
        )

    def _view(self) -> NearView | None:
        return next((one for one in self._views if one.offer_id == self._opened), None)

    def _name(self) -> str:
        view = self._view()
        return self.words.name(view.names) if view is not None else ""

    def _pieces(self) -> str:
        view = self._view()
        return str(view.missing_pieces or "") if view is not None else ""

    def _amount(self) -> str:
        view = self._view()
        return self.words.money(view.missing_minor) if view is not None else ""

    def _saves(self) -> str:
        view = self._view()
        return self._told(view.would_save_minor) if view is not None else ""

    def _told(self, saves_minor: int) -> str:
        """Nothing where no amount can be promised."""
        return self.words.money(saves_minor) if saves_minor else ""

    def _everything(self) -> bool:
        view = self._view()
        return view is not None and view.everything

    def _get_offers(self) -> Rows:
        return self._offers

    def _get_goods(self) -> Rows:
        return self._goods

    offers = Property(Rows, _get_offers, constant=True)
    goods = Property(Rows, _get_goods, constant=True)
    name = Property(str, _name, notify=changed)
    pieces = Property(str, _pieces, notify=changed)
    """How many are missing; empty where an amount is."""
    amount = Property(str, _amount, notify=changed)
    saves = Property(str, _saves, notify=changed)
    everything = Property(bool, _everything, notify=changed)

    @Slot(str)
    def open(self, offer_id: str) -> None:
        self._opened = offer_id
        self._put()
        self.changed.emit()

    def forget(self) -> None:
        """The panel was closed."""
        self._opened = ""
