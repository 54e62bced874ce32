"""A camera that shows the same picture over and over, from a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.ports import PreviewFrame

PAUSE_S = 0.05


class RunningPicture:
    """Twenty pictures a second, until stopped."""

    def __init__(self, frame: PreviewFrame) -> None:
        self._frame = frame
        self._call: Callable[[], None] | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def fit(self, width: int, height: int) -> None:
        """The picture stays as it is."""

    def latest(self) -> PreviewFrame | None:
        return self._frame

    def on_frame(self, call: Callable[[], None] | None) -> None:
        self._call = call

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(PAUSE_S):
            call = self._call
            if call is not None:
                call()
