"""Whether the camera's pictures may pass unread: nobody watches them and nothing in them moves.

Pure, given the pictures and their times. Uncompressing and reading thirty pictures a second of an empty
counter is most of what an idle kiosk would do.
"""

from __future__ import annotations

from drivers.camera.decoder import grey_of
from drivers.camera.region import cells_of, moved
from drivers.camera.source import Frame
from drivers.camera.symbols import Grey

STILL_S = 3.0
"""Nothing has moved for so long before rest begins."""
LOOKS_FPS = 2
"""Pictures a second that are looked at in rest: a hand is noticed within half a second."""
READS_EVERY = 10
"""Of those, every tenth is read: what barely showed a code may show it yet."""


class Rest:
    """Asked before a picture is taken, told of each that was."""

    def __init__(self) -> None:
        self._before: Grey | None = None
        self._moved_at = float("-inf")
        self._next_look = 0.0
        self._looks = 0

    def lets_pass(self, at: float, *, watched: bool) -> bool:
        """Whether the picture of now need not be taken."""
        if watched:
            self._moved_at = at
            return False
        return self._before is not None and self._rests(at) and at < self._next_look

    def wants_read(self, frame: Frame, at: float, *, watched: bool) -> bool:
        """Whether a picture that was taken is to be read; a change in it ends the rest."""
        if watched:
            return True
        now = cells_of(grey_of(frame))
        if self._before is None or moved(self._before, now):
            self._before, self._moved_at, self._looks = now, at, 0
        if not self._rests(at):
            return True
        self._next_look = at + 1 / LOOKS_FPS
        self._looks += 1
        return self._looks % READS_EVERY == 1

    def _rests(self, at: float) -> bool:
        return at - self._moved_at >= STILL_S
