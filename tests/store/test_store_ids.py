"""Identifiers that sort as they were made, whatever the clock does."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from kiosk.store.ids import UuidIds


class JumpingClock:
    """Gives the times it was made with, then stands still."""

    def __init__(self, *times: datetime) -> None:
        self.times = list(times)

    def now(self) -> datetime:
        return self.times.pop(0) if len(self.times) > 1 else self.times[0]

    def monotonic(self) -> float:
        return 0.0


NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def test_the_layout_is_that_of_the_standards_example() -> None:
    """RFC 9562, appendix A.6."""
    at = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    random = (0xCC3 << 62) | 0x18C4DC0C0C07398F
    assert UuidIds(JumpingClock(at), lambda bits: random).new() == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(st.lists(st.integers(-5000, 5000), min_size=1, max_size=50))
def test_they_grow_though_the_clock_jumps(jumps: list[int]) -> None:
    ids = UuidIds(JumpingClock(*(NOON + timedelta(milliseconds=jump) for jump in jumps)))
    made = [ids.new() for _ in range(len(jumps) + 20)]
    assert made == sorted(set(made))
    assert {(UUID(each).version, UUID(each).variant) for each in made} == {(7, RFC_4122)}


def test_a_millisecond_whose_random_bits_are_used_up_borrows_the_next() -> None:
    ids = UuidIds(JumpingClock(NOON), lambda bits: (1 << bits) - 1)
    first, second = UUID(ids.new()), UUID(ids.new())
    assert second.int >> 80 == (first.int >> 80) + 1


def test_threads_never_share_one() -> None:
    ids = UuidIds(JumpingClock(NOON))
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: ids.new(), range(4000)))
    assert len(set(made)) == 4000


def test_a_token_is_128_bits_of_url_safe_text() -> None:
    ids = UuidIds(JumpingClock(NOON))
    first, second = ids.token(), ids.token()
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", first)
    assert first != second
