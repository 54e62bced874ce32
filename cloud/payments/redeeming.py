"""Merchant coupons of a wallet: its provider is told that one was used before the money is asked for, and
asked to take that back where the payment ended without money.

Each step is committed before the call that depends on it, and no transaction is open meanwhile. A use whose
answer was lost is unknown: its payment is refused in words, and what may have been used is asked back.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select, update

from cloud.clock import Now
from cloud.coupons.moving import let_go
from cloud.database.coupon_tables import ASKED, REDEEMED, RETURNED, RETURNING, claims
from cloud.database.engine import Database
from cloud.database.locks import lock_sale
from cloud.payments import attempts
from cloud.payments.accounts import Accounts
from cloud.payments.providers.port import (
    CouponRedeemer,
    CouponUse,
    ProviderRefused,
    ProviderUnknown,
    Refusal,
)
from cloud.payments.rows import AttemptRow
from kiosk.domain.claim_state import TAKEN, ClaimState
from kiosk.domain.coupon import ClaimKind
from kiosk.errors import Reason

log = logging.getLogger(__name__)

SETTLED_AFTER = timedelta(seconds=60)
"""How long a use without an answer may still be on its way."""
NEVER_USED = frozenset({Refusal.INVALID, Refusal.NOT_FOUND})

_claim = claims.c


class Redeeming:
    """Uses coupons and gives them back, by the account of the wallet that they are of."""

    def __init__(self, database: Database, accounts: Accounts, now: Now) -> None:
        self._database = database
        self._accounts = accounts
        self._now = now

    async def redeem(self, row: AttemptRow) -> Reason | None:
        """Before the provider is asked for the money: why a coupon of the attempt is not taken, or None."""
        async with self._database.as_tenant(row.tenant) as connection:
            wanted = select(claims).where(
                _claim.attempt_id == row.attempt_id,
                _claim.kind == ClaimKind.WECHAT_COUPON.value,
                _claim.state.in_((ClaimState.HELD, ClaimState.UNKNOWN)),
                _claim.redemption != REDEEMED,
            )
            found = (await connection.execute(wanted.order_by(_claim.number))).all()
        for claim in found:
            refusal = await self._use(row, claim)
            if refusal is not None:
                return Reason(refusal.code, {**refusal.values, "claim": claim.claim_id})
        return None

    async def _use(self, row: AttemptRow, claim: Row[Any]) -> Reason | None:
        provider = await self._accounts.provider(row.tenant, row.wallet)
        if not isinstance(provider, CouponRedeemer):
            return Reason("coupon.not_here")
        times = await self._times_returned(row.tenant, claim)
        await self._note(claim, ASKED, claim.state)
        use = CouponUse(
            coupon_code=claim.number,
            stock_id=claim.stock_id,
            request_no=_number("use", claim.sale_id, claim.claim_id, str(times)),
            used_at=claim.changed_at,
        )
        try:
            await provider.use_coupon(use)
        except ProviderUnknown as unknown:
            log.info("attempt %s: use of a coupon unknown: %s", row.attempt_id, unknown)
            await self._note(claim, ASKED, ClaimState.UNKNOWN)
            return Reason("coupon.not_confirmed")
        except ProviderRefused as refused:
            await self._note(claim, "", claim.state)
            return Reason("coupon.refused_by_wechat", {"code": refused.code[:40]})
        await self._note(claim, REDEEMED, ClaimState.HELD)
        return None

    async def give_back(self, tenant: str) -> None:
        """Asks back what was used for payments that ended without money, each use once whatever attempts
        shared it; it is free when the provider has taken it back."""
        for claim in await self._owed(tenant):
            provider = await self._accounts.provider(tenant, await self._wallet(tenant, claim))
            if isinstance(provider, CouponRedeemer):
                await self._give_one_back(provider, claim)

    async def _give_one_back(self, provider: CouponRedeemer, claim: Row[Any]) -> None:
        await self._note(claim, RETURNING, ClaimState.RELEASED)
        number = _number("return", claim.attempt_id, claim.claim_id)
        try:
            await provider.return_coupon(claim.number, claim.stock_id, number)
        except ProviderUnknown as unknown:
            log.info("return of a coupon of attempt %s unknown: %s", claim.attempt_id, unknown)
            return
        except ProviderRefused as refused:
            if claim.redemption != ASKED or refused.kind not in NEVER_USED:
                about: dict[str, str | int] = {"attempt": claim.attempt_id, "code": refused.code[:40]}
                async with self._database.as_tenant(claim.tenant) as connection:
                    reason = Reason("coupon.return_refused", about)
                    await attempts.raise_alarm(connection, claim.tenant, claim.store, reason)
                return
        async with self._database.as_tenant(claim.tenant) as connection:
            await lock_sale(connection, claim.tenant, claim.sale_id)
            await connection.execute(_this(claim).values(redemption=RETURNED))
            await let_go(connection, claim.sale_id, [(claim.kind, claim.number)])

    async def _owed(self, tenant: str) -> list[Row[Any]]:
        """One claim of each use; the others that shared it are settled with it."""
        other = claims.alias("other")
        in_use = exists().where(
            and_(
                other.c.tenant == _claim.tenant,
                other.c.sale_id == _claim.sale_id,
                other.c.kind == _claim.kind,
                other.c.number == _claim.number,
                other.c.state.in_(TAKEN),
            )
        )
        settled = _claim.changed_at < self._now() - SETTLED_AFTER
        due = or_(
            _claim.redemption == RETURNING,
            and_(_claim.redemption == REDEEMED, ~in_use),
            and_(_claim.redemption == ASKED, ~in_use, settled),
        )
        uses: defaultdict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
        async with self._database.as_tenant(tenant) as connection:
            query = select(claims).where(_claim.state == ClaimState.RELEASED, due)
            for claim in await connection.execute(query.order_by(_claim.attempt_id)):
                uses[claim.sale_id, claim.number].append(claim)
            for shared in uses.values():
                for claim in shared[1:]:
                    await connection.execute(_this(claim).values(redemption=RETURNED))
        return [shared[0] for shared in uses.values()]

    async def _wallet(self, tenant: str, claim: Row[Any]) -> str:
        async with self._database.as_tenant(tenant) as connection:
            row = await attempts.find(connection, claim.attempt_id)
        return "" if row is None else row.wallet

    async def _times_returned(self, tenant: str, claim: Row[Any]) -> int:
        """A use after a return is another use, under another number."""
        back = select(func.count()).where(
            _claim.sale_id == claim.sale_id,
            _claim.number == claim.number,
            _claim.redemption.in_((RETURNING, RETURNED)),
        )
        async with self._database.as_tenant(tenant) as connection:
            return int(await connection.scalar(back) or 0)

    async def _note(self, claim: Row[Any], redemption: str, state: str) -> None:
        async with self._database.as_tenant(claim.tenant) as connection:
            still = _this(claim).where(_claim.state == claim.state)
            await connection.execute(still.values(redemption=redemption, state=state))


def _this(claim: Row[Any]) -> Any:
    return update(claims).where(_claim.attempt_id == claim.attempt_id, _claim.claim_id == claim.claim_id)


def _number(*parts: str) -> str:
    """32 hex digits, the most that WeChat Pay allows; the same for the same parts."""
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:32]
