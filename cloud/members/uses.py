"""How often members use offers that count it, by the attempts that pay with them.

Held in the transaction that takes in the attempt, consumed in the one that sets it PAID, released in the one
that proves its end without money or gives the money back. Of a sale that is returned they are free again once
all of its goods are back; a part that comes back frees none, as with coupons. Attempts of one member wait for
each other, so of two kiosks at once one has the last use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Integer, cast, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.catalogue_tables import CURRENT_REVISION
from cloud.database.member_tables import member_uses
from cloud.database.tables import catalogue_revisions
from kiosk.domain.claim_state import TAKEN, ClaimEvent, ClaimState
from kiosk.domain.offer import LimitUsed
from kiosk.domain.payment import AttemptRequest

_row = member_uses.c

AFTER: Mapping[ClaimEvent, tuple[Sequence[ClaimState], ClaimState]] = {
    ClaimEvent.CONSUME: ((ClaimState.HELD, ClaimState.RELEASED), ClaimState.CONSUMED),
    ClaimEvent.RELEASE: ((ClaimState.HELD,), ClaimState.RELEASED),
    ClaimEvent.GIVE_BACK: ((ClaimState.HELD, ClaimState.CONSUMED), ClaimState.RELEASED),
}
"""From which states to which; uses are never in doubt, for nobody but this database counts them."""


async def used_by(connection: AsyncConnection, member_ref: str, but_sale: str = "") -> dict[str, int]:
    """Uses by offer that are taken, but those of a sale. A sale uses what one attempt of it uses most."""
    mine = (_row.member_ref == member_ref) & (_row.sale_id != but_sale) & _row.state.in_(TAKEN)
    of_sales = (
        select(_row.offer_id, func.max(_row.uses).label("uses"))
        .where(mine)
        .group_by(_row.offer_id, _row.sale_id)
        .subquery()
    )
    summed = select(of_sales.c.offer_id, cast(func.sum(of_sales.c.uses), Integer))
    rows = await connection.execute(summed.group_by(of_sales.c.offer_id))
    return {row[0]: row[1] for row in rows}


async def uses_to_tell(connection: AsyncConnection, member_ref: str) -> tuple[LimitUsed, ...]:
    """What a member's code says: of the offers of now, the last used first."""
    used = await used_by(connection, member_ref)
    if not used:
        return ()
    published = await _published(connection, sorted(used))
    last = select(_row.offer_id, func.max(_row.changed_at)).where(_row.member_ref == member_ref)
    at = {row[0]: row[1] for row in await connection.execute(last.group_by(_row.offer_id))}
    told = sorted((offer_id for offer_id in used if offer_id in published), key=lambda one: at[one])
    return tuple(LimitUsed(offer_id, used[offer_id]) for offer_id in reversed(told))


async def _published(connection: AsyncConnection, offer_ids: Sequence[str]) -> set[str]:
    """Those of the offers that the shop sells by now."""
    each = (
        func.jsonb_array_elements(cast(catalogue_revisions.c.offers, JSONB))
        .table_valued("value")
        .alias("each")
    )
    offer_id = cast(each.c.value, JSONB)["offer_id"].astext
    revision = catalogue_revisions.c.revision == CURRENT_REVISION.scalar_subquery()
    found = select(offer_id).select_from(catalogue_revisions).join(each, text("true"))
    return set(await connection.scalars(found.where(revision, offer_id.in_(offer_ids))))


async def hold_uses(
    connection: AsyncConnection,
    tenant: str,
    store: str,
    request: AttemptRequest,
    member_ref: str,
    uses: Mapping[str, int],
    now: datetime,
) -> None:
    """The caller has the member's lock and has priced with what `used_by` says."""
    common = {"tenant": tenant, "store": store, "attempt_id": request.attempt_id, "sale_id": request.sale_id}
    common |= {"member_ref": member_ref, "state": ClaimState.HELD.value}
    rows = [
        {**common, "offer_id": offer_id, "uses": uses[offer_id], "changed_at": now}
        for offer_id in sorted(uses)
    ]
    if rows:
        await connection.execute(insert(member_uses), rows)


async def move_uses(connection: AsyncConnection, attempt_id: str, event: ClaimEvent, now: datetime) -> None:
    """With a step of the attempt, in its transaction."""
    before, after = AFTER[event]
    mine = (_row.attempt_id == attempt_id) & _row.state.in_(before)
    await connection.execute(update(member_uses).where(mine).values(state=after, changed_at=now))


async def give_back_uses(connection: AsyncConnection, sale_id: str, now: datetime) -> None:
    """All goods of a paid sale came back."""
    mine = (_row.sale_id == sale_id) & (_row.state == ClaimState.CONSUMED)
    free = {"state": ClaimState.RELEASED, "changed_at": now}
    await connection.execute(update(member_uses).where(mine).values(free))
