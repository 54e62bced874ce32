"""Attempts in PostgreSQL: each step a compare-and-set on (attempt, version) with its history and a wake-up.

Every writing step takes the sale's lock, so two attempts of one sale never decide at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.coupons.moving import move_with
from cloud.database.tables import alarms, attempt_events, pay_attempts
from cloud.payments.kept_request import kept_reason
from cloud.payments.rows import AttemptRow, from_row
from cloud.payments.rules import holds_sale, next_due
from kiosk.domain.payment import UNSETTLED, AttemptEvent, AttemptState, next_state
from kiosk.errors import Reason
from kiosk.remote.wire.codec import to_builtins

CHANNEL = "touchlane_attempt"
"""PostgreSQL's NOTIFY channel; the payload is `tenant/attempt_id`."""

LEASE = timedelta(seconds=60)
"""An attempt handed to one sweeper is not handed to another before: longer than a query, a close and a
second query may take together."""

ACT_AT_ONCE = frozenset({AttemptEvent.CLOSE, AttemptEvent.SUCCEEDED_LATE, AttemptEvent.REFUND})
"""Steps after which the provider must be told something."""

COLUMNS = [pay_attempts.c[name] for name in AttemptRow.__dataclass_fields__]
NOTIFY = text("select pg_notify(:channel, :what)")


class Raced(Exception):
    """Another step was first: read the attempt again."""


async def find(connection: AsyncConnection, attempt_id: str) -> AttemptRow | None:
    row = (await connection.execute(select(*COLUMNS).where(pay_attempts.c.attempt_id == attempt_id))).first()
    return None if row is None else from_row(row)


async def find_all(connection: AsyncConnection, attempt_ids: Sequence[str]) -> dict[str, AttemptRow]:
    """Those of them there are, by id."""
    rows = await connection.execute(select(*COLUMNS).where(pay_attempts.c.attempt_id.in_(attempt_ids)))
    return {row.attempt_id: from_row(row) for row in rows}


async def requests_of(connection: AsyncConnection, attempt_ids: Sequence[str]) -> dict[str, bytes]:
    """What the attempts were asked with, as the kiosk put it, by id."""
    known = pay_attempts.c
    rows = await connection.execute(
        select(known.attempt_id, known.request).where(known.attempt_id.in_(attempt_ids))
    )
    return {row.attempt_id: row.request for row in rows}


async def find_by_trade(connection: AsyncConnection, wallet: str, trade_no: str) -> AttemptRow | None:
    """By the number the provider knows it by, of the trade or of its refund."""
    mine = (pay_attempts.c.out_trade_no == trade_no) | (pay_attempts.c.refund_no == trade_no)
    row = (await connection.execute(select(*COLUMNS).where(pay_attempts.c.wallet == wallet, mine))).first()
    return None if row is None else from_row(row)


async def of_sale(connection: AsyncConnection, sale_id: str) -> list[AttemptRow]:
    rows = await connection.execute(
        select(*COLUMNS).where(pay_attempts.c.sale_id == sale_id).order_by(pay_attempts.c.attempt_id)
    )
    return [from_row(row) for row in rows]


async def add(connection: AsyncConnection, row: AttemptRow, request: bytes) -> None:
    """The first version; the caller holds the sale's lock."""
    values = {name: getattr(row, name) for name in AttemptRow.__dataclass_fields__}
    values |= {"request": request, "reason": to_builtins(row.reason)}
    await connection.execute(insert(pay_attempts).values(values))


async def apply(
    connection: AsyncConnection,
    row: AttemptRow,
    event: AttemptEvent,
    changes: Mapping[str, Any],
    now: datetime,
) -> AttemptRow:
    """One step of the table; raises Raced when `row` is no longer current, IllegalEvent when it has no way.

    Its claims go with it. The step restarts the sweeper's backoff; `reason` among the changes is a Reason.
    """
    state = next_state(row.state, event)
    held = changes.get("holds_sale", holds_sale(row, event, state))
    stepped = replace(row, state=state, checks=0, expires_at=changes.get("expires_at", row.expires_at))
    reason = changes.get("reason", row.reason)
    values = {
        **changes,
        "due_at": now if event in ACT_AT_ONCE else next_due(stepped, now),
        "reason": to_builtins(reason),
        "state": state,
        "version": row.version + 1,
        "holds_sale": held,
        "opened": row.opened or event is AttemptEvent.OPENED,
        "was_closed": row.was_closed or state is AttemptState.CLOSED,
        "checks": 0,
        "unanswered": 0,
        "changed_at": now,
    }
    step = update(pay_attempts).where(_is_current(row)).values(values).returning(*COLUMNS)
    changed = (await connection.execute(step)).first()
    if changed is None:
        raise Raced
    after = from_row(changed)
    await _note(connection, after, event, changes.get("reason"))
    await move_with(connection, row.attempt_id, row.sale_id, state, now)
    await connection.execute(NOTIFY, {"channel": CHANNEL, "what": f"{row.tenant}/{row.attempt_id}"})
    return after


def _is_current(row: AttemptRow) -> ColumnElement[bool]:
    return (pay_attempts.c.attempt_id == row.attempt_id) & (pay_attempts.c.version == row.version)


async def _note(
    connection: AsyncConnection, after: AttemptRow, event: AttemptEvent, why: Reason | None
) -> None:
    """The step in the history of the attempt."""
    history = {
        "tenant": after.tenant,
        "store": after.store,
        "attempt_id": after.attempt_id,
        "version": after.version,
        "event": event,
        "state": after.state,
        "why": to_builtins(kept_reason(why)),
        "at": after.changed_at,
    }
    await connection.execute(insert(attempt_events).values(history))


async def mark_abandoned(connection: AsyncConnection, row: AttemptRow) -> None:
    """The shopper has left: money that still comes goes back. No step of the machine, so no new version;
    the caller holds the sale's lock."""
    mine = pay_attempts.c.attempt_id == row.attempt_id
    await connection.execute(update(pay_attempts).where(mine).values(abandoned=True))


async def renumber_refund(connection: AsyncConnection, row: AttemptRow, number: str) -> None:
    """The number its refund is asked for by from now on. Raises Raced when `row` is no longer current."""
    changed = await connection.execute(update(pay_attempts).where(_is_current(row)).values(refund_no=number))
    if not changed.rowcount:
        raise Raced


async def close_others(connection: AsyncConnection, paid: AttemptRow, now: datetime) -> None:
    """Money came for the sale: every other attempt of it must end."""
    for other in await of_sale(connection, paid.sale_id):
        if other.attempt_id == paid.attempt_id or other.state not in UNSETTLED:
            continue
        if other.state is AttemptState.CREATED:
            await apply(connection, other, AttemptEvent.ABANDON, {}, now)
        elif other.state is not AttemptState.CLOSING:
            await apply(connection, other, AttemptEvent.CLOSE, {}, now)


async def claim_due(connection: AsyncConnection, now: datetime, limit: int) -> list[str]:
    """Attempts whose time has come, leased to the caller."""
    due = (
        select(pay_attempts.c.attempt_id)
        .where(pay_attempts.c.due_at <= now)
        .order_by(pay_attempts.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")  # as a plain subquery it may run more than once, and lease more than `limit`
    )
    claimed = await connection.execute(
        update(pay_attempts)
        .where(pay_attempts.c.attempt_id.in_(select(due.c.attempt_id)))
        .values(due_at=now + LEASE)
        .returning(pay_attempts.c.attempt_id)
    )
    return [row.attempt_id for row in claimed]


async def reschedule(connection: AsyncConnection, row: AttemptRow, now: datetime, *, answered: bool) -> None:
    """Look again when that is due; no step of the machine, so no new version."""
    again = {
        "due_at": next_due(row, now, answered=answered),
        "checks": row.checks + 1,
        "unanswered": 0 if answered else row.unanswered + 1,
    }
    await connection.execute(update(pay_attempts).where(_is_current(row)).values(again))


async def raise_alarm(connection: AsyncConnection, tenant: str, store: str, reason: Reason) -> None:
    """A row for people; the same open alarm is not raised twice."""
    about = to_builtins(reason.values)
    known = await connection.scalar(
        select(alarms.c.alarm_id).where(
            alarms.c.code == reason.code, alarms.c.about == about, alarms.c.settled_at.is_(None)
        )
    )
    if known is None:
        await connection.execute(
            insert(alarms).values(tenant=tenant, store=store, code=reason.code, about=about)
        )
