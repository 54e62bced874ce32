"""Paid attempts whose sale never came: a kiosk that broke, was stolen or lost its disk took money for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import alarms, pay_attempts, sales
from cloud.payments.attempts import raise_alarm
from kiosk.domain.payment import AttemptState
from kiosk.errors import Reason

SALE_WITHIN = timedelta(hours=1)
"""After the payment; a kiosk without network for longer is worth a person's look too."""
FIRST_LOOK_BACK = timedelta(days=30)
"""How old payments a process looks at when it starts."""
CODE = "payment.paid_without_sale"


async def watch_unsold(
    connection: AsyncConnection, tenant: str, since: datetime | None, now: datetime
) -> None:
    """Alarms for what has no sale an hour after it was paid, from the last look at `since` on; settles those
    whose sale came and those whose money went back."""
    paid, sold = pay_attempts.c, sales.c
    from_ = (now - FIRST_LOOK_BACK if since is None else since) - SALE_WITHIN
    missing = await connection.execute(
        select(paid.attempt_id, paid.sale_id, paid.store).where(
            paid.state == AttemptState.PAID,
            paid.changed_at.between(from_, now - SALE_WITHIN),
            ~exists().where(sold.tenant == paid.tenant, sold.sale_id == paid.sale_id),
        )
    )
    for row in missing.all():
        about: dict[str, str | int] = {"attempt": row.attempt_id, "sale": row.sale_id}
        await raise_alarm(connection, tenant, row.store, Reason(CODE, about))
    about_sale, about_attempt = alarms.c.about["sale"].astext, alarms.c.about["attempt"].astext
    came = exists().where(sold.tenant == alarms.c.tenant, sold.sale_id == about_sale)
    went = exists().where(
        paid.tenant == alarms.c.tenant, paid.attempt_id == about_attempt, paid.state == AttemptState.REFUNDED
    )
    await connection.execute(
        update(alarms)
        .where(alarms.c.code == CODE, alarms.c.settled_at.is_(None), came | went)
        .values(settled_at=now)
    )
