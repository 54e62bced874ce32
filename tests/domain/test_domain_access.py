"""Guessing an attendant's PIN gets slow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.access import AccessState, after_failure, after_success, is_locked, lock_s

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)

LOCKS = [
    (0, 0),
    (4, 0),
    (5, 30),
    (6, 60),
    (7, 120),
    (8, 240),
    (9, 480),
    (10, 960),
    (11, 1920),
    (12, 3600),
    (999, 3600),
]


@pytest.mark.parametrize(("failures", "seconds"), LOCKS)
def test_how_long_a_failure_locks(failures: int, seconds: int) -> None:
    assert lock_s(failures) == seconds


def failed(times: int) -> AccessState:
    state = AccessState()
    for _ in range(times):
        state = after_failure(state, NOW)
    return state


def test_four_slips_are_free_and_the_fifth_locks_for_half_a_minute() -> None:
    assert is_locked(failed(4), NOW) is None
    locked = is_locked(failed(5), NOW)
    assert locked is not None
    assert (locked.code, locked.values) == ("staff.pin_locked", {"seconds": 30})


def test_the_lock_counts_down_and_ends() -> None:
    state = failed(5)
    almost = is_locked(state, NOW + timedelta(seconds=29.5))
    assert almost is not None
    assert almost.values == {"seconds": 1}
    assert is_locked(state, NOW + timedelta(seconds=30)) is None


def test_a_right_pin_forgives() -> None:
    state = after_failure(after_success(failed(9)), NOW)
    assert state == AccessState(1)


def test_a_clock_set_back_does_not_lock_for_days() -> None:
    locked = is_locked(failed(5), NOW - timedelta(days=30))
    assert locked is not None
    assert locked.values == {"seconds": 30}
