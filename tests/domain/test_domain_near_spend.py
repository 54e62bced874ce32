"""Whoever spends what is missing to a step, or to an offer for the basket, saves at least what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations_with_replacement

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.offer import EVERYTHING, BasketOffer, Offer, Tier, TierBy, TierStep
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.priced_offers import NearOffer
from tests.domain.pricing_goods import good
from tests.domain.test_domain_near_truth import MULTI_BUYS, NAMES, SELECTORS, SETS, SKUS, priced, saved_by

PERCENTS = st.sampled_from([5, 10, 30, 50]).map(lambda percent: {"percent": percent})
AMOUNTS = st.integers(10, 300).map(lambda minor: {"amount_minor": minor})
TERMS = st.builds(OfferTerms, combination=st.sampled_from(Combination))
GOODS = st.one_of(SELECTORS, st.just(EVERYTHING))


@st.composite
def tiers(draw: st.DrawFn, offer_id: str) -> Tier:
    """Its second step is the better one."""
    by = draw(st.sampled_from(TierBy))
    unit = 1 if by is TierBy.QUANTITY else 400
    first = draw(st.integers(1, 4))
    second = first + draw(st.integers(1, 3))
    gives = draw(st.one_of(PERCENTS, AMOUNTS))
    more = {what: value + 40 for what, value in gives.items()}
    steps = (TierStep(at_least=first * unit, **gives), TierStep(at_least=second * unit, **more))
    return Tier(offer_id=offer_id, names=NAMES, goods=draw(GOODS), by=by, steps=steps, terms=draw(TERMS))


@st.composite
def spends(draw: st.DrawFn, offer_id: str) -> BasketOffer:
    gives = draw(st.one_of(PERCENTS, AMOUNTS))
    return BasketOffer(
        offer_id=offer_id,
        names=NAMES,
        goods=draw(GOODS),
        spend_minor=draw(st.integers(2, 12)) * 300,
        every="amount_minor" in gives and draw(st.booleans()),
        terms=draw(TERMS),
        **gives,
    )


STEPS: st.SearchStrategy[tuple[Offer, ...]] = st.lists(st.booleans(), min_size=1, max_size=3).flatmap(
    lambda kinds: st.tuples(*(tiers(f"s{at}") if one else spends(f"s{at}") for at, one in enumerate(kinds)))
)


@given(
    prices=st.tuples(*(st.integers(50, 1500) for _ in SKUS)),
    pieces=st.dictionaries(st.sampled_from(SKUS), st.integers(1, 3), min_size=1),
    steps=STEPS,
    deals=st.lists(st.one_of(SETS, MULTI_BUYS), max_size=1),
)
def test_what_is_missing_to_a_step_saves_at_least_what_was_said(
    prices: Sequence[int], pieces: dict[str, int], steps: Sequence[Offer], deals: Sequence[Offer]
) -> None:
    goods = {sku: good(sku, minor) for sku, minor in zip(SKUS, prices, strict=True)}
    offers = (*steps, *deals)
    for near in priced(pieces, goods, offers).near:
        if near.offer_id not in {step.offer_id for step in steps}:
            continue
        if near.missing_minor:
            shelf = {**goods, "new": good("new", near.missing_minor)}
            saved = saved_by(("new",), pieces, shelf, counting_new(near, offers))
        else:
            ways = combinations_with_replacement(near.skus, near.missing_pieces)
            saved = max(saved_by(more, pieces, goods, offers) for more in ways)
        assert saved >= near.would_save_minor


def counting_new(near: NearOffer, offers: Sequence[Offer]) -> list[Offer]:
    """The near offer counts a good that was not there before."""
    found: list[Offer] = []
    for offer in offers:
        if (
            offer.offer_id == near.offer_id
            and isinstance(offer, Tier | BasketOffer)
            and not offer.goods.everything
        ):
            offer = replace(offer, goods=replace(offer.goods, skus=(*offer.goods.skus, "new")))
        found.append(offer)
    return found


def test_an_amount_again_for_each_spend_is_told_by_what_it_adds_to_what_holds() -> None:
    """10 % of 19.27 are taken off now; at 21.00 it is 1.49 instead, which is less."""
    goods = {"a": good("a", 1927)}
    tenth = BasketOffer(offer_id="tenth", names=NAMES, spend_minor=900, percent=10)
    again = BasketOffer(offer_id="again", names=NAMES, spend_minor=2100, amount_minor=149, every=True)
    assert priced({"a": 1}, goods, (tenth, again)).near == ()
    assert [each.would_save_minor for each in priced({"a": 1}, goods, (again,)).near] == [149]


def test_an_offer_for_goods_that_nothing_lowers_does_not_count_on_what_a_deal_may_lower() -> None:
    """At 33.00 it takes 0.99 off what is in no deal; all of these are, and so may be whatever comes next."""
    goods = {"a": good("a", 3082)}
    tenth = Tier(
        offer_id="tenth",
        names=NAMES,
        goods=EVERYTHING,
        by=TierBy.QUANTITY,
        steps=(TierStep(at_least=1, percent=45),),
    )
    alone = OfferTerms(combination=Combination.EXCLUSIVE)
    off = BasketOffer(offer_id="off", names=NAMES, spend_minor=3300, amount_minor=99, terms=alone)
    assert priced({"a": 1}, goods, (tenth, off)).near == ()
    assert [each.would_save_minor for each in priced({"a": 1}, goods, (off,)).near] == [99]
