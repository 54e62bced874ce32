"""What waits for people: money held that nobody sold anything for, payments whose end the provider does not
say, sales in doubt, alarms nobody settled."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.staff_tables import settlements
from cloud.database.tables import alarms, pay_attempts, sales
from cloud.payments.attempts import COLUMNS
from cloud.payments.rows import AttemptRow, from_row
from cloud.payments.rules import LONGEST_LIFE
from cloud.payments.sale_money import WITHOUT_MONEY
from kiosk.domain.payment import UNSETTLED, AttemptState
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import to_builtins

_S = AttemptState
HELD = (_S.MISMATCH, _S.REFUND_FAILED, _S.LATE_PAID, _S.REFUND_PENDING)
IN_DOUBT = and_(func.jsonb_typeof(sales.c.doubt) == "object", sales.c.doubt["code"].astext != WITHOUT_MONEY)
CODE = re.compile(r"([0-9a-f]{8})(?:-([0-9]{2}))?")
"""The last characters of an attempt's id, or of its sale's."""
ENDS_WITHIN = LONGEST_LIFE + timedelta(hours=1)
"""After it was asked for, no payment is open at a provider any more: one that still is, is a doubt."""
SETTLED = exists().where(
    settlements.c.tenant == pay_attempts.c.tenant,
    settlements.c.attempt_id == pay_attempts.c.attempt_id,
    settlements.c.attempt_version == pay_attempts.c.version,
    settlements.c.money.is_not(None),
)
"""People have said what became of the money of the attempt as it stands."""


async def doubts(connection: AsyncConnection, now: datetime) -> list[dict[str, Any]]:
    """Each with `kind` (attempt, sale, alarm), `since`, `reason` (code and values, or None) and whose it is;
    oldest first."""
    found = [
        *await _attempts(connection, or_(pay_attempts.c.state.in_(HELD), _endless(now)) & ~SETTLED, now),
        *await _sales(connection, IN_DOUBT),
        *await _alarms(connection),
    ]
    return sorted(found, key=_since)


def attempt_doubt(row: AttemptRow, now: datetime) -> Reason | None:
    """Why an attempt waits for people although nothing is wrong with it: nobody says how it ended."""
    asked = row.state is _S.CLOSED and row.due_at is not None
    if (row.state not in UNSETTLED and not asked) or row.created_at > now - ENDS_WITHIN:
        return None
    return Reason("payment.end_unknown", {"attempt": row.attempt_id, "state": row.state})


def _endless(now: datetime) -> ColumnElement[bool]:
    """The attempts that `attempt_doubt` tells of."""
    one = pay_attempts.c
    asked = and_(one.state == _S.CLOSED, one.due_at.is_not(None))
    return and_(or_(one.state.in_(UNSETTLED), asked), one.created_at <= now - ENDS_WITHIN)


async def is_settled(connection: AsyncConnection, row: AttemptRow) -> bool:
    """Whether people have said what became of the money of the attempt as it stands."""
    mine = select(pay_attempts.c.attempt_id).where(pay_attempts.c.attempt_id == row.attempt_id, SETTLED)
    return await connection.scalar(mine) is not None


async def by_code(connection: AsyncConnection, code: str, now: datetime) -> list[dict[str, Any]]:
    """How the payment stands that a kiosk told staff this code of, in doubt or not: its attempts (only the
    one whose number the code has) and its sale. Raises InputRefused: `doubt.code_wrong`,
    `doubt.no_such_code`."""
    parts = CODE.fullmatch(code.strip().lower())
    if parts is None:
        raise InputRefused(Reason("doubt.code_wrong", {"code": code[:60]}))
    sale, attempt = parts[1], parts[2] or "__"
    found = [
        *await _attempts(connection, pay_attempts.c.attempt_id.like(f"%{sale}-{attempt}"), now),
        *await _sales(connection, sales.c.sale_id.like(f"%{sale}")),
    ]
    if not found:
        raise InputRefused(Reason("doubt.no_such_code", {"code": code[:60]}))
    return sorted(found, key=_since)


def _since(doubt: dict[str, Any]) -> datetime:
    since: datetime = doubt["since"]
    return since


async def _attempts(
    connection: AsyncConnection, which: ColumnElement[bool], now: datetime
) -> list[dict[str, Any]]:
    found = (await connection.execute(select(*COLUMNS).where(which))).all()
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
            "reason": to_builtins(row.reason or attempt_doubt(row, now)),
        }
        for row in map(from_row, found)
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
