"""People settle what the cloud doubts: with their name, their cause, and what became of the money."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.coupons.moving import give_back_settled
from cloud.database.locks import lock_sale
from cloud.database.tables import alarms, sales
from cloud.members.points import restore, reverse
from cloud.payments import attempts
from cloud.payments.desk import Asker
from cloud.payments.sale_money import OPEN_DOUBTS, UNPAID, WITHOUT_MONEY, code_of
from cloud.sales.binding import Asked, bind, bindings_of
from cloud.sales.projection import member_of
from cloud.sales.statements import WITHOUT, Statement, check, keep
from kiosk.domain.sale import Sale
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import from_builtins, to_builtins


async def settle_sale(
    connection: AsyncConnection, tenant: str, sale_no: str, said: Statement, now: datetime
) -> Reason | None:
    """Ends the doubt about a sale (by its number or id); answers the doubt about its member that is left.

    A sale that has its money is bound and given its points now; one that has none is nobody's, and what it
    gave is taken back and its claims are free again. Raises InputRefused: `doubt.statement_wrong`,
    `doubt.no_such_sale`, `doubt.several_sales`, `doubt.none`, `doubt.money_missing`.
    """
    check(said)
    column = sales.c
    row = await _locked(connection, tenant, sale_no)
    code = code_of(row.doubt)
    if code in {"", WITHOUT_MONEY}:
        raise InputRefused(Reason("doubt.none", {"sale": row.sale_no[:60]}))
    if code in OPEN_DOUBTS and said.money is None:
        raise InputRefused(Reason("doubt.money_missing", {"sale": row.sale_no[:60]}))
    left = None
    if code in OPEN_DOUBTS and said.money in WITHOUT:
        left = Reason(WITHOUT_MONEY, {"sale": row.sale_no[:60]})
        await reverse(connection, row.sale_id)
        await _give_back_claims(connection, row, now)
    elif code in UNPAID:
        left = await give_the_rest(connection, tenant, row)
    changed = update(sales).where(column.sale_id == row.sale_id)
    await connection.execute(changed.values(doubt=to_builtins(left)))
    await settle_alarms(connection, row.doubt, now)
    about = {"tenant": tenant, "store": row.store, "sale_id": row.sale_id, "doubt": row.doubt}
    await keep(connection, about, said, now)
    return None if left is None or left.code == WITHOUT_MONEY else left


async def _locked(connection: AsyncConnection, tenant: str, sale_no: str) -> Row[Any]:
    """The sale, which nobody changes until the transaction ends, nor an attempt of it."""
    which = or_(sales.c.sale_no == sale_no, sales.c.sale_id == sale_no)
    ids = (await connection.scalars(select(sales.c.sale_id).where(which))).all()
    if not ids:
        raise InputRefused(Reason("doubt.no_such_sale", {"sale": sale_no[:60]}))
    if len(ids) > 1:  # a kiosk that was tampered with gives any number
        raise InputRefused(Reason("doubt.several_sales", {"sale": sale_no[:60]}))
    await lock_sale(connection, tenant, ids[0])
    mine = select(sales).where(sales.c.sale_id == ids[0]).with_for_update()
    return (await connection.execute(mine)).one()


async def _give_back_claims(connection: AsyncConnection, row: Row[Any], now: datetime) -> None:
    """Of the sale's own attempt: it may name another one's."""
    known = await attempts.find(connection, row.attempt_id)
    mine = known is not None and (known.sale_id, known.kiosk) == (row.sale_id, row.kiosk)
    sold_with = from_builtins(Sale, row.sale).context.claims
    await give_back_settled(connection, row.attempt_id if mine else None, row.sale_id, now, sold_with)


async def give_the_rest(connection: AsyncConnection, tenant: str, row: Row[Any]) -> Reason | None:
    """Binds a sale whose money is certain now, as its record would have; points taken back come again."""
    if row.member_ref is not None:
        await restore(connection, row.sale_id)
        return None
    sale, asker = from_builtins(Sale, row.sale), Asker(tenant, row.store, row.kiosk)
    known = await attempts.find(connection, row.attempt_id)
    requests = await attempts.requests_of(connection, [row.attempt_id])
    at = known.created_at if known is not None else row.closed_at
    asked = {row.sale_id: Asked(at, member_of(requests.get(row.attempt_id, b"")))}
    bindings = await bindings_of(connection, asker, [sale], asked)
    await bind(connection, asker, [sale], bindings)
    binding = bindings[row.sale_id]
    mine = update(sales).where(sales.c.sale_id == row.sale_id)
    await connection.execute(mine.values(member_ref=binding.member_ref))
    return binding.doubt


async def settle_alarm(
    connection: AsyncConnection, tenant: str, alarm_id: int, said: Statement, now: datetime
) -> None:
    """Ends an alarm that is open. Raises InputRefused: `doubt.statement_wrong`, `doubt.no_such_alarm`."""
    check(said)
    alarm = alarms.c
    row = (
        await connection.execute(
            update(alarms)
            .where(alarm.alarm_id == alarm_id, alarm.settled_at.is_(None))
            .values(settled_at=now)
            .returning(alarm.store, alarm.code, alarm.about)
        )
    ).first()
    if row is None:
        raise InputRefused(Reason("doubt.no_such_alarm", {"alarm": alarm_id}))
    doubt = {"code": row.code, "values": row.about}
    about = {"tenant": tenant, "store": row.store, "alarm_id": alarm_id, "doubt": doubt}
    await keep(connection, about, said, now)


async def settle_alarms(connection: AsyncConnection, doubt: Any, now: datetime) -> None:
    """The alarms that told of this doubt."""
    alarm = alarms.c
    told = (alarm.code == doubt["code"]) & (alarm.about == doubt["values"])
    settled = update(alarms).where(told, alarm.settled_at.is_(None)).values(settled_at=now)
    await connection.execute(settled)
