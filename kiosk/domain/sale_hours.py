"""The hours in which something may be sold, on the wall clock of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

MINUTES_OF_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class SaleHours:
    """From `opens_min` until before `closes_min`, minutes since midnight, on each of `days`.

    Where `closes_min` is not greater it is the next day's: hours over midnight belong to the day they open.
    """

    days: tuple[int, ...]
    """ISO weekdays: 1 is Monday, 7 Sunday."""
    opens_min: int
    closes_min: int

    @property
    def over_midnight(self) -> bool:
        return self.closes_min <= self.opens_min


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
