"""The baskets that pricing is measured by are what the bench says they are."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.pricing import price
from kiosk.domain.promotion import compile_offers
from lab.bench.price import CONTEXT
from lab.bench.price_offers import COMPETING, LINES, PIECES, TOUCHING, contest, goods, offers
from lab.bench.price_shapes import Shape, shapes

MOST_CALLS = 800_000
"""Of functions, in pricing any basket: far more than it takes, and far less than a search without bounds."""


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


def calls(shape: Shape) -> int:
    """Functions called to price it, whatever pricing itself counts."""
    counted, book = 0, compile_offers(shape.offers, 1)

    def count(frame: FrameType, event: str, what: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        price(shape.basket, shape.products, book, CONTEXT)
    finally:
        sys.setprofile(None)
    return counted


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
