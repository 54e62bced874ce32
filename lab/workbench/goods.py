"""What stands on the shelf, as a list model; a row's picture is drawn when the row is first seen."""

# ruff: noqa: N802 - names as Qt and QML spell them

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement, QmlUncreatable

from lab.workbench.errands import Errands
from lab.workbench.pictures import Pictures

QML_IMPORT_NAME = "Touchlane.Workbench"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class Ware:
    """One thing on the shelf: a good of the catalogue or a photograph."""

    key: str
    name: str
    name_en: str
    detail: str
    """Price, with the unit it is for."""
    weighed: bool
    draw: Callable[[], QImage]


class Role(IntEnum):
    """What a delegate may ask of a row; the name in QML is that of `ROLE_NAMES`."""

    KEY = Qt.ItemDataRole.UserRole + 1
    NAME = KEY + 1
    NAME_EN = KEY + 2
    DETAIL = KEY + 3
    WEIGHED = KEY + 4
    PICTURE = KEY + 5


ROLE_NAMES = {
    Role.KEY: "key",
    Role.NAME: "name",
    Role.NAME_EN: "nameEn",
    Role.DETAIL: "detail",
    Role.WEIGHED: "weighed",
    Role.PICTURE: "picture",
}


@QmlElement
@QmlUncreatable("made in Python")
class Goods(QAbstractListModel):  # type: ignore[operator]
    """One category's wares."""

    def __init__(self, errands: Errands, pictures: Pictures, parent: QObject) -> None:
        super().__init__(parent)
        self._errands, self._pictures = errands, pictures
        self._wares: list[Ware] = []
        self._addresses: dict[str, str] = {}
        """Of pictures by key; empty while one is being drawn."""

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._wares)

    def roleNames(self) -> dict[int, QByteArray]:
        return {int(role): QByteArray(name.encode()) for role, name in ROLE_NAMES.items()}

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._wares):
            return None
        ware = self._wares[index.row()]
        match role:
            case Role.KEY:
                return ware.key
            case Role.NAME | Qt.ItemDataRole.DisplayRole:
                return ware.name
            case Role.NAME_EN:
                return ware.name_en
            case Role.DETAIL:
                return ware.detail
            case Role.WEIGHED:
                return ware.weighed
            case Role.PICTURE:
                return self._picture(ware)
        return None

    def show(self, wares: list[Ware]) -> None:
        """Another category. As rows that go and rows that come: a reset leaves the view with old numbers."""
        if self._wares:
            self.beginRemoveRows(QModelIndex(), 0, len(self._wares) - 1)
            self._wares = []
            self.endRemoveRows()
        if wares:
            self.beginInsertRows(QModelIndex(), 0, len(wares) - 1)
            self._wares = wares
            self.endInsertRows()

    def _picture(self, ware: Ware) -> str:
        if ware.key not in self._addresses:
            self._addresses[ware.key] = ""
            self._errands.run(ware.draw, lambda picture: self._drawn(ware.key, picture))
        return self._addresses[ware.key]

    def _drawn(self, key: str, picture: QImage) -> None:
        self._addresses[key] = self._pictures.put(f"pack/{key}", picture)
        for row, ware in enumerate(self._wares):
            if ware.key == key:
                self.dataChanged.emit(self.index(row), self.index(row), [int(Role.PICTURE)])
