"""Tax by country: what is net and what is tax, inside prices or on top, and that nothing is lost or made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.money import Rounding
from kiosk.domain.priced import PricedBasket
from kiosk.domain.pricing import PricingContext, price
from kiosk.domain.product import Product
from kiosk.domain.promotion import compile_offers
from kiosk.domain.tax_rule import EXEMPT, RULES, TAX_INSIDE, TaxLevel, TaxMode, TaxRule
from kiosk.errors import BugError
from tests.domain.pricing_goods import SHOPPER, good

NO_OFFERS = compile_offers((), 1)


def sold(
    amounts: str, rule: TaxRule, currency: str = "CNY", context: PricingContext = SHOPPER
) -> PricedBasket:
    """`a1000@1300 b250@0 c99@x`: a code, a price and its rate in basis points; `x` is exempt."""
    goods: dict[str, Product] = {}
    lines = []
    for number, word in enumerate(amounts.split()):
        amount, _, rate = word.partition("@")
        sku = f"{amount[0]}{number}"
        product = good(sku, int(amount[1:]))
        bp = 0 if rate == "x" else int(rate)
        goods[sku] = replace(product, tax_bp=bp, tax_code=EXEMPT if rate == "x" else "rated")
        lines.append(BasketLine(line_id=f"{number}", sku=sku))
    context = replace(context, tax=rule, currency=currency)
    return price(Basket(tuple(lines)), goods, NO_OFFERS, context)


COUNTRIES = [  # story, rule, currency, prices, tax by line, owed, rounding
    ("China: out of each line", "CN", "CNY", "a1000@1300 b1000@1300", [115, 115], 2000, 0),
    ("EU: out of the rate's sum, 2000 -> 319.33", "EU", "EUR", "a1000@1900 b1000@1900", [160, 159], 2000, 0),
    ("EU: three of a cent share the tax they have", "EU", "EUR", "a2@1900 b2@1900 c2@1900", [1, 0, 0], 6, 0),
    ("UK: by line, a half penny is tax", "UK", "GBP", "a3@2000 b3@2000", [1, 1], 6, 0),
    ("US: on top, once a rate", "US", "USD", "a99@825 b99@825", [8, 8], 214, 0),
    ("US: two rates", "US", "USD", "a1000@625 b1000@725", [63, 73], 2136, 0),
    ("US: nothing on food", "US", "USD", "a1000@0", [0], 1000, 0),
    ("Japan: no digits, the tax is cut", "JP", "JPY", "a108@800 b108@800 c107@800", [8, 8, 7], 323, 0),
    ("Japan: two rates on one receipt", "JP", "JPY", "a100@800 b100@1000", [7, 9], 200, 0),
    ("Switzerland: up to five rappen", "CH", "CHF", "a998@810", [75], 1000, 2),
    ("Switzerland: down to five rappen", "CH", "CHF", "a1002@810", [75], 1000, -2),
    ("Switzerland: nothing to round", "CH", "CHF", "a1005@810", [75], 1005, 0),
    ("Kuwait: three digits, no tax", "CN", "KWD", "a1255@0", [0], 1255, 0),
    ("an exempt good beside one at nothing", "EU", "EUR", "a100@x b100@0", [0, 0], 200, 0),
]  # fmt: skip


@pytest.mark.parametrize("row", COUNTRIES, ids=lambda row: row[0])
def test_what_tax_there_is(row: tuple[str, str, str, str, list[int], int, int]) -> None:
    _, country, currency, prices, taxes, owed, rounding = row
    answer = sold(prices, RULES[country], currency)
    assert [line.tax_minor for line in answer.lines] == taxes
    assert (answer.total_minor, answer.rounding_minor) == (owed, rounding)


def test_exempt_and_nothing_are_told_apart() -> None:
    answer = sold("a100@x b100@0", RULES["EU"], "EUR")
    assert [(tax.tax_code, tax.tax_bp, tax.net_minor) for tax in answer.taxes] == [
        (EXEMPT, 0, 100),
        ("rated", 0, 100),
    ]


def test_on_top_the_line_stays_as_the_shelf_said() -> None:
    (line,) = sold("a1999@825", RULES["US"], "USD").lines
    assert (line.list_total_minor, line.total_minor, line.net_minor) == (1999, 1999, 1999)
    assert (line.tax_minor, line.gross_minor) == (165, 2164)


def test_without_a_rule_the_tax_is_taken_out_line_by_line() -> None:
    answer = sold("a350@900", SHOPPER.tax)
    assert SHOPPER.tax == TAX_INSIDE
    assert [(line.net_minor, line.tax_minor) for line in answer.lines] == [(321, 29)]


WORDS = st.lists(
    st.tuples(
        st.integers(0, 99_999), st.sampled_from(["0", "x", "250", "810", "900", "1300", "2000", "2500"])
    ),
    min_size=1,
    max_size=12,
)
ANY_RULE = st.builds(
    TaxRule,
    mode=st.sampled_from(TaxMode),
    level=st.sampled_from(TaxLevel),
    rounding=st.sampled_from(Rounding),
    total_step=st.sampled_from([1, 5, 10, 100]),
) | st.sampled_from(sorted(RULES.values(), key=repr))


@given(WORDS, ANY_RULE, st.sampled_from(["CNY", "JPY", "KWD", "CHF"]))
def test_lines_summary_and_total_always_agree(
    rows: list[tuple[int, str]], rule: TaxRule, currency: str
) -> None:
    answer = sold(" ".join(f"a{amount}@{rate}" for amount, rate in rows), rule, currency)
    gross = sum(line.gross_minor for line in answer.lines)
    assert gross == sum(tax.gross_minor for tax in answer.taxes) == answer.total_minor - answer.rounding_minor
    assert answer.total_minor % rule.total_step == 0
    assert abs(answer.rounding_minor) < rule.total_step
    for line in answer.lines:
        assert line.total_minor == (line.net_minor if rule.mode is TaxMode.EXCLUSIVE else line.gross_minor)


@given(WORDS, st.sampled_from(sorted(RULES)))
def test_by_rate_no_line_is_more_than_a_unit_off_its_own_tax(
    rows: list[tuple[int, str]], country: str
) -> None:
    rule = replace(RULES[country], total_step=1)
    text = " ".join(f"a{amount}@{rate}" for amount, rate in rows)
    by_line = sold(text, replace(rule, level=TaxLevel.LINE))
    by_rate = sold(text, replace(rule, level=TaxLevel.RATE))
    for one, other in zip(by_line.lines, by_rate.lines, strict=True):
        assert abs(one.tax_minor - other.tax_minor) <= 1


@given(WORDS, ANY_RULE, st.randoms(use_true_random=False))
def test_the_order_of_lines_moves_no_tax(rows: list[tuple[int, str]], rule: TaxRule, chance: object) -> None:
    goods, lines = {}, []
    for number, (amount, rate) in enumerate(rows):
        bp = 0 if rate == "x" else int(rate)
        goods[f"g{number % 3}"] = replace(good(f"g{number % 3}", amount), tax_bp=bp, tax_code=rate)
        lines.append(BasketLine(line_id=f"{number}", sku=f"g{number % 3}"))
    shuffled = list(lines)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    context = replace(SHOPPER, tax=rule)
    one = price(Basket(tuple(lines)), goods, NO_OFFERS, context)
    other = price(Basket(tuple(shuffled)), goods, NO_OFFERS, context)
    assert {line.line_id: line for line in one.lines} == {line.line_id: line for line in other.lines}
    assert (one.taxes, one.total_minor) == (other.taxes, other.total_minor)


def test_a_basket_whose_sums_do_not_hold_cannot_be_made() -> None:
    answer = sold("a1000@1300 b500@900", RULES["US"], "USD")
    for wrong in (
        {"total_minor": answer.total_minor + 1},
        {"rounding_minor": 1},
        {"tax_mode": TaxMode.INCLUSIVE},
        {"taxes": answer.taxes[:1]},
        {"lines": answer.lines[:1]},
    ):
        with pytest.raises(BugError, match="do not agree"):
            replace(answer, **wrong)
