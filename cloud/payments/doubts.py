"""What waits for people: money held that nobody sold anything for, sales in doubt, alarms nobody settled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import alarms, pay_attempts, sales
from cloud.sales.money import WITHOUT_MONEY
from kiosk.domain.payment import AttemptState

_S = AttemptState
HELD = (_S.MISMATCH, _S.REFUND_FAILED, _S.LATE_PAID, _S.REFUND_PENDING)


async def doubts(connection: AsyncConnection) -> list[dict[str, Any]]:
    """Each with `kind` (attempt, sale, alarm), `since`, `reason` (code and values, or None) and whose it is;
    oldest first."""
    found = [
        *await _attempts(connection),
        *await _sales(connection),
        *await _alarms(connection),
    ]
    return sorted(found, key=_since)


def _since(doubt: dict[str, Any]) -> datetime:
    since: datetime = doubt["since"]
    return since


async def _attempts(connection: AsyncConnection) -> list[dict[str, Any]]:
    paid = pay_attempts.c
    rows = await connection.execute(select(pay_attempts).where(paid.state.in_(HELD)))
    return [
        {
            "kind": "attempt",
            "since": row.changed_at,
            "store": row.store,
            "kiosk": row.kiosk,
            "attempt": row.attempt_id,
            "state": row.state,
            "paid_minor": row.paid_minor,
            "currency": row.currency,
            "transaction": row.transaction_id,
            "reason": row.reason,
        }
        for row in rows
    ]


async def _sales(connection: AsyncConnection) -> list[dict[str, Any]]:
    sold = sales.c
    rows = await connection.execute(
        select(sold.closed_at, sold.store, sold.kiosk, sold.sale_no, sold.total_minor, sold.doubt).where(
            func.jsonb_typeof(sold.doubt) == "object", sold.doubt["code"].astext != WITHOUT_MONEY
        )
    )
    return [
        {
            "kind": "sale",
            "since": row.closed_at,
            "store": row.store,
            "kiosk": row.kiosk,
            "sale": row.sale_no,
            "total_minor": row.total_minor,
            "reason": row.doubt,
        }
        for row in rows
    ]


async def _alarms(connection: AsyncConnection) -> list[dict[str, Any]]:
    rows = await connection.execute(select(alarms).where(alarms.c.settled_at.is_(None)))
    return [
        {
            "kind": "alarm",
            "since": row.raised_at,
            "store": row.store,
            "alarm": row.alarm_id,
            "reason": {"code": row.code, "values": row.about},
        }
        for row in rows
    ]
