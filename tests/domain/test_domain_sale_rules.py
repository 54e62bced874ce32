"""Sale rules: hours, limits, stops, and what a category says of all goods under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.category import NO_CATEGORIES, Category, compile_categories
from kiosk.domain.intervention import InterventionKind, needed, with_word_of_before
from kiosk.domain.product import Names, Product, SelfService, TripLimit
from kiosk.domain.sale_hours import SaleHours, is_open, within_all
from kiosk.domain.sale_rules import objection, over_limit, under_rules
from kiosk.errors import InputRefused

ZONE = "Asia/Shanghai"
BEER = Product(
    sku="beer", names=Names("啤酒", "Beer"), category="beer", price_minor=600, tax_code="std", tax_bp=1300
)
TREE = compile_categories(
    [
        Category(
            category_id="alcohol",
            names=Names("酒"),
            self_service=SelfService.STAFF,
            minimum_age=18,
            hours=(SaleHours((1, 2, 3, 4, 5, 6, 7), 600, 1320),),
        ),
        Category(category_id="beer", names=Names("啤酒"), parent="alcohol", limits=(TripLimit("", 6),)),
        Category(category_id="spirits", names=Names("烈酒"), parent="alcohol", minimum_age=21),
    ],
    1,
)


def at(day: int, clock: str) -> datetime:
    """A time in the first week of June 2026, whose 1st is a Monday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 6, day, hour, minute, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def why(product: Product, when: datetime) -> str | None:
    against = objection(product, when, ZONE)
    return None if against is None else str(against)


def lines(*counts: tuple[str, int]) -> Basket:
    return Basket(tuple(BasketLine(line_id=f"l-{sku}", sku=sku, quantity=count) for sku, count in counts))


def test_a_good_takes_over_what_its_branch_of_the_tree_asks_for() -> None:
    beer = under_rules(BEER, TREE)
    assert (beer.self_service, beer.minimum_age) == (SelfService.STAFF, 18)
    assert needed(beer, BasketLine(line_id="l1", sku="beer")) is InterventionKind.AGE
    assert why(beer, at(1, "09:59")) == "basket.sold_later(opens='10:00')"
    assert why(beer, at(1, "10:00")) is None
    assert why(beer, at(1, "22:00")) == "basket.not_sold_today()"
    assert under_rules(replace(BEER, category="spirits"), TREE).minimum_age == 21


def test_the_strictest_word_counts_whoever_says_it() -> None:
    never = replace(BEER, self_service=SelfService.NEVER, category="alcohol")
    assert under_rules(never, TREE).self_service is SelfService.NEVER
    kiosk = {"alcohol": SelfService.NEVER}
    assert under_rules(BEER, TREE, kiosk).self_service is SelfService.NEVER
    assert under_rules(BEER, TREE, {"alcohol": SelfService.ALLOWED}).self_service is SelfService.STAFF
    assert under_rules(BEER, NO_CATEGORIES, {"beer": SelfService.STAFF}).self_service is SelfService.STAFF


def test_goods_of_no_rule_are_the_same_object() -> None:
    milk = replace(BEER, category="dairy")
    assert under_rules(milk, TREE, {"alcohol": SelfService.STAFF}) is milk


def test_a_good_may_be_sold_in_fewer_hours_than_its_category_and_never_in_more() -> None:
    all_day = replace(BEER, hours=(SaleHours((1,), 0, 1440),))
    assert why(under_rules(all_day, TREE), at(1, "23:59")) == "basket.not_sold_today()"
    assert why(under_rules(all_day, TREE), at(1, "12:00")) is None
    assert why(under_rules(all_day, TREE), at(2, "12:00")) == "basket.not_sold_today()"
    noon = replace(BEER, hours=(SaleHours((1,), 540, 720),))
    assert why(under_rules(noon, TREE), at(1, "09:30")) == "basket.sold_later(opens='10:00')"
    assert why(under_rules(noon, TREE), at(1, "12:00")) == "basket.not_sold_today()"


def test_a_category_opens_no_hours_that_the_one_above_it_closes() -> None:
    bar = Category(
        category_id="bar", names=Names("吧"), parent="alcohol", hours=(SaleHours((5, 6), 1200, 120),)
    )
    cocktail = under_rules(replace(BEER, category="bar"), compile_categories([*TREE.categories, bar], 1))
    assert why(cocktail, at(5, "19:59")) == "basket.sold_later(opens='20:00')"
    assert why(cocktail, at(5, "21:59")) is None
    assert why(cocktail, at(5, "22:00")) == "basket.not_sold_today()"
    assert why(cocktail, at(6, "01:00")) == "basket.sold_later(opens='20:00')"


def test_hours_that_share_no_minute_leave_none() -> None:
    morning = replace(BEER, hours=(SaleHours((1, 2), 360, 600),))
    for clock in ("00:00", "09:59", "10:00", "23:59"):
        assert why(under_rules(morning, TREE), at(1, clock)) == "basket.not_sold_today()"


SCHEDULES = st.lists(
    st.builds(
        SaleHours,
        st.lists(st.integers(1, 7), min_size=1, unique=True).map(tuple),
        st.integers(0, 1439),
        st.integers(1, 1440),
    ),
    max_size=4,
).map(tuple)


@given(st.lists(SCHEDULES, max_size=3).map(tuple), st.lists(st.integers(0, 10_079), min_size=1, max_size=20))
def test_the_hours_of_all_are_those_in_which_each_is_open(
    schedules: tuple[tuple[SaleHours, ...], ...], minutes: list[int]
) -> None:
    together = within_all(schedules)
    edges = {
        day * 1440 + edge + step
        for hours in schedules
        for each in hours
        for day in range(8)
        for edge in (each.opens_min, each.closes_min)
        for step in (-1, 0)
    }
    for minute in {*minutes, *(edge % 10_080 for edge in edges)}:
        when = at(1, "00:00") + timedelta(minutes=minute)
        assert is_open(together, when, ZONE) is all(is_open(hours, when, ZONE) for hours in schedules)


@pytest.mark.parametrize(
    ("day", "clock", "open_"),
    [(5, "21:59", False), (5, "22:00", True), (6, "01:59", True), (6, "02:00", False), (5, "01:00", False)],
)
def test_hours_over_midnight_belong_to_the_day_they_open(day: int, clock: str, open_: bool) -> None:
    friday_night = (SaleHours((5,), 22 * 60, 2 * 60),)
    assert is_open(friday_night, at(day, clock), ZONE) is open_


def test_hours_of_sunday_night_reach_into_monday() -> None:
    night = (SaleHours((7,), 22 * 60, 2 * 60),)
    assert is_open(night, at(8, "01:00"), ZONE)
    assert not is_open(night, at(7, "01:00"), ZONE)


@given(st.integers(0, 525_600), st.integers(0, 1439), st.integers(1, 1440))
def test_hours_and_their_complement_never_hold_together(minute: int, opens: int, closes: int) -> None:
    every, when = (1, 2, 3, 4, 5, 6, 7), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    if opens % 1440 != closes % 1440:
        hours = (SaleHours(every, opens, closes),)
        rest = (SaleHours(every, closes % 1440, opens or 1440),)
        assert is_open(hours, when, "Europe/Berlin") is not is_open(rest, when, "Europe/Berlin")


def test_the_clock_on_the_wall_counts_through_summer_time() -> None:
    until_three = (SaleHours((7,), 0, 180),)
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 2:30 for the first time
    assert is_open(until_three, before, "Europe/Berlin")
    assert is_open(until_three, before + timedelta(hours=1), "Europe/Berlin")
    assert not is_open(until_three, before + timedelta(hours=2), "Europe/Berlin")


def test_a_stopped_good_and_one_for_home_are_refused_in_words() -> None:
    assert why(replace(BEER, sale_stop=True, extended_range=True), at(1, "12:00")) == "basket.sale_stopped()"
    assert why(replace(BEER, extended_range=True), at(1, "12:00")) == "basket.order_for_home()"
    never = replace(BEER, self_service=SelfService.NEVER)
    assert why(never, at(1, "12:00")) == "basket.not_for_self_service()"


def test_two_boxes_of_medicine_a_trip_whatever_their_names() -> None:
    group = (TripLimit("cold medicine", 2),)
    goods = {sku: replace(BEER, sku=sku, limits=group) for sku in ("red", "blue")}
    assert over_limit(lines(("red", 1), ("blue", 1)), goods) is None
    found = over_limit(lines(("red", 1), ("blue", 2)), goods)
    assert found is not None
    assert (found[0].sku, str(found[1])) == ("blue", "basket.group_limit(limit=2)")


def test_a_limit_without_a_group_is_of_the_good_alone_and_one_of_a_category_of_all_of_it() -> None:
    alone = {sku: replace(BEER, sku=sku, category="x", limits=(TripLimit("", 2),)) for sku in ("a", "b")}
    assert over_limit(lines(("a", 2), ("b", 2)), alone) is None
    assert over_limit(lines(("a", 3)), alone) is not None
    beers = {sku: under_rules(replace(BEER, sku=sku), TREE) for sku in ("a", "b")}
    assert over_limit(lines(("a", 3), ("b", 3)), beers) is None
    assert over_limit(lines(("a", 3), ("b", 4)), beers) is not None


@given(st.permutations([("a", 2), ("b", 1), ("c", 1)]), st.integers(1, 6))
def test_whether_a_limit_is_passed_does_not_hang_on_the_order(
    basket: list[tuple[str, int]], most: int
) -> None:
    limits = {"a": 6, "b": most, "c": 5}
    goods = {sku: replace(BEER, sku=sku, limits=(TripLimit("g", count),)) for sku, count in limits.items()}
    assert (over_limit(lines(*basket), goods) is None) is (min(5, most) >= 4)


def test_an_identity_card_is_seen_once_for_all_lines_of_a_good() -> None:
    medicine = replace(BEER, identity_required=True, self_service=SelfService.STAFF)
    line = BasketLine(line_id="l1", sku="beer")
    assert needed(medicine, line) is InterventionKind.IDENTITY
    seen = Basket((replace(line, approved_by="A01"),))
    again = with_word_of_before(medicine, replace(line, line_id="l2"), seen)
    assert needed(medicine, again) is None


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("a", ""), ("a", "")], "category_twice"),
        ([("a", "b")], "category_without_parent"),
        ([("a", "b"), ("b", "a"), ("c", "")], "category_in_circle"),
        ([("a", "a")], "category_in_circle"),
    ],
)
def test_a_tree_that_is_none_is_refused_by_name(rows: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(InputRefused, match=code):
        compile_categories([Category(category_id=i, parent=p, names=Names("类")) for i, p in rows], 1)


def test_daughters_stand_in_their_order_under_their_parent() -> None:
    tree = compile_categories(
        [
            Category(category_id="z", names=Names("甲"), order=1),
            Category(category_id="y", names=Names("乙"), order=2),
            Category(category_id="x", names=Names("丙"), parent="z"),
        ],
        3,
    )
    assert [each.category_id for each in tree.under[""]] == ["z", "y"]
    assert [each.category_id for each in tree.upwards("x")] == ["x", "z"]
    assert tree.is_within("x", "z")
    assert not tree.is_within("z", "x")
