"""Deals that compete: the best way is found, whatever the order, and money never goes astray."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.offer import (
    EVERYTHING,
    BasketOffer,
    KnownOffer,
    MultiBuy,
    PieceOffer,
    Reward,
    Selector,
    SetDeal,
    Slot,
    Tier,
    TierBy,
    TierStep,
)
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.pricing import PricedBasket, price
from kiosk.domain.product import Names
from kiosk.domain.promotion import compile_offers
from tests.domain.deal_judge import Judge, Piece
from tests.domain.pricing_goods import SHOPPER, good

SKUS = ("a", "b", "c", "d", "e")
NAMES = Names("优惠")

AMOUNTS = st.integers(0, 700)
GOODS = st.one_of(
    st.just(EVERYTHING),
    st.lists(st.sampled_from(SKUS), min_size=1, max_size=4, unique=True).map(
        lambda skus: Selector(skus=tuple(skus))
    ),
    st.sampled_from(SKUS).map(lambda sku: Selector(everything=True, except_skus=(sku,))),
)
DEAL_TERMS = st.builds(
    OfferTerms,
    combination=st.sampled_from([Combination.ONE_A_PIECE, Combination.ONE_A_PIECE, Combination.EXCLUSIVE]),
    most_uses=st.sampled_from([None, None, 1, 2]),
)


@st.composite
def rewards(draw: st.DrawFn, slots: int, pieces: int) -> Reward:
    kind = draw(st.integers(0, 5))
    percent = draw(st.sampled_from([10, 33, 50, 100]))
    if kind == 0:
        return Reward(price_minor=draw(st.integers(0, 300)) * pieces)
    if kind == 1:
        return Reward(amount_minor=draw(st.integers(1, 500)))
    if kind == 2:
        return Reward(percent=percent)
    if kind == 3:
        return Reward(percent=percent, cheapest=draw(st.integers(1, pieces)))
    slot = draw(st.integers(1, slots))
    return Reward(percent=percent, slot=slot) if kind == 4 else Reward(price_minor=draw(AMOUNTS), slot=slot)


@st.composite
def sets(draw: st.DrawFn, offer_id: str) -> SetDeal:
    counts = draw(st.sampled_from([(1,), (2,), (3,), (4,), (1, 1), (2, 1), (1, 1, 1), (2, 2), (1, 1, 2)]))
    slots = tuple(Slot(goods=draw(GOODS), count=count) for count in counts)
    reward = draw(rewards(len(counts), sum(counts)))
    return SetDeal(offer_id=offer_id, names=NAMES, slots=slots, reward=reward, terms=draw(DEAL_TERMS))


@st.composite
def single_offers(draw: st.DrawFn, offer_id: str, terms: OfferTerms) -> PieceOffer:
    one = draw(st.sampled_from([{"percent": 7}, {"percent": 35}, {"amount_minor": 40}, {"price_minor": 150}]))
    return PieceOffer(offer_id=offer_id, names=NAMES, goods=draw(GOODS), terms=terms, **one)


@st.composite
def tiers(draw: st.DrawFn, offer_id: str) -> Tier:
    by = draw(st.sampled_from(TierBy))
    unit = 1 if by is TierBy.QUANTITY else 200
    steps = (TierStep(at_least=2 * unit, percent=5), TierStep(at_least=4 * unit, amount_minor=60))
    terms = replace(draw(DEAL_TERMS), most_uses=draw(st.sampled_from([None, 1])))
    return Tier(offer_id=offer_id, names=NAMES, goods=draw(GOODS), by=by, steps=steps, terms=terms)


@st.composite
def any_deals(draw: st.DrawFn, most: int = 4) -> tuple[KnownOffer, ...]:
    found: list[KnownOffer] = []
    for number in range(draw(st.integers(1, most))):
        kind = draw(st.integers(0, 7))
        if kind <= 3:
            found.append(draw(sets(f"o{number}")))
        elif kind == 4:
            found.append(draw(single_offers(f"o{number}", draw(DEAL_TERMS))))
        elif kind == 5:
            found.append(draw(tiers(f"o{number}")))
        elif kind == 6:
            terms = OfferTerms(combination=Combination.STACKABLE, priority=draw(st.integers(0, 1)))
            found.append(draw(single_offers(f"o{number}", terms)))
        else:
            skus = tuple(draw(st.lists(st.sampled_from(SKUS), min_size=1, max_size=3, unique=True)))
            quantity = draw(st.integers(1, 3))
            price_minor = draw(st.integers(0, 300)) * quantity
            found.append(
                MultiBuy(
                    offer_id=f"o{number}",
                    names=NAMES,
                    skus=skus,
                    quantity=quantity,
                    price_minor=price_minor,
                )
            )
    return tuple(found)


PRICES = st.lists(st.sampled_from([5, 60, 199, 200, 250, 333, 500]), min_size=5, max_size=5)
TAKEN = st.lists(st.sampled_from(SKUS), min_size=1, max_size=6)


def lines(taken: Sequence[str]) -> tuple[BasketLine, ...]:
    counts = {sku: list(taken).count(sku) for sku in sorted(set(taken))}
    return tuple(BasketLine(line_id=sku, sku=sku, quantity=count) for sku, count in counts.items())


def priced(lines: Sequence[BasketLine], prices: Sequence[int], offers: Sequence[KnownOffer]) -> PricedBasket:
    goods = {sku: good(sku, minor) for sku, minor in zip(SKUS, prices, strict=True)}
    return price(Basket(tuple(lines)), goods, compile_offers(offers, 1), SHOPPER)


def told(answer: PricedBasket) -> dict[str, object]:
    return {line.line_id: (line.total_minor, line.trace) for line in answer.lines}


@given(TAKEN, PRICES, any_deals())
def test_nothing_is_cheaper_than_the_best_way(
    taken: list[str], prices: list[int], offers: tuple[KnownOffer, ...]
) -> None:
    answer = priced(lines(taken), prices, offers)
    by_sku = dict(zip(SKUS, prices, strict=True))
    pieces = tuple(Piece(sku, by_sku[sku]) for sku in taken)
    assert answer.total_minor == Judge(pieces, offers).least()
    assert not any(step.code == "pricing.search_bounded" for line in answer.lines for step in line.trace)


@given(TAKEN, PRICES, any_deals(5), st.randoms(use_true_random=False))
def test_the_order_of_scanning_and_of_offers_has_no_effect(
    taken: list[str], prices: list[int], offers: tuple[KnownOffer, ...], chance: Random
) -> None:
    scanned = list(lines(taken))
    one = priced(scanned, prices, offers)
    chance.shuffle(scanned)
    mixed = list(offers)
    chance.shuffle(mixed)
    assert told(one) == told(priced(scanned, prices, mixed))


@given(TAKEN, PRICES, any_deals(5))
def test_a_quantity_typed_costs_what_scans_cost(
    taken: list[str], prices: list[int], offers: tuple[KnownOffer, ...]
) -> None:
    each = [BasketLine(line_id=f"{at}", sku=sku) for at, sku in enumerate(taken)]
    assert priced(each, prices, offers).total_minor == priced(lines(taken), prices, offers).total_minor


BASKET_OFFERS = st.lists(
    st.builds(
        lambda goods, spend, what, combination: (goods, spend, what, combination),
        GOODS,
        st.integers(0, 1500),
        st.sampled_from([{"percent": 15}, {"percent": 100}, {"amount_minor": 90}]),
        st.sampled_from(Combination),
    ),
    max_size=3,
).map(
    lambda rows: tuple(
        BasketOffer(
            offer_id=f"z{number}",
            names=NAMES,
            goods=goods,
            spend_minor=spend,
            terms=OfferTerms(combination=combination),
            **what,
        )
        for number, (goods, spend, what, combination) in enumerate(rows)
    )
)


@given(TAKEN, PRICES, any_deals(5), BASKET_OFFERS)
def test_nothing_is_dearer_than_its_list_price_nor_cheaper_than_nothing(
    taken: list[str], prices: list[int], offers: tuple[KnownOffer, ...], whole: tuple[BasketOffer, ...]
) -> None:
    answer = priced(lines(taken), prices, (*offers, *whole))
    assert all(0 <= line.total_minor <= line.list_total_minor for line in answer.lines)
    assert all(step.amount_minor <= 0 for line in answer.lines for step in line.trace[1:])
    assert sum(each.saved_minor for each in answer.applied) == -answer.discount_minor
    without = priced(lines(taken), prices, offers)
    assert answer.total_minor <= without.total_minor


@given(st.integers(1, 12), st.integers(1, 4), st.integers(0, 400))
def test_n_sets_cost_n_times_one_set(times: int, count: int, price_minor: int) -> None:
    offer = MultiBuy(offer_id="o", names=NAMES, skus=("a",), quantity=count, price_minor=price_minor)
    prices = [200] * 5
    one = priced([BasketLine(line_id="1", sku="a", quantity=count)], prices, [offer])
    many = priced([BasketLine(line_id="1", sku="a", quantity=count * times)], prices, [offer])
    assert many.total_minor == times * one.total_minor


def test_of_equal_offers_the_first_by_id_is_applied() -> None:
    offers = [
        MultiBuy(offer_id=offer_id, names=NAMES, skus=("a", "b"), quantity=2, price_minor=300)
        for offer_id in ("y", "x", "z")
    ]
    answer = priced(lines("aabb"), [200, 200, 1, 1, 1], offers)
    assert [(each.offer_id, each.uses, each.saved_minor) for each in answer.applied] == [("x", 2, 200)]
