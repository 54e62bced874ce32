"""Sales judged again: a restored database may learn of a payment after it was told of its sale.

A record comes once, and so did the verdict on it. What was doubted because its attempt was unknown or not
paid is judged anew as soon as that attempt is paid, or its money went back.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import UNPAID_SALES, pay_attempts, sales
from cloud.payments import attempts
from cloud.payments.sale_money import RETURNED, money_doubt
from cloud.sales.numbers import number_taken
from cloud.sales.projection import difference
from cloud.sales.settling import give_the_rest, settle_alarms
from kiosk.domain.payment import AttemptState
from kiosk.domain.sale import Sale
from kiosk.errors import InputRefused
from kiosk.remote.wire.codec import from_builtins, to_builtins

log = logging.getLogger(__name__)

ENDED = RETURNED | {AttemptState.PAID}
"""What is known of the money for good, or may be told by `money_doubt` in other words than before."""


async def watch_doubted(
    connection: AsyncConnection, tenant: str, _since: datetime | None, now: datetime
) -> None:
    """Ends the doubts about money that has come meanwhile, with their alarms, and gives what was held back.

    Looks at every such doubt whenever it looked last: there are few, and an index knows them.
    """
    paid, sold = pay_attempts.c, sales.c
    same = and_(paid.tenant == sold.tenant, paid.attempt_id == sold.attempt_id, paid.sale_id == sold.sale_id)
    found = await connection.execute(
        select(sales)
        .select_from(sales.join(pay_attempts, same))
        .where(text(UNPAID_SALES), paid.state.in_(ENDED))
        .with_for_update(of=sales)
    )
    for row in found.all():
        try:
            await _judge(connection, tenant, row, now)
        except InputRefused as unreadable:  # it may not stop the others
            log.error("sale %s cannot be judged again: %s", row.sale_id, unreadable.reason)


async def _judge(connection: AsyncConnection, tenant: str, row: Row[Any], now: datetime) -> None:
    sale = from_builtins(Sale, row.sale)
    doubt = money_doubt(await attempts.find(connection, row.attempt_id), row.kiosk, sale)
    if doubt is None:
        asked = await attempts.requests_of(connection, [row.attempt_id])
        doubt = await give_the_rest(connection, tenant, row) or difference(asked[row.attempt_id], sale)
        doubt = doubt or await number_taken(connection, row.store, sale)
    if to_builtins(doubt) == row.doubt:  # another kiosk's attempt: that stays unknown
        return
    changed = update(sales).where(sales.c.sale_id == row.sale_id)
    await connection.execute(changed.values(doubt=to_builtins(doubt)))
    await settle_alarms(connection, row.doubt, now)
    if doubt is not None:
        await attempts.raise_alarm(connection, tenant, row.store, doubt)
