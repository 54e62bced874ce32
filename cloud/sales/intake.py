"""Records into the database, exactly once and in order; sales out of them in the same commit.

Only a wrong seq, hash or size is refused. A record whose body this cloud cannot read is kept, put into
quarantine and acknowledged: it may not stop those behind it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ARRAY, BigInteger, DateTime, Integer, Text, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.engine import Database
from cloud.database.locks import lock_lane
from cloud.database.tables import lane_heads, quarantine, records
from cloud.payments.attempts import raise_alarm
from cloud.payments.desk import Asker
from cloud.sales.claimed import note_claims
from cloud.sales.discounts import note_access, note_discounts
from cloud.sales.projection import project_sales
from cloud.sales.serials import note_serials
from cloud.sales.staff_tasks import may_end_a_task, note_tasks
from cloud.sales.storable import storable
from kiosk.domain.events import GENESIS, Lane, Record, RecordKind, hash_of
from kiosk.domain.sale import Sale
from kiosk.errors import CloudRefused, InputRefused, Reason
from kiosk.remote.wire.codec import to_builtins
from kiosk.remote.wire.shapes import MOST_RECORDS

READ_SCHEMAS = {kind.value: 1 for kind in RecordKind}

APPEND = text("""
    insert into records (tenant, kiosk, lane, store, seq, record_id, at, kind, schema, body, prev_hash, hash)
    select :tenant, :kiosk, :lane, :store, r.*
    from unnest(:seqs, :ids, :ats, :kinds, :schemas, :bodies, :prevs, :hashes) as r
""").bindparams(
    *(bindparam(name, type_=Text()) for name in ("tenant", "kiosk", "lane", "store")),
    *(bindparam(name, type_=ARRAY(Text())) for name in ("ids", "kinds", "bodies", "prevs", "hashes")),
    bindparam("seqs", type_=ARRAY(BigInteger())),
    bindparam("ats", type_=ARRAY(DateTime(timezone=True))),
    bindparam("schemas", type_=ARRAY(Integer())),
)
"""One statement for the whole batch."""

Projection = Callable[[AsyncConnection, Asker, Sequence[Record]], Awaitable[dict[int, Reason]]]
"""Puts records into tables; answers, by seq, why some go into quarantine instead."""


class Intake:
    """The end of the kiosks' outboxes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, asker: Asker, lane: Lane, batch: Sequence[Record]) -> int:
        """The last seq in the database. All of a batch or none of it.

        Raises CloudRefused: `sync.gap` (with the seq wanted next), `sync.fork` (another record under a
        seq already taken), `sync.chain_broken`; InputRefused for a batch out of shape.
        """
        _check_shape(lane, batch)
        try:
            async with self._database.as_tenant(asker.tenant) as connection:
                return await self._take(connection, asker, lane, batch)
        except CloudRefused as refused:
            if refused.reason.code in {"sync.fork", "sync.chain_broken"}:
                about = Reason(refused.reason.code, {"kiosk": asker.kiosk, **refused.reason.values})
                async with self._database.as_tenant(asker.tenant) as connection:
                    await raise_alarm(connection, asker.tenant, asker.store, about)
            raise

    async def _take(
        self, connection: AsyncConnection, asker: Asker, lane: Lane, batch: Sequence[Record]
    ) -> int:
        seq, last_hash = await _locked_head(connection, asker, lane)
        await _check_repeated(connection, asker, lane, [record for record in batch if record.seq <= seq])
        fresh = [record for record in batch if record.seq > seq]
        if not fresh:
            return seq
        if fresh[0].seq != seq + 1:
            raise CloudRefused(Reason("sync.gap", {"lane": lane, "expected": seq + 1}))
        for record in fresh:
            if record.prev_hash != last_hash or record.hash != hash_of(record):
                raise CloudRefused(Reason("sync.chain_broken", {"lane": lane, "seq": record.seq}))
            last_hash = record.hash
        kept = [storable(record) for record in fresh]
        await _append(connection, asker, lane, [record for record, _ in kept])
        for record, reason in await self._unread(connection, asker, kept):
            await _quarantine(connection, asker, record, reason)
        head = {"seq": fresh[-1].seq, "hash": last_hash}
        await connection.execute(
            insert(lane_heads)
            .values(tenant=asker.tenant, kiosk=asker.kiosk, lane=lane, store=asker.store, **head)
            .on_conflict_do_update(index_elements=["tenant", "kiosk", "lane"], set_=head)
        )
        return fresh[-1].seq

    async def _unread(
        self, connection: AsyncConnection, asker: Asker, kept: Sequence[tuple[Record, Reason | None]]
    ) -> list[tuple[Record, Reason]]:
        """Puts what the records tell into its tables; answers those that could not be read, and why."""
        reasons: dict[int, Reason] = {}
        sold, tasks, access = [], [], []
        for record, out_of_range in kept:
            if out_of_range is not None:
                reasons[record.seq] = out_of_range
            elif record.kind not in READ_SCHEMAS:
                reasons[record.seq] = Reason("sync.kind_unknown", {"kind": record.kind[:60]})
            elif record.schema != READ_SCHEMAS[record.kind]:
                reasons[record.seq] = Reason(
                    "sync.schema_unknown", {"kind": record.kind, "schema": record.schema}
                )
            elif record.kind == RecordKind.SALE_CLOSED:
                sold.append(record)
            elif record.kind == RecordKind.ACCESS_CHANGED:
                access.append(record)
            elif record.kind == RecordKind.STAFF_TASK_RAISED or (
                record.kind == RecordKind.STAFF_ACTED and may_end_a_task(record)
            ):
                tasks.append(record)
        if access:
            reasons |= await _each(note_access, connection, asker, access, "sync.access_cannot_be_stored")
        if tasks:
            reasons |= await _each(note_tasks, connection, asker, tasks, "sync.task_cannot_be_stored")
        if sold:
            read: dict[int, Sale] = {}
            project = partial(project_sales, into=read)
            reasons |= await _each(project, connection, asker, sold, "sync.sale_cannot_be_stored")
            booked = [read[record.seq] for record in sold if record.seq not in reasons]
            await note_claims(connection, asker, booked)
            await note_discounts(connection, asker, booked)
            await note_serials(connection, asker, booked)
        return [(record, reasons[record.seq]) for record, _ in kept if record.seq in reasons]


async def _each(
    project: Projection, connection: AsyncConnection, asker: Asker, batch: Sequence[Record], stuck: str
) -> dict[int, Reason]:
    """All together; one by one when a value among them fits no column, so that it stops only itself."""
    try:
        async with connection.begin_nested():
            return await project(connection, asker, batch)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        if len(batch) == 1:
            return {batch[0].seq: Reason(stuck, {"why": str(error.orig)[:200]})}
    reasons: dict[int, Reason] = {}
    for record in batch:
        reasons |= await _each(project, connection, asker, [record], stuck)
    return reasons


def _check_shape(lane: Lane, batch: Sequence[Record]) -> None:
    if not 1 <= len(batch) <= MOST_RECORDS:
        raise InputRefused(Reason("sync.batch_size", {"found": len(batch), "limit": MOST_RECORDS}))
    first = batch[0].seq
    for place, record in enumerate(batch):
        if record.seq != first + place or not 1 <= record.seq < 2**62 or record.lane is not lane:
            raise InputRefused(Reason("sync.batch_out_of_order", {"lane": lane, "seq": record.seq}))


async def _locked_head(connection: AsyncConnection, asker: Asker, lane: Lane) -> tuple[int, str]:
    await lock_lane(connection, asker.tenant, asker.kiosk, lane)
    head = lane_heads.c
    row = (
        await connection.execute(
            select(head.seq, head.hash).where(head.kiosk == asker.kiosk, head.lane == lane)
        )
    ).first()
    return (0, GENESIS) if row is None else (row.seq, row.hash)


async def _check_repeated(
    connection: AsyncConnection, asker: Asker, lane: Lane, repeated: Sequence[Record]
) -> None:
    """What was taken before must be the same records: an answer was lost, or a disk was copied."""
    if not repeated:
        return
    row = records.c
    known = await connection.execute(
        select(row.seq, row.hash).where(
            row.kiosk == asker.kiosk, row.lane == lane, row.seq.between(repeated[0].seq, repeated[-1].seq)
        )
    )
    hashes = {each.seq: each.hash for each in known}
    for record in repeated:
        if hashes.get(record.seq) != record.hash or record.hash != hash_of(record):
            raise CloudRefused(Reason("sync.fork", {"lane": lane, "seq": record.seq}))


async def _append(connection: AsyncConnection, asker: Asker, lane: Lane, fresh: Sequence[Record]) -> None:
    columns: dict[str, list[Any]] = {
        "seqs": [record.seq for record in fresh],
        "ids": [record.record_id for record in fresh],
        "ats": [record.at for record in fresh],
        "kinds": [record.kind for record in fresh],
        "schemas": [record.schema for record in fresh],
        "bodies": [record.body for record in fresh],
        "prevs": [record.prev_hash for record in fresh],
        "hashes": [record.hash for record in fresh],
    }
    whose = {"tenant": asker.tenant, "kiosk": asker.kiosk, "lane": lane.value, "store": asker.store}
    await connection.execute(APPEND, {**whose, **columns})


async def _quarantine(connection: AsyncConnection, asker: Asker, record: Record, reason: Reason) -> None:
    place = {"tenant": asker.tenant, "kiosk": asker.kiosk, "lane": record.lane, "seq": record.seq}
    row = {**place, "store": asker.store, "kind": record.kind, "reason": to_builtins(reason)}
    await connection.execute(insert(quarantine).values(row).on_conflict_do_nothing())
    about: dict[str, str | int] = {"kiosk": asker.kiosk, "lane": record.lane, "seq": record.seq}
    await raise_alarm(connection, asker.tenant, asker.store, Reason("sync.record_in_quarantine", about))
