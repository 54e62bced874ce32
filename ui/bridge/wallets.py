"""The wallets a shopper may pay with here, as the rows of a list."""

# ruff: noqa: N802 - names as Qt spells them

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtQml import QmlElement, QmlUncreatable

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

WALLET_ID = int(Qt.ItemDataRole.UserRole) + 1


@QmlElement
@QmlUncreatable("made in Python")
class Wallets(QAbstractListModel):  # type: ignore[operator]
    """Changes as a whole: a kiosk's wallets change with its settings, hardly ever during a trip."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ids: tuple[str, ...] = ()

    def show(self, ids: tuple[str, ...]) -> None:
        if ids != self._ids:
            self.beginResetModel()
            self._ids = ids
            self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def roleNames(self) -> dict[int, QByteArray]:
        return {WALLET_ID: QByteArray(b"walletId")}

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = WALLET_ID) -> str | None:
        return self._ids[index.row()] if index.isValid() and role == WALLET_ID else None
