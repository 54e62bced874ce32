"""Records whose values no column takes, in a form that can be kept: they may not stop those behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from kiosk.domain.events import Record
from kiosk.errors import Reason

NO_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
NO_SCHEMA = -1
NUL, SHOWN_NUL = "\0", "\ufffd"
"""PostgreSQL's texts hold no NUL."""


def storable(record: Record) -> tuple[Record, Reason | None]:
    """The record as it can be kept, and why it is not as it was sent; None when it is."""
    changes: dict[str, object] = {}
    if not 0 <= record.schema < 2**31:
        changes["schema"] = NO_SCHEMA
    if not _is_instant(record.at):
        changes["at"] = NO_INSTANT
    for name, value in (("record_id", record.record_id), ("kind", record.kind), ("body", record.body)):
        if NUL in value:
            changes[name] = value.replace(NUL, SHOWN_NUL)
    if not changes:
        return record, None
    values = {name: str(getattr(record, name))[:60].replace(NUL, SHOWN_NUL) for name in changes}
    told = ", ".join(f"{name} {value}" for name, value in values.items())
    return replace(record, **changes), Reason("sync.record_out_of_range", {"values": told})  # type: ignore[arg-type]


def _is_instant(at: datetime) -> bool:
    """Has a zone, and is a date in UTC too."""
    try:
        return at.tzinfo is not None and at.astimezone(UTC).year > 0
    except OverflowError:
        return False
