"""What the theme must know of the panel and the shopper."""

# ruff: noqa: N815 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

from ui.choices import Choices, Colours

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Look(QObject):
    """Pixels per millimetre of the panel, its shorter side, motion; language and choices of the shopper."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._px_per_mm = 4.03
        self._short_side_px = 1080
        self._upright = True
        self._reduce_motion = False
        self._language = "zh-CN"
        self._choices = Choices()

    def set(self, *, px_per_mm: float, short_side_px: int, reduce_motion: bool, upright: bool = True) -> None:
        """The panel: once, before the screens are loaded."""
        self._px_per_mm, self._short_side_px = px_per_mm, short_side_px
        self._reduce_motion, self._upright = reduce_motion, upright
        self.changed.emit()

    def speak(self, language: str) -> None:
        self._language = language
        self.changed.emit()

    def suit(self, choices: Choices) -> None:
        self._choices = choices
        self.changed.emit()

    def _get_px_per_mm(self) -> float:
        return self._px_per_mm

    def _get_short_side(self) -> int:
        return self._short_side_px

    def _get_upright(self) -> bool:
        return self._upright

    def _get_still(self) -> bool:
        return self._reduce_motion or self._choices.colours is Colours.CONTRAST

    def _get_chinese(self) -> bool:
        return self._language.startswith("zh")

    def _get_colours(self) -> str:
        return str(self._choices.colours)

    def _get_large(self) -> bool:
        return self._choices.large_text

    def _get_within_reach(self) -> bool:
        return self._choices.within_reach

    pxPerMm = Property(float, _get_px_per_mm, notify=changed)
    shortSide = Property(int, _get_short_side, notify=changed)
    upright = Property(bool, _get_upright, notify=changed)
    still = Property(bool, _get_still, notify=changed)
    """Nothing moves: the panel's setting, or high contrast."""
    chinese = Property(bool, _get_chinese, notify=changed)
    colours = Property(str, _get_colours, notify=changed)
    large = Property(bool, _get_large, notify=changed)
    withinReach = Property(bool, _get_within_reach, notify=changed)
