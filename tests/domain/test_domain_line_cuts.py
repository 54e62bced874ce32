"""Neither the order of scanning nor how a good is cut into lines (by batches) moves an amount or a tax."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.offer import BasketOffer, KnownOffer, PieceOffer, Reward, Selector, SetDeal, Slot
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.override import Override
from kiosk.domain.priced import PricedBasket, PricingContext
from kiosk.domain.pricing import price
from kiosk.domain.product import Names
from kiosk.domain.promotion import compile_offers
from kiosk.domain.role import Role
from kiosk.domain.tax_rule import RULES, TaxRule
from tests.domain.pricing_goods import SHOPPER, good, offer

NAMES = Names("优惠")
SKUS = ("p", "q", "r")
Cuts = Sequence[tuple[str, int]]
"""By line its SKU and pieces; each has a batch of its own."""


def sold(
    cuts: Cuts,
    prices: Sequence[int],
    rates: Sequence[int],
    offers: Sequence[KnownOffer],
    context: PricingContext,
) -> PricedBasket:
    """Ids follow the order of the lines, as they do at the kiosk."""
    goods = {
        sku: replace(good(sku, minor, bp=bp), tax_code=f"t{bp}", deposit_sku="can")
        for sku, minor, bp in zip(SKUS, prices, rates, strict=True)
    }
    goods["can"] = replace(good("can", 25), role=Role.DEPOSIT)
    lines = (
        BasketLine(line_id=f"l{place}", sku=sku, quantity=pieces, batch=f"b{pieces}")
        for place, (sku, pieces) in enumerate(cuts)
    )
    return price(Basket(tuple(lines)), goods, compile_offers(offers, 1), context)


def by_good(answer: PricedBasket) -> dict[str, tuple[int, int, int]]:
    """Of each good its pieces, what is paid for it and the tax."""
    sums: dict[str, Counter[str]] = {}
    for line in answer.lines:
        parts = {"n": line.quantity, "paid": line.gross_minor, "tax": line.tax_minor}
        sums.setdefault(line.sku, Counter()).update(parts)
    return {sku: (each["n"], each["paid"], each["tax"]) for sku, each in sums.items()}


@pytest.mark.parametrize("country", sorted(RULES))
def test_two_batches_in_a_multi_buy_cost_and_bear_the_same_in_any_order(country: str) -> None:
    three = [offer("a: 3 p = 800")]
    context = replace(SHOPPER, tax=RULES[country])
    one, other, whole = (
        sold(cuts, (333, 1, 1), (700, 0, 0), three, context)
        for cuts in ([("p", 1), ("p", 4)], [("p", 4), ("p", 1)], [("p", 5)])
    )
    assert by_good(one) == by_good(other) == by_good(whole)
    assert one.taxes == other.taxes == whole.taxes
    assert one.total_minor == other.total_minor == whole.total_minor
    by_batch = ({line.quantity: line for line in each.lines if line.sku == "p"} for each in (one, other))
    first, second = by_batch
    assert {n: replace(line, line_id="") for n, line in first.items()} == {
        n: replace(line, line_id="") for n, line in second.items()
    }


TERMS = st.sampled_from(list(Combination)).map(lambda each: OfferTerms(combination=each))
SELECTORS = st.sampled_from([Selector(everything=True), Selector(skus=("p", "q")), Selector(skus=("r",))])
WHAT = st.sampled_from([{"percent": 7}, {"percent": 33}, {"amount_minor": 101}])


@st.composite
def any_offer(draw: st.DrawFn, offer_id: str) -> KnownOffer:
    kind, goods, terms, what = draw(st.integers(0, 2)), draw(SELECTORS), draw(TERMS), draw(WHAT)
    if kind == 0:
        percent, amount = what.get("percent"), what.get("amount_minor")
        return BasketOffer(
            offer_id=offer_id, names=NAMES, goods=goods, percent=percent, amount_minor=amount, terms=terms
        )
    if kind == 1:
        return PieceOffer(offer_id=offer_id, names=NAMES, goods=goods, terms=terms, **what)
    slots = (Slot(goods=goods, count=draw(st.integers(1, 2))), Slot(goods=draw(SELECTORS)))
    terms = OfferTerms() if terms.combination is Combination.STACKABLE else terms
    return SetDeal(offer_id=offer_id, names=NAMES, slots=slots, reward=Reward(**what), terms=terms)


CUTS = st.lists(st.tuples(st.sampled_from(SKUS), st.integers(1, 3)), min_size=1, max_size=5)
PRICES = st.tuples(*(st.sampled_from([5, 99, 333, 500]) for _ in SKUS))
RATES = st.tuples(*(st.sampled_from([0, 260, 810, 1300, 2000]) for _ in SKUS))
STAFF = st.sampled_from([(), (Override(reason="damaged", approved_by="a1", percent=15),)])


@given(
    CUTS,
    PRICES,
    RATES,
    st.tuples(any_offer("a"), any_offer("b")),
    st.sampled_from(sorted(RULES)),
    STAFF,
    st.data(),
)
def test_how_goods_are_cut_and_scanned_moves_nothing(
    cuts: list[tuple[str, int]],
    prices: tuple[int, ...],
    rates: tuple[int, ...],
    offers: tuple[KnownOffer, ...],
    country: str,
    overrides: tuple[Override, ...],
    data: st.DataObject,
) -> None:
    rule: TaxRule = RULES[country]
    context = replace(SHOPPER, tax=rule, overrides=overrides)
    pieces = Counter({sku: sum(n for each, n in cuts if each == sku) for sku, _ in cuts})
    whole = sold(list(pieces.items()), prices, rates, offers, context)
    for way in (cuts, data.draw(st.permutations(cuts)), [(sku, 1) for sku in pieces.elements()]):
        answer = sold(way, prices, rates, offers, context)
        assert by_good(answer) == by_good(whole)
        assert (answer.taxes, answer.total_minor) == (whole.taxes, whole.total_minor)
