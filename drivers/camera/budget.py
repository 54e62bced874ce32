"""What reading may cost: it measures itself and does less where the machine is weak or busy. Pure.

Time to read is a credit that fills at `share` seconds a second and is spent by what each frame took. Low on
credit, the costly searches are left out first; without credit, frames are. Where frames keep being left out,
they are read at two thirds of their size, which costs less than half; that is undone once credit is plenty,
and tried less often each time it proves too early.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

SHARE = 0.5
"""Of one core."""
CREDIT_S = 0.5
"""The most that is saved up: how much of a burst is let through."""
SEARCH_FROM = 0.3
"""Parts of the full credit at which searches are still made,"""
PLENTY_FROM = 0.7
"""and at which frames of full size are tried again."""
SMALL = 2 / 3
REMEMBERED = 300
"""Frames of which the figures tell."""
LATE_SHARE = 1 / 3
"""Of a second's frames left out, from which on frames are read small."""
FIRST_PATIENCE_S, LONGEST_PATIENCE_S = 5.0, 120.0


@dataclass(frozen=True, slots=True)
class Figures:
    """How reading goes, over the last frames (10 s at 30 fps)."""

    frames_fps: float = 0.0
    """Frames the camera gave, a second,"""
    read_fps: float = 0.0
    """and of those the ones that were read."""
    decode_ms_p50: float = 0.0
    decode_ms_p95: float = 0.0
    """CPU time of the decode thread, a frame read."""
    load: float = 0.0
    """CPU seconds of reading a second: parts of one core."""
    frames_dropped: int = 0
    """Since the start, left out because reading was behind or out of credit."""
    searches_skipped: int = 0
    """Since the start."""
    scale: float = 1.0
    """Of the frames' own size, at which they are read."""


class Budget:
    """Told of each frame; asked before what costs. Times in seconds, never backwards."""

    def __init__(self, share: float = SHARE) -> None:
        self._share = share
        self._credit = CREDIT_S
        self._at: float | None = None
        self._seen: deque[tuple[float, float | None]] = deque(maxlen=REMEMBERED)
        self._second: list[bool] = []
        self._second_from = 0.0
        self._dropped = self._skipped = 0
        self._small_since: float | None = None
        self._grown_at = float("-inf")
        self._patience_s = FIRST_PATIENCE_S
        self._plenty_since: float | None = None

    @property
    def scale(self) -> float:
        """Of its own size, at which the next frame is to be read."""
        return 1.0 if self._small_since is None else SMALL

    def allows_frame(self, at: float) -> bool:
        """Whether the frame taken at `at` is to be read; one that is not counts as dropped."""
        if self._at is not None:
            self._credit = min(CREDIT_S, self._credit + self._share * max(0.0, at - self._at))
        self._at = at
        self._settle_size(at)
        allowed = self._credit > 0
        if not allowed:
            self.missed(at)
        return allowed

    def allows_search(self) -> bool:
        """Whether a costly search is within reach now."""
        allowed = self._credit >= SEARCH_FROM * CREDIT_S
        self._skipped += not allowed
        return allowed

    def spent(self, cpu_s: float, at: float) -> None:
        """What reading the frame of `at` took."""
        self._credit -= cpu_s
        self._seen.append((at, cpu_s))
        self._second.append(True)

    def missed(self, at: float) -> None:
        """A frame nobody read."""
        self._dropped += 1
        self._seen.append((at, None))
        self._second.append(False)

    def figures(self) -> Figures:
        """May be called by another thread."""
        seen = list(self._seen)
        costs = sorted(cost for _, cost in seen if cost is not None)
        if len(seen) < 2 or not costs:
            return Figures(frames_dropped=self._dropped, searches_skipped=self._skipped, scale=self.scale)
        passed = max(1e-6, seen[-1][0] - seen[0][0])
        return Figures(
            frames_fps=(len(seen) - 1) / passed,
            read_fps=min(len(costs), len(seen) - 1) / passed,
            decode_ms_p50=1000 * costs[len(costs) // 2],
            decode_ms_p95=1000 * costs[min(len(costs) - 1, len(costs) * 95 // 100)],
            load=sum(costs) / passed,
            frames_dropped=self._dropped,
            searches_skipped=self._skipped,
            scale=self.scale,
        )

    def _settle_size(self, at: float) -> None:
        """Once a second: smaller frames where too many are left out, full ones where credit is plenty."""
        if at - self._second_from >= 1.0:
            late = self._second.count(False) > LATE_SHARE * len(self._second)
            self._second, self._second_from = [], at
            if late and self._small_since is None:
                self._shrink(at)
        if self._small_since is None:
            return
        if self._credit < PLENTY_FROM * CREDIT_S:
            self._plenty_since = None
        elif self._plenty_since is None:
            self._plenty_since = at
        elif at - self._plenty_since >= self._patience_s:
            self._small_since, self._plenty_since, self._grown_at = None, None, at

    def _shrink(self, at: float) -> None:
        too_early = at - self._grown_at < 2 * self._patience_s
        self._patience_s = min(LONGEST_PATIENCE_S, 2 * self._patience_s) if too_early else FIRST_PATIENCE_S
        self._small_since, self._plenty_since = at, None
