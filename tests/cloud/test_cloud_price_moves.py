"""What looks like a mistake in prices: by what is asked in a store now and at each hour to come, whatever row
or column says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cloud.catalogue.contents import Contents
from cloud.catalogue.price_moves import price_moves
from cloud.catalogue.surprises import FEW, Limits, Surprises, surprises
from kiosk.domain.price_list import prices_now
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.product import Names, Product

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
WEEK = timedelta(days=7)
JAM = Product(
    sku="jam", names=Names("果酱", "Jam"), category="jam", price_minor=10_000, tax_code="a", tax_bp=700
)


def jars(count: int, **fields: int | None) -> tuple[Product, ...]:
    return tuple(replace(JAM, sku=f"jam{number}", **fields) for number in range(count))  # type: ignore[arg-type]


def rows(count: int, amount_minor: int, **fields: object) -> tuple[Price, ...]:
    return tuple(
        Price(sku=f"jam{number}", amount_minor=amount_minor, **fields)  # type: ignore[arg-type]
        for number in range(count)
    )


def looked_at(before: Contents, after: Contents, stores: Sequence[Sequence[str]] = ()) -> Surprises:
    return surprises(before, after, "CNY", Limits(), NOW, stores)


HELD = Contents(products=jars(300), prices=rows(300, 500))
"""Goods at 100.00 by themselves, which every store sells at 5.00 by its list."""


def test_a_right_price_from_next_week_on_is_none_though_the_row_is_new() -> None:
    right = replace(HELD, prices=(*HELD.prices, *rows(300, 450, starts_at=NOW + WEEK)))
    assert looked_at(HELD, right) == Surprises()


def test_a_wrong_price_from_next_week_on_is_seen_though_it_is_like_the_goods_own() -> None:
    wrong = replace(HELD, prices=(*HELD.prices, *rows(300, 5_500, starts_at=NOW + WEEK)))
    (found,) = looked_at(HELD, wrong).stops
    assert (found.code, found.values["goods"]) == ("cloud.prices_far_off", 300)
    assert (found.values["was"], found.values["now"]) == ("¥5.00", "¥55.00")


def test_rows_that_go_are_prices_that_change() -> None:
    (found,) = looked_at(HELD, replace(HELD, prices=())).stops
    assert (found.values["was"], found.values["now"]) == ("¥5.00", "¥100.00")


def test_what_was_published_for_later_is_none_when_it_stays() -> None:
    sale = rows(300, 49, starts_at=NOW + WEEK, ends_at=NOW + 2 * WEEK, kind=PriceFor.OFFER)
    held = replace(HELD, prices=(*HELD.prices, *sale))
    assert looked_at(held, replace(held, products=jars(300, price_minor=11_000))) == Surprises()


def test_each_group_of_stores_is_looked_at_and_each_store_of_several() -> None:
    north, south = rows(9, 500, price_list="north"), rows(9, 7_000, price_list="south")
    held = Contents(products=jars(9), prices=(*north, *south))
    wrong = replace(held, prices=(*rows(9, 50, price_list="north"), *south))
    assert looked_at(held, wrong).stops
    other_first = replace(held, prices=(*north, *rows(9, 7_000, price_list="south", priority=1)))
    assert not looked_at(held, other_first).stops
    assert looked_at(held, other_first, [("north", "south")]).stops


def test_members_are_not_forgotten() -> None:
    held = Contents(products=jars(5, member_price_minor=9_000))
    assert looked_at(held, Contents(products=jars(5, member_price_minor=90))).stops


def test_a_few_prices_far_off_are_named_and_hold() -> None:
    held = Contents(products=jars(9))
    wrong = Contents(products=(*jars(FEW, price_minor=1), *jars(9)[FEW:]))
    found = looked_at(held, wrong)
    assert found.stops == ()
    assert [(note.code, note.values["sku"], note.values["now"]) for note in found.notes] == [
        ("cloud.price_far_off", f"jam{number}", "¥0.01") for number in range(FEW)
    ]


def test_a_good_that_is_new_or_cost_nothing_had_no_price_to_be_far_from() -> None:
    held = Contents(products=jars(9, price_minor=0))
    assert looked_at(held, Contents(products=jars(12))) == Surprises()


HOURS = st.none() | st.integers(-9, 9).map(lambda hours: NOW + hours * timedelta(hours=1))
ROW = st.builds(
    Price,
    sku=st.just("jam0"),
    kind=st.sampled_from(PriceFor),
    amount_minor=st.integers(1, 9),
    starts_at=HOURS,
    ends_at=HOURS,
    price_list=st.sampled_from(("", "north", "south")),
    priority=st.integers(0, 1),
)
SHOPS = st.builds(
    lambda price, member, prices: Contents(
        products=jars(1, price_minor=price, member_price_minor=member), prices=tuple(prices)
    ),
    st.integers(1, 9),
    st.none() | st.integers(1, 9),
    st.lists(ROW, max_size=4, unique_by=lambda row: row.key),
)
EVERY = ((), ("north",), ("south",), ("north", "south"))


@given(SHOPS, SHOPS)
def test_it_is_what_looking_every_half_an_hour_in_each_store_finds(before: Contents, after: Contents) -> None:
    was, now = before.priced()["jam0"], after.priced()["jam0"]
    seen: set[tuple[int, int]] = set()
    for half in range(24):
        instant = NOW + half * timedelta(minutes=30)
        for lists in EVERY:
            one, other = prices_now(was, instant, lists), prices_now(now, instant, lists)
            for member in (False, True):
                seen.add((one.least(for_member=member).minor, other.least(for_member=member).minor))
    moves = price_moves(before, after, NOW, EVERY)
    assert {(move.was, move.now) for move in moves} == {(one, other) for one, other in seen if one != other}
