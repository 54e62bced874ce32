"""What of a recalled good was sold, and to whom: for telling those who took it home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import sales
from kiosk.domain.basket import BasketLine
from kiosk.domain.recall import Recall, recalled
from kiosk.domain.sale import Sale
from kiosk.remote.wire.codec import from_builtins


@dataclass(frozen=True, slots=True, kw_only=True)
class RecalledSale:
    """A line of a sale that the recall means, or may mean."""

    sale_no: str
    closed_at: datetime
    store: str
    member_ref: str | None
    sku: str
    quantity: int
    batch: str
    serial: str
    certain: bool
    """False: the code that was scanned did not tell the batch."""


async def sales_of_recall(connection: AsyncConnection, recall: Recall) -> list[RecalledSale]:
    """The newest first; reads every sale of the tenant."""
    lines = sales.c.sale["basket"]["lines"]
    named = [lines.contains([{"gtin14": gtin}]) for gtin in recall.gtins]
    named += [lines.contains([{"sku": sku}]) for sku in recall.skus]
    query = select(sales.c.sale, sales.c.store, sales.c.member_ref).where(or_(*named))
    found = []
    for row in await connection.execute(query.order_by(sales.c.closed_at.desc(), sales.c.sale_id)):
        sale = from_builtins(Sale, row.sale)
        found += [
            RecalledSale(
                sale_no=sale.sale_no,
                closed_at=sale.closed_at,
                store=row.store,
                member_ref=row.member_ref,
                sku=line.sku,
                quantity=line.quantity,
                batch=line.batch,
                serial=line.serial,
                certain=recalled([recall], line.batch) is not None,
            )
            for line in sale.basket.lines
            if _may_mean(recall, line)
        ]
    return found


def _may_mean(recall: Recall, line: BasketLine) -> bool:
    named = line.gtin14 in recall.gtins or line.sku in recall.skus
    return named and (not line.batch or recalled([recall], line.batch) is not None)
