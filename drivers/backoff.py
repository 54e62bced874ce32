"""How long to wait before trying a lost device again."""

from __future__ import annotations

import random

FIRST_S, MOST_S = 0.2, 5.0


class Backoff:
    """Doubles from 0.2 s to 5 s, each wait up to a fifth shorter so that devices do not try in step."""

    def __init__(self, first_s: float = FIRST_S, most_s: float = MOST_S) -> None:
        self._first_s, self._most_s = first_s, most_s
        self._next_s = first_s

    def wait_s(self) -> float:
        """Seconds to wait now; the next wait is longer."""
        wait = self._next_s
        self._next_s = min(self._most_s, wait * 2)
        return wait * random.uniform(0.8, 1.0)

    def reset(self) -> None:
        """The device answered."""
        self._next_s = self._first_s
