"""The process around the screens: threads, signals, what is imported when, and a silent end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from kiosk.services.views import KioskView
from lab.example_views import base
from ui import renderer
from ui.bridge.countdown import Countdown
from ui.marshal import Marshal
from ui.sounds import Sounds

CHECKOUT = Path(__file__).resolve().parents[2]

TRIP = """
import os, signal, sys, threading
from kiosk.sentences import Sentences
from lab.example_views import LANGUAGES, examples
from ui.application import Look, run_application

state = {}

def play():
    state["early"] = sorted({"cv2", "numpy", "qrcode", "PIL"} & set(sys.modules))
    thread = threading.Thread(target=feed)
    thread.start()

def feed():
    import time
    for language in LANGUAGES:
        for example in examples(language):
            state["show"](example.view)
            time.sleep(0.02)
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGTERM)

look = Look(width=540, height=960, px_per_mm=2.015, sounds=False)
status = run_application(
    lambda intent: None, lambda show: state.update(show=show), Sentences(), None, look, on_first_frame=play
)
print("ended", status, state["early"])
"""


def run(source: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", source],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=50,
        env=os.environ,
    )


def test_a_run_through_all_screens_ends_on_sigterm_without_a_word() -> None:
    ended = run(TRIP)
    assert (ended.returncode, ended.stdout.strip(), ended.stderr) == (0, "ended 0 []", "")


def test_views_of_another_thread_arrive_on_this_one_and_the_newest_wins(qtbot: QtBot) -> None:
    marshal, seen = Marshal(), []
    view = base("en")

    def take(arrived: KioskView) -> None:
        seen.append((arrived.basket.pieces, QThread.currentThread() is marshal.thread()))

    marshal.arrived.connect(take)
    sent = [replace(view, basket=replace(view.basket, pieces=number)) for number in range(50)]
    thread = threading.Thread(target=lambda: [marshal.put(one) for one in sent])
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(seen), timeout=2000)
    assert seen == [(49, True)]
    marshal.put(sent[3])
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=2000)
    assert seen[-1] == (3, True)


def test_none_keeps_its_references() -> None:
    """A PySide6 that drops one at each call aborts Python 3.11 after some thousand (6.12.0 does)."""
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    before = sys.getrefcount(None)
    for _ in range(500):
        image.fill(0)
    assert abs(sys.getrefcount(None) - before) < 100


@pytest.mark.parametrize(
    ("nodes", "environment", "expected"),
    [
        ([], {}, {"QSG_RENDER_LOOP": "basic", "QT_QUICK_BACKEND": "software"}),
        (["renderD128"], {}, {"QSG_RENDER_LOOP": "basic"}),
        (["card0"], {}, {"QSG_RENDER_LOOP": "basic", "QT_QUICK_BACKEND": "software"}),
        (["renderD128"], {"GALLIUM_DRIVER": "llvmpipe"}, {"QT_QUICK_BACKEND": "software"}),
        (["renderD128"], {"LIBGL_ALWAYS_SOFTWARE": "1"}, {"QT_QUICK_BACKEND": "software"}),
        ([], {"QT_QUICK_BACKEND": "rhi", "QSG_RENDER_LOOP": "threaded"}, {}),
    ],
    ids=["no gpu", "gpu", "display only", "llvmpipe", "told software", "the owner's choice"],
)
def test_the_renderer_fits_the_machine(
    tmp_path: Path, nodes: list[str], environment: dict[str, str], expected: dict[str, str]
) -> None:
    for node in nodes:
        (tmp_path / node).touch()
    chosen = dict(environment)
    renderer.choose(chosen, tmp_path)
    assert chosen == {"QSG_RENDER_LOOP": "basic"} | environment | expected


def test_sounds_are_played_by_the_systems_player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = tmp_path / "heard"
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\necho "$@" >> {heard}\n', encoding="utf-8")
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr("ui.sounds.PLAYERS", (("aplay", "-q"),))
    sounds = Sounds()
    sounds.play("found")
    sounds.play("no such tone")
    until = time.monotonic() + 5
    while not heard.exists() and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.05)
    assert heard.read_text(encoding="utf-8").split()[0] == "-q"
    assert heard.read_text(encoding="utf-8").strip().endswith("assets/sounds/found.wav")
    assert heard.read_text(encoding="utf-8").count("\n") == 1


def test_without_a_player_it_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    Sounds().play("found")


def test_a_countdown_to_a_past_deadline_is_over() -> None:
    owner = QObject()
    left = Countdown(owner)
    now = base("en").now
    left.until(now, now)
    assert left.seconds == 0
    left.until(None, now)
    assert left.seconds == 0
