"""Giving back: a paid attempt whose basket was given up has no sale, so its money returns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.locks import lock_lane
from cloud.database.tables import sales
from cloud.payments import attempts
from cloud.payments.rows import AttemptRow, refund_no
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptEvent


async def give_back_unsold(connection: AsyncConnection, row: AttemptRow, now: datetime) -> None:
    """PAID to REFUND_PENDING, unless the attempt's sale is in the books; the caller holds the sale's lock.

    The kiosk's records are booked under its lanes' locks: with them either the sale is here already, or it
    comes to a payment that is on its way back.
    """
    for lane in Lane:
        await lock_lane(connection, row.tenant, row.kiosk, lane)
    sold = sales.c
    mine = (sold.sale_id == row.sale_id) & (sold.attempt_id == row.attempt_id)
    if await connection.scalar(select(sold.sale_id).where(mine)) is not None:
        return
    await attempts.mark_abandoned(connection, row)
    changes = {"refund_no": refund_no(row.out_trade_no)}
    await attempts.apply(connection, row, AttemptEvent.REFUND, changes, now)
