"""Brings views from the core thread into the GUI thread."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kiosk.services.views import KioskView


class Marshal(QObject):
    """`put` from any thread, `arrived` on the GUI thread.

    A view is the whole state of the screen, so of two that wait only the newer is shown.
    """

    arrived = Signal(object)
    _queued = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._newest: KioskView | None = None
        self._queued.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def put(self, view: KioskView) -> None:
        """Hand over a view. Never blocks on the GUI."""
        with self._lock:
            waiting, self._newest = self._newest is not None, view
        if not waiting:
            self._queued.emit()

    @Slot()
    def _take(self) -> None:
        with self._lock:
            view, self._newest = self._newest, None
        if view is not None:
            self.arrived.emit(view)
