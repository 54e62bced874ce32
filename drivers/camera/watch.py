"""Whether a camera that still sends pictures sees anything: a hung one sends the same picture for ever.

No two pictures of a real sensor are alike, since its noise differs. Pictures of one level all over are left
out: a covered lens or a dark shop gives them, hour by hour.
"""

from __future__ import annotations

import zlib

from drivers.camera.source import Frame

FROZEN_S = 5.0
LEAST_PICTURES = 4
"""Alike: a resting kiosk looks twice a second only."""
STEP_PX = 7
"""Of the points that are compared; a seventh of rows and columns, odd to every pattern of a sensor."""
FLAT_LEVELS = 3


class FrozenWatch:
    """One for each opening of a camera; `last` is what the frozen one before showed."""

    def __init__(self, last: int | None = None) -> None:
        self._last = last
        self._since = 0.0
        self._alike = 0
        self._thawed = last is None

    @property
    def last(self) -> int | None:
        """The picture that stands."""
        return self._last

    @property
    def thawed(self) -> bool:
        """Whether a picture came that differs from the one that stood when it was opened."""
        return self._thawed

    def is_frozen(self, frame: Frame, at: float) -> bool:
        """Told of each picture looked at."""
        points = frame[::STEP_PX, ::STEP_PX]
        mark = zlib.crc32(points.tobytes())
        if mark == self._last:
            if int(points.max()) - int(points.min()) < FLAT_LEVELS:
                self._thawed = True
                return False
            self._alike += 1
            if self._alike == 1:
                self._since = at
            return self._alike >= LEAST_PICTURES and at - self._since >= FROZEN_S
        self._thawed = self._thawed or self._last is not None
        self._last, self._alike = mark, 0
        return False
