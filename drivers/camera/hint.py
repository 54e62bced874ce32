"""What the shopper may do so that a code in view can be read. Pure, given the frames' reads and times."""

from __future__ import annotations

import math
from collections.abc import Sequence

from drivers.camera.size import LEAST_PX_A_MODULE
from drivers.camera.symbols import Corners, Symbol
from kiosk.errors import Reason

LASTS_S = 0.4
"""A code that is too small for so long is not only on its way nearer."""
STAYS_S = 1.0
"""The words stay so long after, to be read."""
GONE_S = 0.3
UNREAD_PX = LEAST_PX_A_MODULE * 95 * 1.1
"""Something like a code that nobody reads and that is narrower than this is likely too small an EAN-13."""
LEAST_UNREAD_PX = 40.0
"""Narrower than this it may be anything."""

NEARER = Reason("camera.hold_nearer")


class Hints:
    """The state between frames."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._seen_at = self._until = float("-inf")

    def see(self, refused: Sequence[Symbol], unread: Sequence[Corners], scanned: bool, at: float) -> None:
        """One frame: reads refused as too small, places of unread codes, whether a code was accepted."""
        if scanned:
            self._since, self._until = None, float("-inf")
            return
        if refused or any(LEAST_UNREAD_PX <= _length(corners) < UNREAD_PX for corners in unread):
            self._seen_at = at
            self._since = at if self._since is None else self._since
            if at - self._since >= LASTS_S:
                self._until = at + STAYS_S
        elif at - self._seen_at > GONE_S:
            self._since = None

    def now(self, at: float) -> Reason | None:
        """What to tell at this moment."""
        return NEARER if at < self._until else None


def _length(corners: Corners) -> float:
    return math.dist(corners[0], corners[1])
