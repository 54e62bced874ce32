"""What a kiosk and a provider may ask of the machine: put, wait, close, notify."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.clock import Now
from cloud.coupons.holding import claims_objection
from cloud.database.columns import EVERY_STORE
from cloud.database.engine import Database, fault
from cloud.database.locks import lock_sale
from cloud.members.proof import ProvenCode
from cloud.payments import attempts
from cloud.payments.accounts import Accounts
from cloud.payments.approvers import approver_objection
from cloud.payments.attempts import Raced
from cloud.payments.giving_back import give_back_unsold
from cloud.payments.kept_request import kept_request
from cloud.payments.machine import AttemptMachine
from cloud.payments.member_price import held_code
from cloud.payments.nothing_owed import nothing_owed_objection, paid_by_claims
from cloud.payments.providers.port import TradeState
from cloud.payments.repricing import Repricing
from cloud.payments.rows import AttemptRow, out_trade_no
from cloud.payments.rules import life
from cloud.payments.waiting import Waiting
from kiosk.domain.payment import (
    NO_WALLET,
    NOT_PAID,
    UNSETTLED,
    Attempt,
    AttemptEvent,
    AttemptRequest,
    AttemptState,
)
from kiosk.errors import BugError, CloudRefused, InputRefused, Reason
from kiosk.remote.wire.codec import encode

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 2.5
"""A slow provider's answer is left to the long-poll."""
CLOSE_WITHIN_S = 1.5
LONGEST_WAIT_S = 30.0

IN_DOUBT = frozenset({AttemptState.MISMATCH, AttemptState.REFUND_FAILED})
"""States in which money of the sale is held that only people can return."""


NEVER_ASKED = frozenset({AttemptState.REFUSED, AttemptState.ABANDONED})
"""Of which a provider knows nothing, unless this database was restored from a backup."""


@dataclass(frozen=True, slots=True)
class Asker:
    """The enrolled kiosk behind a request."""

    tenant: str
    store: str
    kiosk: str


class PaymentDesk:
    """The machine's front. Work it starts goes on when the asker hangs up."""

    def __init__(
        self, database: Database, accounts: Accounts, machine: AttemptMachine, waiting: Waiting, now: Now
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._machine = machine
        self._waiting = waiting
        self._now = now
        self._repricing = Repricing()
        self._tasks: set[asyncio.Task[None]] = set()

    async def put(self, asker: Asker, request: AttemptRequest) -> Attempt:
        """Idempotent by id; raises CloudRefused for another body, and while the sale is held or paid."""
        body = encode(request)
        digest = hashlib.sha256(body).hexdigest()
        known = await self._find(asker, request.attempt_id)
        if known is None:
            known = await self._open(asker, request, body, digest)
        if known.request_hash != digest:
            raise CloudRefused(Reason("payment.attempt_differs", {"attempt": request.attempt_id}))
        if known.state is AttemptState.REQUESTING and known.version == FIRST_ASKED:
            await self._start(self._machine.ask(asker.tenant, known.attempt_id), ANSWER_WITHIN_S)
        return await self._answer(asker, request.attempt_id)

    async def _open(self, asker: Asker, request: AttemptRequest, body: bytes, digest: str) -> AttemptRow:
        """The attempt's row, committed before anybody is asked: REQUESTING, or REFUSED by our own rules."""
        fresh = self._fresh(asker, request, body, digest)
        if request.wallet != NO_WALLET:
            await self._accounts.provider(asker.tenant, request.wallet)
        now = self._now()
        async with self._database.as_tenant(asker.tenant) as connection:
            await lock_sale(connection, asker.tenant, request.sale_id)
            first = await attempts.find(connection, request.attempt_id)
            if first is not None:
                return first
            for other in await attempts.of_sale(connection, request.sale_id):
                if other.state is AttemptState.PAID:
                    raise CloudRefused(Reason("payment.sale_is_paid", {"attempt": other.attempt_id}))
                if other.state in IN_DOUBT:
                    raise CloudRefused(Reason("payment.sale_in_doubt", {"attempt": other.attempt_id}))
                if other.holds_sale:
                    raise CloudRefused(
                        Reason("payment.another_attempt_showing", {"attempt": other.attempt_id})
                    )
            code = await held_code(connection, request, now)
            objection = await self._objection(connection, asker, request, code, now)
            kept = kept_request(request, proven=code is not None, refused=objection is not None)
            await attempts.add(connection, fresh, body if kept == request else encode(kept))
            if objection is not None:
                refused = {"reason": objection}
                return await attempts.apply(connection, fresh, AttemptEvent.REFUSED, refused, now)
            asking = await attempts.apply(connection, fresh, AttemptEvent.SEND, {}, now)
            return await paid_by_claims(connection, asking, now) if fresh.wallet == NO_WALLET else asking

    async def _objection(
        self,
        connection: AsyncConnection,
        asker: Asker,
        request: AttemptRequest,
        code: ProvenCode | None,
        now: datetime,
    ) -> Reason | None:
        """Why its money may not be asked for; None: it holds its claims from now on."""
        against = nothing_owed_objection(request, now)
        against = against or await self._repricing.objection(
            connection, asker.tenant, asker.store, request, now
        )
        against = against or await approver_objection(connection, asker.kiosk, request)
        if against is not None or not (request.claims or request.context.claims):
            return against
        book = await self._repricing.book(connection, asker.tenant, request.priced.catalogue_revision)
        if book is None:
            return Reason("coupon.differs")
        member_ref = None if code is None else code.member_ref
        place = (asker.tenant, asker.store)
        return await claims_objection(connection, *place, request, member_ref, book, now)

    def _fresh(self, asker: Asker, request: AttemptRequest, body: bytes, digest: str) -> AttemptRow:
        now = self._now()
        for wrong, why in (
            (request.expires_at.tzinfo is None, "expires_at"),
            (not 0 <= request.due_minor < 2**62, "total_minor"),
            (request.wallet == NO_WALLET and request.due_minor > 0, "wallet"),
            (b"\\u0000" in body, "NUL"),  # no column takes it
        ):
            if wrong:
                raise InputRefused(Reason("wire.unreadable", {"what": "AttemptRequest", "why": why}))
        return AttemptRow(
            tenant=asker.tenant,
            attempt_id=request.attempt_id,
            store=asker.store,
            kiosk=asker.kiosk,
            sale_id=request.sale_id,
            wallet=request.wallet,
            out_trade_no=out_trade_no(request.attempt_id, request.sale_id),
            amount_minor=request.due_minor,
            currency=request.priced.currency,
            state=AttemptState.CREATED,
            version=FIRST_ASKED - 1,
            holds_sale=True,
            was_closed=False,
            opened=False,
            abandoned=False,
            request_hash=digest,
            qr_text=None,
            expires_at=life(request.expires_at, now),
            paid_at=None,
            transaction_id=None,
            paid_minor=None,
            reason=None,
            refund_no=None,
            created_at=now,
            changed_at=now,
            due_at=now,
            checks=0,
            unanswered=0,
        )

    async def wait(self, asker: Asker, attempt_id: str, after_version: int, wait_s: float) -> Attempt:
        """At once when the version is greater, else when it changes or after `wait_s`."""
        loop = asyncio.get_running_loop()
        until = loop.time() + min(max(wait_s, 0.0), LONGEST_WAIT_S)
        while True:
            answer = await self._answer(asker, attempt_id)
            left = until - loop.time()
            if answer.version > after_version or left <= 0:
                return answer
            await self._waiting.sleep(asker.tenant, attempt_id, left)

    async def close(self, asker: Asker, attempt_id: str, *, abandon: bool = False) -> Attempt:
        """The shopper goes back: CLOSING is committed, then the provider has a moment to agree.

        `abandon`: nobody waits for the sale any more, so a success is refunded, known already or not.
        """
        ends = UNSETTLED | NOT_PAID | {AttemptState.PAID} if abandon else UNSETTLED
        for _ in range(3):
            row = await self._row(asker, attempt_id)
            if row.state not in ends:
                return row.answer()
            try:
                async with self._database.as_tenant(asker.tenant) as connection:
                    await lock_sale(connection, asker.tenant, row.sale_id)
                    await self._end(connection, row, abandon=abandon)
                break
            except Raced:
                continue
        if row.state in NOT_PAID:
            return await self._answer(asker, attempt_id)
        await self._start(self._machine.work(asker.tenant, attempt_id), CLOSE_WITHIN_S)
        return await self._answer(asker, attempt_id)

    async def _end(self, connection: AsyncConnection, row: AttemptRow, *, abandon: bool) -> None:
        """Raises Raced when the attempt has moved on, to PAID perhaps."""
        current = await attempts.find(connection, row.attempt_id)
        if current is None or current.version != row.version:
            raise Raced
        if row.state is AttemptState.PAID:
            await give_back_unsold(connection, row, self._now())
        elif abandon:
            await attempts.mark_abandoned(connection, row)
        if row.state in UNSETTLED - {AttemptState.CLOSING}:
            event = AttemptEvent.ABANDON if row.state is AttemptState.CREATED else AttemptEvent.CLOSE
            await attempts.apply(connection, row, event, {}, self._now())

    async def notified(self, tenant: str, wallet: str, headers: Mapping[str, str], body: bytes) -> None:
        """A provider says that something happened: ask it what. Raises NotificationRefused, CloudRefused."""
        provider = await self._accounts.provider(tenant, wallet)
        told = provider.read_notification(headers, body)
        if told.trade is not None:
            number = told.trade.out_trade_no
        elif told.refund is not None:
            number = told.refund.out_refund_no
        else:
            raise BugError("a notification is about a trade or a refund")
        paid = told.trade is not None and told.trade.state is TradeState.SUCCESS
        async with self._database.as_tenant(tenant) as connection:
            row = await attempts.find_by_trade(connection, wallet, number)
            if paid and (row is None or row.state in NEVER_ASKED):
                store = EVERY_STORE if row is None else row.store
                lost = Reason("payment.notified_unknown", {"wallet": wallet, "trade": number[:60]})
                await attempts.raise_alarm(connection, tenant, store, lost)
        if row is not None:
            await self._start(self._machine.work(tenant, row.attempt_id), 0)

    async def settle(self) -> None:
        """Until the work that was started is done."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _start(self, work: Coroutine[Any, Any, None], wait_s: float) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        if wait_s > 0:
            await asyncio.wait({task}, timeout=wait_s)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, SQLAlchemyError):  # its text may hold values of the statement
            log.error("work on an attempt failed; the sweeper goes on with it: %s", fault(error))
        elif error is not None:
            log.error("work on an attempt failed; the sweeper goes on with it", exc_info=error)

    async def _find(self, asker: Asker, attempt_id: str) -> AttemptRow | None:
        async with self._database.as_tenant(asker.tenant) as connection:
            row = await attempts.find(connection, attempt_id)
        if row is not None and row.kiosk != asker.kiosk:
            raise CloudRefused(Reason("payment.unknown_attempt", {"attempt": attempt_id[:60]}))
        return row

    async def _row(self, asker: Asker, attempt_id: str) -> AttemptRow:
        row = await self._find(asker, attempt_id)
        if row is None:
            raise CloudRefused(Reason("payment.unknown_attempt", {"attempt": attempt_id[:60]}))
        return row

    async def _answer(self, asker: Asker, attempt_id: str) -> Attempt:
        return (await self._row(asker, attempt_id)).answer()


FIRST_ASKED = 1
"""The version of an attempt committed as REQUESTING and not answered yet."""
