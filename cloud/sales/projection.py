"""A `sale_closed` record as a row of `sales`, with the doubts the cloud has about it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import member_bindings, sales, tenants
from cloud.members.proof import proven_member
from cloud.payments import attempts
from cloud.payments.desk import Asker
from cloud.payments.rows import AttemptRow
from kiosk.domain.events import Record
from kiosk.domain.payment import AttemptState
from kiosk.domain.sale import Sale
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import decode, from_builtins, to_builtins

HELD_MONEY = frozenset(
    {AttemptState.PAID, AttemptState.REFUND_PENDING, AttemptState.REFUNDED, AttemptState.REFUND_FAILED}
)


class UnreadableSale(Exception):
    """The record goes into quarantine for this reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


async def project_sale(connection: AsyncConnection, asker: Asker, record: Record) -> None:
    """Raises UnreadableSale."""
    sale = _read(record)
    mine = (sale.tenant, sale.store.store_id, sale.kiosk_id) == (asker.tenant, asker.store, asker.kiosk)
    kind = await connection.scalar(select(tenants.c.kind).where(tenants.c.tenant == asker.tenant))
    if not mine or sale.simulated != (kind == "demo"):
        raise UnreadableSale(Reason("sync.sale_of_another", {"sale": sale.sale_no[:60]}))
    doubt = await _doubt(connection, asker, sale)
    bound = None
    if sale.member is not None:
        bound = await proven_member(connection, sale.member.proof, sale.opened_at, sale.closed_at)
    row = {
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
        "member_ref": None if bound is None else bound.member_ref,
        "doubt": to_builtins(doubt),
        "simulated": sale.simulated,
        "sale": to_builtins(sale),
    }
    added = await connection.scalar(
        insert(sales).values(row).on_conflict_do_nothing().returning(sales.c.sale_id)
    )
    if added is None:
        raise UnreadableSale(Reason("sync.sale_twice", {"sale": sale.sale_no[:60]}))
    if doubt is not None:
        await attempts.raise_alarm(connection, asker.tenant, asker.store, doubt)
    if bound is not None:
        whose = {"tenant": asker.tenant, "store": asker.store, "sale_id": sale.sale_id}
        await connection.execute(insert(member_bindings).values(**whose, member_ref=bound.member_ref))


def _read(record: Record) -> Sale:
    """The sale checks its own sums when it is made."""
    try:
        return decode(Sale, record.body)
    except InputRefused as refused:
        raise UnreadableSale(refused.reason) from None


async def _doubt(connection: AsyncConnection, asker: Asker, sale: Sale) -> Reason | None:
    """Why the money of a sale is not certain: its attempt is not paid, or not by this amount."""
    row = await attempts.find(connection, sale.tender.attempt_id)
    if row is None or (row.sale_id, row.kiosk) != (sale.sale_id, asker.kiosk):
        return Reason("sale.attempt_unknown", {"sale": sale.sale_no[:60]})
    if row.state not in HELD_MONEY:
        return Reason("sale.not_paid", {"sale": sale.sale_no[:60], "state": row.state})
    if not _same_money(row, sale):
        return Reason("sale.amount_differs", {"sale": sale.sale_no[:60], "paid_minor": row.amount_minor})
    return None


def _same_money(row: AttemptRow, sale: Sale) -> bool:
    tender = sale.tender
    paid = (row.amount_minor, row.currency, row.transaction_id)
    return paid == (tender.amount_minor, sale.priced.currency, tender.provider_transaction_id)


async def sale_by_receipt(connection: AsyncConnection, token: str) -> tuple[Sale, bool] | None:
    """The sale of the e-receipt with this token, and whether its money is in doubt."""
    mine = sales.c.receipt_token == token
    row = (await connection.execute(select(sales.c.sale, sales.c.doubt).where(mine))).first()
    return None if row is None else (from_builtins(Sale, row.sale), row.doubt is not None)
