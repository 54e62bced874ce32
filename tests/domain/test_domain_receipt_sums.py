"""Receipts, day reports and points where there is more than goods: deposits, bags, gifts, tax, coins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.day_report import day_document, day_report
from kiosk.domain.override import Override
from kiosk.domain.pricing import PricingContext, price
from kiosk.domain.product import Names
from kiosk.domain.promotion import compile_offers
from kiosk.domain.receipt import ColumnsLine, ReceiptDocument, receipt_document
from kiosk.domain.role import Role
from kiosk.domain.round_up import RoundUp
from kiosk.domain.sale import Sale
from kiosk.domain.tax_rule import EXEMPT, RULES
from kiosk.errors import Reason
from kiosk.sentences import Sentences
from tests.domain import sales
from tests.domain.pricing_goods import good

SHOP = Sentences(strict=True)
SHELF = {
    "soda": replace(good("soda", 199, bp=810), names=Names("汽水", "Soda"), deposit_sku="can"),
    "can": replace(good("can", 25, bp=810), names=Names("罐押金", "Can deposit"), role=Role.DEPOSIT),
    "bag": replace(good("bag", 30), names=Names("购物袋", "Bag"), role=Role.BAG),
    "stamp": replace(good("stamp", 110, bp=0), names=Names("邮票", "Stamp"), tax_code=EXEMPT),
    "gift": replace(good("gift", 0, bp=0), names=Names("捐款", "Gift"), role=Role.DONATION, tax_code="none"),
}
SPOILT = Override(reason="spoilt", approved_by="li", percent=10)


def sold(country: str, currency: str, *skus: str, **more: object) -> Sale:
    lines = (
        BasketLine(line_id=sku, sku=sku.partition("*")[0], quantity=int(sku.partition("*")[2] or 1))
        for sku in skus
    )
    context: PricingContext = replace(
        sales.CONTEXT,
        tax=RULES[country],
        currency=currency,
        **more,  # type: ignore[arg-type]
    )
    basket = Basket(tuple(lines))
    priced = price(basket, SHELF, compile_offers((), 1), context)
    request = replace(sales.REQUEST, basket=basket, context=context, priced=priced)
    paid = replace(sales.PAID, amount_minor=priced.total_minor, currency=currency)
    store = replace(sales.STORE, currency=currency, tax=RULES[country])
    made = sales.sale(request, paid, store)
    return replace(made, goods=tuple(replace(line, names=SHELF[line.sku].names) for line in made.goods))


def told(document: ReceiptDocument) -> list[tuple[str, str]]:
    return [(line.left.strip(), line.right) for line in document.elements if isinstance(line, ColumnsLine)]


def receipt(sale: Sale) -> list[tuple[str, str]]:
    def say(reason: Reason) -> str:
        return SHOP.say(reason, "en")

    rows = told(receipt_document(sale, say, language="en"))
    return rows[3 : [left for left, _ in rows].index("Paid with WeChat Pay") + 1]


def test_a_receipt_of_switzerland_with_a_deposit_a_bag_and_a_total_that_coins_can_pay() -> None:
    assert receipt(sold("CH", "CHF", "soda*2", "bag")) == [
        ("2 × CHF 1.99", "CHF 3.98"),
        ("2 × CHF 0.25", "CHF 0.50"),
        ("Bag", "CHF 0.30"),
        ("Items", "3"),
        ("Rounding", "CHF 0.02"),
        ("Total", "CHF 4.80"),
        ("Includes 8.1% tax (net CHF 4.14)", "CHF 0.34"),
        ("Includes 13% tax (net CHF 0.27)", "CHF 0.03"),
        ("Paid with WeChat Pay", "CHF 4.80"),
    ]


def test_a_receipt_of_america_adds_its_tax_and_rounds_up_for_charity() -> None:
    gift = RoundUp(sku="gift", step_minor=100)
    assert receipt(sold("US", "USD", "soda", "stamp", round_up=gift, overrides=(SPOILT,))) == [
        ("Soda", "$1.99"),
        ("Staff discount", "-$0.20"),
        ("Can deposit", "$0.25"),
        ("Stamp", "$1.10"),
        ("Staff discount", "-$0.11"),
        ("Gift", "$0.80"),
        ("Items", "2"),
        ("Before savings", "$4.14"),
        ("You saved", "-$0.31"),
        ("Exempt from tax ($0.99)", "$0.00"),
        ("Plus 0% tax (on $0.80)", "$0.00"),
        ("Plus 8.1% tax (on $2.04)", "$0.17"),
        ("Total", "$4.00"),
        ("Paid with WeChat Pay", "$4.00"),
    ]


@pytest.mark.parametrize("country", sorted(RULES))
def test_the_day_adds_up_in_every_country(country: str) -> None:
    day = [
        sold(country, "EUR", "soda*3", "bag", "stamp"),
        replace(sold(country, "EUR", "soda", round_up=RoundUp(sku="gift", step_minor=100)), sale_id="other"),
    ]
    report = day_report("20261121", day)
    assert report.total_minor == sum(sale.tender.amount_minor for sale in day)
    assert {(tax.tax_bp, tax.exempt) for tax in report.by_tax} == {
        (0, False),
        (0, True),
        (810, False),
        (1300, False),
    }
    paper = day_document(
        report, day[0].store, "K01", sales.CLOSED, lambda reason: SHOP.say(reason, "en"), "en"
    )
    assert ("Exempt from tax (€1.10)", "€0.00") in told(paper)
    assert ("Rounding" in dict(told(paper))) == (report.rounding_minor != 0)


def test_points_are_earned_by_goods_alone() -> None:
    made = sold("CN", "CNY", "soda*2", "bag", round_up=RoundUp(sku="gift", step_minor=100))
    assert (made.priced.total_minor, made.priced.earning_minor) == (500, 398)
