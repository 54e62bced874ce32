"""Bags and staff discounts: what is outside every offer, and what attendants take off last."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.override import Override
from kiosk.domain.pricing import PricedBasket, PricingContext, price
from kiosk.domain.promotion import compile_offers
from kiosk.domain.role import Role
from kiosk.errors import InputRefused
from tests.domain.pricing_goods import GOODS, MEMBER, SHOPPER, basket, good, offer

SHELF = GOODS | {"carrier": replace(good("carrier", 30, member=1), role=Role.BAG)}


def priced(lines: str, *offers: str, context: PricingContext = SHOPPER) -> PricedBasket:
    return price(basket(lines), SHELF, compile_offers(map(offer, offers), 7), context)


def off(line: str = "", percent: int = 0, amount: int = 0, reason: str = "damaged") -> Override:
    return Override(line_id=line, percent=percent, amount_minor=amount, reason=reason, approved_by="li")


BAGS = [  # story, basket, offers, context, totals by line
    ("bags are a line of their own", "tea carrier*2", [], SHOPPER, [500, 60]),
    ("a member pays the same for a bag", "carrier*2", [], MEMBER, [60]),
    ("an offer that names bags takes none", "carrier*3", ["a: 3 carrier = 0"], SHOPPER, [90]),
    ("a bag fills no set", "tea carrier", ["a: 2 tea,carrier = 100"], SHOPPER, [500, 30]),
]

STAFF = [  # story, basket, overrides, totals by line
    ("a tenth off a line", "tea*2 cola", [off("0-tea*2", percent=10)], [900, 400]),
    ("an amount off a line", "tea cola", [off("0-tea", amount=120)], [380, 400]),
    ("no more than there is", "tea cola", [off("0-tea", amount=9999)], [0, 400]),
    ("a tenth off all, rounded once: 85 of 850", "tea milk", [off(percent=10)], [450, 315]),
    ("an amount off all is shared to the unit", "tea cola chips", [off(amount=100)], [467, 373, 560]),
    ("a line first, then all, whatever the order given", "tea cola",
     [off(percent=50), off("0-tea", amount=100)], [200, 200]),
    ("bags are left alone", "tea carrier", [off(percent=100)], [0, 30]),
    ("labels and weights are goods", "tea#200 apples@452", [off(percent=50)], [100, 289]),
    ("one of a line that was taken out takes nothing", "tea", [off("gone", percent=50)], [500]),
    ("nothing to take off", "carrier", [off(amount=50)], [30]),
]  # fmt: skip


@pytest.mark.parametrize("row", BAGS, ids=lambda row: row[0])
def test_bags_are_outside_every_offer(row: tuple[str, str, list[str], PricingContext, list[int]]) -> None:
    _, lines, offers, context, totals = row
    assert [line.total_minor for line in priced(lines, *offers, context=context).lines] == totals


def test_bags_earn_no_points() -> None:
    answer = priced("tea carrier*2")
    assert (answer.total_minor, answer.earning_minor) == (560, 500)


@pytest.mark.parametrize("row", STAFF, ids=lambda row: row[0])
def test_what_attendants_take_off(row: tuple[str, str, list[Override], list[int]]) -> None:
    _, lines, overrides, totals = row
    answer = priced(lines, context=replace(SHOPPER, overrides=tuple(overrides)))
    assert [line.total_minor for line in answer.lines] == totals


def test_the_line_tells_why_staff_made_it_cheaper() -> None:
    (line,) = priced("tea", context=replace(SHOPPER, overrides=(off(percent=10),))).lines
    assert (line.trace[-1].code, line.trace[-1].amount_minor, line.trace[-1].source) == (
        "pricing.staff_discount", -50, "damaged"
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        off(),
        off(percent=10, amount=10),
        off(percent=101),
        off(percent=-1),
        off(amount=-1),
        off(percent=10, reason=" "),
        off(percent=10, reason="x" * 61),
        replace(off(percent=10), approved_by=""),
    ],
)
def test_what_says_nothing_clear_is_refused(wrong: Override) -> None:
    with pytest.raises(InputRefused, match="bad_override"):
        priced("tea", context=replace(SHOPPER, overrides=(wrong,)))


@given(
    st.lists(
        st.sampled_from(["tea", "cola*3", "chips", "milk*2", "apples@452", "carrier"]),
        min_size=1,
        unique=True,
    ),
    st.lists(
        st.builds(off, percent=st.integers(1, 100)) | st.builds(off, amount=st.integers(1, 5000)), max_size=3
    ),
)
def test_staff_never_take_more_than_there_is_and_the_sums_hold(
    words: list[str], overrides: list[Override]
) -> None:
    before = priced(" ".join(words))
    after = priced(" ".join(words), context=replace(SHOPPER, overrides=tuple(overrides)))
    for one, other in zip(before.lines, after.lines, strict=True):
        assert 0 <= other.total_minor <= one.total_minor
        assert other.role is Role.GOODS or other.total_minor == one.total_minor
