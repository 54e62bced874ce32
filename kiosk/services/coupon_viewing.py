"""Viewing coupons: what each one on the trip does, or why it does nothing. Reads only."""

from __future__ import annotations

from kiosk.domain.coupon import Claim, ClaimKind
from kiosk.domain.money import format_minor
from kiosk.domain.owed import claims_used, due_minor
from kiosk.domain.priced import PricedBasket
from kiosk.domain.product import NO_NAMES, Names
from kiosk.domain.trip import Trip
from kiosk.domain.trip_coupon import TripCoupon
from kiosk.errors import Reason
from kiosk.services.coupon_views import CouponState, CouponView
from kiosk.services.visit import Visit


def coupon_views(visit: Visit) -> tuple[CouponView, ...]:
    """In the order of scanning."""
    trip, priced = visit.trip, visit.priced
    if trip is None or priced is None or not trip.coupons:
        return ()
    used = {claim.claim_id for claim in claims_used(priced, trip.pricing)}
    told: set[str] = set()
    shown = []
    for coupon in trip.coupons:
        claim = coupon.claim
        saved = 0
        if claim.claim_id in used:
            saved = claim.amount_minor or (0 if claim.offer_id in told else _saved(priced, claim.offer_id))
            told.add(claim.offer_id)
        state, reason = _state(coupon, trip, priced, claim.claim_id in used)
        shown.append(
            CouponView(
                claim_id=claim.claim_id,
                kind=claim.kind,
                names=_names(visit, claim.offer_id),
                state=state,
                saved_minor=saved,
                reason=reason,
            )
        )
    return tuple(shown)


def _state(
    coupon: TripCoupon, trip: Trip, priced: PricedBasket, is_used: bool
) -> tuple[CouponState, Reason | None]:
    if coupon.refusal is not None:
        return CouponState.REFUSED, coupon.refusal
    if is_used:
        return CouponState.APPLIED, None
    if not coupon.counts(trip.member):
        return CouponState.WAITING, Reason("coupon.members_only")
    if coupon.claim.kind is ClaimKind.VOUCHER:
        return CouponState.WAITING, voucher_waits(coupon.claim, trip, priced)
    told = (one.reason for one in priced.refused if one.claim_id == coupon.claim.claim_id)
    return CouponState.WAITING, next(told, Reason("coupon.waits"))


def voucher_waits(voucher: Claim, trip: Trip, priced: PricedBasket) -> Reason:
    """It is worth more than what is left to pay: by how much."""
    missing = voucher.amount_minor - due_minor(priced, trip.pricing)
    return Reason("coupon.voucher_waits", {"missing": format_minor(missing, priced.currency)})


def _saved(priced: PricedBasket, offer_id: str) -> int:
    return -sum(step.amount_minor for step in priced.steps if step.source == offer_id)


def _names(visit: Visit, offer_id: str) -> Names:
    offer = visit.catalogue.offers.by_id.get(offer_id) if visit.catalogue is not None else None
    return NO_NAMES if offer is None else offer.names
