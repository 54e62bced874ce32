"""A use that is counted of the member's is taken where nothing else does as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.offer import BasketOffer, KnownOffer, PieceOffer, Selector, SetDeal, Tier, TierBy, TierStep
from kiosk.domain.offer_members import is_counted
from kiosk.domain.offer_terms import Combination, OfferTerms
from tests.domain.pricing_goods import MEMBER
from tests.domain.test_domain_best_way import (
    COUNTS,
    COUPON,
    EXCLUSIVE,
    NAMES,
    TEA,
    any_offer,
    claims,
    counter,
    piece,
    sold,
    total,
    whole,
)

COUNTED = OfferTerms(most_uses_per_member=9)
BOTH_TEAS = (TierStep(at_least=2, percent=10),)


@pytest.mark.parametrize(
    ("story", "counted", "free"),
    [
        ("two for the basket", whole("a", COUNTED, amount_minor=100), whole("b", amount_minor=100)),
        ("two for the piece", piece("a", COUNTED, percent=10), piece("b", percent=10)),
        (
            "two tiers",
            Tier(offer_id="a", names=NAMES, goods=TEA, by=TierBy.QUANTITY, steps=BOTH_TEAS, terms=COUNTED),
            Tier(offer_id="b", names=NAMES, goods=TEA, by=TierBy.QUANTITY, steps=BOTH_TEAS),
        ),
        (
            "an exclusive deal and one for the basket",
            piece("a", replace(EXCLUSIVE, most_uses_per_member=9), amount_minor=100),
            whole("b", amount_minor=200),
        ),
        (
            "a deal on the piece and goods that must be untouched",
            piece("a", COUNTED, amount_minor=100),
            whole("b", EXCLUSIVE, amount_minor=200),
        ),
    ],
)
def test_a_use_that_is_counted_is_kept_where_a_free_offer_does_as_well(
    story: str, counted: KnownOffer, free: KnownOffer
) -> None:
    for offer_id in ("a", "z"):
        answer = sold("tea*2", replace(counted, offer_id=offer_id), free, context=MEMBER)
        assert answer.total_minor == sold("tea*2", free, context=MEMBER).total_minor, story
        assert [each.offer_id for each in answer.applied] == ["b"], story


def test_a_use_that_is_counted_is_kept_beside_others_that_are_worth_it() -> None:
    """The milk's saves what nothing else does, the tea's does not; a coupon is kept before a use."""
    milk = Selector(skus=("milk",))
    offers = [piece(each, COUNTED, percent=10) for each in ("x", "y")]
    worth_it = piece("z", COUNTED, goods=milk, percent=20)
    answer = sold("tea*2 milk", *offers, piece("c", percent=10), worth_it, context=MEMBER)
    assert [each.offer_id for each in answer.applied] == ["c", "z"]
    answer = sold("tea*2", offers[0], piece("c", COUPON, percent=10), context=claims("c", context=MEMBER))
    assert ([each.offer_id for each in answer.applied], answer.used_claims) == (["x"], ())


def applied(counts: Sequence[int], offers: Sequence[KnownOffer]) -> set[str]:
    """The ids of the offers that a member has."""
    return {each.offer_id for each in counter(counts, offers, MEMBER)[0].applied}


def counting(offer: KnownOffer) -> KnownOffer:
    """The same, but that a member's uses are counted, and there are enough; not where none can be."""
    assert isinstance(offer, PieceOffer | SetDeal | BasketOffer)
    if offer.terms.combination is Combination.STACKABLE:
        return offer
    return replace(offer, terms=replace(offer.terms, most_uses_per_member=1000))


@given(COUNTS, st.tuples(any_offer("a"), any_offer("b"), any_offer("c")), st.sampled_from("abc"))
def test_a_counted_use_is_worth_it(
    counts: Sequence[int], offers: tuple[KnownOffer, ...], counted: str
) -> None:
    """Without the offer the basket would be dearer."""
    made = [counting(offer) if offer.offer_id == counted else offer for offer in offers]
    cost, coupons = total(counts, made, MEMBER)
    others = [offer for offer in made if offer.offer_id != counted]
    if counted in applied(counts, made) and any(map(is_counted, made)):
        without, more = total(counts, others, MEMBER)
        assert (cost, len(coupons)) < (without, len(more))
