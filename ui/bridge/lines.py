"""The lines of the basket as a list model that tells precisely what changed."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.domain.explaining import PriceRow
from kiosk.services.views import BasketView, LineView
from ui.bridge.category import category_of
from ui.bridge.pictures import address_of
from ui.bridge.price import details_of, explanation, name_of
from ui.bridge.words import Words, kilograms

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


class Role(IntEnum):
    """What a delegate may ask of a row; the name in QML is that of `ROLE_NAMES`."""

    LINE_ID = Qt.ItemDataRole.UserRole + 1
    NAME = LINE_ID + 1
    DETAIL = LINE_ID + 2
    CATEGORY = LINE_ID + 3
    QUANTITY = LINE_ID + 4
    TOTAL = LINE_ID + 5
    SAVED = LINE_ID + 6
    FIXED = LINE_ID + 7
    WAITS = LINE_ID + 8
    PICTURE = LINE_ID + 9
    DEPOSIT = LINE_ID + 10
    WHY = LINE_ID + 11
    SHORT = LINE_ID + 12


ROLE_NAMES = {
    Role.LINE_ID: "lineId",
    Role.NAME: "name",
    Role.DETAIL: "detail",
    Role.CATEGORY: "category",
    Role.QUANTITY: "quantity",
    Role.TOTAL: "total",
    Role.SAVED: "saved",
    Role.FIXED: "quantityFixed",
    Role.WAITS: "waitsForStaff",
    Role.PICTURE: "picture",
    Role.DEPOSIT: "deposit",
    Role.WHY: "why",
    Role.SHORT: "shortName",
}


def _detail(line: LineView, words: Words) -> str:
    if line.weight_g is not None:
        return f"{kilograms(line.weight_g)} × {words.money(line.unit_price_minor)}"
    return words.name(line.size)


VALUES: Mapping[int, Callable[[LineView, Words], object]] = {
    Qt.ItemDataRole.DisplayRole: lambda line, words: words.name(line.names),
    Role.LINE_ID: lambda line, _: line.line_id,
    Role.NAME: lambda line, words: words.name(line.names),
    Role.DETAIL: _detail,
    Role.CATEGORY: lambda line, _: category_of(line.category, *line.drawn_as),
    Role.QUANTITY: lambda line, _: line.quantity,
    Role.TOTAL: lambda line, words: words.money(line.total_minor),
    Role.SAVED: lambda line, words: words.money(line.saved_minor) if line.saved_minor > 0 else "",
    Role.FIXED: lambda line, _: line.quantity_fixed,
    Role.WAITS: lambda line, _: line.waits_for_staff,
    Role.PICTURE: lambda line, _: address_of(line.picture_file),
    Role.DEPOSIT: lambda line, words: words.money(line.deposit_minor) if line.deposit_minor else "",
    Role.SHORT: lambda line, words: words.short_name(line.names, line.short),
}
"""What a role tells of a line."""


@QmlElement
@QmlUncreatable("made in Python")
class BasketLines(QAbstractListModel):  # type: ignore[operator]
    """Rows in the order of the view. A row keeps its delegate while its `line_id` stays."""

    countChanged = Signal()
    touched = Signal(int)
    """A row came or its quantity grew: the list brings it into view."""

    def __init__(self, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._words = words
        self._view = BasketView()
        self._lines: list[LineView] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def roleNames(self) -> dict[int, QByteArray]:
        return {int(role): QByteArray(name.encode()) for role, name in ROLE_NAMES.items()}

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == Role.WHY:
            return self._why(line)
        value = VALUES.get(role)
        return None if value is None else value(line, self._words)

    def _why(self, line: LineView) -> str:
        """The whole price, a line of words for each step."""
        told = explanation(self._view, line, self._words.zone)
        rows = told.rows if told is not None else ()
        return "\n".join(self._said(row) for row in rows)

    def _said(self, row: PriceRow) -> str:
        details = ", ".join(details_of(row, self._words))
        name = name_of(row, self._words)
        return f"{name}{f' ({details})' if details else ''} {self._words.money(row.amount_minor)}"

    def _count(self) -> int:
        return len(self._lines)

    count = Property(int, _count, notify=countChanged)

    def show(self, view: BasketView) -> None:
        """Turn the rows into the view's by removing, inserting, moving and changing single rows."""
        self._view, lines, priced = view, view.lines, self._view.priced
        before = {line.line_id: line.quantity for line in self._lines}
        counted = len(self._lines)
        self._remove_gone({line.line_id for line in lines})
        known = {line.line_id for line in self._lines}
        for row, line in enumerate(lines):
            if line.line_id not in known:
                self._insert(row, line)
            else:
                if self._lines[row].line_id != line.line_id:
                    self._move_to(row, line.line_id)
                self._change(row, line)
        if counted != len(self._lines):
            self.countChanged.emit()
        if priced is not view.priced and lines:
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1), [int(Role.WHY)])
        for row, line in enumerate(lines):
            if line.quantity > before.get(line.line_id, 0):
                self.touched.emit(row)

    def retranslate(self) -> None:
        """Another language: every row's words change, no row comes or goes."""
        if self._lines:
            self.dataChanged.emit(self.index(0), self.index(len(self._lines) - 1))

    def _remove_gone(self, kept: set[str]) -> None:
        for row in range(len(self._lines) - 1, -1, -1):
            if self._lines[row].line_id not in kept:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._lines[row]
                self.endRemoveRows()

    def _insert(self, row: int, line: LineView) -> None:
        self.beginInsertRows(QModelIndex(), row, row)
        self._lines.insert(row, line)
        self.endInsertRows()

    def _move_to(self, row: int, line_id: str) -> None:
        at = next(place for place in range(row, len(self._lines)) if self._lines[place].line_id == line_id)
        self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), row)
        self._lines.insert(row, self._lines.pop(at))
        self.endMoveRows()

    def _change(self, row: int, line: LineView) -> None:
        if self._lines[row] is not line and self._lines[row] != line:
            self._lines[row] = line
            self.dataChanged.emit(self.index(row), self.index(row))
