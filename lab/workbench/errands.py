"""Work away from the GUI thread: requests and drawing, the results brought back to it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")
Then = Callable[[], None]
_log = logging.getLogger(__name__)


class Errands(QObject):
    """Made and called on the GUI thread. Work runs on one of `workers` threads; one keeps order."""

    _came_back = Signal(object)

    def __init__(self, name: str, workers: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(workers, name)
        self._closed = False
        self._came_back.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `work` elsewhere, then call `then` with its result here, or `failed` with what it raised."""
        if not self._closed:
            self._pool.submit(self._work, work, then, failed)

    def close(self) -> None:
        """Let running work end, forget the rest; nothing is called back any more."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None,
    ) -> None:
        call: Then
        try:
            result = work()
        except Exception as fault:
            # Also a fault of our own is shown on the bench and must not end the thread.
            _log.info("%s: %r", work, fault)
            if failed is None:
                return
            call = _bound(failed, fault)
        else:
            call = _bound(then, result)
        if not self._closed:
            self._came_back.emit(call)

    @Slot(object)
    def _deliver(self, call: Then) -> None:
        if not self._closed:
            call()


def _bound(call: Callable[[T], None], value: T) -> Then:
    return lambda: call(value)
