"""The baskets that pricing is measured by are what the bench says they are."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from types import FrameType

import pytest

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.pricing import price
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook, compile_offers
from lab.bench.price import CONTEXT, big_basket
from lab.bench.price_offers import COMPETING, LINES, PIECES, TOUCHING, contest, goods, offers
from lab.bench.price_shapes import Shape, shapes

MOST_CALLS = 800_000
"""Of functions, in pricing any basket: far more than it takes, and far less than a search without bounds."""
MOST_CALLS_OF_A_BIG_BASKET = 15_000
"""Of 100 lines and 30 offers that touch them: what the budget of its time is kept by."""


def test_thirty_of_a_thousand_offers_touch_the_basket() -> None:
    products = goods()
    book = compile_offers(offers(1000), 1)
    touched = {offer.offer_id for good in products.values() for offer, _ in book.parts_for(good)}
    assert len(touched | {offer.offer_id for offer in book.basket_offers[:1]}) == TOUCHING
    assert len(products) == LINES


@pytest.mark.parametrize("seed", range(4))
def test_the_worst_ordinary_basket_is_settled_exactly(seed: int) -> None:
    products, made = contest(seed)
    assert (len(products), len(made)) == (PIECES, COMPETING)
    basket = Basket(tuple(BasketLine(line_id=sku, sku=sku) for sku in products))
    answer = price(basket, products, compile_offers(made, 1), CONTEXT)
    codes = {step.code for line in answer.lines for step in line.trace}
    assert "pricing.set_deal" in codes
    assert "pricing.search_bounded" not in codes


def test_the_ugly_baskets_are_of_every_kind(by_name: dict[str, Shape]) -> None:
    made = by_name.values()
    assert {shape.is_ordinary for shape in made} == {True, False}
    assert max(len(shape.offers) for shape in made) == 60
    assert max(len(shape.basket.lines) for shape in made) == 200


def calls_of(basket: Basket, products: Mapping[str, Product], book: OfferBook) -> int:
    """Functions called to price it, whatever pricing itself counts; not those of a collection of garbage."""
    counted = 0
    gc.disable()

    def count(frame: FrameType, event: str, what: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        price(basket, products, book, CONTEXT)
    finally:
        sys.setprofile(None)
        gc.enable()
    return counted


def calls(shape: Shape) -> int:
    return calls_of(shape.basket, shape.products, compile_offers(shape.offers, 1))


def test_a_big_basket_takes_few_calls_and_no_more_for_offers_that_do_not_touch_it() -> None:
    _, few, many = (  # the first of a process reads the zone
        calls_of(big_basket(), goods(), compile_offers(offers(size), 1))
        for size in (TOUCHING, TOUCHING, 3000)
    )
    assert few == many < MOST_CALLS_OF_A_BIG_BASKET


def test_a_line_more_takes_no_more_calls_than_each_of_those_before_it() -> None:
    book, lines = compile_offers(offers(1000), 1), big_basket().lines
    half, whole = (calls_of(Basket(lines[:many]), goods(), book) for many in (len(lines) // 2, len(lines)))
    assert whole < 2.1 * half


UGLY = (
    "8 goods x 99, 3 offers",
    "cheapest 40 of 8 groups of 12",
    "99 pieces with an amount off",
    "8 groups overlapping cheapest free, 3 offers, 200 pieces",
    "cheapest of 2+1, 1 offers, 400 pieces",
    "amount off 2, more than some cost, 5 offers, 400 pieces, 10 % on top",
    "5 exclusive, 400 pieces",
    "60 offers of all kinds, 400 pieces, draw 0",
    "200 lines x 99, 60 offers for 100%",
)


@pytest.fixture(scope="module")
def by_name() -> dict[str, Shape]:
    return {shape.name: shape for shape in shapes()}


@pytest.mark.parametrize("name", UGLY)
def test_pricing_ends_whatever_the_offers_are(name: str, by_name: dict[str, Shape]) -> None:
    assert calls(by_name[name]) < MOST_CALLS


@pytest.mark.soak
def test_pricing_ends_for_every_ugly_basket() -> None:
    for shape in shapes():
        assert calls(shape) < MOST_CALLS, shape.name
