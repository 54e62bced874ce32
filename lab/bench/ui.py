"""How fast the screens are, each number beside a bare Qt Quick window in the same run.

    python -m lab.bench.ui

Off screen, with the software renderer, in processes of its own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lab.bench import idle

CHECKOUT = Path(__file__).resolve().parents[2]
SCANS = 60
LINES = 200
BARE_WINDOW = """
import sys, time
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView
app = QGuiApplication([])
view = QQuickView()
view.setSource(QUrl("data:,import QtQuick; Rectangle { width: 1080; height: 1920; Text { text: 'ready' } }"))
view.frameSwapped.connect(lambda: (print(time.time(), flush=True), app.quit()))
view.show()
app.exec()
"""
BRAND_SCREEN = """
import os, signal, time
from kiosk.sentences import Sentences
from ui.application import Look, run_application
run_application(
    lambda intent: None, lambda show: None, Sentences(), None, Look(sounds=False),
    on_first_frame=lambda: (print(time.time(), flush=True), os.kill(os.getpid(), signal.SIGTERM)),
)
"""
BARE_LIST = """
import QtQuick
Rectangle {
    width: 1080; height: 1920
    property alias rows: list.model
    ListView {
        id: list
        anchors.fill: parent
        reuseItems: true
        delegate: Rectangle {
            required property string display
            width: ListView.view.width; height: 148
            Text { text: parent.display; font.pixelSize: 34 }
        }
        onCountChanged: positionViewAtEnd()
    }
}
"""


def results() -> list[dict[str, Any]]:
    """Rows of name, value, unit, peer, peer_value, budget, ok."""
    start, bare_start = _start_ms(BRAND_SCREEN), _start_ms(BARE_WINDOW)
    spans = _of_child("scans")
    bare = _of_child("bare")
    p50, p95 = _quantiles(spans)
    bare_p50, bare_p95 = _quantiles(bare)
    return [
        _row("start to brand screen", start, "a bare Qt Quick window", bare_start, 700, start <= 700),
        _row("scan to painted frame, 200 lines, p50", p50, "bare list insert", bare_p50, 25, p50 <= 25),
        _row(
            *("scan to painted frame, 200 lines, p95", p95, "bare list insert", bare_p95, 60),
            p95 <= 60 and p95 <= 2.5 * bare_p95,
        ),
        *idle.results(),
    ]


def _row(name: str, value: float, peer: str, peer_value: float, budget: float, ok: bool) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 1),
        "unit": "ms",
        "peer": peer,
        "peer_value": round(peer_value, 1),
        "budget": budget,
        "ok": ok,
    }


def _quantiles(spans: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(spans, n=20)
    return cuts[9], cuts[18]


def _environment() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


def _python(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=CHECKOUT, env=_environment(), check=True, capture_output=True, text=True, timeout=120
    ).stdout


def _start_ms(source: str, runs: int = 5) -> float:
    """From starting the process to its first frame: the median, files warm."""
    spans = []
    for _ in range(runs + 1):
        begun = time.time()
        spans.append((float(_python("-c", source)) - begun) * 1000)
    return statistics.median(spans[1:])


def _of_child(what: str) -> list[float]:
    return [float(span) for span in json.loads(_python("-m", "lab.bench.ui", what))]


@dataclass
class Stopwatch:
    """Times spans from a call on another thread to the frame that shows it."""

    frames: Any
    """The window's `frameSwapped`."""
    turn: Callable[[], None]
    """Lets Qt work."""

    def __post_init__(self) -> None:
        self._begun: float | None = None
        self._applied = False
        self.spans: list[float] = []
        self.frames.connect(self._frame)

    def applied(self) -> None:
        """The change is in the scene: the next frame shows it."""
        self._applied = True

    def time(self, call: Callable[[], None]) -> None:
        """Make `call` on a thread of its own; returns when the frame was there, and a pause after it."""
        self._applied, counted = False, len(self.spans)
        self._begun = time.perf_counter()
        threading.Thread(target=call).start()
        while len(self.spans) == counted:
            self.turn()
        pause = time.monotonic() + 0.1
        while time.monotonic() < pause:
            self.turn()

    def _frame(self) -> None:
        if self._applied and self._begun is not None:
            self.spans.append((time.perf_counter() - self._begun) * 1000)
            self._begun = None


def _scans() -> list[float]:
    """A view with one more line and a notice, posted as core does, while the camera runs."""
    from kiosk.domain.product import Names
    from kiosk.errors import Reason
    from kiosk.sentences import Sentences
    from kiosk.services.views import NoticeKind, Screen
    from lab.example_frame import shelf_frame
    from lab.example_views import BASKET, base, line, notice
    from lab.running_picture import RunningPicture
    from ui.application import KioskApplication, Look

    camera = RunningPicture(shelf_frame())
    app = KioskApplication(lambda _intent: None, Sentences(), camera, Look(sounds=False))
    lines = tuple(
        line(number, Names(f"商品 {number}", f"Good {number}"), "dairy", 500) for number in range(LINES)
    )
    view = replace(base("en"), screen=Screen.BASKET, basket=replace(BASKET, lines=lines, pieces=LINES))
    app.show(view)
    watch = Stopwatch(app.window.frameSwapped, app.qt.processEvents)
    app.after_view(watch.applied)
    watch.time(lambda: app.show(replace(view, online=True)))
    watch.spans.clear()
    for scan in range(SCANS):
        added = line(LINES + scan, Names(f"新 {scan}", f"New {scan}"), "bakery", 700)
        told = replace(
            notice(NoticeKind.FOUND, Reason("basket.found"), names=added.names, amount_minor=700),
            serial=1000 + scan,
        )
        lines = (*lines, added)
        view = replace(view, basket=replace(view.basket, lines=lines, pieces=len(lines)), notice=told)
        watch.time(lambda shown=view: app.show(shown))  # type: ignore[misc]
    app.close()
    camera.stop()
    return watch.spans


def _bare() -> list[float]:
    """A row appended to a list of the same length, nothing else in the window."""
    from PySide6.QtCore import QObject, QStringListModel, Qt, Signal
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQml import QQmlComponent
    from PySide6.QtQuick import QQuickItem, QQuickView

    class Bell(QObject):
        rung = Signal(str)

    app = QGuiApplication([])
    view = QQuickView()
    component = QQmlComponent(view.engine())
    component.setData(BARE_LIST.encode(), "")
    root = component.create()
    assert isinstance(root, QQuickItem), component.errorString()
    rows = QStringListModel([f"Good {number}" for number in range(LINES)])
    root.setProperty("rows", rows)
    view.setContent("", component, root)
    view.show()
    watch, bell = Stopwatch(view.frameSwapped, app.processEvents), Bell()

    def append(words: str) -> None:
        row = rows.rowCount()
        rows.insertRow(row)
        rows.setData(rows.index(row), words)
        watch.applied()

    bell.rung.connect(append, Qt.ConnectionType.QueuedConnection)
    watch.time(lambda: bell.rung.emit("first"))
    watch.spans.clear()
    for scan in range(SCANS):
        watch.time(lambda words=f"New {scan}": bell.rung.emit(words))  # type: ignore[misc]
    return watch.spans


if __name__ == "__main__":
    if sys.argv[1:] == ["scans"]:
        print(json.dumps(_scans()))
    elif sys.argv[1:] == ["bare"]:
        print(json.dumps(_bare()))
    else:
        print(json.dumps(results(), indent=1))
