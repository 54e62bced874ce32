"""A `sale_closed` record as a row of `sales`, with the doubts the cloud has about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import sales, tenants
from cloud.payments import attempts
from cloud.payments.desk import Asker
from cloud.payments.rows import AttemptRow
from cloud.sales.binding import bind, bindings_of
from kiosk.domain.events import Record
from kiosk.domain.payment import AttemptRequest, AttemptState
from kiosk.domain.sale import Sale
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import decode, to_builtins

HELD_MONEY = frozenset(
    {AttemptState.PAID, AttemptState.REFUND_PENDING, AttemptState.REFUNDED, AttemptState.REFUND_FAILED}
)


async def project_sales(
    connection: AsyncConnection, asker: Asker, batch: Sequence[Record]
) -> dict[int, Reason]:
    """Books the sales of a batch; answers, by seq, why a record goes into quarantine instead.

    A handful of statements a batch, not a sale. Raises DBAPIError when a value fits no column.
    """
    refused: dict[int, Reason] = {}
    read: list[tuple[Record, Sale]] = []
    kind = await connection.scalar(select(tenants.c.kind).where(tenants.c.tenant == asker.tenant))
    for record in batch:
        try:
            read.append((record, _read(record, asker, simulated=kind == "demo")))
        except InputRefused as unreadable:
            refused[record.seq] = unreadable.reason
    ids = [sale.tender.attempt_id for _, sale in read]
    named, asked = await attempts.find_all(connection, ids), await attempts.requests_of(connection, ids)
    paid_for = {
        sale.sale_id: named[sale.tender.attempt_id].created_at
        for _, sale in read
        if sale.tender.attempt_id in named
    }
    bindings = await bindings_of(connection, asker, [sale for _, sale in read], paid_for)
    rows = []
    for record, sale in read:
        attempt_id, binding = sale.tender.attempt_id, bindings[sale.sale_id]
        doubt = (
            _doubt(named.get(attempt_id), asker, sale)
            or binding.doubt
            or _difference(asked[attempt_id], sale)
        )
        rows.append((record, sale, _row(asker, sale, doubt, binding.member_ref), doubt))
    booked = await _book(connection, [row for _, _, row, _ in rows])
    bound = []
    for record, sale, _, doubt in rows:
        if sale.sale_id not in booked:
            refused[record.seq] = Reason("sync.sale_twice", {"sale": sale.sale_no[:60]})
            continue
        booked.discard(sale.sale_id)  # the same sale again in this batch is a second one
        bound.append(sale)
        if doubt is not None:
            await attempts.raise_alarm(connection, asker.tenant, asker.store, doubt)
    await bind(connection, asker, bound, bindings)
    return refused


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
        "sale": to_builtins(sale),
    }


def _read(record: Record, asker: Asker, *, simulated: bool) -> Sale:
    """Raises InputRefused for a body that is no sale, or not one of this kiosk's."""
    sale = decode(Sale, record.body)
    mine = (sale.tenant, sale.store.store_id, sale.kiosk_id) == (asker.tenant, asker.store, asker.kiosk)
    if not mine or sale.simulated != simulated:
        raise InputRefused(Reason("sync.sale_of_another", {"sale": sale.sale_no[:60]}))
    return sale


def _doubt(row: AttemptRow | None, asker: Asker, sale: Sale) -> Reason | None:
    """Why the money of a sale is not certain: its attempt is not paid, or not by this amount."""
    if row is None or (row.sale_id, row.kiosk) != (sale.sale_id, asker.kiosk):
        return Reason("sale.attempt_unknown", {"sale": sale.sale_no[:60]})
    if row.state not in HELD_MONEY:
        return Reason("sale.not_paid", {"sale": sale.sale_no[:60], "state": row.state})
    if not _same_money(row, sale):
        return Reason("sale.amount_differs", {"sale": sale.sale_no[:60], "paid_minor": row.amount_minor})
    return None


def _difference(asked: bytes, sale: Sale) -> Reason | None:
    """What of the sale is not what was frozen and priced when its money was asked for."""
    try:
        request = decode(AttemptRequest, asked)
    except InputRefused:
        differing = ["request"]
    else:
        pairs = {
            "basket": (sale.basket, request.basket),
            "context": (sale.context, request.context),
            "priced": (sale.priced, request.priced),
            "member": (sale.member, request.member),
        }
        differing = [name for name, (sold, frozen) in pairs.items() if sold != frozen]
    if not differing:
        return None
    values: dict[str, str | int] = {"sale": sale.sale_no[:60], "differing": ", ".join(differing)}
    return Reason("sale.differs_from_attempt", values)


def _same_money(row: AttemptRow, sale: Sale) -> bool:
    tender = sale.tender
    paid = (row.amount_minor, row.currency, row.transaction_id)
    return paid == (tender.amount_minor, sale.priced.currency, tender.provider_transaction_id)
