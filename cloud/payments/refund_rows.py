"""Refunds of returned pieces in PostgreSQL: each step a compare-and-set on (refund_no, version)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.refund_tables import refunds
from cloud.database.tables import alarms
from cloud.payments.attempts import LEASE
from cloud.payments.rules import BACKOFF_S
from kiosk.domain.refund_state import UNSETTLED_REFUNDS, RefundEvent, RefundState, next_refund_state
from kiosk.domain.refunding import RefundedLine
from kiosk.errors import Reason
from kiosk.remote.wire.codec import from_builtins, to_builtins

_refund = refunds.c
REFUSED_CODE = "refund.refused"
"""The alarm of one that staff must see to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow:
    """One row of `refunds`."""

    tenant: str
    refund_no: str
    store: str
    sale_id: str
    attempt_id: str
    asked_as: str
    lines: tuple[RefundedLine, ...]
    pieces: int
    currency: str
    money_minor: int
    voucher_minor: int
    voucher: str
    earning_minor: int
    points: int
    frees_coupons: bool
    why: str
    asked_by: str
    provider_no: str
    state: RefundState
    refusal: Reason | None
    version: int
    asked_at: datetime
    changed_at: datetime
    due_at: datetime | None
    checks: int


COLUMNS = [_refund[name] for name in RefundRow.__dataclass_fields__]


def _from_row(row: Row[Any]) -> RefundRow:
    values = dict(row._mapping)
    values["lines"] = tuple(from_builtins(RefundedLine, line) for line in values["lines"])
    values["state"] = RefundState(values["state"])
    values["refusal"] = None if values["refusal"] is None else from_builtins(Reason, values["refusal"])
    return RefundRow(**values)


async def find_refund(connection: AsyncConnection, refund_no: str) -> RefundRow | None:
    row = (await connection.execute(select(*COLUMNS).where(_refund.refund_no == refund_no))).first()
    return None if row is None else _from_row(row)


async def refunds_of(connection: AsyncConnection, sale_id: str) -> list[RefundRow]:
    """All returns of a sale, in the order they were made."""
    rows = await connection.execute(
        select(*COLUMNS).where(_refund.sale_id == sale_id).order_by(_refund.refund_no)
    )
    return [_from_row(row) for row in rows]


async def given_by_hand(connection: AsyncConnection, rows: Sequence[RefundRow]) -> frozenset[str]:
    """The numbers of those that the provider refused and people have settled: their alarm is not open."""
    refused = {row.refund_no for row in rows if row.state is RefundState.REFUSED}
    if not refused:
        return frozenset()
    about = alarms.c.about["refund"].astext
    waits = select(about).where(
        alarms.c.code == REFUSED_CODE, about.in_(refused), alarms.c.settled_at.is_(None)
    )
    return frozenset(refused - set(await connection.scalars(waits)))


async def returned_earning(connection: AsyncConnection, sale_id: str) -> int:
    """How much of a sale's goods was returned, by what was paid for them: it earns no points any more."""
    gone = select(func.coalesce(func.sum(_refund.earning_minor), 0)).where(_refund.sale_id == sale_id)
    return int(await connection.scalar(gone) or 0)


async def add_refund(connection: AsyncConnection, row: RefundRow) -> None:
    """The first version; the caller holds the sale's lock."""
    values = {name: getattr(row, name) for name in RefundRow.__dataclass_fields__}
    lines = [to_builtins(line) for line in row.lines]
    await connection.execute(
        insert(refunds).values({**values, "lines": lines, "refusal": to_builtins(row.refusal)})
    )


async def step(
    connection: AsyncConnection,
    row: RefundRow,
    event: RefundEvent,
    now: datetime,
    refusal: Reason | None = None,
) -> RefundRow:
    """One step of the table, or the row as it is where another was first. Raises IllegalEvent."""
    state = next_refund_state(row.state, event)
    checks = row.checks + 1 if state in UNSETTLED_REFUNDS else 0
    waits = timedelta(seconds=0 if event is RefundEvent.RETRY else BACKOFF_S[min(checks, len(BACKOFF_S)) - 1])
    values = {
        "state": state,
        "refusal": to_builtins(refusal),
        "version": row.version + 1,
        "changed_at": now,
        "due_at": now + waits if state in UNSETTLED_REFUNDS else None,
        "checks": 0 if event is RefundEvent.RETRY else checks,
    }
    return await _change(connection, row, values)


async def ask_by(connection: AsyncConnection, row: RefundRow, provider_no: str) -> RefundRow:
    """The number its provider is asked with from now on."""
    return await _change(connection, row, {"provider_no": provider_no, "version": row.version + 1})


async def _change(connection: AsyncConnection, row: RefundRow, values: dict[str, Any]) -> RefundRow:
    current = (_refund.refund_no == row.refund_no) & (_refund.version == row.version)
    changed = await connection.execute(update(refunds).where(current).values(values).returning(*COLUMNS))
    found = changed.first()
    if found is not None:
        return _from_row(found)
    return await find_refund(connection, row.refund_no) or row


async def claim_due_refunds(connection: AsyncConnection, now: datetime, limit: int) -> list[str]:
    """Refunds whose time has come, leased to the caller."""
    due = (
        select(_refund.refund_no)
        .where(_refund.due_at <= now)
        .order_by(_refund.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claimed = await connection.execute(
        update(refunds)
        .where(_refund.refund_no.in_(select(due.c.refund_no)))
        .values(due_at=now + LEASE)
        .returning(_refund.refund_no)
    )
    return [row.refund_no for row in claimed]
