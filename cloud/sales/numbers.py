"""Sale numbers: a kiosk gives each once; one that comes again tells of a copied disk or a lost counter."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import sales
from kiosk.domain.sale import Sale
from kiosk.errors import Reason

TWICE = "sale.number_twice"


async def number_doubts(connection: AsyncConnection, store: str, batch: Sequence[Sale]) -> dict[str, Reason]:
    """By sale id, for each sale whose number another one has, in the books or before it in the batch."""
    sold = sales.c
    numbers = {sale.sale_no for sale in batch}
    known = await connection.execute(
        select(sold.sale_no, sold.sale_id).where(sold.store == store, sold.sale_no.in_(numbers))
    )
    holders: dict[str, str] = {}
    for row in known:
        holders.setdefault(row.sale_no, row.sale_id)
    doubts = {}
    for sale in batch:
        if holders.setdefault(sale.sale_no, sale.sale_id) != sale.sale_id:
            doubts[sale.sale_id] = _twice(sale)
    return doubts


async def number_taken(connection: AsyncConnection, store: str, sale: Sale) -> Reason | None:
    """For a sale in the books that was doubted for something else: whether another one has its number, and is
    not the one that was told for it."""
    sold = sales.c
    other = (sold.store == store) & (sold.sale_no == sale.sale_no) & (sold.sale_id != sale.sale_id)
    untold = func.coalesce(sold.doubt["code"].astext, "") != TWICE
    taken = await connection.scalar(select(exists().where(other, untold)))
    return _twice(sale) if taken else None


def _twice(sale: Sale) -> Reason:
    return Reason(TWICE, {"sale": sale.sale_no[:60]})
