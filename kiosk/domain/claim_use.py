"""Which claims of a basket its offers used, and why others were not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from kiosk.domain.coupon import OFFER_KINDS, Claim
from kiosk.domain.money import format_minor
from kiosk.domain.offer import BasketOffer, KnownOffer, MultiBuy, SetDeal, Tier, TierBy, terms_of
from kiosk.domain.offer_terms import Absence, absence
from kiosk.domain.offers_in_force import Offers
from kiosk.domain.priced import PricingContext
from kiosk.domain.priced_offers import RefusedClaim
from kiosk.domain.promotion import goods_of
from kiosk.errors import Reason


def claims_used(
    offers: Offers, uses: Mapping[str, int], context: PricingContext
) -> tuple[tuple[str, ...], tuple[RefusedClaim, ...]]:
    """Ids of the claims by which an offer was applied, and the others with their reasons.

    One claim allows as many uses as the offer's terms say, or all: so many claims are used as its uses take,
    the first ones first.
    """
    if not context.claims:
        return (), ()
    used: list[str] = []
    refused: list[RefusedClaim] = []
    left = Counter({offer_id: _needed(offers.book.by_id.get(offer_id), n) for offer_id, n in uses.items()})
    for claim in context.claims:
        if claim.kind not in OFFER_KINDS:
            continue
        if left[claim.offer_id] > 0:
            left[claim.offer_id] -= 1
            used.append(claim.claim_id)
        else:
            reason = _reason(claim, offers, uses, context)
            refused.append(RefusedClaim(claim_id=claim.claim_id, offer_id=claim.offer_id, reason=reason))
    return tuple(used), tuple(refused)


def _needed(offer: KnownOffer | None, uses: int) -> int:
    most = None if offer is None or not terms_of(offer).coupon else terms_of(offer).most_uses
    return min(uses, 1) if most is None else -(-uses // most)


def _reason(claim: Claim, offers: Offers, uses: Mapping[str, int], context: PricingContext) -> Reason:
    offer = offers.book.by_id.get(claim.offer_id)
    if offer is None:
        return Reason("coupon.no_such_offer")
    terms = terms_of(offer)
    if uses.get(offer.offer_id):
        return Reason("coupon.one_is_enough")
    used = offers.used.get(offer.offer_id, 0)
    match absence(terms, context.at, context.zone, context.member_segments, used):
        case Absence.NOT_YET:
            return Reason("coupon.offer_not_yet")
        case Absence.EXPIRED:
            return Reason("coupon.offer_over")
        case Absence.OTHER_TIME:
            return Reason("coupon.offer_other_time")
        case Absence.OTHER_SEGMENT:
            return Reason("coupon.offer_other_members")
        case Absence.USED_UP:
            return Reason("coupon.offer_used_up", {"limit": terms.most_uses_per_member or 0})
    return _not_reached(offer, offers, context.currency) or Reason("coupon.better_offer")


def _not_reached(offer: KnownOffer, offers: Offers, currency: str) -> Reason | None:
    """What the basket lacks; None where it lacks nothing."""
    counts = [offers.counted(offer, slot) for slot in range(len(goods_of(offer)))]
    if not any(pieces for pieces, _ in counts):
        return Reason("coupon.no_goods")
    pieces, spend = counts[0]
    missing = missing_minor = 0
    match offer:
        case BasketOffer():
            missing_minor = offer.spend_minor - spend
        case Tier() if offer.by is TierBy.SPEND:
            missing_minor = offer.steps[0].at_least - spend
        case Tier():
            missing = offer.steps[0].at_least - pieces
        case MultiBuy():
            missing = offer.quantity - pieces
        case SetDeal():
            missing = sum(
                max(0, slot.count - have) for slot, (have, _) in zip(offer.slots, counts, strict=True)
            )
    if missing_minor > 0:
        return Reason("coupon.spend_missing", {"missing": format_minor(missing_minor, currency)})
    return Reason("coupon.pieces_missing", {"missing": missing}) if missing > 0 else None
