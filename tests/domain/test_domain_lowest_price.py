"""The lowest price of the 30 days before a reduction: by dates, by stores, and as hourly looks find it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.lowest_price import InForce, begins_at, lowest_asked, window
from kiosk.domain.price_list import prices_now
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.priced import PricingContext
from kiosk.domain.product import Names, Product

ZONE = "Europe/Berlin"
DAY = timedelta(days=1)
SALE = datetime(2027, 1, 15, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
JAM = Product(
    sku="jam", names=Names("果酱", "Jam"), category="jam", price_minor=499, tax_code="a", tax_bp=700
)


def offer(amount_minor: int, **fields: object) -> Price:
    return Price(sku="jam", kind=PriceFor.OFFER, amount_minor=amount_minor, **fields)  # type: ignore[arg-type]


def history(*told: tuple[int, Product | None]) -> list[InForce]:
    """Revisions by the day before the sale on which each came; the last holds until the sale."""
    instants = [SALE - days * DAY for days, _ in told] + [SALE]
    return [
        InForce(since, until, good)
        for (since, until), (_, good) in zip(pairwise(instants), told, strict=True)
    ]


def lowest(spans: list[InForce], *price_lists: str, for_member: bool = False) -> int | None:
    segments = ("member",) if for_member else ()
    buyer = PricingContext(
        at=SALE, zone=ZONE, currency="EUR", price_lists=price_lists, member_segments=segments
    )
    return lowest_asked(spans, window(SALE, ZONE), SALE, buyer)


def test_a_price_raised_just_before_a_sale_does_not_make_the_sale_look_larger() -> None:
    raised = replace(JAM, price_minor=699)
    assert lowest(history((90, JAM), (10, raised))) == 499
    assert lowest(history((90, JAM), (29, raised))) == 499
    assert lowest(history((90, JAM), (30, raised))) == 699


def test_an_offer_of_some_hours_in_those_days_is_the_lowest() -> None:
    hours = offer(349, starts_at=SALE - 20 * DAY, ends_at=SALE - 20 * DAY + timedelta(hours=3))
    assert lowest(history((90, replace(JAM, prices=(hours,))))) == 349
    long_ago = offer(299, starts_at=SALE - 40 * DAY, ends_at=SALE - 31 * DAY)
    assert lowest(history((90, replace(JAM, prices=(long_ago,))))) == 499
    until_then = offer(299, starts_at=SALE - 40 * DAY, ends_at=SALE - 30 * DAY + timedelta(microseconds=1))
    assert lowest(history((90, replace(JAM, prices=(until_then,))))) == 299


def test_each_store_has_asked_what_its_own_price_lists_say() -> None:
    north = offer(399, price_list="north", starts_at=SALE - 9 * DAY, ends_at=SALE - 2 * DAY)
    spans = history((90, replace(JAM, prices=(north,))))
    assert (lowest(spans), lowest(spans, "north"), lowest(spans, "south")) == (499, 399, 499)


def test_what_members_paid_counts_for_members_alone() -> None:
    spans = history((90, replace(JAM, member_price_minor=450)))
    assert (lowest(spans), lowest(spans, for_member=True)) == (499, 450)


def test_a_good_that_was_not_sold_has_no_price_of_before() -> None:
    assert lowest([]) is None
    assert lowest(history((90, JAM), (31, None))) is None
    assert lowest(history((90, None), (3, JAM))) == 499


def test_thirty_days_are_days_of_the_stores_clock() -> None:
    after_summer = datetime(2026, 11, 10, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    assert after_summer - window(after_summer, ZONE) == 30 * DAY + timedelta(hours=1)


def test_a_reduction_begins_at_its_start_and_not_before_it_was_published() -> None:
    week = offer(399, starts_at=SALE - 7 * DAY)
    assert begins_at(week, history((90, JAM)), SALE) == SALE
    published = history((90, JAM), (20, replace(JAM, prices=(week,))))
    assert begins_at(week, published, SALE) == SALE - 7 * DAY
    late = history((90, JAM), (3, replace(JAM, prices=(week,))))
    assert begins_at(week, late, SALE) == SALE - 3 * DAY
    lower = history((90, JAM), (6, replace(JAM, prices=(week,))), (2, replace(JAM, prices=(offer(299),))))
    assert begins_at(offer(299), lower, SALE) == SALE - 2 * DAY, "a further reduction is one of its own"
    again = history((9, replace(JAM, prices=(week,))), (6, JAM), (2, replace(JAM, prices=(week,))))
    assert begins_at(week, again, SALE) == SALE - 2 * DAY, "it was taken back meanwhile"


HOURS = st.integers(-45 * 8, 0).map(lambda times: SALE + times * timedelta(hours=3))
ROWS = st.lists(
    st.builds(
        Price,
        sku=st.just("jam"),
        kind=st.sampled_from(PriceFor),
        amount_minor=st.integers(1, 1000),
        starts_at=st.none() | HOURS,
        ends_at=st.none() | HOURS,
        price_list=st.sampled_from(("", "north", "south")),
        priority=st.integers(0, 1),
    ),
    max_size=5,
).map(tuple)
GOODS = st.none() | st.builds(
    lambda price, member, rows: replace(JAM, price_minor=price, member_price_minor=member, prices=rows),
    st.integers(1, 1000),
    st.none() | st.integers(1, 1000),
    ROWS,
)


@given(
    st.dictionaries(HOURS, GOODS, max_size=4),
    st.sampled_from(((), ("north",), ("south", "north"))),
    st.booleans(),
)
def test_it_is_what_looking_every_three_hours_of_those_days_finds(
    told: dict[datetime, Product | None], price_lists: tuple[str, ...], for_member: bool
) -> None:
    steps = sorted(told)
    spans = [InForce(one, other, told[one]) for one, other in pairwise([*steps, SALE])]
    seen: list[int] = []
    for hour in range(0, 30 * 24, 3):
        instant = SALE - 30 * DAY + timedelta(hours=hour)
        before = [step for step in steps if step <= instant]
        good = told[before[-1]] if before else None
        if good is not None:
            seen.append(prices_now(good, instant, price_lists).least(for_member=for_member).minor)
    found = lowest(spans, *price_lists, for_member=for_member)
    assert found == min(seen, default=None)
