"""The day's figures are the sums of its sales, whatever was sold how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.day_report import DayReport, WalletSum, day_beside, day_document, day_report
from kiosk.domain.payment import NO_WALLET
from kiosk.domain.receipt import ColumnsLine, ReceiptDocument, TextLine, receipt_document
from kiosk.domain.sale import Sale
from kiosk.errors import BugError
from kiosk.sentences import Sentences
from tests.domain.sales import CLOSED, STORE, sale, with_claims


def words(reason: object) -> str:
    return Sentences(strict=True).say(reason, "en")  # type: ignore[arg-type]


def paid_with(wallet: str, number: int) -> Sale:
    made = sale()
    return replace(made, sale_id=f"s{number}", tender=replace(made.tender, wallet=wallet))


@given(st.lists(st.sampled_from(["wechat", "alipay", "unionpay"]), max_size=12))
def test_every_sale_is_in_every_sum_once(wallets: list[str]) -> None:
    sales = [paid_with(wallet, number) for number, wallet in enumerate(wallets)]
    report = day_report("20261121", [*sales, *sales[:2]])
    one = sale().priced
    assert (report.sales, report.total_minor) == (len(wallets), len(wallets) * one.total_minor)
    assert sum(tax.tax_minor for tax in report.by_tax) == len(wallets) * sum(t.tax_minor for t in one.taxes)
    assert {row.wallet: row.sales for row in report.by_wallet} == {
        wallet: wallets.count(wallet) for wallet in set(wallets)
    }


def test_sums_that_do_not_agree_are_never_a_report() -> None:
    with pytest.raises(BugError, match="do not agree"):
        DayReport(
            day="20261121",
            sales=1,
            pieces=1,
            total_minor=100,
            discount_minor=0,
            by_wallet=(WalletSum("wechat", 1, 99),),
        )


@pytest.mark.parametrize("simulated", [False, True])
@pytest.mark.parametrize(("day", "goes_on"), [("20261120", False), ("20261121", True)])
def test_paper_says_whether_the_day_goes_on_and_whether_it_was_play(
    day: str, goes_on: bool, simulated: bool
) -> None:
    document = day_document(day_report(day, []), STORE, "K01", CLOSED, words, "en", simulated=simulated)
    texts = {one.text for one in document.elements if isinstance(one, TextLine)}
    assert ("Figures so far; the day goes on" in texts) is goes_on
    assert ("Simulated payment: no real money was taken" in texts) is simulated


def test_the_day_beside_goes_over_the_ends_of_months_and_years() -> None:
    assert (day_beside("20261231", 1), day_beside("20240301", -1)) == ("20270101", "20240229")


def test_the_x_report_on_paper() -> None:
    report = day_report("20261121", [paid_with("wechat", 1), paid_with("alipay", 2)])
    document = day_document(report, STORE, "K01", CLOSED + timedelta(hours=1), words, "en")
    columns = {one.left: one.right for one in document.elements if isinstance(one, ColumnsLine)}
    assert columns["Business day"] == "2026-11-21"
    assert columns["Printed"] == "2026-11-21 19:02:05"
    assert (columns["Sales"], columns["WeChat Pay × 1"]) == ("2", columns["Alipay × 1"])
    assert any(isinstance(one, TextLine) and one.text == "X-report" for one in document.elements)
    assert sum(left.startswith("Includes") for left in columns) == len(sale().priced.taxes)


def on_paper(document: ReceiptDocument) -> dict[str, str]:
    return {one.left.strip(): one.right for one in document.elements if isinstance(one, ColumnsLine)}


def test_vouchers_are_a_tender_and_coupons_a_part_of_the_discounts() -> None:
    report = day_report("20261121", [with_claims(), paid_with("wechat", 2)])
    assert (report.vouchers, report.vouchers_minor) == (2, 499)
    assert (report.coupons, report.coupons_minor, report.staff_minor) == (1, -500, -1)
    assert [(row.wallet, row.sales, row.total_minor) for row in report.by_wallet] == [
        (NO_WALLET, 1, 0),
        ("wechat", 1, sale().priced.total_minor),
    ]
    paper = on_paper(day_document(report, STORE, "K01", CLOSED, words, "en"))
    assert (paper["Return voucher × 2"], paper["Nothing to pay × 1"]) == ("¥4.99", "¥0.00")
    assert (paper["of it by coupons × 1"], paper["Staff discount"]) == ("-¥5.00", "-¥0.01")


def test_a_receipt_of_nothing_to_pay_names_its_vouchers_and_no_transaction() -> None:
    document = receipt_document(with_claims(), words)
    lefts = [one.left.strip() for one in document.elements if isinstance(one, ColumnsLine)]
    assert lefts.count("Return voucher") == 2
    paper = on_paper(document)
    assert (paper["Total"], paper["Nothing to pay"]) == ("¥4.99", "¥0.00")
    assert "Transaction" not in paper
    assert not any("Paid with" in left for left in lefts)
