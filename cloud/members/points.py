"""Points: an append-only ledger, by the tenant's rule: an entry for a bound sale, gone with its money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.member_tables import points_entries, points_rules
from kiosk.domain.member import points_earned

EARNED, REVERSED, RESTORED, RETURNED = "earned", "reversed", "restored", "returned"
NO_PROGRAMME = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundSale:
    """A sale that is a member's from now on."""

    sale_id: str
    store: str
    member_ref: str
    total_minor: int
    """What earns points: paid for goods."""
    told_points: int
    """What the kiosk told the shopper they earned."""


async def set_points_rule(connection: AsyncConnection, tenant: str, points_minor: int) -> None:
    """From now on one point for each `points_minor` paid; entries that are made stay as they are."""
    rule = {"points_minor": points_minor}
    await connection.execute(
        upsert(points_rules)
        .values(tenant=tenant, **rule)
        .on_conflict_do_update(index_elements=["tenant"], set_=rule)
    )


async def points_rule(connection: AsyncConnection) -> int:
    """Minor units that earn a point; `NO_PROGRAMME` where there is none."""
    points_minor: int | None = await connection.scalar(select(points_rules.c.points_minor))
    return NO_PROGRAMME if points_minor is None else points_minor


async def grant(
    connection: AsyncConnection, tenant: str, bound: Sequence[BoundSale], points_minor: int
) -> None:
    """An entry for each; the primary key keeps a sale from earning twice."""
    if not bound or points_minor == NO_PROGRAMME:
        return
    rows = [
        {
            "tenant": tenant,
            "sale_id": sale.sale_id,
            "cause": EARNED,
            "store": sale.store,
            "member_ref": sale.member_ref,
            "points": points_earned(sale.total_minor, points_minor),
            "told_points": sale.told_points,
            "total_minor": sale.total_minor,
            "points_minor": points_minor,
        }
        for sale in bound
    ]
    await connection.execute(insert(points_entries), rows)


async def reverse(connection: AsyncConnection, sale_id: str) -> None:
    """The sale's money went back: what it gave is taken, once. Nothing where it gave nothing."""
    await _undo(connection, sale_id, REVERSED, EARNED, RETURNED)


async def restore(connection: AsyncConnection, sale_id: str) -> None:
    """The money is there after all: what was taken is given again, once."""
    await _undo(connection, sale_id, RESTORED, REVERSED)


async def earned_by(connection: AsyncConnection, sale_id: str) -> int:
    """The rule that a sale earned its points by: minor units a point; `NO_PROGRAMME` where it earned none."""
    entry = points_entries.c
    rule = select(entry.points_minor).where(entry.sale_id == sale_id, entry.cause == EARNED)
    return int(await connection.scalar(rule) or NO_PROGRAMME)


async def take_back(connection: AsyncConnection, sale_id: str, refund_no: str, points: int) -> None:
    """What returned pieces had earned, once a refund."""
    if points:
        taken = {"cause": RETURNED, "points": -points, "refund_no": refund_no}
        await _copy(connection, points_entries.c.sale_id == sale_id, (EARNED,), taken)


async def _undo(connection: AsyncConnection, sale_id: str, cause: str, *of: str) -> None:
    """An entry that takes what those with the causes `of` gave together back."""
    entry = points_entries.c
    mine = entry.sale_id == sale_id
    given = select(func.sum(entry.points)).where(mine, entry.cause.in_(of)).scalar_subquery()
    await _copy(connection, mine, of[:1], {"cause": cause, "points": -given, "refund_no": ""})


async def _copy(
    connection: AsyncConnection, which: ColumnElement[bool], of: Sequence[str], changes: Mapping[str, Any]
) -> None:
    """An entry like the one of that cause but for the changes; nothing where there is none or it was made."""
    entry = points_entries.c
    same = (
        entry.tenant,
        entry.sale_id,
        entry.store,
        entry.member_ref,
        entry.total_minor,
        entry.points_minor,
    )
    other = [literal(value) if isinstance(value, str | int) else value for value in changes.values()]
    source = select(*same, *other, literal(0)).where(which, entry.cause.in_(of))
    names = [*(column.name for column in same), *changes, "told_points"]
    await connection.execute(upsert(points_entries).from_select(names, source).on_conflict_do_nothing())


async def balance(connection: AsyncConnection, member_ref: str) -> int:
    entries = select(func.coalesce(func.sum(points_entries.c.points), 0))
    return int(await connection.scalar(entries.where(points_entries.c.member_ref == member_ref)) or 0)


async def points_of_sale(connection: AsyncConnection, sale_id: str) -> int:
    """What a sale gave its member; 0 without one."""
    entries = select(func.coalesce(func.sum(points_entries.c.points), 0))
    return int(await connection.scalar(entries.where(points_entries.c.sale_id == sale_id)) or 0)
