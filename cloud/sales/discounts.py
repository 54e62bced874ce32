"""What attendants took off: an audit line for each sale, and alarms for who is unknown or lowers too often.

A kiosk tells of a PIN or badge before anybody can use it, in the lane of its sales: whoever it has not told
of when a sale comes was made up there.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.attendant_tables import attendants, staff_discounts
from cloud.database.locks import lock_discounts
from cloud.database.tables import stores
from cloud.payments.attempts import find_all, raise_alarm
from cloud.payments.desk import Asker
from kiosk.domain.events import Record
from kiosk.domain.override import LONGEST_WORD
from kiosk.domain.sale import Sale
from kiosk.domain.staff_discount import STAFF_DISCOUNT
from kiosk.errors import Reason

AN_HOUR = timedelta(hours=1)
REMOVED = "removed"
_known, _took = attendants.c, staff_discounts.c


async def note_access(
    connection: AsyncConnection, asker: Asker, batch: Sequence[Record]
) -> dict[int, Reason]:
    """Who may do what, in the order of the kiosk's records; answers, by seq, which could not be read."""
    refused: dict[int, Reason] = {}
    for record in batch:
        try:
            body = json.loads(record.body)
            attendant, change = str(body["attendant"])[:LONGEST_WORD], str(body["change"])
        except (ValueError, KeyError, TypeError, RecursionError):
            refused[record.seq] = Reason("wire.unreadable", {"what": record.kind, "why": "attendant"})
            continue
        row = {"tenant": asker.tenant, "kiosk": asker.kiosk, "attendant": attendant, "store": asker.store}
        now = {"is_gone": change == REMOVED, "changed_at": record.at}
        made = insert(attendants).values(**row, **now)
        await connection.execute(
            made.on_conflict_do_update(index_elements=["tenant", "kiosk", "attendant"], set_=now)
        )
    return refused


async def note_discounts(connection: AsyncConnection, asker: Asker, booked: Iterable[Sale]) -> None:
    """The audit lines of sales that are booked, and the alarms about them. Other kiosks of the store, whose
    lines are counted too, wait until the transaction ends."""
    lowered = [sale for sale in booked if sale.context.overrides]
    if not lowered:
        return
    await lock_discounts(connection, asker.tenant, asker.store)
    asked_at = await _asked_at(connection, asker, lowered)
    rows = [row for sale in lowered for row in _rows(asker, sale, asked_at[sale.sale_id])]
    names = {row["attendant"] for row in rows}
    mine = (_known.kiosk == asker.kiosk) & _known.attendant.in_(names)
    known = set(await connection.scalars(select(_known.attendant).where(mine)))
    limit = await connection.scalar(select(stores.c.most_discounts).where(stores.c.store == asker.store)) or 0
    for row in rows:
        row["is_known"] = row["attendant"] in known
        await connection.execute(insert(staff_discounts).values(row).on_conflict_do_nothing())
        who: dict[str, str | int] = {"kiosk": asker.kiosk, "attendant": row["attendant"]}
        if not row["is_known"]:
            await raise_alarm(connection, asker.tenant, asker.store, Reason("staff.discount_by_unknown", who))
        if limit:
            await _watch_rate(connection, asker, row, limit)


async def _asked_at(
    connection: AsyncConnection, asker: Asker, lowered: Sequence[Sale]
) -> dict[str, datetime]:
    """When the money of each was asked for, or now where it never was: by this cloud's clock, for a kiosk
    may say what it likes of the time."""
    known = await find_all(connection, [sale.tender.attempt_id for sale in lowered])
    now: datetime = (await connection.execute(select(func.now()))).scalar_one()
    at = {}
    for sale in lowered:
        row = known.get(sale.tender.attempt_id)
        mine = row is not None and (row.sale_id, row.kiosk) == (sale.sale_id, asker.kiosk)
        at[sale.sale_id] = row.created_at if row is not None and mine else now
    return at


async def _watch_rate(connection: AsyncConnection, asker: Asker, row: dict[str, Any], limit: int) -> None:
    """More than so many sales lowered within an hour that this one is in: at the kiosk, or by the attendant
    in the store. Of the hours before it and after it, since kiosks tell of sales in any order."""
    near = _took.at.between(row["at"] - AN_HOUR, row["at"] + AN_HOUR)

    async def sales(mine: ColumnElement[bool]) -> int:
        found = await connection.execute(select(_took.sale_id, _took.at).where(near, mine).distinct())
        return most_within(AN_HOUR, row["at"], [each.at for each in found])

    name = row["attendant"]
    by_name = (_took.store == asker.store) & (_took.attendant == name)
    for mine, code, about in (
        (_took.kiosk == asker.kiosk, "staff.many_discounts_at_kiosk", {"kiosk": asker.kiosk}),
        (by_name, "staff.many_discounts_by_attendant", {"attendant": name}),
    ):
        if await sales(mine) > limit:
            told = Reason(code, {**about, "limit": limit})
            await raise_alarm(connection, asker.tenant, asker.store, told)


def most_within(length: timedelta, at: datetime, instants: Iterable[datetime]) -> int:
    """The most of the instants that a stretch of time of this length has which has `at` in it, both ends
    with it."""
    ordered = sorted(instants)
    starts = [one for one in ordered if at - length <= one <= at]
    return max(
        (bisect_right(ordered, start + length) - bisect_left(ordered, start) for start in starts), default=0
    )


def _rows(asker: Asker, sale: Sale, at: datetime) -> list[dict[str, Any]]:
    """One for each attendant. A step names its reason and no attendant: where two of them gave the same one,
    all of it counts as the first one's."""
    first = {one.reason: one.approved_by for one in reversed(sale.context.overrides)}
    steps = [step for step in sale.priced.steps if step.code == STAFF_DISCOUNT]
    rows = []
    for name in dict.fromkeys(one.approved_by for one in sale.context.overrides):
        mine = [one for one in sale.context.overrides if one.approved_by == name]
        rows.append(
            {
                "tenant": asker.tenant,
                "sale_id": sale.sale_id,
                "attendant": name,
                "store": asker.store,
                "kiosk": asker.kiosk,
                "sale_no": sale.sale_no,
                "reasons": ", ".join(dict.fromkeys(one.reason for one in mine)),
                "discounts": len(mine),
                "off_minor": -sum(step.amount_minor for step in steps if first.get(step.source) == name),
                "currency": sale.priced.currency,
                "at": at,
            }
        )
    return rows
