"""What waits for people: money held that nobody sold anything for, sales in doubt, alarms nobody settled."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import alarms, pay_attempts, sales
from cloud.payments.sale_money import WITHOUT_MONEY
from kiosk.domain.payment import AttemptState
from kiosk.errors import InputRefused, Reason

_S = AttemptState
HELD = (_S.MISMATCH, _S.REFUND_FAILED, _S.LATE_PAID, _S.REFUND_PENDING)
IN_DOUBT = and_(func.jsonb_typeof(sales.c.doubt) == "object", sales.c.doubt["code"].astext != WITHOUT_MONEY)
CODE = re.compile(r"([0-9a-f]{8})(?:-([0-9]{2}))?")
"""The last characters of an attempt's id, or of its sale's."""


async def doubts(connection: AsyncConnection) -> list[dict[str, Any]]:
    """Each with `kind` (attempt, sale, alarm), `since`, `reason` (code and values, or None) and whose it is;
    oldest first."""
    found = [
        *await _attempts(connection, pay_attempts.c.state.in_(HELD)),
        *await _sales(connection, IN_DOUBT),
        *await _alarms(connection),
    ]
    return sorted(found, key=_since)


async def by_code(connection: AsyncConnection, code: str) -> list[dict[str, Any]]:
    """How the payment stands that a kiosk told staff this code of, in doubt or not: its attempts (only the
    one whose number the code has) and its sale. Raises InputRefused: `doubt.code_wrong`,
    `doubt.no_such_code`."""
    parts = CODE.fullmatch(code.strip().lower())
    if parts is None:
        raise InputRefused(Reason("doubt.code_wrong", {"code": code[:60]}))
    sale, attempt = parts[1], parts[2] or "__"
    found = [
        *await _attempts(connection, pay_attempts.c.attempt_id.like(f"%{sale}-{attempt}")),
        *await _sales(connection, sales.c.sale_id.like(f"%{sale}")),
    ]
    if not found:
        raise InputRefused(Reason("doubt.no_such_code", {"code": code[:60]}))
    return sorted(found, key=_since)


def _since(doubt: dict[str, Any]) -> datetime:
    since: datetime = doubt["since"]
    return since


async def _attempts(connection: AsyncConnection, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    rows = await connection.execute(select(pay_attempts).where(which))
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


async def _sales(connection: AsyncConnection, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    sold = sales.c
    told = (sold.closed_at, sold.store, sold.kiosk, sold.sale_no, sold.sale_id, sold.total_minor, sold.doubt)
    rows = await connection.execute(select(*told).where(which))
    return [
        {
            "kind": "sale",
            "since": row.closed_at,
            "store": row.store,
            "kiosk": row.kiosk,
            "sale": row.sale_no,
            "id": row.sale_id,
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
