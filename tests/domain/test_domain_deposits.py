"""Deposits: lines that follow their goods and that nothing lowers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.basket import Basket, set_quantity, void
from kiosk.domain.override import Override
from kiosk.domain.priced import PricedBasket, PricedLine
from kiosk.domain.pricing import PricingContext, price
from kiosk.domain.promotion import compile_offers
from kiosk.domain.role import Role
from kiosk.domain.tax_rule import RULES
from kiosk.errors import InputRefused
from tests.domain.pricing_goods import GOODS, MEMBER, SHOPPER, basket, good, offer, per_kg

CAN = replace(good("can-deposit", 25, member=1), role=Role.DEPOSIT, tax_code="deposit", tax_bp=1900)
BOTTLE = replace(good("bottle-deposit", 8), role=Role.DEPOSIT, tax_code="none", tax_bp=0)
SHELF = GOODS | {
    "cola": replace(GOODS["cola"], deposit_sku="can-deposit"),
    "milk": replace(GOODS["milk"], deposit_sku="bottle-deposit"),
    "juice": replace(good("juice", 100), deposit_sku="no-such-deposit"),
    "odd": replace(good("odd", 100), deposit_sku="loose"),
    "loose": per_kg("loose", 100),
    CAN.sku: CAN,
    BOTTLE.sku: BOTTLE,
}


def priced(lines: str | Basket, *offers: str, context: PricingContext = SHOPPER) -> PricedBasket:
    taken = basket(lines) if isinstance(lines, str) else lines
    return price(taken, SHELF, compile_offers(map(offer, offers), 7), context)


def deposits(answer: PricedBasket) -> list[PricedLine]:
    return [line for line in answer.lines if line.role is Role.DEPOSIT]


def test_a_deposit_stands_behind_its_good_and_names_it() -> None:
    answer = priced("tea cola*6 milk")
    assert [(line.sku, line.quantity, line.total_minor) for line in answer.lines] == [
        ("tea", 1, 500),
        ("cola", 6, 2400),
        ("can-deposit", 6, 150),
        ("milk", 1, 350),
        ("bottle-deposit", 1, 8),
    ]
    goods = {line.line_id: line.sku for line in answer.lines if not line.is_derived}
    assert [goods[line.refers_to] for line in deposits(answer)] == ["cola", "milk"]
    assert [line.trace[0].code for line in deposits(answer)] == ["pricing.deposit"] * 2


def test_more_pieces_mean_more_deposit_and_none_means_none() -> None:
    taken = basket("cola tea")
    line_id = taken.lines[0].line_id
    assert [line.total_minor for line in deposits(priced(set_quantity(taken, line_id, 4)))] == [100]
    assert deposits(priced(void(taken, line_id))) == []


def test_the_deposit_has_a_tax_of_its_own() -> None:
    """Germany taxes a can's deposit as the drink; a shop that sells a bottle's tax-free says so."""
    answer = priced("cola milk", context=replace(SHOPPER, tax=RULES["EU"], currency="EUR"))
    assert [(line.tax_code, line.tax_minor) for line in deposits(answer)] == [("deposit", 4), ("none", 0)]
    assert [(tax.tax_code, tax.gross_minor) for tax in answer.taxes] == [
        ("deposit", 25), ("none", 8), ("reduced", 350), ("standard", 400)
    ]  # fmt: skip


NEVER_LOWERED = [  # story, offers, context
    ("a member pays the same deposit", [], MEMBER),
    ("an offer on the good is none on its deposit", ["a: 2 cola = 100"], SHOPPER),
    ("an offer that names the deposit itself", ["a: 2 can-deposit = 0", "b: 1 can-deposit = 0"], SHOPPER),
    (
        "staff take off everything",
        [],
        replace(SHOPPER, overrides=(Override(reason="spoilt", approved_by="li", percent=100),)),
    ),
]


@pytest.mark.parametrize("row", NEVER_LOWERED, ids=lambda row: row[0])
def test_nothing_lowers_a_deposit(row: tuple[str, list[str], PricingContext]) -> None:
    _, offers, context = row
    (deposit,) = deposits(priced("cola*2", *offers, context=context))
    assert (deposit.total_minor, deposit.discount_minor) == (50, 0)


def test_a_deposit_earns_no_points() -> None:
    answer = priced("cola*2")
    assert (answer.total_minor, answer.earning_minor) == (850, 800)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("can-deposit", "pricing.not_sold_alone"),
        ("cola can-deposit", "pricing.not_sold_alone"),
        ("juice", "pricing.unknown_product"),
        ("odd", "pricing.bad_product"),
    ],
)
def test_a_deposit_without_its_good_is_not_sold_nor_a_good_without_its_deposit(lines: str, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        priced(lines)
    assert refused.value.reason.code == code
