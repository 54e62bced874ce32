"""Keeps a scanner that types like a keyboard from pressing buttons.

Such a scanner, not kept to itself by the driver, types its code into the window and ends it with Enter,
which would press whatever is in focus, PAY too. Nobody types that fast: a key that presses or moves, and
comes within `GAP_MS` of a letter or digit, belongs to a scan. As the code could begin with a blank, a key
that presses waits as long for what comes after it. No code is taken from a window: the layout, Caps Lock
and an input method may have changed it.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow

GAP_MS = 50
"""Between two keys of one scan; slow keyboards are asked each 10 ms, and a capital takes four turns."""
SCAN_SIGNS = 4
"""Fewer signs at once are fingers."""

_Key = Qt.Key
_PRESSES = frozenset({_Key.Key_Return, _Key.Key_Enter, _Key.Key_Space, _Key.Key_Select})
_MOVES = frozenset(
    {_Key.Key_Tab, _Key.Key_Backtab, _Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down}
    | {_Key.Key_Escape, _Key.Key_Home, _Key.Key_End, _Key.Key_PageUp, _Key.Key_PageDown}
)
_HELD = frozenset(
    {_Key.Key_Shift, _Key.Key_Control, _Key.Key_Alt, _Key.Key_AltGr, _Key.Key_Meta, _Key.Key_CapsLock}
    | {_Key.Key_NumLock}
)


class TypedScanGuard(QObject):
    """Event filter of one window. `scanned` is sent once after each scan that was typed into it."""

    scanned = Signal()

    def __init__(self, window: QWindow) -> None:
        super().__init__(window)
        self._window = window
        self._at = float("-inf")
        self._signs = 0
        self._waiting: QKeyEvent | None = None
        self._passing = False
        self._quiet = QTimer(self, singleShot=True, interval=GAP_MS, timerType=Qt.TimerType.PreciseTimer)
        self._quiet.timeout.connect(self._ended)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 - as Qt has it
        """Whether the key is kept from the window."""
        if event.type() is not QEvent.Type.KeyPress or self._passing or not isinstance(event, QKeyEvent):
            return False
        self._count(event)
        key = event.key()
        if key in _HELD:
            return False
        if key not in _PRESSES and key not in _MOVES:
            self._signs += 1
            self._waiting = None  # it began this code
            return False
        if self._signs > 0:
            return True
        self._press_what_waits()
        if key in _MOVES or event.isAutoRepeat():
            return False
        self._waiting = event.clone()
        return True

    def _count(self, event: QKeyEvent) -> None:
        """A key after a pause begins anew. The time is the system's, so that a slow screen joins no keys."""
        at = float(event.timestamp()) or time.monotonic() * 1000
        if at - self._at >= GAP_MS:
            self._press_what_waits()
            self._signs = 0
        self._at = at
        self._quiet.start()

    def _ended(self) -> None:
        """Nothing more came."""
        self._press_what_waits()
        if self._signs >= SCAN_SIGNS:
            self.scanned.emit()
        self._signs = 0

    def _press_what_waits(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._passing = True
            QCoreApplication.sendEvent(self._window, waiting)
            self._passing = False
