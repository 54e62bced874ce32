"""A member's code is good for one sale: which sale the code of a step belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.member_tables import member_code_uses
from cloud.members.proof import ProvenCode

_use = member_code_uses.c


async def use_codes(
    connection: AsyncConnection, tenant: str, store: str, wanted: Mapping[str, ProvenCode]
) -> dict[str, str]:
    """Uses codes for sales (`wanted` by sale id), the first come first; answers by the same ids which sale
    each code belongs to. Rows are locked until the transaction ends."""
    if not wanted:
        return {}
    by_code = sorted(wanted.items(), key=lambda pair: (pair[1].member_ref, pair[1].step))
    rows = [
        {
            "tenant": tenant,
            "store": store,
            "sale_id": sale_id,
            "member_ref": code.member_ref,
            "step": code.step,
        }
        for sale_id, code in by_code
    ]
    await connection.execute(insert(member_code_uses).on_conflict_do_nothing(), rows)
    keys = {(code.member_ref, code.step) for code in wanted.values()}
    found = await connection.execute(
        select(_use.member_ref, _use.step, _use.sale_id)
        .where(tuple_(_use.member_ref, _use.step).in_(sorted(keys)))
        .order_by(_use.member_ref, _use.step)
        .with_for_update()
    )
    holders = {(row.member_ref, row.step): row.sale_id for row in found}
    return {sale_id: holders[code.member_ref, code.step] for sale_id, code in wanted.items()}


async def hand_over(connection: AsyncConnection, code: ProvenCode, sale_id: str) -> None:
    """The sale that used the code came to nothing: it is this one's now. The row is locked by `use_codes`."""
    mine = (_use.member_ref == code.member_ref) & (_use.step == code.step)
    await connection.execute(update(member_code_uses).where(mine).values(sale_id=sale_id))
