"""What the theme must know of the panel and the shopper; set once before the screens are loaded."""

# ruff: noqa: N815 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Look(QObject):
    """Pixels per millimetre of the panel, its shorter side, motion, language."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._px_per_mm = 4.03
        self._short_side_px = 1080
        self._reduce_motion = False
        self._language = "zh-CN"

    def set(self, *, px_per_mm: float, short_side_px: int, reduce_motion: bool) -> None:
        self._px_per_mm, self._short_side_px, self._reduce_motion = px_per_mm, short_side_px, reduce_motion
        self.changed.emit()

    def speak(self, language: str) -> None:
        self._language = language
        self.changed.emit()

    def _get_px_per_mm(self) -> float:
        return self._px_per_mm

    def _get_short_side(self) -> int:
        return self._short_side_px

    def _get_reduce_motion(self) -> bool:
        return self._reduce_motion

    def _get_chinese(self) -> bool:
        return self._language.startswith("zh")

    pxPerMm = Property(float, _get_px_per_mm, notify=changed)
    shortSide = Property(int, _get_short_side, notify=changed)
    reduceMotion = Property(bool, _get_reduce_motion, notify=changed)
    chinese = Property(bool, _get_chinese, notify=changed)
