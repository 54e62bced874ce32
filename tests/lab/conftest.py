"""A workbench with everything real around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from kiosk.sentences import Sentences
from lab.example_frame import StillPicture, shelf_frame
from lab.fakepay.process import FakepayProcess
from tests.lab.workbench_room import Bench, Room
from ui.application import KioskApplication, Look

SENTENCES = Sentences()


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture(scope="session")
def bench_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakepayProcess]:
    with FakepayProcess.start(tmp_path_factory.mktemp("fakepay")) as process:
        yield process


@pytest.fixture
def room(tmp_path: Path, bench_provider: FakepayProcess) -> Iterator[Room]:
    with Room(tmp_path, bench_provider) as made:
        yield made


@pytest.fixture
def bench(room: Room, qtbot: QtBot) -> Iterator[Bench]:
    """The workbench beside a kiosk's window that shows what the test gives it."""
    look = Look(width=540, height=960, px_per_mm=2.015, reduce_motion=True, sounds=False)
    kiosk = KioskApplication(lambda _intent: None, SENTENCES, StillPicture(shelf_frame()), look)
    opened = Bench(kiosk, room, SENTENCES, qtbot)
    opened.bridge.speak("en")
    yield opened
    opened.workbench.close()
    kiosk.close()
    shiboken6.delete(kiosk.kiosk)  # other threads are still running, and may collect garbage
