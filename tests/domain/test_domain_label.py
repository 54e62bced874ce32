"""Labels that can be true, and those that cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.basket import MOST_PIECES, BasketLine
from kiosk.domain.label import HEAVIEST_G, LIGHTEST_G, LOWEST_PERCENT, doubtful, plausible
from kiosk.domain.money import Rounding, divide
from kiosk.domain.product import Names, Product, SoldBy

APPLES = Product(
    sku="1",
    names=Names("苹果"),
    category="fruit",
    plu="20101",
    sold_by=SoldBy.WEIGHT,
    price_minor=1398,
    tax_code="VAT9",
    tax_bp=900,
)
ROLL = replace(APPLES, sku="2", sold_by=SoldBy.PIECE, price_minor=800)


def label(price_minor: int | None = None, weight_g: int | None = None) -> BasketLine:
    return BasketLine(line_id="l", sku="1", label_price_minor=price_minor, weight_g=weight_g)


@pytest.mark.parametrize(
    ("good", "price_minor", "is_plausible"),
    [
        (APPLES, 1, False),
        (APPLES, 6, True),
        (APPLES, 69_900, True),
        (APPLES, 69_901, False),
        (ROLL, 159, False),
        (ROLL, 160, True),
        (ROLL, 800 * MOST_PIECES, True),
        (ROLL, 800 * MOST_PIECES + 1, False),
        (replace(ROLL, member_price_minor=400), 80, True),
        (replace(ROLL, price_minor=0), 1, True),
        (replace(ROLL, price_minor=0), 0, False),
        (replace(APPLES, price_minor=100), 0, False),
        (replace(ROLL, plu=None), 800, False),
    ],
)
def test_the_band_of_a_price_label(good: Product, price_minor: int, is_plausible: bool) -> None:
    assert plausible(good, label(price_minor)) is is_plausible


@pytest.mark.parametrize(("weight_g", "is_plausible"), [(0, False), (4, False), (5, True), (50_001, False)])
def test_the_band_of_a_weight_label(weight_g: int, is_plausible: bool) -> None:
    assert plausible(APPLES, label(weight_g=weight_g)) is is_plausible
    assert not plausible(replace(APPLES, plu=None), label(weight_g=weight_g))


def test_a_gs1_symbol_needs_no_plu_and_weighed_goods() -> None:
    line = BasketLine(line_id="l", sku="1", weight_g=500, gtin14="09521234543213")
    assert plausible(replace(APPLES, plu=None), line)
    assert not plausible(ROLL, line)
    assert not plausible(ROLL, replace(line, weight_g=None, label_price_minor=800))


@pytest.mark.parametrize(
    ("good", "line", "is_doubtful"),
    [
        (APPLES, label(weight_g=29), True),
        (APPLES, label(weight_g=30), False),
        (APPLES, label(41, 29), True),
        (APPLES, label(40), True),
        (APPLES, label(41), False),
        (ROLL, label(399), True),
        (ROLL, label(400), False),
        (replace(ROLL, price_minor=0), label(1), False),
        (ROLL, BasketLine(line_id="l", sku="2"), False),
    ],
)
def test_what_an_attendant_sees_of_labels(good: Product, line: BasketLine, is_doubtful: bool) -> None:
    assert doubtful(good, line) is is_doubtful


def test_pieces_have_no_label_to_doubt() -> None:
    assert plausible(replace(ROLL, plu=None), BasketLine(line_id="l", sku="2", quantity=3))


@given(st.integers(1, 10**7), st.integers(LIGHTEST_G, HEAVIEST_G), st.sampled_from(Rounding))
def test_no_honest_label_of_a_weighed_good_is_doubted(
    unit_price_minor: int, weight_g: int, rounding: Rounding
) -> None:
    """Whichever way the label maker rounds, unless it prints a price of nothing."""
    good = replace(APPLES, price_minor=unit_price_minor)
    printed = divide(unit_price_minor * weight_g, 1000, rounding)
    assert plausible(good, label(printed)) is (printed > 0)


@given(st.integers(1, 10**7), st.integers(LOWEST_PERCENT, 100))
def test_no_honest_markdown_of_a_piece_is_doubted(price_minor: int, percent: int) -> None:
    good = replace(ROLL, price_minor=price_minor)
    assert plausible(good, label(-(-price_minor * percent // 100)))


@pytest.mark.parametrize(
    ("price_minor", "weight_g", "is_plausible"),
    [
        (1398, 1000, True),
        (1734, 1240, True),  # 17.3352, cut or carried
        (1733, 1240, True),
        (1735, 1240, False),
        (1732, 1240, False),
        (1740, 1240, True),  # carried to 一角
        (1730, 1240, True),
        (1750, 1240, False),
        (1488, 1240, True),  # the member's price, 12.00 a kilogram
        (1490, 1240, True),
        (1600, 1240, False),  # between the two prices
        (10, 1240, False),
        (0, 1240, False),
        (10, 5, True),
        (69_900, 50_000, True),
        (69_914, 50_010, False),
    ],
)
def test_price_and_weight_of_one_label_speak_of_the_same_goods(
    price_minor: int, weight_g: int, is_plausible: bool
) -> None:
    good = replace(APPLES, member_price_minor=1200)
    assert plausible(good, label(price_minor, weight_g)) is is_plausible


@given(
    st.integers(1, 10**6),
    st.integers(LIGHTEST_G, HEAVIEST_G),
    st.sampled_from(Rounding),
    st.sampled_from([1, 10]),
    st.booleans(),
)
def test_no_honest_label_with_price_and_weight_is_doubted_and_no_cheaper_one_passes(
    unit_price_minor: int, weight_g: int, rounding: Rounding, step: int, to_member: bool
) -> None:
    member_minor = max(1, unit_price_minor * 9 // 10)
    good = replace(APPLES, price_minor=unit_price_minor, member_price_minor=member_minor)
    unit = member_minor if to_member else unit_price_minor
    printed = step * divide(unit * weight_g, 1000 * step, rounding)
    assert plausible(good, label(printed, weight_g)) is (printed > 0)
    cheaper = member_minor * weight_g // 1000 - 10
    assert not plausible(good, label(cheaper, weight_g))
