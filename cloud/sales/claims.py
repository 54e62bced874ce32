"""An anonymous sale made a member's afterwards, by whoever holds its receipt: once, within thirty days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.member_tables import BY_CLAIM, member_bindings
from cloud.database.tables import pay_attempts, sales
from cloud.members.logins import Visitor
from cloud.members.points import BoundSale, grant, points_rule
from cloud.payments.refund_rows import returned_earning
from cloud.payments.sale_money import OPEN_DOUBTS, WITHOUT_MONEY, code_of
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.sale import Sale
from kiosk.errors import CloudRefused, InputRefused, Reason
from kiosk.remote.wire.codec import decode, encode, from_builtins

CLAIM_WITHIN = timedelta(days=30)

UNNAME_SALES = text("""
    update sales set sale = jsonb_set(sale, '{member}', 'null') || '{"points": 0}'
    where sale #>> '{member,member_ref}' = :member_ref
""")
"""A sale without a member has no points of its own: the entries of the points ledger keep them."""
ASKED = text("""
    select attempt_id, request from pay_attempts
    where position(convert_to(:member_ref, 'UTF8') in request) > 0 for update
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedSale:
    """A sale with what the books say of it."""

    sale: Sale
    money_in_doubt: bool
    """Somebody still finds out about it."""
    has_no_money: bool
    member_ref: str | None
    claim_until: datetime


async def sale_by_receipt(connection: AsyncConnection, token: str) -> BookedSale | None:
    """The sale of the e-receipt with this token."""
    column = sales.c
    query = select(column.sale, column.doubt, column.member_ref, column.closed_at)
    row = (await connection.execute(query.where(column.receipt_token == token))).first()
    return None if row is None else _booked(row)


def _booked(row: Row[*tuple[Any, ...]]) -> BookedSale:
    code = code_of(row.doubt)
    return BookedSale(
        sale=from_builtins(Sale, row.sale),
        money_in_doubt=code in OPEN_DOUBTS,
        has_no_money=code == WITHOUT_MONEY,
        member_ref=row.member_ref,
        claim_until=row.closed_at + CLAIM_WITHIN,
    )


async def claim(connection: AsyncConnection, visitor: Visitor, token: str, now: datetime) -> None:
    """Makes the sale of a receipt the visitor's and grants its points, once.

    Of claims at the same time one wins: the row is locked, and the binding's primary key is the sale.
    Raises CloudRefused: `claim.no_receipt`, `claim.money_in_doubt`, `claim.no_money`, `claim.too_late`,
    `claim.claimed`.
    """
    column = sales.c
    query = select(column.sale, column.doubt, column.member_ref, column.closed_at, column.store)
    locked = query.where(column.receipt_token == token).with_for_update()
    row = (await connection.execute(locked)).first()
    if row is None:
        raise CloudRefused(Reason("claim.no_receipt"))
    booked = _booked(row)
    if booked.member_ref is not None:
        raise CloudRefused(Reason("claim.claimed"))
    if booked.money_in_doubt:
        raise CloudRefused(Reason("claim.money_in_doubt"))
    if booked.has_no_money:
        raise CloudRefused(Reason("claim.no_money"))
    if now > booked.claim_until:
        raise CloudRefused(Reason("claim.too_late", {"days": CLAIM_WITHIN.days}))
    mine = {"tenant": visitor.tenant, "member_ref": visitor.member_ref, "store": row.store}
    sale_id = booked.sale.sale_id
    added = await connection.scalar(
        insert(member_bindings)
        .values(**mine, sale_id=sale_id, bound_at=now, bound_by=BY_CLAIM)
        .on_conflict_do_nothing()
        .returning(member_bindings.c.sale_id)
    )
    if added is None:
        raise CloudRefused(Reason("claim.claimed"))
    await connection.execute(
        update(sales).where(sales.c.sale_id == sale_id).values(member_ref=visitor.member_ref)
    )
    bound = BoundSale(
        sale_id=sale_id,
        store=row.store,
        member_ref=visitor.member_ref,
        total_minor=booked.sale.priced.earning_minor - await returned_earning(connection, sale_id),
        told_points=0,
    )
    await grant(connection, visitor.tenant, [bound], await points_rule(connection))


async def unname_sales(connection: AsyncConnection, member_ref: str) -> None:
    """Takes a member who is forgotten out of their sales and payments; the opaque reference stays in the
    kiosks' records, whose hashes are a chain: they never had the name, nor the code.

    A request stays known by its hash, and keeps the basket that was paid.
    """
    mine = {"member_ref": member_ref}
    await connection.execute(UNNAME_SALES, mine)
    for row in (await connection.execute(ASKED, mine)).all():
        changed = update(pay_attempts).where(pay_attempts.c.attempt_id == row.attempt_id)
        await connection.execute(changed.values(request=_unnamed(row.request)))


def _unnamed(request: bytes) -> bytes:
    try:
        return encode(replace(decode(AttemptRequest, request), member=None))
    except InputRefused:
        return b""
