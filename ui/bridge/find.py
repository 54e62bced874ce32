"""The search: what is typed, where one is in the range, and cards of what there is."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.domain.finding import LONGEST_QUERY
from kiosk.domain.product import StockHint
from kiosk.errors import Reason
from kiosk.services.find_views import BranchView, FindView, GoodView, HowSold
from kiosk.services.intents import CallStaffToFind, CloseSearch, OpenCategory, PickGood, SearchGoods
from kiosk.services.views import KioskView
from ui.bridge.category import category_of
from ui.bridge.pictures import address_of
from ui.bridge.post import Post
from ui.bridge.rows import Row, Rows
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

CARD = ("key", "branch", "name", "detail", "price", "beside", "howSold", "category", "picture")


@QmlElement
@QmlUncreatable("made in Python")
class FindModel(QObject):  # type: ignore[operator]
    """What is typed is kept here, so that each key is seen at once; the cards follow with core's answers."""

    changed = Signal()
    typedChanged = Signal()
    turned = Signal()
    """Another page of cards: to be looked at from its beginning."""

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._view: FindView | None = None
        self._typed = ""
        self._under_way: list[str] = []
        """Texts given to core that it has not shown yet."""
        self._cards = Rows(CARD, self)

    def show(self, view: KioskView) -> None:
        before, self._view = self._view, view.find
        self._follow(view.find)
        self._cards.show(self._rows(view.find) if view.find is not None else ())
        self.changed.emit()
        if view.find is not None and (before is None or _page(before) != _page(view.find)):
            self.turned.emit()

    def _rows(self, view: FindView) -> Iterator[Row]:
        yield from (self._branch_row(branch) for branch in view.branches)
        yield from (self._good_row(good) for good in view.goods)

    def _branch_row(self, branch: BranchView) -> Row:
        name, tile = self.words.name(branch.names), category_of(*branch.drawn_as)
        return (branch.category_id, True, name, "", "", "", "", tile, address_of(branch.picture_file))

    def _good_row(self, good: GoodView) -> Row:
        unit = self.words.name(good.unit) or ("kg" if good.how_sold is HowSold.LABEL else "")
        price = self.words.money(good.price_minor)
        return (
            good.sku,
            False,
            self.words.short_name(good.names, good.short),
            self.words.name(good.size),
            f"{price} / {unit}" if unit else price,
            "\n".join(self._beside(good)),
            str(good.how_sold),
            category_of(*good.drawn_as),
            address_of(good.picture_file),
        )

    def _beside(self, good: GoodView) -> Iterator[str]:
        """What the shop last knew of it, then what the law wants beside a price, a row each."""
        if good.how_sold is HowSold.FOR_HOME:
            yield self.words.say(Reason("find.not_in_store"))
        if good.stock is StockHint.LOW:
            yield self.words.say(Reason("find.few_left"))
        if good.stock is StockHint.OUT:
            yield self.words.say(Reason("find.may_be_out"))
            yield self.words.say(Reason("find.ask_staff"))
        if base_price := self.words.name(good.base_price):
            yield base_price
        if good.lowest_30_minor is not None:
            lowest = self.words.money(good.lowest_30_minor)
            yield self.words.say(Reason("find.lowest_30_days", {"lowest": lowest}))

    def _follow(self, view: FindView | None) -> None:
        """Core's text counts, unless it is one of before the newest key."""
        if view is None:
            self._under_way = []
            self._keep("")
        elif view.text in self._under_way:
            del self._under_way[: self._under_way.index(view.text) + 1]
        elif not self._under_way:
            self._keep(view.text)

    def _keep(self, text: str) -> bool:
        """Whether this is another text."""
        kept = text[:LONGEST_QUERY]
        if kept == self._typed:
            return False
        self._typed = kept
        self.typedChanged.emit()
        return True

    def _typed_text(self) -> str:
        return self._typed

    def _place(self) -> str:
        return (
            self.words.name(self._view.path[-1].names) if self._view is not None and self._view.path else ""
        )

    def _above(self) -> str:
        path = self._view.path if self._view is not None else ()
        return self.words.name(path[-2].names) if len(path) > 1 else ""

    def _nothing(self) -> bool:
        return self._view is not None and self._view.found_nothing

    def _more(self) -> bool:
        return self._view is not None and self._view.more

    def _has_goods(self) -> bool:
        return self._view is not None and bool(self._view.goods)

    def _rows_beside(self) -> int:
        goods = self._view.goods if self._view is not None else ()
        return max((len(list(self._beside(good))) for good in goods), default=0)

    def _cards_model(self) -> Rows:
        return self._cards

    typed = Property(str, _typed_text, notify=typedChanged)
    place = Property(str, _place, notify=changed)
    """The name of the open category; empty on the first page and while there is a text."""
    above = Property(str, _above, notify=changed)
    """The name of the category the open one is under; empty where that is the first page."""
    nothing = Property(bool, _nothing, notify=changed)
    hasGoods = Property(bool, _has_goods, notify=changed)
    """Some of the cards have a size and a price."""
    rowsBeside = Property(int, _rows_beside, notify=changed)
    """How many rows the card that says most beside its price needs for it."""
    more = Property(bool, _more, notify=changed)
    cards = Property(Rows, _cards_model, constant=True)

    @Slot(str)
    def write(self, text: str) -> None:
        """The whole text, as it stands after a key."""
        if self._keep(text):
            self._under_way.append(self._typed)
            self.post(SearchGoods(self._typed))

    @Slot()
    def open(self) -> None:
        self.post(SearchGoods())

    @Slot(str, bool)
    def pick(self, key: str, branch: bool) -> None:
        """A card was touched."""
        if branch:
            self._open_category(key)
        else:
            self.post(PickGood(key))

    @Slot()
    def up(self) -> None:
        """From a category to the one it is under; from what was typed to the first page."""
        path = self._view.path if self._view is not None else ()
        self._open_category(path[-2].category_id if len(path) > 1 else "")

    def _open_category(self, category_id: str) -> None:
        if self._keep(""):
            self._under_way.append("")
        self.post(OpenCategory(category_id))

    @Slot()
    def callStaff(self) -> None:
        self.post(CallStaffToFind())

    @Slot()
    def close(self) -> None:
        self.post(CloseSearch())


def _page(view: FindView) -> tuple[str, tuple[str, ...]]:
    return view.text, tuple(branch.category_id for branch in view.path)
