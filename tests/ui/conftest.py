"""The kiosk's window, fed with views, and what it posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from kiosk.sentences import Sentences
from kiosk.services.intents import Intent, StayHere
from lab.example_frame import StillPicture, shelf_frame
from lab.glass import Glass
from ui.application import KioskApplication, Look
from ui.sounds import Sounds

SENTENCES = Sentences(strict=True)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@dataclass
class Windows:
    """Opens windows and closes them after the test."""

    posted: list[Intent] = field(default_factory=list)
    opened: list[KioskApplication] = field(default_factory=list)
    camera: StillPicture = field(default_factory=lambda: StillPicture(shelf_frame()))

    def open(self, look: Look) -> Glass:
        sounds = Sounds(players=(("true",),))
        self.opened.append(KioskApplication(self.posted.append, SENTENCES, self.camera, look, sounds))
        return Glass(self.opened[-1])


@pytest.fixture
def windows(qtbot: QtBot) -> Iterator[Windows]:
    all_of_them = Windows()
    yield all_of_them
    for one in all_of_them.opened:
        one.close()


@pytest.fixture
def camera(windows: Windows) -> StillPicture:
    """What the camera of the window sees."""
    return windows.camera


@pytest.fixture
def open_window(windows: Windows) -> Callable[[Look], Glass]:
    """A window of another size."""
    return windows.open


@pytest.fixture
def posted(windows: Windows) -> list[Intent]:
    """Every intent of the window."""
    return windows.posted


@pytest.fixture
def glass(windows: Windows) -> Glass:
    """A small upright panel, without motion or sound: a quarter of the pixels, the same layout."""
    return windows.open(Look(width=540, height=960, px_per_mm=2.015, reduce_motion=True, sounds=False))


@pytest.fixture
def told(posted: list[Intent]) -> Callable[[], list[Intent]]:
    """What was posted, without the news that somebody touches the screen."""
    return lambda: [intent for intent in posted if intent != StayHere()]
