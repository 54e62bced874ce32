"""Guessing an attendant's PIN gets slow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.access import AccessState, after_failure, after_success, left_s, lock_s, locked

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
    assert left_s(failed(4), NOW) == 0
    assert left_s(failed(5), NOW) == 30
    told = locked(29.2)
    assert told is not None
    assert (told.code, told.values) == ("staff.pin_locked", {"seconds": 30})
    assert locked(0) is None


def test_the_lock_counts_down_and_ends() -> None:
    assert left_s(failed(5), NOW + timedelta(seconds=29.5)) == 0.5
    assert left_s(failed(5), NOW + timedelta(seconds=30)) == 0


def test_a_right_pin_forgives() -> None:
    state = after_failure(after_success(failed(9)), NOW)
    assert state == AccessState(1)


@given(st.integers(5, 20), st.integers(-40_000, 40_000))
def test_no_other_time_of_day_makes_a_lock_longer_than_it_is(failures: int, minutes: int) -> None:
    left = left_s(failed(failures), NOW + timedelta(minutes=minutes))
    assert 0 <= left <= lock_s(failures)
    assert (left == lock_s(failures)) == (minutes <= 0)
