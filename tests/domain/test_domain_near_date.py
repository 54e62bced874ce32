"""Items near their date cost less, if their code tells it; multi-buys count pieces over batches and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.pricing import PricedBasket, PricingContext, TraceStep, price
from kiosk.domain.product import Names
from kiosk.domain.promotion import NearDate, Offer, compile_offers
from kiosk.errors import InputRefused
from tests.domain.pricing_goods import GOODS, MEMBER, SHOPPER, offer

TODAY = date(2026, 11, 21)
LAST_DAYS = NearDate(
    offer_id="near", names=Names("临期七折"), skus=("milk", "apples"), categories=(), days=2, percent=30
)


def line(sku: str, days: int | None = None, **fields: object) -> BasketLine:
    """An item whose best-before is so many days away."""
    day = None if days is None else TODAY + timedelta(days=days)
    told = {"line_id": f"{sku}-{days}-{fields}", "sku": sku, "best_before": day, **fields}
    return BasketLine(**told)  # type: ignore[arg-type]


def priced(*lines: BasketLine, by: Sequence[Offer], context: PricingContext = SHOPPER) -> PricedBasket:
    return price(Basket(lines), GOODS, compile_offers(by, 7), context)


@pytest.mark.parametrize(("days", "total"), [(None, 350), (3, 350), (2, 245), (1, 245), (0, 245), (-1, 350)])
def test_from_so_many_days_before_it_through_its_last_day(days: int | None, total: int) -> None:
    assert priced(line("milk", days), by=[LAST_DAYS]).total_minor == total


def test_the_line_says_why() -> None:
    (told,) = priced(line("milk", 1, quantity=2), by=[LAST_DAYS]).lines
    assert told.trace == (
        TraceStep("pricing.list_price", 700, "milk"),
        TraceStep("pricing.near_date", -210, "near", 2),
    )
    assert (told.unit_price_minor, told.total_minor, told.discount_minor) == (350, 490, -210)


def test_the_earlier_of_two_dates_counts() -> None:
    both = line("milk", 9, expiry=TODAY)
    assert priced(both, by=[LAST_DAYS]).total_minor == 245


def test_the_day_begins_at_the_shops_own_midnight() -> None:
    late = replace(SHOPPER, at=datetime(2026, 11, 21, 16, 0, tzinfo=UTC))
    assert priced(line("milk", 3), by=[LAST_DAYS], context=late).total_minor == 245
    assert priced(line("milk", 3), by=[LAST_DAYS], context=replace(late, zone="UTC")).total_minor == 350


def test_weighed_goods_are_marked_down_and_labels_are_not() -> None:
    assert priced(line("apples", 1, weight_g=500), by=[LAST_DAYS]).total_minor == 640 - 192
    assert priced(line("milk", 1, label_price_minor=200), by=[LAST_DAYS]).total_minor == 200


def test_the_highest_of_all_that_fit_counts_and_the_members_price_comes_first() -> None:
    more = replace(LAST_DAYS, offer_id="a", skus=(), categories=("dry",), days=1, percent=50)
    assert priced(line("milk", 1), by=[LAST_DAYS, more]).total_minor == 175
    assert priced(line("milk", 2), by=[LAST_DAYS, more]).total_minor == 245
    assert priced(line("milk", 1), by=[more], context=MEMBER).total_minor == 160


def test_pieces_of_a_good_count_together_whatever_their_batch() -> None:
    three = [line("tea", None, batch=batch) for batch in ("L1", "L2", "L3")]
    answer = priced(*three, by=[offer("a: 3 tea = 1200")])
    assert answer.total_minor == 1200
    assert [one.total_minor for one in answer.lines] == [400, 400, 400]


def test_a_piece_has_one_offer_and_the_cheaper_way_is_taken() -> None:
    half = replace(LAST_DAYS, skus=("tea",), percent=50)
    near, fresh = line("tea", 1), line("tea")
    assert priced(near, fresh, by=[half, offer("a: 2 tea = 900")]).total_minor == 750
    assert priced(near, fresh, by=[half, offer("a: 2 tea = 600")]).total_minor == 600
    assert priced(near, fresh, line("tea", 0), by=[half, offer("a: 2 tea = 600")]).total_minor == 850


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"skus": ()}, "offers.no_goods"),
        ({"days": -1}, "offers.days_out_of_range"),
        ({"percent": 100}, "offers.percent_out_of_range"),
        ({"percent": 0}, "offers.percent_out_of_range"),
    ],
)
def test_a_markdown_that_cannot_be_right_refuses_the_book(changes: dict[str, object], code: str) -> None:
    with pytest.raises(InputRefused) as caught:
        compile_offers([replace(LAST_DAYS, **changes)], 1)  # type: ignore[arg-type]
    assert caught.value.reason.code == code


_lines = st.lists(
    st.tuples(st.sampled_from(["milk", "tea", "cola"]), st.sampled_from([None, 0, 1, 5]), st.integers(1, 3)),
    max_size=6,
    unique_by=lambda row: row[:2],
)
_markdowns = st.lists(
    st.tuples(st.sampled_from(["milk", "tea", "dry"]), st.integers(0, 3), st.integers(1, 99)), max_size=3
)
_buys = st.lists(
    st.tuples(st.sampled_from(["milk,tea", "tea", "cola,milk"]), st.integers(1, 3), st.integers(0, 1200)),
    max_size=2,
)


@given(_lines, _markdowns, _buys, st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_markdowns_make_nothing_dearer_and_the_order_of_scanning_is_of_no_effect(
    rows: list[tuple[str, int | None, int]],
    downs: list[tuple[str, int, int]],
    buys: list[tuple[str, int, int]],
    chance: object,
) -> None:
    lines = [line(sku, days, quantity=count) for sku, days, count in rows]
    near = [
        NearDate(
            offer_id=f"n{n}",
            names=Names("n"),
            skus=() if of == "dry" else (of,),
            categories=(of,) if of == "dry" else (),
            days=days,
            percent=percent,
        )
        for n, (of, days, percent) in enumerate(downs)
    ]
    multi = [offer(f"o{n}: {count} {skus} = {minor}") for n, (skus, count, minor) in enumerate(buys)]
    answer = priced(*lines, by=[*near, *multi])
    assert answer.total_minor <= priced(*lines, by=multi).total_minor
    assert answer.total_minor <= priced(*lines, by=near).total_minor
    assert all(one.total_minor >= 0 for one in answer.lines)
    shuffled = list(lines)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    again = priced(*shuffled, by=[*multi, *near])
    assert {one.line_id: one for one in again.lines} == {one.line_id: one for one in answer.lines}
