"""Whether claims are what a kiosk says: read again with the shop's own list and keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.coupons.series import programme_of
from cloud.database.coupon_tables import claims
from cloud.database.locks import lock_coupon_uses
from kiosk.domain.claim_state import TAKEN
from kiosk.domain.coupon import Claim
from kiosk.domain.coupon_code import CouponProgramme, CouponRead, read_coupon
from kiosk.domain.offer import terms_of
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.promotion import OfferBook
from kiosk.domain.trip_coupon import MOST_COUPONS, ClaimAsked, coupon_of, second_printed
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.signing import verifier


@dataclass(frozen=True, slots=True)
class ProvenClaim:
    """A claim with what the books keep of it."""

    claim: Claim
    stock_id: str
    member_ref: str | None
    """The proven member of the trip."""


async def prove(
    connection: AsyncConnection,
    tenant: str,
    request: AttemptRequest,
    member_ref: str | None,
    book: OfferBook,
    now: datetime,
) -> list[ProvenClaim]:
    """The claims, in the order of the request; `member_ref` is the trip's member where a code proves it.

    Raises InputRefused naming the first that may not be used in `claim`: `coupon.differs`,
    `coupon.one_is_enough`, `coupon.other_member`, `coupon.member_limit`, and what `read_coupon` refuses.
    """
    asked = request.claims
    numbers = {(one.claim.kind, one.claim.number) for one in asked}
    names = {one.claim.claim_id for one in asked}
    if tuple(one.claim for one in asked) != request.context.claims or not (
        len(numbers) == len(names) == len(asked)
    ):
        raise InputRefused(Reason("coupon.differs"))
    if len(asked) > MOST_COUPONS:
        raise InputRefused(Reason("coupon.too_many", {"limit": MOST_COUPONS}))
    second = second_printed(request.context.claims)
    if second is not None:
        raise refusal(Reason("coupon.one_is_enough"), second)
    programme = await programme_of(connection)
    proven = []
    for one in asked:
        try:
            read = read_with(programme, one.text, now, request.context.currency)
        except InputRefused as no:
            raise refusal(no.reason, one.claim) from None
        _check(one, read, member_ref)
        proven.append(ProvenClaim(one.claim, read.stock_id, member_ref))
    if member_ref is not None:
        claimed = request.context.claims
        await check_limits(connection, tenant, request.sale_id, claimed, book, member_ref)
    return proven


def read_with(programme: CouponProgramme, text: str, now: datetime, currency: str) -> CouponRead:
    """The coupon behind a text, by the shop's own list and keys. Raises InputRefused as `read_coupon`."""
    return read_coupon(text, programme, verifier(programme.keys), now, currency)


def refusal(reason: Reason, claim: Claim) -> InputRefused:
    """The reason, with the claim that it is about."""
    return InputRefused(Reason(reason.code, {**reason.values, "claim": claim.claim_id[:60]}))


def _check(one: ClaimAsked, read: CouponRead, member_ref: str | None) -> None:
    if coupon_of(read, one.claim.claim_id).claim != one.claim:
        raise refusal(Reason("coupon.differs"), one.claim)
    if read.member_ref and read.member_ref != member_ref:
        raise refusal(Reason("coupon.other_member"), one.claim)


async def check_limits(
    connection: AsyncConnection,
    tenant: str,
    sale_id: str,
    asked: Sequence[Claim],
    book: OfferBook,
    member_ref: str,
) -> None:
    """No member uses coupons of an offer more often than it allows, over all trips. Attempts of one member
    and offer wait for each other. Raises InputRefused(`coupon.member_limit`)."""
    wanted = Counter(claim.offer_id for claim in asked if claim.offer_id)
    for offer_id in sorted(wanted):
        offer = book.by_id.get(offer_id)
        limit = None if offer is None else terms_of(offer).most_uses_per_member
        if limit is None:
            continue
        await lock_coupon_uses(connection, tenant, member_ref, offer_id)
        row = claims.c
        mine = (row.offer_id == offer_id) & (row.member_ref == member_ref) & row.state.in_(TAKEN)
        others = mine & (row.sale_id != sale_id)
        # A sale's attempts share a coupon; its name is the kiosk's own, and says nothing of other sales.
        each = func.distinct(tuple_(row.sale_id, row.kind, row.number))
        used = await connection.scalar(select(func.count(each)).where(others))
        if int(used or 0) + wanted[offer_id] > limit:
            claim = next(one for one in asked if one.offer_id == offer_id)
            raise refusal(Reason("coupon.member_limit", {"limit": limit}), claim)
