"""The hours in which something may be sold, on the wall clock of the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTES_OF_A_DAY = 1440

Span = tuple[int, int]
"""From the first until before the second, minutes since Monday's midnight, within a week."""


@dataclass(frozen=True, slots=True)
class SaleHours:
    """From `opens_min` until before `closes_min`, minutes since midnight, on each of `days`.

    Where `closes_min` is not greater it is the next day's: hours over midnight belong to the day they open.
    """

    days: tuple[int, ...]
    """ISO weekdays: 1 is Monday, 7 Sunday; none of them in `NEVER` alone."""
    opens_min: int
    closes_min: int

    @property
    def over_midnight(self) -> bool:
        return self.closes_min <= self.opens_min


NEVER = SaleHours((), 0, MINUTES_OF_A_DAY)


@lru_cache(maxsize=1024)
def within_all(schedules: tuple[tuple[SaleHours, ...], ...]) -> tuple[SaleHours, ...]:
    """The hours that are in every one of the schedules, of which those without hours are left out: all hours,
    as ever, where none has any, and `NEVER` where they share no minute. What goes over midnight is told in
    two parts."""
    told = [hours for hours in schedules if hours]
    if len(told) < 2:
        return told[0] if told else ()
    common = _spans(told[0])
    for hours in told[1:]:
        others = _spans(hours)
        common = [
            (max(one[0], other[0]), min(one[1], other[1]))
            for one in common
            for other in others
            if max(one[0], other[0]) < min(one[1], other[1])
        ]
    return tuple(_hours_of(common)) or (NEVER,)


def _spans(hours: Iterable[SaleHours]) -> list[Span]:
    """In order, none touching another, each within a day."""
    minutes: list[Span] = []
    for each in hours:
        for day in each.days:
            midnight = (day - 1) * MINUTES_OF_A_DAY
            next_day = day % 7 * MINUTES_OF_A_DAY
            if each.over_midnight:
                minutes.append((midnight + each.opens_min, midnight + MINUTES_OF_A_DAY))
                minutes.append((next_day, next_day + each.closes_min))
            else:
                minutes.append((midnight + each.opens_min, midnight + each.closes_min))
    merged: list[Span] = []
    for start, end in sorted(minutes):
        if merged and start <= merged[-1][1] and start % MINUTES_OF_A_DAY:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _hours_of(spans: Iterable[Span]) -> Iterator[SaleHours]:
    days: defaultdict[Span, list[int]] = defaultdict(list)
    for start, end in spans:
        day, opens = divmod(start, MINUTES_OF_A_DAY)
        days[opens, opens + end - start].append(day + 1)
    for (opens, closes), on in days.items():
        yield SaleHours(tuple(on), opens, closes)


def is_open(hours: Sequence[SaleHours], at: datetime, zone: str) -> bool:
    """Whether an instant is in one of them; no hours are all hours."""
    if not hours:
        return True
    day, minute = _wall(at, zone)
    return any(_holds(each, day, minute) for each in hours)


def opens_today(hours: Sequence[SaleHours], at: datetime, zone: str) -> str | None:
    """When the next hours of this day begin (`10:00`); None where none do."""
    day, minute = _wall(at, zone)
    later = [each.opens_min for each in hours if day in each.days and each.opens_min > minute]
    return f"{min(later) // 60:02}:{min(later) % 60:02}" if later else None


def _wall(at: datetime, zone: str) -> tuple[int, int]:
    local = at.astimezone(ZoneInfo(zone))
    return local.isoweekday(), local.hour * 60 + local.minute


def _holds(hours: SaleHours, day: int, minute: int) -> bool:
    if not hours.over_midnight:
        return day in hours.days and hours.opens_min <= minute < hours.closes_min
    yesterday = (day - 2) % 7 + 1
    return (day in hours.days and minute >= hours.opens_min) or (
        yesterday in hours.days and minute < hours.closes_min
    )
