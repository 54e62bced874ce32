"""The e-receipt says why each line cost what it cost, as the kiosk's screen did."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cloud.pages.receipts import ShownClaim, receipt_page
from kiosk.domain.priced_offers import AppliedOffer
from kiosk.domain.product import Names
from kiosk.domain.sale import Sale
from tests.domain.sales import sale

SALE = sale()
NAMED = AppliedOffer(
    offer_id="o", names=Names("绿茶三件 12 元", "Three teas <b>12</b>"), uses=1, saved_minor=300
)


def page(of: Sale, language: str) -> str:
    answer = receipt_page(of, language, ShownClaim(), here="/r/x", doubtful=False, unpaid=False, points=0)
    return bytes(answer.body).decode()


def steps(text: str) -> list[str]:
    """`name details amount` of every row, without marks."""
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text)
    return [" ".join(re.sub(r"<.*?>", "", f"{said} {amount}").split()) for said, amount in rows]


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        (
            "en",
            [
                "Shelf price 2 × ¥3.50 ¥7.00",
                "Member price 2 × ¥3.20 -¥0.60",
                "Shelf price 3 × ¥5.00 ¥15.00",
                "Three teas &lt;b&gt;12&lt;/b&gt; -¥3.00",
                "Shelf price 0.452 kg × ¥12.80 ¥5.79",
            ],
        ),
        (
            "zh-CN",
            [
                "标价 2 × ¥3.50 ¥7.00",
                "会员价 2 × ¥3.20 -¥0.60",
                "标价 3 × ¥5.00 ¥15.00",
                "绿茶三件 12 元 -¥3.00",
                "标价 0.452 kg × ¥12.80 ¥5.79",
            ],
        ),
    ],
)
def test_each_line_opens_to_what_its_price_is_made_of(language: str, rows: list[str]) -> None:
    named = replace(SALE, priced=replace(SALE.priced, applied=(NAMED,)))
    text = page(named, language)
    assert steps(text) == rows
    assert ("Price list 7" if language == "en" else "价格表第 7 版") in text


@pytest.mark.parametrize(("language", "said"), [("en", "tax class"), ("zh-CN", "税收分类编码")])
def test_what_an_invoice_names_of_a_good_is_told_where_its_line_keeps_it(language: str, said: str) -> None:
    milk, *others = SALE.goods
    classed = replace(SALE, goods=(replace(milk, tax_class="1030306010000000000"), *others))
    told = re.sub(r"<.*?>", "", page(classed, language))
    assert (told.count(said), f"{said} 1030306010000000000" in told) == (1, True)
    assert said not in page(SALE, language)


def test_an_offer_of_an_older_kiosk_has_no_name_and_is_told_by_its_kind() -> None:
    text = page(replace(SALE, priced=replace(SALE.priced, applied=())), "en")
    assert "Multi-buy saving -¥3.00" in steps(text)


def test_a_price_that_says_it_all_opens_to_nothing() -> None:
    assert page(SALE, "en").count("<details>") == 3, "the label's amount is not explained"
