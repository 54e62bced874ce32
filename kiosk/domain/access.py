"""Guessing PINs: after `FREE_FAILURES` in a row each further failure locks for longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from kiosk.errors import Reason

FREE_FAILURES = 5
"""The fifth failure in a row is the first that locks."""

FIRST_LOCK_S = 30
LONGEST_LOCK_S = 3600


@dataclass(frozen=True, slots=True)
class AccessState:
    """Failures in a row, and until when no PIN is looked at. Survives restarts."""

    failures: int = 0
    locked_until: datetime | None = None


def lock_s(failures: int) -> int:
    """For how long the latest failure locks: 30 s at the fifth, then double each time, an hour at most."""
    doublings = failures - FREE_FAILURES
    return 0 if doublings < 0 else min(FIRST_LOCK_S << min(doublings, 16), LONGEST_LOCK_S)


def left_s(state: AccessState, now: datetime) -> float:
    """Seconds of the lock still to come, 0 for none; a clock set back makes them no more than its length.

    Asked once at a start: from then on the lock is counted by a clock that never jumps.
    """
    if state.locked_until is None:
        return 0.0
    return max(0.0, min((state.locked_until - now).total_seconds(), lock_s(state.failures)))


def locked(seconds: float) -> Reason | None:
    """Why no PIN is looked at now (`staff.pin_locked` with whole seconds left), or None."""
    return Reason("staff.pin_locked", {"seconds": ceil(seconds)}) if seconds > 0 else None


def after_failure(state: AccessState, now: datetime) -> AccessState:
    """The state after a wrong PIN at `now`."""
    failures = state.failures + 1
    seconds = lock_s(failures)
    return AccessState(failures, now + timedelta(seconds=seconds) if seconds else None)


def after_success(state: AccessState) -> AccessState:  # noqa: ARG001 - the table's other column
    """A right PIN forgives all failures."""
    return AccessState()
