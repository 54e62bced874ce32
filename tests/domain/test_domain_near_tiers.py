"""How near a step is told: by the pieces that may still have it, and by what goes where it comes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.offer import (
    EVERYTHING,
    BasketOffer,
    MultiBuy,
    Offer,
    Reward,
    Selector,
    SetDeal,
    Slot,
    Tier,
    TierBy,
    TierStep,
)
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.pricing import price
from kiosk.domain.promotion import compile_offers
from tests.domain.pricing_goods import SHOPPER, good, per_kg
from tests.domain.test_domain_near_truth import NAMES, priced, saved_by

GOODS = {"tea": good("tea", 1000), "rice": good("rice", 600), "milk": good("milk", 100)}
ALWAYS = OfferTerms()
ONCE, TWICE = OfferTerms(most_uses=1), OfferTerms(most_uses=2)
ALONE, ON_TOP = (
    OfferTerms(combination=Combination.EXCLUSIVE),
    OfferTerms(combination=Combination.STACKABLE),
)
FIFTH = BasketOffer(offer_id="fifth", names=NAMES, percent=20)


def tier(*steps: tuple[int, int], terms: OfferTerms = ALWAYS) -> Tier:
    """From so many on so many percent off everything."""
    made = tuple(TierStep(at_least=at_least, percent=percent) for at_least, percent in steps)
    return Tier(offer_id="tier", names=NAMES, goods=EVERYTHING, by=TierBy.QUANTITY, steps=made, terms=terms)


def told(pieces: dict[str, int], *offers: Offer) -> list[tuple[str, int]]:
    """The near offers and what each would save."""
    return [(near.offer_id, near.would_save_minor) for near in priced(pieces, GOODS, offers).near]


def test_of_a_step_with_a_limit_only_so_many_pieces_gain_and_the_dearest_do() -> None:
    once = tier((4, 50), terms=ONCE)
    assert told({"tea": 1, "rice": 1}, once) == [("tier", 500)]
    assert saved_by(("rice", "rice"), {"tea": 1, "rice": 1}, GOODS, [once]) == 500
    assert told({"tea": 1, "rice": 1}, tier((4, 50), terms=TWICE)) == [("tier", 800)]


def test_pieces_that_have_a_step_gain_the_next_one_where_the_limit_leaves_no_others() -> None:
    once = tier((2, 10), (3, 50), terms=ONCE)
    assert told({"tea": 1, "rice": 1}, once) == [("tier", 400)]
    assert saved_by(("rice",), {"tea": 1, "rice": 1}, GOODS, [once]) == 400
    twice = tier((2, 10), (4, 50), terms=TWICE)
    assert told({"tea": 1, "rice": 2}, twice) == [("tier", 640)]
    assert saved_by(("rice",), {"tea": 1, "rice": 2}, GOODS, [twice]) == 640


def test_a_step_that_lets_nothing_beside_it_is_not_near_where_what_goes_saves_more() -> None:
    assert told({"tea": 2}, tier((3, 10), terms=ALONE)) == [("tier", 200)]
    assert told({"tea": 2}, tier((3, 10), terms=ALONE), FIFTH) == []


@pytest.mark.parametrize(("step", "saves"), [((3, 10), 160), ((3, 50), 800)])
def test_a_step_saves_less_by_what_an_offer_for_the_basket_takes_off_less(
    step: tuple[int, int], saves: int
) -> None:
    """A fifth of what the step saves is saved already."""
    assert told({"tea": 2}, tier(step), FIFTH) == [("tier", saves)]


def test_a_step_is_near_by_what_it_saves_beyond_an_offer_for_goods_that_nothing_else_lowers() -> None:
    pieces, rest = {"tea": 2}, replace(FIFTH, terms=ALONE)
    assert told(pieces, tier((3, 10)), rest) == []
    assert told(pieces, tier((3, 50)), rest) == [("tier", 600)]
    assert saved_by(("tea",), pieces, GOODS, [tier((3, 50)), rest]) >= 600


def test_a_step_that_would_not_be_the_one_that_holds_is_not_near() -> None:
    """2.00 off are better for the milk, 30 % for the tea, which counts in its set too: they would stay."""
    steps = (TierStep(at_least=2, percent=30), TierStep(at_least=6, amount_minor=200))
    more = Tier(offer_id="tier", names=NAMES, goods=EVERYTHING, by=TierBy.QUANTITY, steps=steps)
    three = MultiBuy(offer_id="three", names=NAMES, skus=("tea",), quantity=3, price_minor=1000)
    pieces = {"tea": 3, "milk": 2}
    assert saved_by(("milk",), pieces, GOODS, (more, three)) == 30
    assert told(pieces, more, three) == []
    assert told({"milk": 5}, more) == [("tier", 350)]


def test_of_a_weighed_good_a_step_lowers_the_price_of_the_kilogram() -> None:
    """Of 200 g two tenths of it are saved, not the whole amount."""
    goods = {**GOODS, "nuts": per_kg("nuts", 5000)}
    steps = (TierStep(at_least=1, amount_minor=100), TierStep(at_least=2, amount_minor=1100))
    more = Tier(offer_id="tier", names=NAMES, goods=EVERYTHING, by=TierBy.QUANTITY, steps=steps)
    line = BasketLine(line_id="1", sku="nuts", weight_g=200)
    (near,) = price(Basket((line,)), goods, compile_offers([more], 1), SHOPPER).near
    assert near.would_save_minor == 200


def test_what_is_missing_counts_for_each_offer_for_the_whole_basket_too() -> None:
    """The exclusive amount off every 5.00 takes what is spent more: the other one has no part of it."""
    goods = {"a": good("a", 50), "c": good("c", 899), "d": good("d", 500)}
    first = BasketOffer(offer_id="a", names=NAMES, spend_minor=500, amount_minor=100, every=True, terms=ALONE)
    then = BasketOffer(
        offer_id="c", names=NAMES, spend_minor=2000, amount_minor=150, every=True, terms=ON_TOP
    )
    pieces, offers = {"a": 3, "c": 3, "d": 1}, (first, then)
    near = {each.missing_minor: each.would_save_minor for each in priced(pieces, goods, offers).near}
    assert near == {153: 100, 653: 200}
    for missing, saves in near.items():
        assert saved_by(("new",), pieces, {**goods, "new": good("new", missing)}, offers) == saves


def test_an_offer_for_each_spend_is_not_near_beyond_its_limit() -> None:
    """Something else saves more than its one use: a second use is not to be had."""
    again = BasketOffer(
        offer_id="again", names=NAMES, spend_minor=500, amount_minor=150, every=True, terms=ONCE
    )
    other = BasketOffer(offer_id="other", names=NAMES, spend_minor=500, amount_minor=200)
    assert told({"tea": 1, "milk": 4}, again, other) == []


@pytest.mark.parametrize("batches", [(1, 2), (2, 1), (1, 1, 1)])
def test_a_good_of_several_batches_is_as_near_as_one_of_one(batches: tuple[int, ...]) -> None:
    """What goes with the pieces that a set takes is told by the good, not by the line they lie on."""
    tea, rice = (Slot(goods=Selector(skus=(sku,)), count=1) for sku in ("tea", "rice"))
    both = SetDeal(offer_id="both", names=NAMES, slots=(tea, rice), reward=Reward(percent=90), terms=ALONE)
    assert near_of_tea(both, 3) == [("both", 300)]
    assert near_of_tea(both, *batches) == [("both", 300)]


def near_of_tea(offer: Offer, *batches: int) -> list[tuple[str, int]]:
    """Of so many pieces of each batch, with a fifth off the basket."""
    lines = (
        BasketLine(line_id=str(at), sku="tea", quantity=count, batch=f"B{at}")
        for at, count in enumerate(batches)
    )
    book = compile_offers([offer, FIFTH], 1)
    near = price(Basket(tuple(lines)), GOODS, book, SHOPPER).near
    return [(each.offer_id, each.would_save_minor) for each in near]
