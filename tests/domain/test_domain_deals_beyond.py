"""Beyond the baskets that shops have: the search ends, tells where it proved nothing, and beats greedy."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.deal_effort import Effort
from kiosk.domain.deal_greedy import by_gain, greedy, leaving_out, saved
from kiosk.domain.deal_machine import Machine
from kiosk.domain.deal_pieces import Pile, Rival, SetRule
from kiosk.domain.deal_settling import MOST_PIECES_SEARCHED, Settler
from kiosk.domain.lowering import Lowering
from kiosk.domain.money import Rounding
from kiosk.domain.offer import KnownOffer, MultiBuy, PieceOffer, Reward, Selector, SetDeal, Slot
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.pricing import price
from kiosk.domain.product import Names, Product
from kiosk.domain.promotion import compile_offers
from tests.domain.pricing_goods import SHOPPER, good

HALF_UP = Rounding.HALF_UP


def crowd(seed: int, sets: int, goods: int, count: int) -> tuple[list[Pile], list[Rival]]:
    """So many sets that compete for so many goods, each there more than once."""
    chance = Random(seed)
    prices = sorted((chance.randint(200, 6000) for _ in range(goods)), reverse=True)
    piles = [
        Pile(f"s{at:02}", minor, ((f"l{at}", count),), (), None, minor) for at, minor in enumerate(prices)
    ]
    rivals = []
    for number in range(sets):
        eligible = sorted(chance.sample(range(goods), goods // 2))
        pieces = chance.randint(2, 4)
        mean = sum(prices[at] for at in eligible) // len(eligible)
        named = (f"o{number:02}", "pricing.set_deal", (pieces,), HALF_UP)
        rule = chance.choice(
            (
                SetRule(*named, price_minor=mean * pieces * 3 // 4),
                SetRule(*named, lowering=Lowering(percent=100), cheapest=1),
                SetRule(*named, lowering=Lowering(percent=20)),
                SetRule(*named, amount_minor=300, most_uses=2),
            )
        )
        rivals.append(Rival(rule, dict.fromkeys(eligible, (0,))))
    return piles, rivals


def cost(piles: Sequence[Pile], rivals: Sequence[Rival], effort: Effort | None = None) -> int:
    """What all pieces cost as they are settled; fails where one is taken twice or a set is not whole."""
    left = [pile.count for pile in piles]
    total = 0
    for settled in Settler(effort).settle(piles, rivals):
        rule = settled.rule
        assert len(settled.pieces) % rule.pieces == 0
        assert rule.most_uses is None or settled.uses <= rule.most_uses
        for pile, own in settled.pieces:
            left[pile] -= 1
            total += own if rule.price_minor is None else 0
        total += settled.uses * ((rule.price_minor or 0) - (rule.amount_minor or 0))
    assert min(left) >= 0
    return total + sum(pile.unit_minor * count for pile, count in zip(piles, left, strict=True))


def test_what_was_settled_for_one_way_of_pricing_takes_no_effort_in_another() -> None:
    piles, rivals = crowd(seed=1, sets=3, goods=8, count=1)
    settler = Settler()
    first = settler.settle(piles, rivals)
    left = settler.effort.left
    assert left < Effort().left
    assert settler.settle(piles, rivals) == first
    assert settler.settle(*crowd(seed=1, sets=3, goods=8, count=1)) == first
    assert settler.effort.left == left
    assert settler.settle(*crowd(seed=2, sets=3, goods=8, count=1)) != first
    assert settler.effort.left < left


@pytest.mark.parametrize(("sets", "goods", "count"), [(14, 20, 2), (11, 41, 1), (20, 30, 5), (12, 30, 20)])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_never_worse_than_the_best_set_again_and_again(
    sets: int, goods: int, count: int, seed: int
) -> None:
    piles, rivals = crowd(seed, sets, goods, count)
    machines = [Machine(rival, piles, 1, 0) for rival in rivals]
    made = greedy(machines, [pile.count for pile in piles], by_gain)
    whole = sum(pile.unit_minor * pile.count for pile in piles)
    assert cost(piles, rivals) <= whole - sum(each.gain * each.times for each in made)


@pytest.mark.parametrize("steps", [0, 100, 3000, 30_000])
@pytest.mark.parametrize(("sets", "goods", "count"), [(1, 30, 3), (3, 20, 2), (10, 40, 1)])
def test_however_little_effort_is_left_it_is_as_good_as_the_best_set_again_and_again(
    sets: int, goods: int, count: int, steps: int
) -> None:
    piles, rivals = crowd(5, sets, goods, count)
    machines = [Machine(rival, piles, 1, 0) for rival in rivals]
    made = greedy(machines, [pile.count for pile in piles], by_gain)
    whole = sum(pile.unit_minor * pile.count for pile in piles)
    effort = Effort(steps)
    found = cost(piles, rivals, effort)
    assert found <= whole - sum(each.gain * each.times for each in made)
    assert found == cost(piles, rivals, Effort(steps))
    assert effort.left >= 0


def test_more_effort_finds_more() -> None:
    piles, rivals = crowd(1, 10, 40, 1)
    costs = [cost(piles, rivals, Effort(steps)) for steps in (0, 20_000, 200_000)]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < costs[0]


def test_what_is_settled_is_not_settled_again() -> None:
    piles, rivals = crowd(2, 8, 30, 1)
    settler = Settler()
    first = settler.settle(piles, rivals)
    left = settler.effort.left
    assert settler.settle(piles, rivals) == first
    assert settler.effort.left == left
    settler.settle(piles, rivals[1:])
    assert settler.effort.left < left


def many(goods: int, offers: int) -> tuple[Basket, dict[str, Product], list[KnownOffer]]:
    products = {f"s{n}": good(f"s{n}", 100 + 37 * n) for n in range(goods)}
    made: list[KnownOffer] = [
        MultiBuy(
            offer_id=f"o{n:03}",
            names=Names("o"),
            skus=tuple(sorted({f"s{(7 * n + 11 * k) % goods}" for k in range(6)})),
            quantity=3,
            price_minor=300 + 40 * n,
        )
        for n in range(offers)
    ]
    lines = tuple(BasketLine(line_id=sku, sku=sku, quantity=20) for sku in products)
    return Basket(lines), products, made


def test_a_line_tells_that_its_deals_are_not_proven_the_best() -> None:
    basket, products, offers = many(40, 30)
    assert MOST_PIECES_SEARCHED < 20 * 40
    answer = price(basket, products, compile_offers(offers, 1), SHOPPER)
    for line in answer.lines:
        bounded = [step for step in line.trace if step.code == "pricing.search_bounded"]
        lowered = {step.source for step in line.trace if step.code == "pricing.multi_buy"}
        assert {step.source for step in bounded} == lowered
        assert not any(step.amount_minor for step in bounded)
    assert answer.discount_minor < 0


def test_a_third_deal_that_saves_nothing_does_not_keep_two_others_from_their_goods() -> None:
    """Its sets of many groups are more than can be searched for; the dearest goods of another are free
    anyhow."""
    minor = {"s00": 199, "s02": 499, "s03": 250, "s04": 890, "s05": 590, "s07": 900, "s08": 250}
    goods = {sku: good(sku, each) for sku, each in minor.items()}
    counts = (3, 1, 2, 4, 3, 3, 5)
    lines = tuple(BasketLine(line_id=s, sku=s, quantity=n) for s, n in zip(minor, counts, strict=True))
    exclusive = OfferTerms(combination=Combination.EXCLUSIVE)
    free = PieceOffer(
        offer_id="1",
        names=Names("1"),
        goods=Selector(skus=("s07", "s08")),
        price_minor=0,
        terms=exclusive,
    )
    first = ("s00", "s02", "s03", "s04")
    three = SetDeal(
        offer_id="6",
        names=Names("6"),
        slots=(Slot(goods=Selector(skus=(*first, "s07")), count=3),),
        reward=Reward(price_minor=0, slot=1),
    )
    groups = (((*first, "s08"), 2), (("s05",), 2), (("s03", "s04", "s05"), 2))
    useless = SetDeal(
        offer_id="7",
        names=Names("7"),
        slots=tuple(Slot(goods=Selector(skus=skus), count=count) for skus, count in groups),
        reward=Reward(percent=50, cheapest=2),
        terms=exclusive,
    )
    answer = price(Basket(lines), goods, compile_offers([free, three, useless], 1), SHOPPER)
    assert answer.total_minor <= 1770 == 3 * 590


def test_where_the_dearest_are_cheap_anyhow_a_set_takes_the_next_ones() -> None:
    """Two for the cheaper half, of wine that is marked down to a tenth and of tea."""
    piles = [Pile("wine", 1000, (("w", 4),), (), None, 100), Pile("tea", 400, (("t", 4),), (), None, 400)]
    rule = SetRule("o", "pricing.set_deal", (2,), HALF_UP, lowering=Lowering(percent=50), cheapest=1)
    machine = Machine(Rival(rule, {0: (0,), 1: (0,)}), piles, 1, 0)
    (made,) = greedy([machine], [4, 4], by_gain)
    assert (made.pieces, made.gain, made.times) == (((1, 400), (1, 200)), 200, 2)


def test_one_big_set_gives_way_to_two_that_save_more_together() -> None:
    piles = [Pile(sku, 1000, ((sku, 2),), (), None, 1000) for sku in "ab"]
    named = ("pricing.set_deal", (2,), HALF_UP)
    both = SetRule("both", "pricing.set_deal", (1, 1), HALF_UP, most_uses=1, amount_minor=900)
    rivals = [
        Rival(both, {0: (0,), 1: (1,)}),
        Rival(SetRule("two a", *named, amount_minor=800), {0: (0,)}),
        Rival(SetRule("two b", *named, amount_minor=800), {1: (0,)}),
    ]
    machines = [Machine(rival, piles, 1, 0) for rival in rivals]
    made = greedy(machines, [2, 2], by_gain)
    assert saved(made) == 900
    assert saved(leaving_out(machines, [2, 2], made, Effort())) == 1600
    assert saved(leaving_out(machines, [2, 2], made, Effort(0))) == 900
