"""How much work the search for deals may do: counted in steps, so that every computer ends at the same one.

A step is about what it takes to look at one way to go on from one state, half a microsecond on a kiosk. One
effort is for a whole basket, through all the ways in which it is priced.
"""

from __future__ import annotations

BASKET_STEPS = 160_000
"""About 50 ms; beyond it the best that was found counts."""
FIRST_STEPS = 120_000
"""Of these, for the first way of pricing it: some are left for others."""


class UsedUp(Exception):
    """No step is left; what was found before stays."""


class Effort:
    """Steps that are left."""

    def __init__(self, steps: int = BASKET_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Raises UsedUp once there are none."""
        self.left -= steps
        if self.left < 0:
            raise UsedUp

    def charge(self, steps: int) -> None:
        """What must be done in any case."""
        self.left = max(0, self.left - steps)

    def part(self, steps: int) -> Part:
        """With it, an effort of at most so many of these steps; what that leaves comes back."""
        return Part(self, steps)


class Part:
    """One effort lent from another."""

    def __init__(self, whole: Effort, steps: int) -> None:
        self._whole, self._own = whole, Effort(steps)

    def __enter__(self) -> Effort:
        own, whole = self._own, self._whole
        own.left = min(own.left, whole.left)
        whole.left -= own.left
        return own

    def __exit__(self, *_: object) -> None:
        self._whole.left += max(0, self._own.left)
