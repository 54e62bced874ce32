"""Attempts of which nothing is left to pay: coupons and vouchers have paid for all of the basket.

There is no provider to ask, so the attempt is taken in, its claims are redeemed and it is PAID in one
transaction. Whether the kiosk heard of it is not known here; it asks again with the same request until it
has, and never after the request's end.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.coupons.proving import refusal
from cloud.payments import attempts
from cloud.payments.rows import AttemptRow
from kiosk.domain.coupon import ClaimKind
from kiosk.domain.payment import NO_WALLET, AttemptEvent, AttemptRequest
from kiosk.errors import Reason


def nothing_owed_objection(request: AttemptRequest, now: datetime) -> Reason | None:
    """Why it may not be paid like this: `payment.nothing_to_pay` (of a wallet), `payment.too_late`,
    `coupon.needs_wechat` with the claim. None where something is owed to a wallet."""
    if request.wallet != NO_WALLET:
        return Reason("payment.nothing_to_pay") if request.due_minor == 0 else None
    if now > request.expires_at:
        return Reason("payment.too_late")
    wallets = (one.claim for one in request.claims if one.claim.kind is ClaimKind.WECHAT_COUPON)
    claim = next(wallets, None)
    return None if claim is None else refusal(Reason("coupon.needs_wechat"), claim).reason


async def paid_by_claims(connection: AsyncConnection, row: AttemptRow, now: datetime) -> AttemptRow:
    """The step to PAID by no money, which uses up the claims held just now; the caller has the sale's lock
    and knows that no other attempt has paid it. What may still come for an earlier code goes back."""
    money = {"transaction_id": row.out_trade_no, "paid_minor": 0, "paid_at": now}
    paid = await attempts.apply(connection, row, AttemptEvent.SUCCEEDED, money, now)
    await attempts.close_others(connection, paid, now)
    return paid
