"""Short lists for the screens: rows of named values that change as a whole."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

from collections.abc import Iterable

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

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

Row = tuple[str | bool, ...]
_FIRST = int(Qt.ItemDataRole.UserRole) + 1


@QmlElement
@QmlUncreatable("made in Python")
class Rows(QAbstractListModel):  # type: ignore[operator]
    """Rows with the given names. What is shown again unchanged tells nobody; as many rows as before keep
    their delegates, and only those that changed are told."""

    countChanged = Signal()

    def __init__(self, names: tuple[str, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._names = names
        self._rows: list[Row] = []

    def show(self, rows: Iterable[Row]) -> None:
        wanted = list(rows)
        if len(wanted) == len(self._rows):
            before, self._rows = self._rows, wanted
            for row, (one, other) in enumerate(zip(before, wanted, strict=True)):
                if one != other:
                    self.dataChanged.emit(self.index(row), self.index(row))
        else:
            self.beginResetModel()
            self._rows = wanted
            self.endResetModel()
            self.countChanged.emit()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def roleNames(self) -> dict[int, QByteArray]:
        return {_FIRST + place: QByteArray(name.encode()) for place, name in enumerate(self._names)}

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _FIRST) -> str | bool | None:
        if not index.isValid() or not 0 <= role - _FIRST < len(self._names):
            return None
        return self._rows[index.row()][role - _FIRST]

    def _count(self) -> int:
        return len(self._rows)

    count = Property(int, _count, notify=countChanged)
