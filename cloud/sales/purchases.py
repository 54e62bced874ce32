"""What a member bought last."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.member_tables import member_bindings, points_entries
from cloud.database.tables import sales
from kiosk.domain.sale import Sale
from kiosk.remote.wire.codec import from_builtins


@dataclass(frozen=True, slots=True)
class Purchase:
    """A sale of a member's and the points it gave."""

    sale: Sale
    points: int


async def last_purchases(connection: AsyncConnection, member_ref: str, limit: int) -> list[Purchase]:
    """The newest first."""
    bound, entry = member_bindings.c, points_entries.c
    booked = and_(sales.c.tenant == bound.tenant, sales.c.sale_id == bound.sale_id)
    granted = (
        select(func.coalesce(func.sum(entry.points), 0))
        .where(entry.tenant == bound.tenant, entry.sale_id == bound.sale_id)
        .scalar_subquery()
    )
    rows = await connection.execute(
        select(sales.c.sale, granted.label("points"))
        .select_from(member_bindings.join(sales, booked))
        .where(bound.member_ref == member_ref)
        .order_by(sales.c.closed_at.desc(), sales.c.sale_id)
        .limit(limit)
    )
    return [Purchase(from_builtins(Sale, row.sale), int(row.points)) for row in rows]
