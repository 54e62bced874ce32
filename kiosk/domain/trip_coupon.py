"""A coupon on a trip: from its scan to a payment, or to the reason why it does not count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kiosk.domain.coupon import Claim, ClaimKind
from kiosk.domain.coupon_code import CouponKind, CouponRead
from kiosk.domain.member import Member
from kiosk.errors import InputRefused, Reason

MOST_COUPONS = 20

_CLAIMS = {
    CouponKind.PRINTED: ClaimKind.COUPON,
    CouponKind.DIGITAL: ClaimKind.COUPON,
    CouponKind.VOUCHER: ClaimKind.VOUCHER,
    CouponKind.WECHAT: ClaimKind.WECHAT_COUPON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TripCoupon:
    """What the shopper scanned, as it is kept with the trip."""

    claim: Claim
    text: str = field(repr=False)
    """As scanned; let go of when the trip ends."""
    member_ref: str = ""
    """The only member who may use it; empty: anybody."""
    refusal: Reason | None = None
    """Why it does not count any more."""

    def counts(self, member: Member | None) -> bool:
        """It may lower the price of this shopper."""
        mine = not self.member_ref or (member is not None and member.member_ref == self.member_ref)
        return self.refusal is None and mine


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAsked:
    """A claim of a payment attempt, with what proves it to the cloud."""

    claim: Claim
    text: str = field(repr=False)


def coupon_of(read: CouponRead, claim_id: str) -> TripCoupon:
    """A coupon that was just scanned."""
    claim = Claim(
        claim_id=claim_id,
        kind=_CLAIMS[read.kind],
        number=read.number,
        offer_id=read.offer_id,
        amount_minor=read.amount_minor,
        single_use=read.is_single_use,
    )
    return TripCoupon(claim=claim, text=read.text, member_ref=read.member_ref)


def with_coupon(coupons: tuple[TripCoupon, ...], added: TripCoupon) -> tuple[TripCoupon, ...]:
    """With one more; one that was refused before is asked for anew.

    Raises InputRefused: `coupon.used_in_this_trip`, `coupon.one_is_enough` (a second printed one of an offer:
    whoever prints numbers has as many as they like), `coupon.too_many`.
    """
    same = [one for one in coupons if _key(one) == _key(added)]
    if any(one.refusal is None for one in same):
        raise InputRefused(Reason("coupon.used_in_this_trip"))
    kept = tuple(one for one in coupons if one not in same)
    if second_printed([*(one.claim for one in kept if one.refusal is None), added.claim]) is not None:
        raise InputRefused(Reason("coupon.one_is_enough"))
    if len(kept) >= MOST_COUPONS:
        raise InputRefused(Reason("coupon.too_many", {"limit": MOST_COUPONS}))
    return (*kept, added)


def second_printed(claims: Iterable[Claim]) -> Claim | None:
    """The first claim for an offer that a printed coupon before it is for already."""
    offers = set[str]()
    for claim in claims:
        if claim.kind is ClaimKind.COUPON and not claim.single_use:
            if claim.offer_id in offers:
                return claim
            offers.add(claim.offer_id)
    return None


def without_coupon(coupons: tuple[TripCoupon, ...], claim_id: str) -> tuple[TripCoupon, ...]:
    return tuple(one for one in coupons if one.claim.claim_id != claim_id)


def refused(coupons: tuple[TripCoupon, ...], claim_id: str, why: Reason) -> tuple[TripCoupon, ...]:
    """With this one not counting any more."""
    return tuple(replace(one, refusal=why) if one.claim.claim_id == claim_id else one for one in coupons)


def counting(coupons: Iterable[TripCoupon], member: Member | None) -> tuple[Claim, ...]:
    """The claims that the price is made with."""
    return tuple(one.claim for one in coupons if one.counts(member))


def _key(coupon: TripCoupon) -> tuple[ClaimKind, str]:
    return coupon.claim.kind, coupon.claim.number
