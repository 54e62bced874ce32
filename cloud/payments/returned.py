"""Sales whose money went back after they were booked: their points go back too, and people are told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.staff_tables import settlements
from cloud.database.tables import pay_attempts, sales
from cloud.members.points import reverse
from cloud.payments.attempts import raise_alarm
from cloud.payments.sale_money import MONEY_RETURNED, RETURNED, UNPAID
from kiosk.errors import Reason
from kiosk.remote.wire.codec import to_builtins

FIRST_LOOK_BACK = timedelta(days=30)
"""How old returns a process looks at when it starts."""
OVERLAP = timedelta(minutes=5)
"""A step is dated before it is committed: the last look may have missed it."""


async def watch_returned(
    connection: AsyncConnection, tenant: str, since: datetime | None, now: datetime
) -> None:
    """Looks at what was returned from the last look at `since` on; a sale that people settled stays so."""
    paid, sold, settled = pay_attempts.c, sales.c, settlements.c
    from_ = now - FIRST_LOOK_BACK if since is None else since - OVERLAP
    same = and_(paid.tenant == sold.tenant, paid.attempt_id == sold.attempt_id, paid.sale_id == sold.sale_id)
    found = await connection.execute(
        select(sold.sale_id, sold.sale_no, sold.store, paid.state)
        .select_from(sales.join(pay_attempts, same))
        .where(
            paid.state.in_(RETURNED),
            paid.changed_at >= from_,
            func.coalesce(sold.doubt["code"].astext, "").not_in(UNPAID),
            ~exists().where(settled.tenant == sold.tenant, settled.sale_id == sold.sale_id),
        )
        .with_for_update(of=sales)
    )
    for row in found.all():
        doubt = Reason(MONEY_RETURNED, {"sale": row.sale_no[:60], "state": row.state})
        marked = update(sales).where(sold.sale_id == row.sale_id).values(doubt=to_builtins(doubt))
        await connection.execute(marked)
        await reverse(connection, row.sale_id)
        await raise_alarm(connection, tenant, row.store, doubt)
