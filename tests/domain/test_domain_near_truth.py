"""Whoever buys what a near offer asks for saves at least what it says, whatever else lowers the basket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.offer import (
    EVERYTHING,
    BasketOffer,
    MultiBuy,
    Offer,
    PieceOffer,
    Reward,
    Selector,
    SetDeal,
    Slot,
)
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.priced import PricedBasket
from kiosk.domain.pricing import price
from kiosk.domain.product import Names, Product
from kiosk.domain.promotion import compile_offers
from tests.domain.pricing_goods import SHOPPER, good

NAMES = Names("x")
SKUS = ("a", "b", "c")
SELECTORS = st.lists(st.sampled_from(SKUS), min_size=1, unique=True).map(
    lambda skus: Selector(skus=tuple(skus))
)
SLOTS = st.builds(Slot, goods=SELECTORS, count=st.integers(1, 2))
REWARDS = st.one_of(
    st.builds(Reward, price_minor=st.integers(100, 900)),
    st.builds(Reward, amount_minor=st.integers(50, 900)),
    st.builds(Reward, percent=st.sampled_from((30, 50, 100)), cheapest=st.just(1)),
)
ALONE = st.sampled_from((Combination.ONE_A_PIECE, Combination.EXCLUSIVE))
SETS = st.builds(
    SetDeal,
    offer_id=st.just("set"),
    names=st.just(NAMES),
    slots=st.lists(SLOTS, min_size=2, max_size=2).map(tuple),
    reward=REWARDS,
    terms=st.builds(OfferTerms, combination=ALONE),
)
MULTI_BUYS = st.builds(
    MultiBuy,
    offer_id=st.just("multi"),
    names=st.just(NAMES),
    skus=st.just(SKUS[:2]),
    quantity=st.integers(2, 4),
    price_minor=st.integers(100, 900),
)
ABOVE: tuple[Offer, ...] = (
    BasketOffer(offer_id="amount", names=NAMES, spend_minor=500, amount_minor=200),
    BasketOffer(offer_id="percent", names=NAMES, spend_minor=0, percent=20),
    BasketOffer(
        offer_id="alone", names=NAMES, percent=20, terms=OfferTerms(combination=Combination.EXCLUSIVE)
    ),
    PieceOffer(
        offer_id="card",
        names=NAMES,
        goods=EVERYTHING,
        percent=15,
        terms=OfferTerms(combination=Combination.STACKABLE),
    ),
)


def priced(pieces: Mapping[str, int], goods: Mapping[str, Product], offers: Sequence[Offer]) -> PricedBasket:
    lines = (BasketLine(line_id=sku, sku=sku, quantity=count) for sku, count in pieces.items())
    return price(Basket(tuple(lines)), goods, compile_offers(offers, 1), SHOPPER)


@given(
    prices=st.tuples(*(st.integers(50, 1500) for _ in SKUS)),
    pieces=st.dictionaries(st.sampled_from(SKUS), st.integers(1, 3), min_size=1),
    deals=st.tuples(SETS, MULTI_BUYS),
    above=st.lists(st.sampled_from(ABOVE), unique_by=lambda offer: offer.offer_id),
)
def test_the_missing_pieces_save_at_least_what_was_said(
    prices: Sequence[int], pieces: dict[str, int], deals: Sequence[Offer], above: Sequence[Offer]
) -> None:
    goods = {sku: good(sku, minor) for sku, minor in zip(SKUS, prices, strict=True)}
    offers = (*deals, *above)
    before = priced(pieces, goods, offers)
    for near in before.near:
        if near.missing_pieces and near.skus:
            ways = combinations_with_replacement(SKUS, near.missing_pieces)
            assert max(saved_by(more, pieces, goods, offers) for more in ways) >= near.would_save_minor


def saved_by(
    more: Sequence[str], pieces: Mapping[str, int], goods: Mapping[str, Product], offers: Sequence[Offer]
) -> int:
    """How much less than their prices these pieces add to the total."""
    alone = sum(goods[sku].price_minor for sku in more)
    before, after = (priced(each, goods, offers) for each in (pieces, Counter(pieces) + Counter(more)))
    return before.total_minor + alone - after.total_minor


def test_a_deal_that_lets_nothing_beside_it_is_not_near_where_what_it_replaces_saves_more() -> None:
    """Two more of the pudding make a second set; then nothing is left for the 4.00 off the basket."""
    goods = {sku: good(sku, minor) for sku, minor in zip("abcd", (642, 1301, 111, 1323), strict=True)}
    half_of_two = SetDeal(
        offer_id="half",
        names=NAMES,
        slots=(Slot(goods=EVERYTHING, count=2), Slot(goods=EVERYTHING, count=2)),
        reward=Reward(percent=50, cheapest=2),
        terms=OfferTerms(combination=Combination.EXCLUSIVE),
    )
    off = BasketOffer(offer_id="off", names=NAMES, spend_minor=5000, amount_minor=400)
    pieces = {"b": 2, "c": 1, "a": 1, "d": 2}
    assert [near.offer_id for near in priced(pieces, goods, (half_of_two,)).near] == ["half"]
    assert priced(pieces, goods, (half_of_two, off)).near == ()


def test_a_deal_is_near_only_by_what_it_saves_beyond_an_offer_for_goods_that_nothing_else_lowers() -> None:
    """The second tea at half price saves 2.50, and the 20 % off the first, of goods in no deal, go."""
    goods = {"a": good("a", 500)}
    half = SetDeal(
        offer_id="half",
        names=NAMES,
        slots=(Slot(goods=EVERYTHING, count=2),),
        reward=Reward(percent=50, cheapest=1),
    )
    alone = next(offer for offer in ABOVE if offer.offer_id == "alone")
    (near,) = priced({"a": 1}, goods, (half, alone)).near
    assert near.would_save_minor == saved_by("a", {"a": 1}, goods, (half, alone)) == 150


def test_an_amount_off_the_basket_saves_no_more_than_what_a_near_deal_leaves() -> None:
    """Two for 1.00 would save 9.00 of 10.00; of the 2.00 off the basket only 1.00 is left to take."""
    goods = {"a": good("a", 500)}
    two = MultiBuy(offer_id="two", names=NAMES, skus=("a",), quantity=2, price_minor=100)
    amount = next(offer for offer in ABOVE if offer.offer_id == "amount")
    (near,) = priced({"a": 1}, goods, (two, amount)).near
    assert near.would_save_minor == saved_by("a", {"a": 1}, goods, (two, amount)) == 800
    (near,) = priced({"a": 1, "b": 1}, {**goods, "b": good("b", 100)}, (two, amount)).near
    assert near.would_save_minor == 900


def test_where_an_exclusive_deal_may_take_the_pieces_instead_no_amount_is_promised() -> None:
    """One more a makes both sets; the one that lets nothing beside it costs less by itself, and the 2.94 off
    the basket then count for fewer goods."""
    goods = {sku: good(sku, minor) for sku, minor in zip(SKUS, (1112, 720, 1162), strict=True)}
    any_two_and = (Slot(goods=Selector(skus=SKUS), count=2),)
    ordinary = SetDeal(
        offer_id="ordinary",
        names=NAMES,
        slots=(*any_two_and, Slot(goods=Selector(skus=("a",)), count=1)),
        reward=Reward(price_minor=719),
    )
    alone = SetDeal(
        offer_id="alone",
        names=NAMES,
        slots=(*any_two_and, Slot(goods=Selector(skus=("a", "b")), count=1)),
        reward=Reward(price_minor=691),
        terms=OfferTerms(combination=Combination.EXCLUSIVE),
    )
    told = {near.offer_id: near.would_save_minor for near in priced({"c": 2}, goods, (ordinary, alone)).near}
    assert told == {"ordinary": 0, "alone": 0}
    told = {near.offer_id: near.would_save_minor for near in priced({"c": 2}, goods, (ordinary,)).near}
    assert told == {"ordinary": 2 * 1162 - 719}, "whatever the missing one costs besides"


def test_an_offer_for_goods_that_nothing_lowers_promises_no_amount_beside_a_set_that_may_take_them() -> None:
    """What is missing to 48.00 completes a second set of three; the exclusive amounts then count for none."""
    goods = {sku: good(sku, minor) for sku, minor in (("a", 999), ("b", 335), ("d", 1367), ("new", 101))}
    every = BasketOffer(
        offer_id="every",
        names=NAMES,
        spend_minor=1200,
        amount_minor=290,
        every=True,
        terms=OfferTerms(combination=Combination.EXCLUSIVE),
    )
    three = SetDeal(
        offer_id="three",
        names=NAMES,
        slots=(Slot(goods=EVERYTHING, count=3),),
        reward=Reward(amount_minor=293),
    )
    pieces = {"a": 3, "b": 1, "d": 1}
    told = {near.offer_id: near for near in priced(pieces, goods, (every, three)).near}
    assert (told["every"].missing_minor, told["every"].would_save_minor) == (101, 0)
    assert saved_by(("new",), pieces, goods, (every, three)) < 290


def test_pieces_that_nothing_may_lower_are_nothing_an_amount_off_the_basket_could_still_take() -> None:
    """Of the amounts off the basket no more can be taken than what the third b leaves of the others."""
    goods = {"a": good("a", 963), "b": good("b", 1088)}
    third = PieceOffer(
        offer_id="third",
        names=NAMES,
        goods=Selector(skus=("a",)),
        percent=30,
        terms=OfferTerms(combination=Combination.EXCLUSIVE),
    )
    amount = BasketOffer(
        offer_id="amount",
        names=NAMES,
        spend_minor=1500,
        amount_minor=239,
        every=True,
        terms=OfferTerms(combination=Combination.STACKABLE),
    )
    multi = MultiBuy(offer_id="multi", names=NAMES, skus=("b",), quantity=3, price_minor=391)
    offers, pieces = (third, amount, multi), {"a": 1, "b": 2}
    (near,) = (each for each in priced(pieces, goods, offers).near if each.offer_id == "multi")
    assert near.would_save_minor <= saved_by(("b",), pieces, goods, offers)


def test_what_saves_most_for_sure_is_told_before_what_may_save_more() -> None:
    """One more c makes either of two sets, and one of them lets nothing beside it; one more a is sure."""
    goods = {"a": good("a", 300), "c": good("c", 2000)}
    sure = MultiBuy(offer_id="sure", names=NAMES, skus=("a",), quantity=2, price_minor=500)
    one = MultiBuy(offer_id="one", names=NAMES, skus=("c",), quantity=2, price_minor=1000)
    alone = SetDeal(
        offer_id="alone",
        names=NAMES,
        slots=(Slot(goods=Selector(skus=("c",)), count=2),),
        reward=Reward(price_minor=1100),
        terms=OfferTerms(combination=Combination.EXCLUSIVE),
    )
    near = priced({"a": 1, "c": 1}, goods, (one, alone, sure)).near
    assert [(each.offer_id, each.would_save_minor) for each in near] == [
        ("sure", 100),
        ("alone", 0),
        ("one", 0),
    ]
