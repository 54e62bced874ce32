"""The bracket around the code in the picture: follows it between reads, fades when it is lost. Pure.

Reads come late, a frame or two after the picture on the glass, and not from every frame. In between the
bracket moves on as the code did (`drivers.camera.tracking`), and a new read draws it over softly, so that it
neither jumps nor trembles.
"""

from __future__ import annotations

import math

from drivers.camera.symbols import Corners
from drivers.camera.tracking import Track, middle

FULL_S = 0.2
"""After the last read the bracket stays whole for so long,"""
FADED_S = 0.5
"""and is gone after this."""
SOFT_SHARE = 0.65
"""Of the way to a new read, at once; the rest with the reads that follow."""
JUMP_SHARE = 0.8
"""Further than this part of its length the code has not moved: it is another one."""


class Bracket:
    """One thread tells it reads, another may ask where it is."""

    def __init__(self) -> None:
        self._track: Track | None = None

    def seen(self, key: str, corners: Corners, at: float) -> None:
        """The code of the frame taken at `at`."""
        old = self._track
        if len(corners) != 4 or (old is not None and at <= old.at):
            return
        if old is None or at - old.at > FADED_S or old.key != key or _jumped(old.corners_at(at), corners):
            self._track = Track(key, corners, at)
            return
        meant = old.corners_at(at)
        soft = tuple(
            (mx + SOFT_SHARE * (x - mx), my + SOFT_SHARE * (y - my))
            for (mx, my), (x, y) in zip(meant, corners, strict=True)
        )
        self._track = Track(key, soft, at, old.seen(corners, at).speed)

    def at(self, at: float) -> tuple[Corners, float]:
        """Where it is and how strong, 1 to 0; no corners when it is gone."""
        track = self._track
        if track is None or at - track.at >= FADED_S:
            return (), 0.0
        strength = min(1.0, (FADED_S - (at - track.at)) / (FADED_S - FULL_S))
        return track.corners_at(at), strength


def _jumped(meant: Corners, corners: Corners) -> bool:
    length = max(math.dist(meant[0], meant[2]), math.dist(corners[0], corners[2]))
    return math.dist(middle(meant), middle(corners)) > JUMP_SHARE * length
