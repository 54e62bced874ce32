"""More never costs more: no offer, coupon or member's code makes a basket dearer, and no coupon is wasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.coupon import Claim, ClaimKind
from kiosk.domain.offer import (
    EVERYTHING,
    BasketOffer,
    KnownOffer,
    PieceOffer,
    Reward,
    Selector,
    SetDeal,
    Slot,
    Tier,
    TierBy,
    TierStep,
    terms_of,
)
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.pricing import PricedBasket, PricingContext, price
from kiosk.domain.product import Names
from kiosk.domain.promotion import compile_offers
from tests.domain.pricing_goods import GOODS, MEMBER, SHOPPER, basket, good

NAMES = Names("优惠")
TEA = Selector(skus=("tea",))
ONE = OfferTerms()
EXCLUSIVE = OfferTerms(combination=Combination.EXCLUSIVE)
STACKABLE = OfferTerms(combination=Combination.STACKABLE)
COUPON = OfferTerms(coupon=True)


def piece(offer_id: str, terms: OfferTerms = ONE, goods: Selector = TEA, **what: int) -> PieceOffer:
    return PieceOffer(offer_id=offer_id, names=NAMES, goods=goods, terms=terms, **what)


def whole(
    offer_id: str,
    terms: OfferTerms = ONE,
    *,
    goods: Selector = EVERYTHING,
    spend: int = 0,
    percent: int | None = None,
    amount_minor: int | None = None,
) -> BasketOffer:
    return BasketOffer(
        offer_id=offer_id,
        names=NAMES,
        goods=goods,
        spend_minor=spend,
        percent=percent,
        amount_minor=amount_minor,
        terms=terms,
    )


def claims(*offer_ids: str, context: PricingContext = SHOPPER) -> PricingContext:
    """Each with a coupon of its own for these offers."""
    made = tuple(
        Claim(claim_id=f"{place}-{offer_id}", kind=ClaimKind.COUPON, number=str(place), offer_id=offer_id)
        for place, offer_id in enumerate(offer_ids)
    )
    return replace(context, claims=made)


def sold(text: str, *offers: KnownOffer, context: PricingContext = SHOPPER) -> PricedBasket:
    return price(basket(text), GOODS, compile_offers(offers, 1), context)


def test_a_members_prices_do_not_take_the_reward_of_a_spend_away() -> None:
    spend = whole("b", spend=3500, amount_minor=500)
    member = sold("milk*10", spend, context=MEMBER)
    assert (sold("milk*10", spend).total_minor, member.total_minor) == (3000, 3000)
    assert [each.offer_id for each in member.applied] == ["b"]
    assert sold("milk*11", spend, context=MEMBER).total_minor == 3520 - 500


def test_a_members_prices_do_not_take_the_step_of_a_tier_away() -> None:
    steps = (TierStep(at_least=3500, percent=20),)
    tier = Tier(offer_id="t", names=NAMES, goods=Selector(skus=("milk",)), by=TierBy.SPEND, steps=steps)
    assert sold("milk*10", tier, context=MEMBER).total_minor == 2800


@pytest.mark.parametrize(
    ("story", "small", "big"),
    [
        ("an exclusive deal", piece("a", EXCLUSIVE, percent=1), whole("b", percent=50)),
        ("a deal on goods that must be untouched", piece("a", percent=1), whole("b", EXCLUSIVE, percent=50)),
        ("what stacks on them", piece("a", STACKABLE, percent=1), whole("b", EXCLUSIVE, percent=50)),
    ],
)
def test_a_small_offer_does_not_keep_a_big_one_away(story: str, small: KnownOffer, big: KnownOffer) -> None:
    answer = sold("tea*2", small, big)
    assert answer.total_minor == 500, story
    assert [each.offer_id for each in answer.applied] == ["b"]
    assert {step.source for line in answer.lines for step in line.trace} == {"tea", "b"}


def test_only_the_deals_that_cost_more_than_they_save_are_left_out() -> None:
    small, big = piece("a", percent=1), piece("b", goods=Selector(skus=("milk",)), percent=60)
    answer = sold("tea*2 milk", small, big, whole("c", EXCLUSIVE, percent=30))
    assert answer.total_minor == 700 + 140
    assert [each.offer_id for each in answer.applied] == ["b", "c"]


def test_a_coupon_that_would_make_it_dearer_is_kept_and_says_why() -> None:
    exclusive = OfferTerms(coupon=True, combination=Combination.EXCLUSIVE)
    answer = sold("tea*2", piece("a", exclusive, percent=1), whole("b", percent=50), context=claims("a"))
    assert (answer.total_minor, answer.used_claims) == (500, ())
    assert [each.reason.code for each in answer.refused] == ["coupon.better_offer"]


@pytest.mark.parametrize(
    ("with_it", "free"),
    [
        (piece("a", COUPON, percent=10), piece("b", percent=10)),
        (
            piece("a", replace(STACKABLE, coupon=True), amount_minor=100),
            piece("b", STACKABLE, price_minor=300),
        ),
        (whole("a", COUPON, amount_minor=500), whole("b", amount_minor=500)),
        (whole("a", replace(STACKABLE, coupon=True), amount_minor=500), whole("b", percent=100)),
    ],
)
def test_a_coupon_that_changes_nothing_is_not_used(with_it: KnownOffer, free: KnownOffer) -> None:
    answer = sold("tea*2", with_it, free, context=claims("a"))
    assert answer.total_minor == sold("tea*2", free).total_minor
    assert answer.used_claims == ()
    assert [(each.claim_id, each.reason.code) for each in answer.refused] == [("0-a", "coupon.better_offer")]


def test_of_ways_that_cost_the_same_the_one_with_the_fewest_coupons_counts() -> None:
    """One coupon for both bottles does what two do for one each."""
    two = [
        piece("a", replace(COUPON, most_uses=1), percent=20),
        piece("b", replace(COUPON, most_uses=2), percent=20),
    ]
    answer = sold("tea*2", *two, context=claims("a", "b"))
    assert (answer.total_minor, answer.used_claims) == (800, ("1-b",))
    assert sold("tea*2", *two, context=claims("a")).used_claims == ("0-a",)


SKUS = ("p", "q", "r")
SELECTORS = st.sampled_from([EVERYTHING, *(Selector(skus=skus) for skus in (("p",), ("q",), ("p", "r")))])
AMOUNTS = st.sampled_from([{"percent": 5}, {"percent": 50}, {"amount_minor": 90}])


@st.composite
def any_offer(draw: st.DrawFn, offer_id: str) -> KnownOffer:
    """One of any kind for anybody, for members, or by a coupon."""
    kind = draw(st.integers(0, 3))
    terms = draw(st.sampled_from([ONE, EXCLUSIVE] if kind == 3 else [ONE, EXCLUSIVE, STACKABLE]))
    who = draw(st.sampled_from(["all", "all", "member", "coupon"]))
    terms = replace(terms, segments=("member",) if who == "member" else (), coupon=who == "coupon")
    if terms.combination is not Combination.STACKABLE:
        terms = replace(terms, most_uses=draw(st.sampled_from([None, 1])))
    goods, what = draw(SELECTORS), draw(AMOUNTS)
    if kind == 0:
        return PieceOffer(offer_id=offer_id, names=NAMES, goods=goods, terms=terms, **what)
    if kind == 3:
        slots = (Slot(goods=goods), Slot(goods=draw(SELECTORS)))
        return SetDeal(offer_id=offer_id, names=NAMES, slots=slots, reward=Reward(**what), terms=terms)
    spend = draw(st.sampled_from([0, 900, 1100]))
    return whole(offer_id, terms, goods=goods, spend=spend, **what)


def total(
    counts: Sequence[int],
    offers: Sequence[KnownOffer],
    context: PricingContext,
    *,
    member_percent: int = 100,
    without: Sequence[str] = (),
) -> tuple[int, tuple[str, ...]]:
    """What it costs, and the coupons that were used; each offer by coupon has one."""
    answer, context = counter(counts, offers, context, member_percent=member_percent, without=without)
    numbers = {claim.claim_id: claim.offer_id for claim in context.claims}
    return answer.total_minor, tuple(numbers[claim] for claim in answer.used_claims)


def counter(
    counts: Sequence[int],
    offers: Sequence[KnownOffer],
    context: PricingContext,
    *,
    member_percent: int = 100,
    without: Sequence[str] = (),
) -> tuple[PricedBasket, PricingContext]:
    listed = zip(SKUS, (500, 333, 60), strict=True)
    goods = {sku: good(sku, minor, member=minor * member_percent // 100) for sku, minor in listed}
    lines = tuple(BasketLine(line_id=s, sku=s, quantity=n) for s, n in zip(SKUS, counts, strict=True) if n)
    ids = [o.offer_id for o in offers if terms_of(o).coupon and o.offer_id not in without]
    context = claims(*ids, context=context)
    return price(Basket(lines), goods, compile_offers(offers, 1), context), context


COUNTS = st.tuples(*(st.integers(0, 3) for _ in SKUS)).filter(any)


@given(COUNTS, st.tuples(any_offer("a"), any_offer("b"), any_offer("c")), st.sampled_from("abc"))
def test_an_offer_or_a_coupon_more_never_costs_more(
    counts: Sequence[int], offers: tuple[KnownOffer, ...], more: str
) -> None:
    """Nor is a coupon used that could have been kept."""
    cost, used = total(counts, offers, MEMBER)
    fewer = [offer for offer in offers if offer.offer_id != more]
    assert cost <= total(counts, fewer, MEMBER)[0]
    kept = [offer.offer_id for offer in offers if offer.offer_id not in used]
    for coupon in used:
        assert cost < total(counts, offers, MEMBER, without=(coupon, *kept))[0]


@pytest.mark.soak
@given(COUNTS, st.tuples(*(any_offer(each) for each in "abcdef")), st.sampled_from("abcdef"))
def test_nor_among_many_that_stand_in_each_others_way(
    counts: Sequence[int], offers: tuple[KnownOffer, ...], more: str
) -> None:
    cost, _ = total(counts, offers, MEMBER, member_percent=90)
    fewer = [offer for offer in offers if offer.offer_id != more]
    coupons = [offer.offer_id for offer in offers if terms_of(offer).coupon]
    assert cost <= total(counts, fewer, MEMBER, member_percent=90)[0]
    assert cost <= total(counts, offers, MEMBER, member_percent=90, without=coupons)[0]
    assert cost <= total(counts, offers, SHOPPER, member_percent=90)[0]


def test_three_coupons_stand_together_in_the_way_of_half_the_price_and_a_fourth_does_not() -> None:
    """Without any one of them the next one is in the way; without all four the cola is dearer."""
    exclusive = replace(EXCLUSIVE, coupon=True)
    cola = Selector(skus=("cola",))
    offers: list[KnownOffer] = [piece(each, exclusive, percent=at) for at, each in enumerate("abc", 5)]
    offers += [piece("d", exclusive, goods=cola, percent=65), whole("e", goods=TEA, percent=50)]
    answer = sold("tea*4 cola*4", *offers, context=claims("a", "b", "c", "d"))
    assert (answer.total_minor, answer.used_claims) == (1000 + 560, ("3-d",))


@given(COUNTS, st.tuples(any_offer("a"), any_offer("b")))
def test_a_members_code_never_costs_more(counts: Sequence[int], offers: tuple[KnownOffer, ...]) -> None:
    guest, _ = total(counts, offers, SHOPPER, member_percent=90)
    assert total(counts, offers, MEMBER, member_percent=90)[0] <= guest
