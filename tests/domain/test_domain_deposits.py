"""Deposits: lines that follow their goods and that nothing lowers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.basket import Basket, set_quantity, void
from kiosk.domain.deposits import BUNDLED, companions
from kiosk.domain.override import Override
from kiosk.domain.priced import PricedBasket, PricedLine
from kiosk.domain.pricing import PricingContext, price
from kiosk.domain.product import BundlePart
from kiosk.domain.promotion import compile_offers
from kiosk.domain.refunding import Returned, refund_of, whole
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
    "six-pack": replace(good("six-pack", 2000), bundle=(BundlePart("cola", 6),)),
    "crate": replace(
        good("crate", 3000),
        deposit_sku="crate-deposit",
        bundle=(BundlePart("milk", 10), BundlePart("cola", 2), BundlePart("tea"), BundlePart("sherry", 3)),
    ),
    "sherry": replace(good("sherry", 900), deposit_sku="bottle-deposit"),
    "torn": replace(good("torn", 100), bundle=(BundlePart("no-such-part"),)),
    "crate-deposit": replace(good("crate-deposit", 150), role=Role.DEPOSIT),
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


def test_a_bundle_has_the_deposits_of_its_parts_and_its_own() -> None:
    answer = priced("six-pack*2 crate")
    assert [(line.sku, line.quantity, line.total_minor) for line in deposits(answer)] == [
        ("can-deposit", 12, 300),
        ("crate-deposit", 1, 150),
        ("bottle-deposit", 13, 104),
        ("can-deposit", 2, 50),
    ]
    assert answer.total_minor == 2 * 2000 + 300 + 3000 + 150 + 104 + 50
    assert len({line.line_id for line in answer.lines}) == 6


def test_what_pricing_a_bundle_needs_is_asked_for_in_two_steps() -> None:
    known = {"crate": SHELF["crate"]}
    for _ in range(BUNDLED):
        known |= {sku: SHELF[sku] for sku in companions(known.values())}
    assert price(basket("crate"), known, compile_offers([], 7), SHOPPER) == priced("crate")


def test_the_deposits_of_a_bundle_come_back_with_it_piece_by_piece() -> None:
    answer = priced("six-pack*2")
    (pack,) = [line.line_id for line in answer.lines if not line.refers_to]
    one = refund_of(answer, [Returned(pack)], tender_minor=answer.total_minor)
    assert [(line.sku, line.pieces, line.amount_minor) for line in one.lines] == [
        ("six-pack", 1, 2000),
        ("can-deposit", 6, 150),
    ]
    gone = [Returned(pack)]
    rest = refund_of(answer, whole(answer, gone), before=gone, tender_minor=answer.total_minor)
    assert one.amount_minor + rest.amount_minor == answer.total_minor


def test_a_bundle_whose_part_is_not_there_is_not_sold() -> None:
    with pytest.raises(InputRefused) as refused:
        priced("torn")
    assert refused.value.reason.values == {"sku": "no-such-part"}
