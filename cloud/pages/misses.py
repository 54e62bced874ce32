"""Guessing is made slow: an address that asks for pages which do not exist is told to wait.

Only what opens nothing is refused: many phones share an address, and one with an old link may not keep the
others from theirs.
"""

from __future__ import annotations

from collections import deque

from cloud.clock import Now

WINDOW_S = 60.0
MOST_MISSES = 20
MOST_ADDRESSES = 10_000
NOT_FOUND, TOO_MANY = 404, 429


class Misses:
    """Of the last minute, by address; in memory, for a token of 128 bits needs no more."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._at: dict[str, deque[float]] = {}

    def missed(self, address: str) -> int:
        """The status for one more page that does not exist: 404, or 429 after too many."""
        if len(self._recent(address)) >= MOST_MISSES:
            return TOO_MANY
        self._count(address)
        return NOT_FOUND

    def _count(self, address: str) -> None:
        if address not in self._at and len(self._at) >= MOST_ADDRESSES:
            self._at.pop(next(iter(self._at)))
        self._at.setdefault(address, deque(maxlen=MOST_MISSES)).append(self._now().timestamp())

    def _recent(self, address: str) -> deque[float]:
        at = self._at.get(address, deque())
        while at and at[0] <= self._now().timestamp() - WINDOW_S:
            at.popleft()
        if not at:
            self._at.pop(address, None)
        return at
