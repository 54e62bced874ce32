"""Money: currencies of 0, 2 and 3 digits, rounding as a matrix, sharing out without losing a unit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.money import MOST_MINOR, Rounding, allocate, divide, format_minor, parse_amount
from kiosk.domain.tax import TaxedAmount
from kiosk.errors import BugError, InputRefused

WRITTEN = [
    (1280, "CNY", "¥12.80"),
    (5, "CNY", "¥0.05"),
    (-240, "CNY", "-¥2.40"),
    (0, "CNY", "¥0.00"),
    (360, "EUR", "€3.60"),
    (500, "JPY", "¥500"),
    (-500, "JPY", "-¥500"),
    (1234, "KWD", "KWD 1.234"),
    (7, "KWD", "KWD 0.007"),
    (123456789, "USD", "$1234567.89"),
    (360, "CHF", "CHF 3.60"),
]


@pytest.mark.parametrize(("minor", "currency", "text"), WRITTEN)
def test_an_amount_is_written_and_read_back(minor: int, currency: str, text: str) -> None:
    assert format_minor(minor, currency) == text
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.8", "CNY", 1280),
        ("12", "CNY", 1200),
        (" ¥ 3.50 ", "CNY", 350),
        ("0.5", "KWD", 500),
        ("-1", "EUR", -100),
    ],
)
def test_a_person_may_write_less(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    ["", "-", "12,80", "1.2e3", "12.805", ".5", "12.", "¥¥1", "€1", "１２", "nan", "1 000", "--1", "0x10"],
)
def test_what_is_not_surely_an_amount_is_refused(text: str) -> None:
    with pytest.raises(InputRefused) as refused:
        parse_amount(text, "CNY")
    assert refused.value.reason.code == "money.not_an_amount"
    assert refused.value.reason.values == {"shown": text, "currency": "CNY", "digits": 2}


def test_yen_have_no_decimals() -> None:
    with pytest.raises(InputRefused):
        parse_amount("5.0", "JPY")


def test_an_amount_beyond_all_prices_is_refused() -> None:
    assert parse_amount("10000000000", "CNY") == MOST_MINOR
    with pytest.raises(InputRefused, match=r"money\.too_much"):
        parse_amount("10000000000.01", "CNY")


@pytest.mark.parametrize("code", ["XXX", "cny", "", "RMB"])
def test_an_unknown_currency_is_refused_by_name(code: str) -> None:
    with pytest.raises(InputRefused, match=r"money\.unknown_currency"):
        format_minor(1, code)


ROUNDED = [  # numerator, denominator: HALF_UP, HALF_EVEN, DOWN, UP
    (5, 2, 3, 2, 2, 3),
    (7, 2, 4, 4, 3, 4),
    (-5, 2, -3, -2, -2, -3),
    (10, 4, 3, 2, 2, 3),
    (9, 4, 2, 2, 2, 3),
    (11, 4, 3, 3, 2, 3),
    (-1, 3, 0, 0, 0, -1),
    (8, 4, 2, 2, 2, 2),
    (0, 7, 0, 0, 0, 0),
]


@pytest.mark.parametrize("row", ROUNDED)
def test_each_way_of_rounding(row: tuple[int, ...]) -> None:
    numerator, denominator, *expected = row
    modes = (Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.DOWN, Rounding.UP)
    assert [divide(numerator, denominator, mode) for mode in modes] == expected


@given(st.integers(), st.integers(1, 10**9), st.sampled_from(Rounding))
def test_rounding_moves_less_than_one_unit_and_mirrors(n: int, d: int, mode: Rounding) -> None:
    result = divide(n, d, mode)
    assert abs(result - Fraction(n, d)) < 1
    assert divide(-n, d, mode) == -result


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (10, [0, 5, 0], [0, 10, 0]),
        (2, [3, 3, 3, 3], [1, 1, 0, 0]),
        (7, [1, 2, 4], [1, 2, 4]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
    ],
)
def test_sharing_out(total: int, weights: list[int], shares: list[int]) -> None:
    assert allocate(total, weights) == shares


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_shares_sum_exactly_and_stay_next_to_their_part(total: int, weights: list[int]) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1
        if abs(total) <= sum(weights):
            assert abs(share) <= weight


@pytest.mark.parametrize(("total", "weights"), [(1, []), (1, [0, 0]), (1, [2, -1])])
def test_what_cannot_be_shared_is_a_bug(total: int, weights: list[int]) -> None:
    with pytest.raises(BugError):
        allocate(total, weights)


@pytest.mark.parametrize(
    ("gross", "bp", "net", "tax"),
    [(11300, 1300, 10000, 1300), (100, 1300, 88, 12), (350, 900, 321, 29), (999, 0, 999, 0), (1, 1300, 1, 0)],
)
def test_tax_is_taken_out_of_the_gross_price(gross: int, bp: int, net: int, tax: int) -> None:
    assert TaxedAmount.from_gross(gross, bp, Rounding.HALF_UP) == TaxedAmount(net, tax, gross, bp)


@given(st.integers(-(10**9), 10**9), st.integers(0, 10_000), st.sampled_from(Rounding))
def test_net_and_tax_always_make_gross(gross: int, bp: int, mode: Rounding) -> None:
    amount = TaxedAmount.from_gross(gross, bp, mode)
    assert amount.net_minor + amount.tax_minor == gross
    assert abs(amount.tax_minor - Fraction(gross * bp, 10_000 + bp)) < 1


@pytest.mark.parametrize("wrong", [(88, 13, 100, 1300), (100, 0, 100, -1)])
def test_amounts_that_do_not_agree_cannot_be_made(wrong: tuple[int, int, int, int]) -> None:
    with pytest.raises(BugError):
        TaxedAmount(*wrong)
