"""People settle what no machine can: an attempt whose money they have found, or whose refund is tried again.

No statement of people moves money or an attempt's state, and what happens to the attempt after it is a doubt
again. Only another try of the refund is a step, the table's own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.coupons.moving import give_back_settled
from cloud.database.locks import lock_sale
from cloud.database.tables import alarms, sales
from cloud.payments import attempts
from cloud.payments.doubts import attempt_doubt, is_settled
from cloud.payments.rows import AttemptRow, refund_no
from cloud.payments.sale_money import UNPAID, code_of
from cloud.sales.statements import WITHOUT, Statement, check, keep
from kiosk.domain.payment import AttemptEvent, AttemptState
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import to_builtins

REFUNDABLE = frozenset({AttemptState.MISMATCH, AttemptState.REFUND_FAILED})
"""Money is here that nobody is giving back."""


async def settle_attempt(
    connection: AsyncConnection, tenant: str, attempt_id: str, said: Statement, now: datetime
) -> None:
    """Ends the doubt about an attempt, as it stands now, by what became of its money. Where the shop has none
    of it, its claims are free again.

    Raises InputRefused: `doubt.statement_wrong`, `doubt.no_such_attempt`, `doubt.attempt_moves`,
    `doubt.attempt_settled`, `doubt.attempt_money_missing`.
    """
    row = await _locked(connection, tenant, attempt_id, said)
    if row.state not in REFUNDABLE and attempt_doubt(row, now) is None:
        raise InputRefused(Reason("doubt.attempt_moves", {"attempt": attempt_id[:60], "state": row.state}))
    if said.money is None:
        raise InputRefused(Reason("doubt.attempt_money_missing", {"attempt": attempt_id[:60]}))
    if said.money in WITHOUT:
        await give_back_settled(connection, attempt_id, row.sale_id, now)
    await _keep(connection, row, said, now)


async def retry_refund(
    connection: AsyncConnection, tenant: str, attempt_id: str, said: Statement, now: datetime
) -> None:
    """Has the sweeper give the money back through the provider, once more.

    Raises InputRefused: as `settle_attempt`, `doubt.no_refund_to_try`, and `doubt.sale_has_money` where the
    books say that a sale stands on this money.
    """
    row = await _locked(connection, tenant, attempt_id, said)
    if row.state not in REFUNDABLE:
        raise InputRefused(Reason("doubt.no_refund_to_try", {"attempt": attempt_id[:60], "state": row.state}))
    sold = sales.c
    mine = (sold.sale_id == row.sale_id) & (sold.attempt_id == row.attempt_id)
    sale = (await connection.execute(select(sold.sale_no, sold.doubt).where(mine))).first()
    if sale is not None and code_of(sale.doubt) not in UNPAID:
        raise InputRefused(Reason("doubt.sale_has_money", {"sale": sale.sale_no[:60]}))
    await _keep(connection, row, said, now)
    number = row.refund_no or refund_no(row.out_trade_no)
    await attempts.apply(connection, row, AttemptEvent.REFUND, {"refund_no": number}, now)


async def _locked(connection: AsyncConnection, tenant: str, attempt_id: str, said: Statement) -> AttemptRow:
    """The attempt, which nobody changes until the transaction ends."""
    check(said)
    row = await attempts.find(connection, attempt_id)
    if row is not None:
        await lock_sale(connection, tenant, row.sale_id)
        row = await attempts.find(connection, attempt_id)
    if row is None:
        raise InputRefused(Reason("doubt.no_such_attempt", {"attempt": attempt_id[:60]}))
    if await is_settled(connection, row):
        raise InputRefused(Reason("doubt.attempt_settled", {"attempt": attempt_id[:60]}))
    return row


async def _keep(connection: AsyncConnection, row: AttemptRow, said: Statement, now: datetime) -> None:
    """The statement; and what the alarms about the attempt told is seen to."""
    values: dict[str, str | int] = {"attempt": row.attempt_id, "state": row.state}
    doubt: dict[str, Any] = to_builtins(row.reason or Reason("payment.end_unknown", values))
    named = {"tenant": row.tenant, "store": row.store, "attempt_id": row.attempt_id}
    await keep(connection, {**named, "attempt_version": row.version, "doubt": doubt}, said, now)
    alarm = alarms.c
    told = (alarm.about["attempt"].astext == row.attempt_id) & alarm.settled_at.is_(None)
    await connection.execute(update(alarms).where(told).values(settled_at=now))
