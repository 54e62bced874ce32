"""Days as a shop counts them: in its own time zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day_of(at: datetime, zone: str) -> date:
    """The shop's calendar day of an instant; `zone` by its IANA name."""
    return at.astimezone(ZoneInfo(zone)).date()
