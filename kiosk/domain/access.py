"""Guessing PINs: after `FREE_FAILURES` in a row each further failure locks for longer.

What is kept is the number of failures, no time of day: a clock that somebody sets says nothing about how
long a lock has lasted. A lock is counted by a clock that never jumps, and from its beginning again when the
kiosk starts.
"""

from __future__ import annotations

from math import ceil

from kiosk.errors import Reason

PIN_DIGITS = range(4, 13)
"""How many digits a PIN may have."""

FREE_FAILURES = 5
"""The fifth failure in a row is the first that locks."""

FIRST_LOCK_S = 30
LONGEST_LOCK_S = 3600


def lock_s(failures: int) -> int:
    """For how long the latest failure locks: 30 s at the fifth, then double each time, an hour at most."""
    doublings = failures - FREE_FAILURES
    return 0 if doublings < 0 else min(FIRST_LOCK_S << min(doublings, 16), LONGEST_LOCK_S)


def locked(seconds: float) -> Reason | None:
    """Why no PIN is looked at now (`staff.pin_locked` with whole seconds left), or None."""
    return Reason("staff.pin_locked", {"seconds": ceil(seconds)}) if seconds > 0 else None
