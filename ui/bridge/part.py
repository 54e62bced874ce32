"""What every view model is: it holds one part of the view and posts intents."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from kiosk.services.intents import Intent
from ui.bridge.words import Words

Post = Callable[[Intent], None]
"""Hands an intent to core; never blocks."""


class Part(QObject):
    """A view model: reads the view in Python, gives QML strings, numbers and yes or no."""

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words = words
        self.post = post
