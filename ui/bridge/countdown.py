"""Seconds that run down on the screen, from a deadline core has set."""

from __future__ import annotations

import math
import time
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal


class Countdown(QObject):
    """Counts whole seconds to a deadline. Core's clock gives the distance, the GUI's own gives the pace."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._deadline: datetime | None = None
        self._ends = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def seconds(self) -> int:
        """Rounded up: 0 means over, or not running."""
        return max(0, math.ceil(self._left())) if self._deadline is not None else 0

    def until(self, deadline: datetime | None, now: datetime) -> None:
        """Run to `deadline`, where `now` is the time of the view that names it; None stops."""
        if deadline == self._deadline:
            return
        self._deadline = deadline
        self._timer.stop()
        if deadline is not None:
            self._ends = time.monotonic() + (deadline - now).total_seconds()
            self._wait()
        self.changed.emit()

    def _left(self) -> float:
        return self._ends - time.monotonic()

    def _wait(self) -> None:
        left = self._left()
        if left > 0:
            self._timer.start(int((left - math.floor(left)) * 1000) + 5)

    def _tick(self) -> None:
        self.changed.emit()
        self._wait()
