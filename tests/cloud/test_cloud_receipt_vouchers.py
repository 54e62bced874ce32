"""The e-receipt of a sale that vouchers have paid for, wholly or in part."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cloud.pages.receipts import ShownClaim, receipt_page
from kiosk.domain.coupon import ClaimKind
from kiosk.domain.sale import Sale
from tests.cloud.visits import Page
from tests.domain.sales import with_claims


def shown(sale: Sale, language: str) -> str:
    told = {"here": "/r/t", "doubtful": False, "unpaid": False, "points": 0}
    page = receipt_page(sale, language, ShownClaim(), **told)  # type: ignore[arg-type]
    return re.sub(r"\s+", " ", Page(bytes(page.body).decode()).text)


@pytest.mark.parametrize(
    ("language", "voucher", "nothing", "paid_with", "number"),
    [
        ("en", "Return voucher ¥4.00", "Nothing to pay ¥0.00", "Paid with", "Transaction"),
        ("zh-CN", "退瓶券 ¥4.00", "无需付款 ¥0.00", "支付方式", "交易号"),
    ],
)
def test_where_vouchers_paid_all_no_wallet_is_named(
    language: str, voucher: str, nothing: str, paid_with: str, number: str
) -> None:
    words = shown(with_claims(), language)
    assert voucher in words
    assert nothing in words
    assert paid_with not in words
    assert number not in words


@pytest.mark.parametrize(("language", "paid"), [("en", "Paid with Alipay"), ("zh-CN", "支付方式 支付宝")])
def test_where_vouchers_paid_a_part_both_amounts_are_shown(language: str, paid: str) -> None:
    whole = with_claims()
    claims = tuple(one for one in whole.context.claims if one.kind is ClaimKind.COUPON or one.claim_id == "w")
    tender = replace(whole.tender, wallet="alipay", amount_minor=400)
    sale = replace(whole, context=replace(whole.context, claims=claims), tender=tender)
    assert f"¥0.99 {paid} ¥4.00" in shown(sale, language)
