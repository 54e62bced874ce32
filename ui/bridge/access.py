"""The accessibility panel: colours, size of the words, sound, reach; undone when the visit is over."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.views import KioskView, Screen
from ui.choices import VOLUMES, Choices, Colours

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

WITHOUT_TRIP = frozenset({Screen.STARTING, Screen.ATTRACT, Screen.OUT_OF_SERVICE})
"""Screens nobody's visit is on: core has no silence to watch there."""

SILENCE_MS = 60_000


@QmlElement
@QmlUncreatable("made in Python")
class AccessModel(QObject):  # type: ignore[operator]
    """Holds the choices of now. `left` says that whoever chose has gone."""

    changed = Signal()
    audibleChanged = Signal()
    volumeChosen = Signal()
    """The new volume is to be heard."""
    left = Signal()

    def __init__(self, standard: Choices, parent: QObject) -> None:
        super().__init__(parent)
        self._standard = self.choices = standard
        self._audible = False
        self._screen = Screen.STARTING
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(SILENCE_MS)
        self._silence.timeout.connect(self._leave)

    def show(self, view: KioskView) -> None:
        """A visit that ends takes its choices with it."""
        ended = view.screen is Screen.ATTRACT and self._screen not in WITHOUT_TRIP
        self._screen = view.screen
        if view.screen not in WITHOUT_TRIP:
            self._silence.stop()
        if ended:
            self._leave()

    def set_audible(self, audible: bool) -> None:
        """Whether this machine plays sounds at all."""
        self._audible = audible
        self.audibleChanged.emit()

    def close(self) -> None:
        """Nobody's silence is waited for any more."""
        self._silence.stop()

    def _leave(self) -> None:
        self._silence.stop()
        self._choose(self._standard)
        self.left.emit()

    def _choose(self, choices: Choices) -> None:
        if choices != self.choices:
            self.choices = choices
            self.changed.emit()

    def _get_colours(self) -> str:
        return str(self.choices.colours)

    def _get_large(self) -> bool:
        return self.choices.large_text

    def _get_volume(self) -> int:
        return self.choices.volume

    def _get_within_reach(self) -> bool:
        return self.choices.within_reach

    def _get_audible(self) -> bool:
        return self._audible

    colours = Property(str, _get_colours, notify=changed)
    largeText = Property(bool, _get_large, notify=changed)
    volume = Property(int, _get_volume, notify=changed)
    """From 0, which is silence."""
    withinReach = Property(bool, _get_within_reach, notify=changed)
    audible = Property(bool, _get_audible, notify=audibleChanged)

    @Slot(str)
    def chooseColours(self, colours: str) -> None:
        self._choose(replace(self.choices, colours=Colours(colours)))

    @Slot(bool)
    def chooseLargeText(self, large: bool) -> None:
        self._choose(replace(self.choices, large_text=large))

    @Slot(int)
    def chooseVolume(self, volume: int) -> None:
        self._choose(replace(self.choices, volume=max(0, min(len(VOLUMES) - 1, volume))))
        self.volumeChosen.emit()

    @Slot(bool)
    def chooseWithinReach(self, within_reach: bool) -> None:
        self._choose(replace(self.choices, within_reach=within_reach))

    @Slot()
    def touched(self) -> None:
        """Somebody is there: where no visit is watched, their silence is counted here."""
        if self._screen in WITHOUT_TRIP:
            self._silence.start()
