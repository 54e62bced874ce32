"""How long a PIN is, for the pads."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.domain.access import PIN_DIGITS

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class PinRule(QObject):
    """The rule that PINs are given by."""

    def _least(self) -> int:
        return PIN_DIGITS.start

    def _most(self) -> int:
        return PIN_DIGITS.stop - 1

    least = Property(int, _least, constant=True)
    most = Property(int, _most, constant=True)
