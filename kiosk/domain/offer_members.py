"""What offers ask of members: their segments, and how often a member may use an offer over all trips.

An offer that counts a member's uses and needs no coupon is a counted one: what a member used of it stands in
the books of the cloud, which tells it with the member's code and proves it before money is asked for. Where
nobody tells it, the offer does not hold.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kiosk.domain.member import MemberPayload
from kiosk.domain.member_segments import EVERY_MEMBER, are_segments
from kiosk.domain.offer import LimitUsed, Offer, are_uses, limits_used, terms_of
from kiosk.domain.priced import PricingContext
from kiosk.domain.promotion import OfferBook
from kiosk.errors import Reason

SEGMENTS_DIFFER = "payment.member_segments_differ"
USED_UP, USES_DIFFER = "payment.member_offer_used_up", "payment.member_uses_differ"
REFUSALS = frozenset({SEGMENTS_DIFFER, USED_UP, USES_DIFFER})
"""Refusals of a payment; beside the words they tell the kiosk what the cloud holds (`segments`, `uses`)."""


def is_counted(offer: Offer) -> bool:
    """Whether a member's uses of it are counted without a coupon; with one, its claims count."""
    terms = terms_of(offer)
    return terms.most_uses_per_member is not None and not terms.coupon


def for_member(context: PricingContext, payload: MemberPayload, book: OfferBook) -> PricingContext:
    """The context of a member whose code says this, by the offers of the trip."""
    segments = (EVERY_MEMBER, *payload.segments)
    used = payload.uses if payload.uses is not None else tuple(_all_used(book))
    return replace(context, member_segments=segments, limits_used=used)


def for_nobody(context: PricingContext) -> PricingContext:
    """The context of a shopper who is no member."""
    return replace(context, member_segments=(), limits_used=())


def _all_used(book: OfferBook) -> Iterator[LimitUsed]:
    """As long as nobody says how often: every one of them as often as it allows."""
    for offer in book.by_id.values():
        if is_counted(offer):
            yield LimitUsed(offer.offer_id, terms_of(offer).most_uses_per_member or 0)


# What the cloud says where a kiosk goes by something else


def segments_differ(held: Sequence[str]) -> Reason:
    """The member is of other segments by now."""
    return Reason(SEGMENTS_DIFFER, {"segments": json.dumps(sorted(held), ensure_ascii=False)})


def uses_differ(asked: Mapping[str, int], held: Mapping[str, int]) -> Reason:
    """The member used offers more often than the kiosk knows, or not so often."""
    more = any(uses > asked.get(offer_id, 0) for offer_id, uses in held.items())
    told = json.dumps(dict(sorted(held.items())), ensure_ascii=False)
    return Reason(USED_UP if more else USES_DIFFER, {"uses": told})


def as_told(context: PricingContext, why: Reason) -> PricingContext:
    """The context by what the cloud holds; as it was where the refusal says nothing of members' offers."""
    if not context.member_segments or why.code not in REFUSALS:
        return context
    try:
        told = json.loads(str(why.values["segments" if why.code == SEGMENTS_DIFFER else "uses"]))
    except (KeyError, ValueError):
        return context
    if why.code == SEGMENTS_DIFFER and are_segments(told):
        return replace(context, member_segments=(EVERY_MEMBER, *told))
    if why.code != SEGMENTS_DIFFER and are_uses(told):
        return replace(context, limits_used=limits_used(told))
    return context


def unknown_segments(offers: Iterable[Offer], known: Collection[str]) -> Iterator[Reason]:
    """`offers.segment_unknown` for each segment of an offer that no member is given to."""
    listed = ", ".join(sorted({EVERY_MEMBER, *known}))
    for offer in offers:
        for segment in terms_of(offer).segments:
            if segment != EVERY_MEMBER and segment not in known:
                values = {"offer": offer.offer_id, "segment": segment[:60], "known": listed}
                yield Reason("offers.segment_unknown", values)
