"""A `sale_closed` record as a row of `sales`, with the doubts the cloud has about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import sales, tenants
from cloud.members.people import forgotten_of
from cloud.payments import attempts
from cloud.payments.desk import Asker
from cloud.payments.sale_money import money_doubt
from cloud.sales.binding import Asked, Binding, bind, bindings_of
from cloud.sales.numbers import number_doubts
from kiosk.domain.events import Record
from kiosk.domain.member import Member
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.sale import Sale
from kiosk.domain.sale_record import for_ever
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import decode, to_builtins


async def project_sales(
    connection: AsyncConnection, asker: Asker, batch: Sequence[Record], into: dict[int, Sale]
) -> dict[int, Reason]:
    """Books the sales of a batch and puts them, by seq, `into` the caller's; answers, by seq, why a record
    goes into quarantine instead.

    A handful of statements a batch, not a sale. Raises DBAPIError when a value fits no column.
    """
    kind = await connection.scalar(select(tenants.c.kind).where(tenants.c.tenant == asker.tenant))
    read, refused = _read_all(batch, asker, simulated=kind == "demo")
    read = await _without_forgotten(connection, read)
    ids = [sale.tender.attempt_id for _, sale in read]
    named, asked = await attempts.find_all(connection, ids), await attempts.requests_of(connection, ids)
    unsure = {
        sale.sale_id: money_doubt(named.get(sale.tender.attempt_id), asker.kiosk, sale) for _, sale in read
    }
    certain = [sale for _, sale in read if unsure[sale.sale_id] is None]
    asked_for = {
        sale.sale_id: Asked(named[attempt_id].created_at, member_of(asked[attempt_id]))
        for sale, attempt_id in ((sale, sale.tender.attempt_id) for sale in certain)
    }
    bindings = await bindings_of(connection, asker, certain, asked_for)
    numbered = await number_doubts(connection, asker.store, [sale for _, sale in read])
    rows = []
    for record, sale in read:
        binding = bindings.get(sale.sale_id, Binding())
        doubt = unsure[sale.sale_id] or binding.doubt or difference(asked[sale.tender.attempt_id], sale)
        doubt = doubt or numbered.get(sale.sale_id)
        rows.append((record, sale, _row(asker, sale, doubt, binding.member_ref), doubt))
    booked = await _book(connection, [row for _, _, row, _ in rows])
    bound = []
    for record, sale, _, doubt in rows:
        if sale.sale_id not in booked:
            refused[record.seq] = _twice(sale)
            continue
        into[record.seq] = sale
        if sale.sale_id in bindings:
            bound.append(sale)
        if doubt is not None:
            await attempts.raise_alarm(connection, asker.tenant, asker.store, doubt)
    await bind(connection, asker, bound, bindings)
    return refused


def _read_all(
    batch: Sequence[Record], asker: Asker, *, simulated: bool
) -> tuple[list[tuple[Record, Sale]], dict[int, Reason]]:
    """The sales of a batch, each once, and why the other records are none; the first of a sale is it."""
    read: dict[str, tuple[Record, Sale]] = {}
    refused: dict[int, Reason] = {}
    for record in batch:
        try:
            sale = _read(record, asker, simulated=simulated)
        except InputRefused as unreadable:
            refused[record.seq] = unreadable.reason
            continue
        if sale.sale_id in read:
            refused[record.seq] = _twice(sale)
        else:
            read[sale.sale_id] = record, sale
    return list(read.values()), refused


async def _without_forgotten(
    connection: AsyncConnection, read: list[tuple[Record, Sale]]
) -> list[tuple[Record, Sale]]:
    """A sale of a member who was forgotten while it was on its way is nobody's."""
    refs = {sale.member.member_ref for _, sale in read if sale.member is not None}
    gone = await forgotten_of(connection, refs)
    return [
        (
            record,
            replace(sale, member=None, points=0)
            if sale.member is not None and sale.member.member_ref in gone
            else sale,
        )
        for record, sale in read
    ]


def _twice(sale: Sale) -> Reason:
    return Reason("sync.sale_twice", {"sale": sale.sale_no[:60]})


async def _book(connection: AsyncConnection, rows: list[dict[str, Any]]) -> set[str]:
    """The ids of the sales that were not in the books before."""
    if not rows:
        return set()
    added = await connection.scalars(insert(sales).on_conflict_do_nothing().returning(sales.c.sale_id), rows)
    return set(added)


def _row(asker: Asker, sale: Sale, doubt: Reason | None, member_ref: str | None) -> dict[str, Any]:
    return {
        "tenant": asker.tenant,
        "store": asker.store,
        "kiosk": asker.kiosk,
        "sale_id": sale.sale_id,
        "sale_no": sale.sale_no,
        "receipt_token": sale.receipt_token,
        "total_minor": sale.priced.total_minor,
        "currency": sale.priced.currency,
        "attempt_id": sale.tender.attempt_id,
        "closed_at": sale.closed_at,
        "member_ref": member_ref,
        "doubt": to_builtins(doubt),
        "simulated": sale.simulated,
        "sale": to_builtins(for_ever(sale)),
    }


def _read(record: Record, asker: Asker, *, simulated: bool) -> Sale:
    """Raises InputRefused for a body that is no sale, or not one of this kiosk's."""
    sale = decode(Sale, record.body)
    mine = (sale.tenant, sale.store.store_id, sale.kiosk_id) == (asker.tenant, asker.store, asker.kiosk)
    if not mine or sale.simulated != simulated:
        raise InputRefused(Reason("sync.sale_of_another", {"sale": sale.sale_no[:60]}))
    return sale


def member_of(asked: bytes) -> Member | None:
    """Whose code an attempt was asked with."""
    try:
        return decode(AttemptRequest, asked).member if asked else None
    except InputRefused:
        return None


def kept_member(member: Member | None) -> Member | None:
    return None if member is None else member.kept()


def difference(asked: bytes, sale: Sale) -> Reason | None:
    """What of the sale is not what was frozen and priced when its money was asked for."""
    if not asked:  # let go of when its member was forgotten
        return None
    try:
        request = decode(AttemptRequest, asked)
    except InputRefused:
        differing = ["request"]
    else:
        pairs = {
            "basket": (sale.basket, request.basket),
            "context": (sale.context, request.context),
            "priced": (sale.priced, request.priced),
            "member": (kept_member(sale.member), kept_member(request.member)),
        }
        differing = [name for name, (sold, frozen) in pairs.items() if sold != frozen]
    if not differing:
        return None
    values: dict[str, str | int] = {"sale": sale.sale_no[:60], "differing": ", ".join(differing)}
    return Reason("sale.differs_from_attempt", values)
