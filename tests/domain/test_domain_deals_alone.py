"""A deal without rivals makes the best of its pieces, of many as of few, and is proven to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.offer import Reward, Selector, SetDeal, Slot
from kiosk.domain.pricing import PricedBasket, price
from kiosk.domain.product import Names
from kiosk.domain.promotion import compile_offers
from tests.domain.pricing_goods import SHOPPER, good

SKUS = tuple("abcdefghij")
PRICES = (990, 870, 700, 650, 500, 333, 250, 199, 60, 5)
WORTH = dict(zip(SKUS, PRICES, strict=True))


def deal(groups: Sequence[str], counts: Sequence[int], reward: Reward) -> SetDeal:
    """Each group's goods are letters."""
    slots = tuple(
        Slot(goods=Selector(skus=tuple(group)), count=count)
        for group, count in zip(groups, counts, strict=True)
    )
    return SetDeal(offer_id="o", names=Names("优惠"), slots=slots, reward=reward)


def sold(pieces: str, offer: SetDeal) -> PricedBasket:
    goods = {sku: good(sku, minor) for sku, minor in WORTH.items()}
    counts = {sku: pieces.count(sku) for sku in sorted(set(pieces))}
    lines = tuple(BasketLine(line_id=sku, sku=sku, quantity=count) for sku, count in counts.items())
    return price(Basket(lines), goods, compile_offers([offer], 1), SHOPPER)


def is_bounded(answer: PricedBasket) -> bool:
    return any(step.code == "pricing.search_bounded" for line in answer.lines for step in line.trace)


def saved(pieces: tuple[str, ...], offer: SetDeal) -> int:
    """The most that sets of these pieces save, by trying every set for the first piece that is in one."""
    groups = tuple(frozenset(slot.goods.skus) for slot in offer.slots for _ in range(slot.count))

    @cache
    def most(left: tuple[str, ...]) -> int:
        if len(left) < len(groups):
            return 0
        best = most(left[1:])
        for rest in set(combinations(left[1:], len(groups) - 1)):
            off = max((_off(way, offer) for way in _ways((left[0], *rest), groups)), default=0)
            if off > 0:
                others = list(left[1:])
                for sku in rest:
                    others.remove(sku)
                best = max(best, off + most(tuple(others)))
        return best

    return most(tuple(sorted(pieces)))


def _ways(taken: tuple[str, ...], groups: Sequence[frozenset[str]]) -> Iterator[tuple[str, ...]]:
    """Orders in which these pieces fill the groups."""
    if not taken:
        yield ()
        return
    for at, sku in enumerate(taken):
        if sku in groups[0]:
            for others in _ways((*taken[:at], *taken[at + 1 :]), groups[1:]):
                yield (sku, *others)


def _off(filled: tuple[str, ...], offer: SetDeal) -> int:
    """What one set saves; all rewards here are whole numbers of minor units."""
    reward, prices = offer.reward, [WORTH[sku] for sku in filled]
    if reward.slot is not None:
        first = sum(slot.count for slot in offer.slots[: reward.slot - 1])
        prices = prices[first : first + offer.slots[reward.slot - 1].count]
        if reward.price_minor is not None:
            return sum(max(0, minor - reward.price_minor) for minor in prices)
        return sum(prices)
    if reward.price_minor is not None:
        return sum(prices) - reward.price_minor
    if reward.amount_minor is not None:
        return min(reward.amount_minor, sum(prices))
    return sum(sorted(prices)[: reward.cheapest])


SHAPES = st.sampled_from([(1, 1), (2, 1), (1, 1, 1), (2, 2), (3, 1), (1, 2, 1)])
REWARDS = st.sampled_from(
    [
        Reward(price_minor=900),
        Reward(price_minor=1500),
        Reward(amount_minor=300),
        Reward(amount_minor=1100),
        Reward(percent=100, cheapest=1),
        Reward(percent=100, cheapest=2),
        Reward(percent=100, slot=2),
        Reward(price_minor=100, slot=1),
    ]
)


@given(SHAPES, REWARDS, st.data())
def test_nothing_is_better_than_what_several_groups_get(
    counts: tuple[int, ...], reward: Reward, data: st.DataObject
) -> None:
    groups = [
        "".join(sorted(data.draw(st.sets(st.sampled_from(SKUS), min_size=2, max_size=7)))) for _ in counts
    ]
    offer = deal(groups, counts, reward)
    pieces = "".join(data.draw(st.lists(st.sampled_from(SKUS), min_size=2, max_size=7)))
    answer = sold(pieces, offer)
    assert -answer.discount_minor == saved(tuple(pieces), offer)
    assert not is_bounded(answer)


FORTY = "".join(SKUS) * 4
HUNDREDS = "".join(SKUS) * 40


@pytest.mark.parametrize("pieces", [FORTY, HUNDREDS])
@pytest.mark.parametrize(
    ("story", "offer"),
    [
        ("a meal of five", deal(["ab", "cd", "ef", "gh", "ij"], (1,) * 5, Reward(price_minor=900))),
        (
            "a meal of groups that overlap",
            deal(["abcd", "cdef", "efgh", "ghab"], (1,) * 4, Reward(price_minor=900)),
        ),
        ("a bundle of eight", deal(SKUS[:8], (1,) * 8, Reward(price_minor=2500))),
        ("the cheapest two of two and two", deal(["abcde", "fghij"], (2, 2), Reward(percent=50, cheapest=2))),
        ("two and two of the same", deal(["".join(SKUS)] * 2, (2, 2), Reward(percent=50, cheapest=2))),
        (
            "buy two of one group, get the other",
            deal(["abcde", "defgh"], (2, 1), Reward(percent=100, slot=2)),
        ),
        ("5.00 off any two", deal(["".join(SKUS)], (2,), Reward(amount_minor=500))),
    ],
)
def test_what_shops_run_is_settled_exactly_for_any_number_of_pieces(
    story: str, offer: SetDeal, pieces: str
) -> None:
    answer = sold(pieces, offer)
    assert answer.discount_minor < 0, story
    assert not is_bounded(answer), story


def test_the_cheapest_of_groups_that_overlap_is_bounded_and_says_so() -> None:
    offer = deal(["abcdefg", "bcdefgh", "cdefghi"], (2, 2, 2), Reward(percent=100, cheapest=3))
    answer = sold(HUNDREDS, offer)
    assert answer.discount_minor < 0
    assert is_bounded(answer)


def test_a_bundle_of_ninety_nine_is_ninety_nine_bundles() -> None:
    offer = deal(["a", "b", "c", "d"], (1, 1, 1, 1), Reward(price_minor=2000))
    answer = sold("abcd" * 99, offer)
    assert [(each.uses, each.saved_minor) for each in answer.applied] == [
        (99, 99 * (990 + 870 + 700 + 650 - 2000))
    ]
