"""Coupons redeemed where no kiosk is: at a staffed till, or at the desk that pays a return voucher out.

One that is good once is the till's sale's by the key that makes it a kiosk's sale's, so it is used once, here
or there. The till's sale is named by whoever redeems; the same again for the same sale is the same use, so a
lost answer is asked for again.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import current_revision, offers_at
from cloud.coupons.holding import claim_row
from cloud.coupons.moving import consume_alone, let_go
from cloud.coupons.proving import ProvenClaim, check_limits, read_with
from cloud.coupons.series import programme_of
from cloud.database.coupon_tables import claim_holders, claims
from kiosk.domain.claim_state import ClaimState
from kiosk.domain.coupon import Claim
from kiosk.domain.coupon_code import CouponKind, CouponRead
from kiosk.domain.trip_coupon import coupon_of
from kiosk.errors import InputRefused, Reason

LONGEST_SALE = 60
_claim, _held = claims.c, claim_holders.c


@dataclass(frozen=True, slots=True, kw_only=True)
class TillSale:
    """What a coupon is redeemed for. `name`: the till's own word for it; `member_ref`: whose code the till
    has seen, empty for nobody."""

    tenant: str
    store: str
    currency: str
    name: str
    member_ref: str = ""

    @property
    def sale_id(self) -> str:
        """No kiosk's sale has such a one."""
        return f"till/{self.name}"

    @property
    def whose(self) -> dict[str, str]:
        """The sale as the books of coupons name it."""
        return {"tenant": self.tenant, "store": self.store, "sale_id": self.sale_id}


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What the till may take off or pay out; `again`: it was redeemed for this sale before."""

    read: CouponRead
    again: bool


async def redeem_at_till(connection: AsyncConnection, text: str, sale: TillSale, now: datetime) -> Redeemed:
    """Uses a coupon up for the sale, in the caller's transaction; a printed one is everybody's and stays so.

    Raises InputRefused: `coupon.till_sale_wrong`, `coupon.not_at_till` (a wallet's), `coupon.other_member`,
    `coupon.member_limit`, `coupon.in_use`, `coupon.already_used`, and what `read_coupon` refuses.
    """
    _check_name(sale.name)
    read = read_with(await programme_of(connection), text, now, sale.currency)
    if read.kind is CouponKind.WECHAT:
        raise InputRefused(Reason("coupon.not_at_till"))
    if read.member_ref not in {"", sale.member_ref}:
        raise InputRefused(Reason("coupon.other_member"))
    if not read.is_single_use:
        return Redeemed(read, again=False)
    claim = coupon_of(read, str(uuid.uuid4())).claim
    holder = await consume_alone(connection, sale.whose, claim.kind.value, claim.number, now)
    if holder != sale.sale_id:
        used = select(_held.consumed).where(_held.kind == claim.kind.value, _held.number == claim.number)
        is_used = await connection.scalar(used)
        raise InputRefused(Reason("coupon.already_used" if is_used else "coupon.in_use"))
    if await connection.scalar(select(_claim.claim_id).where(_taken(sale, claim))) is not None:
        return Redeemed(read, again=True)
    if sale.member_ref and claim.offer_id:
        book = await offers_at(connection, await current_revision(connection))
        if book is not None:
            await check_limits(connection, sale.tenant, sale.sale_id, [claim], book, sale.member_ref)
    # No payment of the cloud's: the sale itself stands for its attempt.
    taken = ProvenClaim(claim, stock_id="", member_ref=sale.member_ref or None)
    row = claim_row(taken, sale.whose, sale.sale_id, ClaimState.CONSUMED, now)
    await connection.execute(insert(claims).values(row))
    return Redeemed(read, again=False)


async def give_back_at_till(
    connection: AsyncConnection, text: str, sale: TillSale, now: datetime
) -> CouponRead:
    """The sale came to nothing: what was redeemed for it is free again.

    Raises InputRefused: `coupon.till_sale_wrong`, `coupon.not_redeemed_there`, and what `read_coupon`
    refuses.
    """
    _check_name(sale.name)
    read = read_with(await programme_of(connection), text, now, sale.currency)
    claim = coupon_of(read, "").claim
    free = update(claims).where(_taken(sale, claim)).values(state=ClaimState.RELEASED, changed_at=now)
    if not (await connection.execute(free)).rowcount:
        raise InputRefused(Reason("coupon.not_redeemed_there", {"sale": sale.name}))
    await let_go(connection, sale.sale_id, [(claim.kind.value, claim.number)])
    return read


def _check_name(name: str) -> None:
    if not 1 <= len(name.strip()) <= LONGEST_SALE or not name.isprintable():
        raise InputRefused(Reason("coupon.till_sale_wrong", {"limit": LONGEST_SALE}))


def _taken(sale: TillSale, claim: Claim) -> ColumnElement[bool]:
    same = (_claim.kind == claim.kind.value) & (_claim.number == claim.number)
    return (_claim.attempt_id == sale.sale_id) & same & (_claim.state == ClaimState.CONSUMED)
