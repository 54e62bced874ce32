"""Is the shopper still there? Answers the question, and tells core of touches without an intent."""

# ruff: noqa: N815 - names as Qt and QML spell them

from __future__ import annotations

import time

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import CancelTrip, StayHere
from kiosk.services.views import KioskView
from ui.bridge.countdown import Countdown
from ui.bridge.post import Post
from ui.bridge.words import Words
from ui.navigator import TOUCH_KEEPS_AWAKE

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

AT_MOST_EVERY_S = 5.0
"""Scrolling and typing would else post at each touch."""


@QmlElement
@QmlUncreatable("made in Python")
class PresenceModel(QObject):  # type: ignore[operator]
    """The overlay `still there?` with the seconds it gives."""

    ticked = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._asked = False
        self._listens = False
        self._told_at = float("-inf")
        self._left = Countdown(self)
        self._left.changed.connect(self.ticked)

    def show(self, view: KioskView) -> None:
        self._asked = view.leave_warning_at is not None
        self._listens = view.screen in TOUCH_KEEPS_AWAKE
        self._left.until(view.leave_warning_at, view.now)

    def _seconds_left(self) -> int:
        return self._left.seconds

    secondsLeft = Property(int, _seconds_left, notify=ticked)

    @Slot()
    def touched(self) -> None:
        """Any touch, anywhere. While the question is asked its buttons answer."""
        now = time.monotonic()
        if self._listens and not self._asked and now - self._told_at >= AT_MOST_EVERY_S:
            self._told_at = now
            self.post(StayHere())

    @Slot()
    def stay(self) -> None:
        self.post(StayHere())

    @Slot()
    def leave(self) -> None:
        self.post(CancelTrip())
