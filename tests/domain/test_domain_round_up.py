"""Rounding up for charity: a donation that closes the total, without tax or points."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.pricing import PricedBasket, PricingContext, price
from kiosk.domain.promotion import compile_offers
from kiosk.domain.role import Role
from kiosk.domain.round_up import RoundUp
from kiosk.domain.tax_rule import RULES
from kiosk.errors import InputRefused
from tests.domain.pricing_goods import GOODS, SHOPPER, basket, good

GIFT = replace(good("gift", 0), role=Role.DONATION, tax_code="none", tax_bp=0)
SHELF = GOODS | {
    "gift": GIFT,
    "taxed-gift": replace(GIFT, sku="taxed-gift", tax_bp=900),
    "rappen": good("rappen", 998),
}
GIVING = replace(SHOPPER, round_up=RoundUp(sku="gift", step_minor=100))
IN_FIVES = replace(GIVING, currency="CHF", tax=RULES["CH"])
ON_TOP = replace(GIVING, currency="USD", tax=RULES["US"])
TO_TENS = replace(SHOPPER, currency="JPY", round_up=RoundUp(sku="gift", step_minor=10))

GIVEN = [  # story, basket, context, given, owed
    ("to the next whole yuan", "milk", GIVING, 50, 400),
    ("a whole amount gives nothing", "tea", GIVING, 0, 500),
    ("nobody asked", "milk", SHOPPER, 0, 350),
    ("an empty basket gives nothing", "", GIVING, 0, 0),
    ("goods for nothing give nothing", "bag", GIVING, 0, 0),
    ("on the tax too", "tea", ON_TOP, 35, 600),
    ("before coins are thought of", "rappen", IN_FIVES, 2, 1000),
    ("to the next ten yen", "milk", TO_TENS, 0, 350),
    ("to the next ten yen from 579", "apples@452", TO_TENS, 1, 580),
]


def priced(lines: str, context: PricingContext) -> PricedBasket:
    return price(basket(lines), SHELF, compile_offers((), 7), context)


@pytest.mark.parametrize("row", GIVEN, ids=lambda row: row[0])
def test_what_is_given(row: tuple[str, str, PricingContext, int, int]) -> None:
    _, lines, context, given_minor, owed = row
    answer = priced(lines, context)
    donations = [line.total_minor for line in answer.lines if line.role is Role.DONATION]
    assert donations == ([given_minor] if given_minor else [])
    assert (answer.total_minor, answer.rounding_minor) == (owed, 0)


def test_a_donation_is_not_taxed_and_earns_nothing() -> None:
    answer = priced("milk", GIVING)
    assert (answer.lines[-1].tax_minor, answer.lines[-1].tax_code) == (0, "none")
    assert answer.lines[-1].is_derived
    assert answer.earning_minor == 350


@pytest.mark.parametrize(
    ("round_up", "code"),
    [
        (RoundUp(sku="nobody", step_minor=100), "pricing.unknown_product"),
        (RoundUp(sku="tea", step_minor=100), "pricing.bad_product"),
        (RoundUp(sku="taxed-gift", step_minor=100), "pricing.bad_product"),
        (RoundUp(sku="gift", step_minor=0), "pricing.bad_product"),
    ],
)
def test_what_is_no_donation_is_refused(round_up: RoundUp, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        priced("milk", replace(SHOPPER, round_up=round_up))
    assert refused.value.reason.code == code


def test_a_donation_is_not_sold_by_itself() -> None:
    with pytest.raises(InputRefused, match="not_sold_alone"):
        priced("gift", SHOPPER)


@given(st.integers(1, 99), st.integers(1, 500), st.sampled_from(sorted(RULES)))
def test_the_total_is_a_whole_step_and_no_more_than_one_above(pieces: int, step: int, country: str) -> None:
    rule = replace(RULES[country], total_step=1)
    context = replace(SHOPPER, tax=rule)
    without = priced(f"milk*{pieces}", context).total_minor
    given_up = priced(f"milk*{pieces}", replace(context, round_up=RoundUp(sku="gift", step_minor=step)))
    assert given_up.total_minor % step == 0
    assert 0 <= given_up.total_minor - without < step
