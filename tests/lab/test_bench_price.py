"""The baskets that pricing is measured by are what the bench says they are."""

from __future__ import annotations

import pytest

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.pricing import price
from kiosk.domain.promotion import compile_offers
from lab.bench.price import CONTEXT
from lab.bench.price_offers import COMPETING, LINES, PIECES, TOUCHING, contest, goods, offers


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
