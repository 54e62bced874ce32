"""What holds for all baskets: order, sums, bounds, and the least that an exhaustive judge can find."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.basket import Basket
from kiosk.domain.pricing import price
from kiosk.domain.product import Names
from kiosk.domain.promotion import MultiBuy, compile_offers
from tests.domain.pricing_goods import GOODS, MEMBER, SHOPPER, basket, good, priced

SKUS = ["milk", "tea", "cola", "chips", "bag"]
PIECES = st.lists(
    st.tuples(st.sampled_from(SKUS), st.integers(1, 4)), max_size=5, unique_by=lambda pair: pair[0]
)
OFFERS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(SKUS), min_size=1, max_size=3, unique=True),
        st.integers(1, 4),
        st.integers(0, 2000),
    ),
    max_size=4,
).map(
    lambda rows: [
        MultiBuy(
            offer_id=f"o{n}", names=Names("o"), skus=tuple(skus), quantity=quantity, price_minor=price_minor
        )
        for n, (skus, quantity, price_minor) in enumerate(rows)
    ]
)


@given(PIECES, st.integers(0, 3), OFFERS, st.booleans(), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_the_order_of_scanning_changes_nothing(
    pieces: list[tuple[str, int]], labels: int, offers: list[MultiBuy], member: bool, chance: object
) -> None:
    text = [f"{sku}*{count}" for sku, count in pieces] + ["apples@452", "tea#199", "tea*2"][:labels]
    context = MEMBER if member else SHOPPER
    scanned = basket(" ".join(text)).lines
    shuffled = list(scanned)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one = price(Basket(scanned), GOODS, compile_offers(offers, 1), context)
    other = price(Basket(tuple(shuffled)), GOODS, compile_offers(reversed(offers), 1), context)
    assert {line.line_id: line for line in one.lines} == {line.line_id: line for line in other.lines}
    assert (one.total_minor, one.taxes) == (other.total_minor, other.taxes)


def cheapest(units: tuple[tuple[str, int], ...], offers: Sequence[MultiBuy]) -> int:
    """The least that the pieces can cost, by trying everything: the judge of the real search."""
    if not units:
        return 0
    first, rest = units[0], units[1:]
    best = first[1] + cheapest(rest, offers)
    for one in offers:
        if first[0] not in one.skus:
            continue
        allowed = [place for place, (sku, _) in enumerate(rest) if sku in one.skus]
        seen = set()
        for places in combinations(allowed, one.quantity - 1):
            left = tuple(unit for place, unit in enumerate(rest) if place not in places)
            if left not in seen:
                seen.add(left)
                best = min(best, one.price_minor + cheapest(left, offers))
    return best


@given(PIECES.filter(lambda rows: sum(count for _, count in rows) <= 7), OFFERS)
@settings(max_examples=120)
def test_a_small_basket_costs_the_least_it_can(pieces: list[tuple[str, int]], offers: list[MultiBuy]) -> None:
    answer = priced(" ".join(f"{sku}*{count}" for sku, count in pieces))
    with_offers = price(
        basket(" ".join(f"{sku}*{count}" for sku, count in pieces)), GOODS, compile_offers(offers, 1), SHOPPER
    )
    units = tuple((sku, GOODS[sku].price_minor) for sku, count in sorted(pieces) for _ in range(count))
    assert with_offers.total_minor == cheapest(units, offers) <= answer.total_minor


@given(
    st.lists(st.tuples(st.sets(st.integers(0, 29), min_size=1, max_size=8), st.integers(1, 5)), max_size=40),
    st.lists(st.integers(0, 12), min_size=30, max_size=30),
    st.integers(1, 3000),
)
@settings(max_examples=25)
def test_many_competing_offers_stay_in_bounds(
    rows: list[tuple[set[int], int]], counts: list[int], price_minor: int
) -> None:
    """Too many to search through: still never dearer, and no line below nothing."""
    goods = {f"s{n}": good(f"s{n}", 100 + 37 * n) for n in range(30)}
    offers = [
        MultiBuy(
            offer_id=f"o{n}",
            names=Names("o"),
            skus=tuple(f"s{sku}" for sku in sorted(skus)),
            quantity=quantity,
            price_minor=price_minor,
        )
        for n, (skus, quantity) in enumerate(rows)
    ]
    taken = basket(" ".join(f"s{n}*{count}" for n, count in enumerate(counts) if count))
    answer = price(taken, goods, compile_offers(offers, 1), SHOPPER)
    assert 0 <= answer.total_minor <= answer.list_total_minor
    assert all(0 <= line.total_minor <= line.list_total_minor for line in answer.lines)


def test_the_largest_basket_under_the_densest_offers_is_priced() -> None:
    goods = {f"s{n}": good(f"s{n}", 100 + 37 * n) for n in range(200)}
    offers = [
        MultiBuy(
            offer_id=f"o{n:03}",
            names=Names("o"),
            skus=tuple(f"s{(7 * n + 11 * k) % 200}" for k in range(6)),
            quantity=3,
            price_minor=3000,
        )
        for n in range(300)
    ]
    answer = price(
        basket(" ".join(f"s{n}*99" for n in range(200))), goods, compile_offers(offers, 1), SHOPPER
    )
    assert answer.discount_minor < 0
    assert len(answer.lines) == 200
