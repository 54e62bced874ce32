"""Where each code in view will be next: last seen there, moved by how it was moving. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from drivers.camera.region import Region
from drivers.camera.symbols import Corners, Symbol

LIVES_S = 0.5
"""Without being seen; a hand has turned a pack away by then."""
UNREAD_LIVES_S = 0.12
"""So long for what nobody has read yet: stripes that looked like a code once are most of it."""
FURTHEST_S = 0.2
"""No movement is foreseen for longer than this."""
NEW_SHARE = 0.6
"""Of a new measure of speed against the old ones."""
MARGIN_SHARE = 0.6
"""Of the code's length that is looked at around it: quiet zones, and movement of another kind."""
LEAST_MARGIN_PX = 48.0


@dataclass(frozen=True, slots=True)
class Track:
    """A code, or something like one that nobody could read (`key` empty), at a time."""

    key: str
    corners: Corners
    at: float
    speed: tuple[float, float] = (0.0, 0.0)
    """Pixels a second, right and down."""

    def corners_at(self, at: float) -> Corners:
        """Where it will be."""
        ahead = min(FURTHEST_S, max(0.0, at - self.at))
        right, down = self.speed[0] * ahead, self.speed[1] * ahead
        return tuple((x + right, y + down) for x, y in self.corners)

    def region(self, at: float, shape: tuple[int, ...]) -> Region:
        """The part of the picture to look at."""
        corners = self.corners_at(at)
        length = max(math.dist(corners[0], corners[2]), math.dist(corners[1], corners[3]))
        strayed = math.hypot(*self.speed) * min(LIVES_S, at - self.at) / 2
        return Region.around(corners, max(LEAST_MARGIN_PX, MARGIN_SHARE * length) + strayed, shape)

    def seen(self, corners: Corners, at: float) -> Track:
        """The same code in a later picture."""
        passed = at - self.at
        if passed <= 0:
            return Track(self.key, corners, at, self.speed)
        if passed > LIVES_S:
            return Track(self.key, corners, at)
        (x, y), (old_x, old_y) = middle(corners), middle(self.corners)
        now = ((x - old_x) / passed, (y - old_y) / passed)
        right, down = (NEW_SHARE * n + (1 - NEW_SHARE) * o for n, o in zip(now, self.speed, strict=True))
        return Track(self.key, corners, at, (right, down))


class Tracks:
    """Every code in view, the last seen first."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []

    def live(self, at: float) -> list[Track]:
        """Those seen within `LIVES_S`, or `UNREAD_LIVES_S`."""
        self._tracks = [
            track for track in self._tracks if at - track.at <= (LIVES_S if track.key else UNREAD_LIVES_S)
        ]
        return list(self._tracks)

    def saw(self, symbols: Sequence[Symbol], unread: Sequence[Corners], at: float) -> None:
        """This picture's codes, and the places of what only looked like one."""
        for symbol in symbols:
            if len(symbol.corners) == 4:
                self._put(symbol.key, symbol.corners, at)
        for corners in unread:
            if not any(near(track.corners_at(at), corners) for track in self._tracks if track.at == at):
                self._put("", corners, at)

    def _put(self, key: str, corners: Corners, at: float) -> None:
        old = self._same(key, corners, at)
        begun = Track(key, corners, at) if old is None else replace(old, key=key).seen(corners, at)
        self._tracks = [begun, *(track for track in self._tracks if track is not old)]

    def _same(self, key: str, corners: Corners, at: float) -> Track | None:
        """The track of this code, or of one unread before where this one is now."""
        if key and (known := next((t for t in self._tracks if t.key == key), None)) is not None:
            return known
        return next((t for t in self._tracks if not t.key and near(t.corners_at(at), corners)), None)


def middle(corners: Corners) -> tuple[float, float]:
    """The mean of the corners."""
    count = max(1, len(corners))
    return sum(x for x, _ in corners) / count, sum(y for _, y in corners) / count


def near(one: Corners, other: Corners) -> bool:
    """Whether two codes may be the same one: their middles are nearer than half the longer one."""
    longer = max(math.dist(one[0], one[1]), math.dist(other[0], other[1]))
    return math.dist(middle(one), middle(other)) <= longer / 2
