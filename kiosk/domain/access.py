"""Guessing PINs: after `FREE_FAILURES` in a row each further failure locks for longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

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


def is_locked(state: AccessState, now: datetime) -> Reason | None:
    """Why no PIN is looked at now (`staff.pin_locked` with whole seconds left), or None.

    A clock set back cannot lock for longer than the failures are worth.
    """
    if state.locked_until is None:
        return None
    left = min(state.locked_until - now, timedelta(seconds=lock_s(state.failures)))
    seconds = -(-left // timedelta(seconds=1))
    return Reason("staff.pin_locked", {"seconds": seconds}) if seconds > 0 else None


def after_failure(state: AccessState, now: datetime) -> AccessState:
    """The state after a wrong PIN at `now`."""
    failures = state.failures + 1
    seconds = lock_s(failures)
    return AccessState(failures, now + timedelta(seconds=seconds) if seconds else None)


def after_success(state: AccessState) -> AccessState:  # noqa: ARG001 - the table's other column
    """A right PIN forgives all failures."""
    return AccessState()
