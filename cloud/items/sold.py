"""The group's list of single items sold, followed by all its kiosks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.item_tables import sold_serials
from cloud.database.locks import lock_items
from kiosk.domain.serials import Serial, SerialMark, SerialPage

PAGE = 500
MOST_TOLD = 200_000
"""What a kiosk keeps: one that is new is told no more than the newest."""


async def sold_of(connection: AsyncConnection, items: Collection[Serial], sale_id: str) -> set[Serial]:
    """Those of the items that a sale other than `sale_id` has."""
    holders = await holders_of(connection, items) if items else {}
    return {item for item, holder in holders.items() if holder != sale_id}


async def holders_of(connection: AsyncConnection, items: Collection[Serial]) -> dict[Serial, str]:
    """The sales that have them, by item."""
    row = sold_serials.c
    keys = [(item.gtin14, item.serial) for item in items]
    found = await connection.execute(
        select(row.gtin14, row.serial, row.sale_id).where(row.sold, tuple_(row.gtin14, row.serial).in_(keys))
    )
    return {Serial(each.gtin14, each.serial): each.sale_id for each in found}


async def serials_upto(connection: AsyncConnection) -> int:
    """Where the list ends; 0 when it is empty."""
    return await connection.scalar(select(func.max(sold_serials.c.place))) or 0


async def serials_after(connection: AsyncConnection, after: int) -> SerialPage:
    """What became of items after a place, each told once as it is now."""
    start = max(after, await serials_upto(connection) - MOST_TOLD, 0)
    row = sold_serials.c
    query = select(row.gtin14, row.serial, row.sold, row.place).where(row.place > start)
    found = (await connection.execute(query.order_by(row.place).limit(PAGE))).all()
    marks = tuple(SerialMark(Serial(each.gtin14, each.serial), each.sold) for each in found)
    return SerialPage(marks=marks, upto=found[-1].place if found else start)


async def back_for_sale(connection: AsyncConnection, tenant: str, items: Sequence[Serial]) -> int:
    """Items came back, by a refund at a till: they may be sold again. How many of them had been sold."""
    await lock_items(connection, tenant)
    back, row = 0, sold_serials.c
    for item in items:
        place = await serials_upto(connection) + 1
        this = (row.gtin14 == item.gtin14) & (row.serial == item.serial) & row.sold
        done = await connection.execute(
            update(sold_serials).where(this).values(sold=False, place=place, changed_at=func.now())
        )
        back += done.rowcount
    return back
