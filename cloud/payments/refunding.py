"""The money of returned pieces: asked of the provider under a number of ours until it says how it ended.

The row was committed before, so a crash, a lost answer or two askers at once ask for one and the same refund;
no transaction is open while the provider is asked. The sweeper goes on with whatever has not ended.
"""

from __future__ import annotations

import logging

from sqlalchemy import update

from cloud.clock import Now
from cloud.database.engine import Database
from cloud.database.tables import alarms
from cloud.payments import attempts
from cloud.payments.accounts import Accounts
from cloud.payments.machine import REFUND_ENDS
from cloud.payments.providers.port import (
    PaymentProvider,
    ProviderRefund,
    ProviderRefused,
    ProviderUnknown,
    RefundOrder,
    RefundState,
)
from cloud.payments.refund_rows import (
    REFUSED_CODE,
    RefundRow,
    ask_by,
    claim_due_refunds,
    find_refund,
    step,
)
from cloud.payments.rows import AttemptRow
from cloud.payments.rules import BACKOFF_S
from kiosk.domain.refund_state import UNSETTLED_REFUNDS, RefundEvent
from kiosk.domain.refund_state import RefundState as Ours
from kiosk.errors import BugError, Reason

log = logging.getLogger(__name__)

_E = RefundEvent
NO_ANSWER_CODE = "refund.not_answered"


class Refunding:
    """Gives money back by the accounts of the wallets that it came from."""

    def __init__(self, database: Database, accounts: Accounts, now: Now) -> None:
        self._database = database
        self._accounts = accounts
        self._now = now

    async def due(self, tenant: str, limit: int) -> list[str]:
        """The numbers of refunds to work on now."""
        if limit < 1:
            return []
        async with self._database.as_tenant(tenant) as connection:
            return await claim_due_refunds(connection, self._now(), limit)

    async def work(self, tenant: str, refund_no: str) -> None:
        """Ask how the refund stands, and for it where the provider knows nothing of it."""
        async with self._database.as_tenant(tenant) as connection:
            row = await find_refund(connection, refund_no)
            paid = None if row is None else await attempts.find(connection, row.attempt_id)
        if row is None or row.state not in UNSETTLED_REFUNDS:
            return
        if paid is None:
            raise BugError("a refund has its payment")
        provider = await self._accounts.provider(tenant, paid.wallet)
        asked = False
        try:
            known = await provider.query_refund(row.provider_no)
            if known.state is RefundState.CLOSED and row.state is Ours.REQUESTED:
                row, known = await self._next_number(provider, row)
            if known.state is RefundState.NOT_FOUND:
                asked = True
                known = await provider.refund(_order(row, paid))
        except ProviderUnknown as unknown:
            log.info("refund %s: unknown: %s", refund_no, unknown)
            await self._unanswered(row)
        except ProviderRefused as refused:
            if asked and refused.kind in REFUND_ENDS:
                await self._refused(row, refused.code)
            else:  # it may heal: the money is still owed
                await self._alarm(row, REFUSED_CODE, refused.code)
                await self._step(row, _E.NO_ANSWER)
        else:
            await self._conclude(row, known)

    async def _next_number(
        self, provider: PaymentProvider, row: RefundRow
    ) -> tuple[RefundRow, ProviderRefund]:
        """A refund that was closed never comes by its number; the next one is committed before it is used."""
        first, _, times = row.provider_no.partition("-R")
        number = f"{first}-R{int(times or 1) + 1}"
        async with self._database.as_tenant(row.tenant) as connection:
            row = await ask_by(connection, row, number)
        return row, await provider.query_refund(row.provider_no)

    async def _conclude(self, row: RefundRow, known: ProviderRefund) -> None:
        match known.state:
            case RefundState.SUCCESS if known.amount_minor in {None, row.money_minor}:
                await self._step(row, _E.SUCCEEDED)
                await self._settle_alarms(row)
            case RefundState.PROCESSING:
                await self._step(row, _E.ACCEPTED)
            case RefundState.NOT_FOUND | RefundState.UNKNOWN:
                await self._unanswered(row)
            case _:
                await self._refused(row, known.raw_state)

    async def _unanswered(self, row: RefundRow) -> None:
        if row.checks == len(BACKOFF_S):
            await self._alarm(row, NO_ANSWER_CODE, row.state)
        await self._step(row, _E.NO_ANSWER)

    async def _refused(self, row: RefundRow, code: str) -> None:
        reason = await self._alarm(row, REFUSED_CODE, code)
        await self._step(row, _E.REFUSED, reason)

    async def _step(self, row: RefundRow, event: RefundEvent, refusal: Reason | None = None) -> None:
        async with self._database.as_tenant(row.tenant) as connection:
            await step(connection, row, event, self._now(), refusal)

    async def _alarm(self, row: RefundRow, code: str, word: str) -> Reason:
        reason = Reason(code, {"refund": row.refund_no, "code": word[:40]})
        async with self._database.as_tenant(row.tenant) as connection:
            await attempts.raise_alarm(connection, row.tenant, row.store, reason)
        return reason

    async def _settle_alarms(self, row: RefundRow) -> None:
        alarm = alarms.c
        mine = (alarm.about["refund"].astext == row.refund_no) & alarm.settled_at.is_(None)
        async with self._database.as_tenant(row.tenant) as connection:
            await connection.execute(update(alarms).where(mine).values(settled_at=self._now()))


def _order(row: RefundRow, paid: AttemptRow) -> RefundOrder:
    total = paid.amount_minor if paid.paid_minor is None else paid.paid_minor
    return RefundOrder(row.provider_no, paid.out_trade_no, row.money_minor, total, row.currency)
