"""Tasks for staff: out of the kiosks' records into a list that waits for people, until somebody did them.

A kiosk's attendants tick them off at the kiosk, with a record; whoever works here does it by `settle_tasks`.
Either way who did it is kept with the settlements.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.staff_tables import settlements, staff_tasks
from cloud.database.tables import sales
from cloud.members.people import forgotten_of
from cloud.payments.desk import Asker
from cloud.sales.statements import LONGEST_NAME, Statement, check, keep
from kiosk.domain.events import Record, RecordKind
from kiosk.domain.staff_task import CALL, what_to_do
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import to_builtins

LONGEST = 60
"""Of a task's name and of a sale's id out of a record."""
AT_KIOSK = "ticked off at the kiosk"
DONE = "task_done"
CALL_WAITS = timedelta(hours=1)
UNNAME_TASKS = text("""
    update staff_tasks set about = about || '{"member_ref": ""}' where about ->> 'member_ref' = :member_ref
""")


async def note_tasks(connection: AsyncConnection, asker: Asker, batch: Sequence[Record]) -> dict[int, Reason]:
    """Raises and ends what the records tell; answers, by seq, which of them could not be read and why.

    Raises DBAPIError when a value fits no column.
    """
    refused: dict[int, Reason] = {}
    rows, ended = [], []
    for record in batch:
        try:
            body = _body(record)
            if record.kind == RecordKind.STAFF_TASK_RAISED:
                rows.append(_row(asker, record, body))
            elif body.get("action") == DONE:
                ended.append((record, body))
        except InputRefused as unreadable:
            refused[record.seq] = unreadable.reason
    if rows:
        await connection.execute(insert(staff_tasks).on_conflict_do_nothing(), rows)
        named = {str(row["about"].get("member_ref") or "") for row in rows} - {""}
        # Forgotten while the records were on their way.
        for member_ref in await forgotten_of(connection, named):
            await unname_tasks(connection, member_ref)
    for record, body in ended:
        await _end(connection, asker, record, body)
    return refused


async def unname_tasks(connection: AsyncConnection, member_ref: str) -> None:
    """What a member who is forgotten wished for is nobody's wish."""
    await connection.execute(UNNAME_TASKS, {"member_ref": member_ref})


def may_end_a_task(record: Record) -> bool:
    """Of what attendants do, nothing else is looked at here."""
    return f'"{DONE}"' in record.body


async def settle_tasks(
    connection: AsyncConnection, tenant: str, task_ids: Sequence[int], said: Statement, now: datetime
) -> None:
    """All of them or none. Raises InputRefused: `doubt.statement_wrong`, `task.not_open`."""
    check(said)
    for task_id in task_ids:
        task = staff_tasks.c
        mine = (task.task_id == task_id) & task.done_at.is_(None)
        done = update(staff_tasks).where(mine).values(done_at=now).returning(staff_tasks)
        row = (await connection.execute(done)).first()
        if row is None:
            raise InputRefused(Reason("task.not_open", {"task": task_id}))
        await _keep(connection, tenant, row, said, now)


async def tasks_of(
    connection: AsyncConnection, *, store: str | None, only_open: bool, now: datetime
) -> list[dict[str, Any]]:
    """Oldest first, each with `told`, a Reason, and who did it where somebody has. Of calls only those of the
    last hour are open: nobody waits at a kiosk for longer."""
    task, said, sold = staff_tasks.c, settlements.c, sales.c
    by = (said.tenant == task.tenant) & (said.task_id == task.task_id)
    of = (sold.tenant == task.tenant) & (sold.sale_id == task.sale_id)
    asked = (
        select(staff_tasks, said.settled_by, said.why, sold.sale_no)
        .select_from(staff_tasks.outerjoin(settlements, by).outerjoin(sales, of))
        .order_by(task.raised_at, task.task_id)
    )
    if store is not None:
        asked = asked.where(task.store == store)
    if only_open:
        rung_off = (task.task == CALL) & (task.raised_at < now - CALL_WAITS)
        asked = asked.where(task.done_at.is_(None), ~rung_off)
    return [
        {
            "id": row.task_id,
            "since": row.raised_at,
            "store": row.store,
            "kiosk": row.kiosk,
            "task": row.task,
            "sale": row.sale_no,
            "told": what_to_do(row.about, row.sale_no or ""),
            "about": row.about,
            "done_at": row.done_at,
            "done_by": row.settled_by,
            "why": row.why,
        }
        for row in await connection.execute(asked)
    ]


def _body(record: Record) -> dict[str, Any]:
    try:
        body = json.loads(record.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise InputRefused(Reason("wire.unreadable", {"what": record.kind, "why": "no JSON object"}))
    return body


def _row(asker: Asker, record: Record, body: dict[str, Any]) -> dict[str, Any]:
    task, sale_id = body.get("task"), body.get("sale_id")
    if not isinstance(task, str) or not 1 <= len(task) <= LONGEST:
        raise InputRefused(Reason("wire.unreadable", {"what": record.kind, "why": "task"}))
    named = isinstance(sale_id, str) and len(sale_id) <= LONGEST
    return {
        "tenant": asker.tenant,
        "store": asker.store,
        "kiosk": asker.kiosk,
        "record_id": record.record_id,
        "task": task,
        "sale_id": sale_id if named else None,
        "about": body,
        "raised_at": record.at,
    }


async def _end(connection: AsyncConnection, asker: Asker, record: Record, body: dict[str, Any]) -> None:
    """What its attendant ticked off; nothing where that was done here before."""
    task = staff_tasks.c
    mine = (task.kiosk == asker.kiosk) & (task.record_id == str(body.get("task_id")))
    done = update(staff_tasks).where(mine, task.done_at.is_(None)).values(done_at=record.at)
    row = (await connection.execute(done.returning(staff_tasks))).first()
    if row is not None:
        by = str(body.get("attendant") or "").strip()[:LONGEST_NAME]
        await _keep(connection, asker.tenant, row, Statement(by=by, why=AT_KIOSK), record.at)


async def _keep(connection: AsyncConnection, tenant: str, row: Any, said: Statement, now: datetime) -> None:
    about = {"tenant": tenant, "store": row.store, "task_id": row.task_id}
    await keep(connection, {**about, "doubt": to_builtins(what_to_do(row.about))}, said, now)
