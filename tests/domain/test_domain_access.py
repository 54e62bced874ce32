"""Guessing an attendant's PIN gets slow."""

from __future__ import annotations

import pytest

from kiosk.domain.access import lock_s, locked

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


def test_a_lock_is_told_in_whole_seconds_until_it_is_over() -> None:
    told = locked(29.2)
    assert told is not None
    assert (told.code, told.values) == ("staff.pin_locked", {"seconds": 30})
    assert locked(0) is None
