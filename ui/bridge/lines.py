"""The lines of the basket as a list model that tells precisely what changed."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

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

from kiosk.services.views import LineView
from ui.bridge.category import category_of
from ui.bridge.pictures import address_of
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
}


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
        match role:
            case Role.LINE_ID:
                return line.line_id
            case Role.NAME | Qt.ItemDataRole.DisplayRole:
                return self._words.name(line.names)
            case Role.DETAIL:
                return self._detail(line)
            case Role.CATEGORY:
                return category_of(line.category, *line.drawn_as)
            case Role.QUANTITY:
                return line.quantity
            case Role.TOTAL:
                return self._words.money(line.total_minor)
            case Role.SAVED:
                return self._words.money(line.saved_minor) if line.saved_minor > 0 else ""
            case Role.FIXED:
                return line.quantity_fixed
            case Role.WAITS:
                return line.waits_for_staff
            case Role.PICTURE:
                return address_of(line.picture_file)
        return None

    def _detail(self, line: LineView) -> str:
        if line.weight_g is not None:
            return f"{kilograms(line.weight_g)} × {self._words.money(line.unit_price_minor)}"
        return self._words.name(line.size)

    def _count(self) -> int:
        return len(self._lines)

    count = Property(int, _count, notify=countChanged)

    def show(self, lines: tuple[LineView, ...]) -> None:
        """Turn the rows into `lines` by removing, inserting, moving and changing single rows."""
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
