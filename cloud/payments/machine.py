"""The attempt machine: carries `kiosk.domain.payment`'s table between the database and the provider.

A step is committed before the provider is asked what depends on it, and no transaction is open while a
provider is asked. `work` looks at an attempt and does the one thing it needs; the kiosk's requests, the
provider's notifications and the sweeper all only make it happen sooner.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy.exc import IntegrityError

from cloud.clock import Now
from cloud.database.engine import Database
from cloud.database.locks import lock_sale
from cloud.payments import attempts
from cloud.payments.accounts import Accounts
from cloud.payments.attempts import Raced
from cloud.payments.providers.port import (
    CloseResult,
    PaymentProvider,
    ProviderOrder,
    ProviderRefused,
    ProviderTrade,
    ProviderUnknown,
    RefundOrder,
    RefundState,
    Refusal,
)
from cloud.payments.redeeming import Redeeming
from cloud.payments.rows import AttemptRow, next_refund_no, refund_no
from cloud.payments.rules import (
    UNANSWERED_LIMIT,
    Verdict,
    goes_back,
    holds_instead,
    judge,
    needs_asking_again,
    refund_verdict,
)
from cloud.stores import store_of
from kiosk.domain.payment import NO_WALLET, SHOWING, AttemptEvent, AttemptState
from kiosk.errors import Reason

log = logging.getLogger(__name__)

_S, _E = AttemptState, AttemptEvent

ASK_AGAIN = frozenset({Refusal.ALREADY_PAID, Refusal.ALREADY_CLOSED, Refusal.ID_USED, Refusal.USER_PAYING})
"""Refusals of a create that say the trade is there: a query tells how it stands."""

PAYING = frozenset({CloseResult.USER_PAYING, CloseResult.ALREADY_PAID})
"""Answers to a close by which the shopper is paying or has paid."""

REFUND_ENDS = frozenset({Refusal.INVALID, Refusal.NOT_FOUND, Refusal.ALREADY_CLOSED})
"""Refusals after which staff return the money. Any other may heal: it is still owed, so it is tried again."""

NotifyUrl = Callable[[str, str], str]
"""The address a provider posts to, by tenant and wallet."""


class AttemptMachine:
    """Drives attempts; one per process. Calls about one attempt wait for each other."""

    def __init__(self, database: Database, accounts: Accounts, now: Now, notify_url: NotifyUrl) -> None:
        self._database = database
        self._accounts = accounts
        self._now = now
        self._notify_url = notify_url
        self.redeeming = Redeeming(database, accounts, now)
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    def _alone(self, tenant: str, attempt_id: str) -> asyncio.Lock:
        return self._locks.setdefault((tenant, attempt_id), asyncio.Lock())

    async def ask(self, tenant: str, attempt_id: str) -> None:
        """The first request to the provider, for an attempt committed as REQUESTING."""
        async with self._alone(tenant, attempt_id):
            row = await self._read(tenant, attempt_id)
            if row is not None and row.state is _S.REQUESTING:
                await self._create(row)

    async def work(self, tenant: str, attempt_id: str) -> None:
        """Do what the attempt needs now."""
        async with self._alone(tenant, attempt_id):
            row = await self._read(tenant, attempt_id)
            if row is None:
                return
            try:
                await self._work(row)
            except Raced:
                return

    async def _work(self, row: AttemptRow) -> None:
        match row.state:
            case _S.CREATED:
                await self._step(row, _E.ABANDON)
            case _S.REQUESTING:  # whoever asked is gone, or this lock would be held
                await self._look(await self._step(row, _E.NO_ANSWER))
            case _S.PRESENTED | _S.USERPAYING | _S.UNKNOWN:
                await self._look(row)
            case _S.CLOSING:
                await self._close(row)
            case _S.CLOSED:
                await self._look(row)
            case _S.LATE_PAID:
                number = refund_no(row.out_trade_no)
                await self._refund(await self._step(row, _E.REFUND, {"refund_no": number}))
            case _S.REFUND_PENDING if row.wallet == NO_WALLET:  # only its claims go back
                await self._step(row, _E.REFUNDED)
            case _S.REFUND_PENDING:
                await self._refund(row)
            case _:
                await self._reschedule(row, answered=True)

    # what the provider is asked

    async def _create(self, row: AttemptRow) -> None:
        if (against := await self.redeeming.redeem(row)) is not None:
            return await self._step_if_current(row, Verdict(_E.REFUSED, {"reason": against}))
        provider = await self._accounts.provider(row.tenant, row.wallet)
        order = ProviderOrder(
            out_trade_no=row.out_trade_no,
            amount_minor=row.amount_minor,
            currency=row.currency,
            description=await self._shop_name(row),
            expires_at=row.expires_at,
            notify_url=self._notify_url(row.tenant, row.wallet),
        )
        try:
            presented = await provider.create(order)
        except ProviderUnknown as unknown:
            log.info("attempt %s: create unknown: %s", row.attempt_id, unknown)
            await self._unanswered(row)
        except ProviderRefused as refused:
            await self._refused(row, refused)
        else:
            await self._step_if_current(row, Verdict(_E.PRESENTED, {"qr_text": presented.code_url}))

    async def _refused(self, row: AttemptRow, refused: ProviderRefused) -> None:
        if refused.kind in ASK_AGAIN:
            await self._unanswered(row)
            return
        reason = Reason("payment.provider_refused", {"wallet": row.wallet, "code": refused.code[:40]})
        alarm = reason if refused.kind is Refusal.NOT_AUTHORISED else None
        await self._step_if_current(row, Verdict(_E.REFUSED, {"reason": reason}, alarm))

    async def _unanswered(self, row: AttemptRow) -> None:
        """No answer to a create: UNKNOWN, never failed."""
        if row.state is _S.REQUESTING:
            await self._step_if_current(row, Verdict(_E.NO_ANSWER))
        else:
            await self._reschedule(row, answered=False)

    async def _look(self, row: AttemptRow) -> None:
        """Query, and move as the answer says; past its expiry an attempt without money is closed."""
        provider = await self._accounts.provider(row.tenant, row.wallet)
        trade = await self._query(provider, row)
        if trade is None:
            row = await self._no_answer(row)
        else:
            verdict = judge(row, trade, provider.identity, self._now())
            row = await self._conclude(row, verdict)
            if verdict.event is None and needs_asking_again(row, trade) and self._now() < row.expires_at:
                await self._create(row)
                return
        if row.state in SHOWING | {_S.UNKNOWN} and self._now() >= row.expires_at:
            await self._close(await self._step(row, _E.CLOSE))

    async def _no_answer(self, row: AttemptRow) -> AttemptRow:
        if row.state in SHOWING and row.unanswered + 1 >= UNANSWERED_LIMIT:
            return await self._step(row, _E.NO_ANSWER)
        await self._reschedule(row, answered=False)
        return row

    async def _query(self, provider: PaymentProvider, row: AttemptRow) -> ProviderTrade | None:
        try:
            return await provider.query(row.out_trade_no)
        except ProviderUnknown as unknown:
            log.info("attempt %s: query unknown: %s", row.attempt_id, unknown)
        except ProviderRefused as refused:
            await self._alarm(row, Reason("payment.query_refused", {"code": refused.code[:40]}))
        return None

    async def _close(self, row: AttemptRow) -> None:
        """Close, then query: only a query that says so ends the attempt."""
        provider = await self._accounts.provider(row.tenant, row.wallet)
        try:
            if await provider.close(row.out_trade_no) in PAYING and not row.opened:
                row = await self._step(row, _E.OPENED)
        except ProviderUnknown as unknown:
            log.info("attempt %s: close unknown: %s", row.attempt_id, unknown)
        except ProviderRefused as refused:
            await self._alarm(row, Reason("payment.close_refused", {"code": refused.code[:40]}))
        trade = await self._query(provider, row)
        if trade is None:
            await self._reschedule(row, answered=False)
        else:
            await self._conclude(row, judge(row, trade, provider.identity, self._now()))

    async def _refund(self, row: AttemptRow) -> None:
        """The whole amount under one number: the provider knows a repetition by it.

        A refund found closed at the first look never comes: people let it be tried again, by the next number.
        """
        provider = await self._accounts.provider(row.tenant, row.wallet)
        paid = row.paid_minor if row.paid_minor is not None else row.amount_minor
        number, asked = row.refund_no or refund_no(row.out_trade_no), False
        try:
            known = await provider.query_refund(number)
            if known.state is RefundState.CLOSED and row.checks == 0:
                number = await self._renumber(row, number)
                known = await provider.query_refund(number)
            if known.state is RefundState.NOT_FOUND:
                asked = True
                known = await provider.refund(RefundOrder(number, row.out_trade_no, paid, paid, row.currency))
        except ProviderUnknown as unknown:
            log.info("attempt %s: refund unknown: %s", row.attempt_id, unknown)
            await self._reschedule(row, answered=False)
        except ProviderRefused as refused:
            reason = Reason("payment.refund_refused", {"attempt": row.attempt_id, "code": refused.code[:40]})
            ends = asked and refused.kind in REFUND_ENDS
            event, changes = (_E.REFUND_FAILED, {"reason": reason}) if ends else (None, {})
            await self._conclude(row, Verdict(event, changes, reason, answered=False))
        else:
            await self._conclude(row, refund_verdict(row, known, paid))

    async def _shop_name(self, row: AttemptRow) -> str:
        """What the shopper's wallet calls the payment."""
        async with self._database.as_tenant(row.tenant) as connection:
            shop = await store_of(connection, row.store)
        return row.store if shop is None else shop.names.zh

    # what is committed

    async def _read(self, tenant: str, attempt_id: str) -> AttemptRow | None:
        async with self._database.as_tenant(tenant) as connection:
            return await attempts.find(connection, attempt_id)

    async def _conclude(self, row: AttemptRow, verdict: Verdict) -> AttemptRow:
        if verdict.alarm is not None:
            await self._alarm(row, verdict.alarm)
        if verdict.event is None:
            await self._reschedule(row, answered=verdict.answered)
            return row
        return await self._step(row, verdict.event, verdict.changes)

    async def _step_if_current(self, row: AttemptRow, verdict: Verdict) -> None:
        """For an answer that came while the kiosk closed the attempt: the close goes first."""
        try:
            await self._conclude(row, verdict)
        except Raced:
            log.info("attempt %s: changed while the provider was asked", row.attempt_id)

    async def _step(
        self, row: AttemptRow, event: AttemptEvent, changes: Mapping[str, Any] | None = None
    ) -> AttemptRow:
        try:
            return await self._commit(row, event, changes or {})
        except IntegrityError as error:
            if "uq_pay_attempts_transaction" not in str(error.orig):
                raise
        reason = Reason("payment.transaction_twice", {"attempt": row.attempt_id})
        await self._alarm(row, reason)
        others = {**(changes or {}), "transaction_id": None, "reason": reason}
        return await self._commit(row, _E.MISMATCHED, others)

    async def _commit(self, row: AttemptRow, event: AttemptEvent, changes: Mapping[str, Any]) -> AttemptRow:
        async with self._database.as_tenant(row.tenant) as connection:
            await lock_sale(connection, row.tenant, row.sale_id)
            others = await attempts.of_sale(connection, row.sale_id)
            if event is _E.SUCCEEDED and goes_back(row, others):
                event = _E.SUCCEEDED_LATE
            if event is _E.OPENED and any(holds_instead(row, other) for other in others):
                changes = {**changes, "holds_sale": False}
            after = await attempts.apply(connection, row, event, changes, self._now())
            if after.state in {_S.PAID, _S.MISMATCH}:
                await attempts.close_others(connection, after, self._now())
        return after

    async def _renumber(self, row: AttemptRow, closed: str) -> str:
        """Committed before it is asked for: whoever goes on after a crash asks by the same number."""
        async with self._database.as_tenant(row.tenant) as connection:
            await attempts.renumber_refund(connection, row, number := next_refund_no(closed))
        return number

    async def _reschedule(self, row: AttemptRow, *, answered: bool) -> None:
        async with self._database.as_tenant(row.tenant) as connection:
            await attempts.reschedule(connection, row, self._now(), answered=answered)

    async def _alarm(self, row: AttemptRow, reason: Reason) -> None:
        log.info("alarm of attempt %s: %s", row.attempt_id, reason)
        async with self._database.as_tenant(row.tenant) as connection:
            await attempts.raise_alarm(connection, row.tenant, row.store, reason)
