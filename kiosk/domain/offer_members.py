"""What a published offer may ask of members: no more than the cloud proves before it asks for money."""

from __future__ import annotations

from kiosk.domain.offer import Offer, terms_of
from kiosk.errors import InputRefused, Reason

EVERY_MEMBER = "member"
"""The group that a member's signed code proves; it tells of no other."""


def check_members(offer: Offer) -> None:
    """Raises InputRefused: `offers.segment_not_proven`, `offers.member_uses_without_coupon` (a member's uses
    are counted by the coupons they take)."""
    terms = terms_of(offer)
    for segment in terms.segments:
        if segment != EVERY_MEMBER:
            values: dict[str, str | int] = {"segment": segment[:60], "expected": EVERY_MEMBER}
            raise InputRefused(Reason("offers.segment_not_proven", {"offer": offer.offer_id, **values}))
    if terms.most_uses_per_member is not None and not terms.coupon:
        raise InputRefused(Reason("offers.member_uses_without_coupon", {"offer": offer.offer_id}))
