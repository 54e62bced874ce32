"""Closing a sale on a payment, and what its receipt says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.payment import AttemptState
from kiosk.domain.pricing import price
from kiosk.domain.product import Names
from kiosk.domain.receipt import (
    COPY,
    Align,
    ColumnsLine,
    QrBlock,
    ReceiptDocument,
    TextLine,
    masked_transaction,
    receipt_document,
    wallet_name,
)
from kiosk.domain.sale import Sale, Store, business_day, sale_number
from kiosk.domain.sold import sold_lines
from kiosk.errors import BugError, Reason
from kiosk.remote.wire.codec import decode, encode
from kiosk.sentences import Sentences
from tests.domain.sales import (
    BASKET,
    BOOK,
    CONTEXT,
    GOODS,
    PAID,
    REQUEST,
    STORE,
)
from tests.domain.sales import sale as close


def test_a_paid_basket_becomes_a_sale_that_keeps_everything() -> None:
    sale = close()
    assert (sale.basket, sale.context, sale.priced, sale.member) == (
        BASKET,
        CONTEXT,
        REQUEST.priced,
        REQUEST.member,
    )
    assert sale.tender.amount_minor == sale.priced.total_minor == 640 + 1200 + 579 + 1990
    assert [line.names.of("en") for line in sale.goods] == ["Fresh milk", "Green tea", "Apples", "Ham"]


def test_each_line_keeps_the_class_an_invoice_names_as_it_was_when_sold() -> None:
    classed = {**GOODS, "milk": replace(GOODS["milk"], tax_class="1030306010000000000")}
    frozen = replace(REQUEST, goods=sold_lines(REQUEST.priced.lines, classed))
    sale = close(request=frozen)
    assert [line.tax_class for line in sale.goods] == ["1030306010000000000", "", "", ""]


def test_a_record_of_before_lines_had_a_class_reads_as_it_was_written() -> None:
    written = encode(close())
    of_before = written.replace(b',"tax_class":""', b"")
    assert written.count(b'"tax_class"') == len(close().goods)
    assert (b"tax_class" in of_before, decode(Sale, of_before)) == (False, close())


@pytest.mark.parametrize(
    "wrong",
    [
        {"attempt_id": "a2"},
        {"sale_id": "another"},
        {"amount_minor": PAID.amount_minor - 1},
        {"currency": "EUR"},
        {"provider_transaction_id": None},
        {"paid_at": None},
        *({"state": state} for state in AttemptState if state is not AttemptState.PAID),
    ],
    ids=str,
)
def test_nothing_is_sold_on_another_payment(wrong: dict[str, object]) -> None:
    with pytest.raises(BugError):
        close(attempt=replace(PAID, **wrong))  # type: ignore[arg-type]


def test_a_sale_whose_parts_do_not_agree_cannot_be_made() -> None:
    sale = close()
    for wrong in (
        {"tender": replace(sale.tender, amount_minor=1)},
        {"goods": sale.goods[1:]},
        {"basket": Basket(BASKET.lines[1:])},
        {"store": replace(STORE, currency="EUR")},
    ):
        with pytest.raises(BugError):
            replace(sale, **wrong)  # type: ignore[arg-type]


def test_a_sale_number_counts_through_the_stores_day() -> None:
    late = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
    assert business_day(late, "Asia/Shanghai") == "20261122"
    assert business_day(late, "Europe/Berlin") == "20261121"
    assert sale_number("K01", business_day(late, "Asia/Shanghai"), 7) == "K01-20261122-0007"
    assert sale_number("K01", "20261122", 12345) == "K01-20261122-12345"
    with pytest.raises(BugError):
        sale_number("K01", "20261122", 0)


# The receipt

SENTENCES = Sentences(strict=True)


def receipt(sale: Sale, language: str, mark: Reason | None = None) -> ReceiptDocument:
    say = partial(SENTENCES.say, language=language)
    return receipt_document(sale, lambda reason: say(reason), mark=mark, language=language)


def test_paper_gets_the_short_name_beside_the_whole_one() -> None:
    sale = close()
    goods = tuple(replace(each, short=Names("", f"{each.sku} s")) for each in sale.goods)
    names = {each.on_paper("en"): each.on_paper("zh-CN") for each in goods}
    told = {
        language: [
            (one.text if isinstance(one, TextLine) else one.left, one.short)
            for one in receipt(replace(sale, goods=goods), language).elements
            if isinstance(one, TextLine | ColumnsLine) and one.short
        ]
        for language in ("en", "zh-CN")
    }
    assert told == {"en": list(names), "zh-CN": list(names.values())}
    assert told["en"][0][1] == f"{goods[0].sku} s 950 ml"
    assert all(whole == short for whole, short in told["zh-CN"]), "one in another language is not short"


def texts(document: ReceiptDocument) -> list[str]:
    """Each line as read: the two columns of one joined by a bar."""
    rows = []
    for element in document.elements:
        match element:
            case TextLine(text):
                rows.append(text)
            case ColumnsLine(left, right):
                rows.append(f"{left}|{right}")
            case QrBlock(payload, caption):
                rows.append(f"[{payload}] {caption}")
            case _:
                rows.append("-")
    return rows


def test_the_receipt_in_chinese() -> None:
    assert texts(receipt(close(), "zh-CN")) == [
        "湖边小店",
        "湖滨路 1 号",
        "税号 91330000X",
        "-",
        "单号|K01-20261121-0007",
        "自助机|K01",
        "时间|2026-11-21 18:02:05",
        "-",
        "鲜牛奶 950 ml",
        "  2 × ¥3.20 会员价|¥6.40",
        "绿茶",
        "  3 × ¥5.00|¥15.00",
        "  多件优惠|-¥3.00",
        "苹果",
        "  0.452 kg × ¥12.80/kg|¥5.79",
        "火腿",
        "  标签价|¥19.90",
        "-",
        "件数|7",
        "原价合计|¥47.69",
        "已优惠|-¥3.60",
        "合计|¥44.09",
        "含税 13%（净额 ¥28.39）|¥3.70",
        "含税 6.5%（净额 ¥11.27）|¥0.73",
        "-",
        "微信支付|¥44.09",
        "交易号|…456789",
        "会员|李**",
        "-",
        "[https://r.example/token] 扫码查看电子小票",
        "谢谢惠顾，欢迎再来",
    ]


def test_the_receipt_in_english() -> None:
    rows = texts(receipt(close(), "en"))
    assert rows[0] == "Lakeside"
    assert "Fresh milk 950 ml" in rows
    assert "Total|¥44.09" in rows
    assert "Paid with WeChat Pay|¥44.09" in rows


def test_the_amounts_on_the_paper_add_up() -> None:
    sale = close()
    rows = texts(receipt(sale, "zh-CN"))
    goods = rows[rows.index("鲜牛奶 950 ml") : rows.index("件数|7") - 1]
    amounts = [row.partition("|")[2].replace("¥", "").replace(".", "") for row in goods if "|" in row]
    assert sum(int(amount) for amount in amounts) == sale.priced.total_minor


def test_a_simulated_payment_is_said_at_the_top_and_at_the_bottom() -> None:
    said = TextLine("模拟支付，未收取真实款项", Align.CENTRE, bold=True)
    elements = receipt(replace(close(), simulated=True), "zh-CN").elements
    assert [place for place, element in enumerate(elements) if element == said] == [3, len(elements) - 2]
    assert said not in receipt(close(), "zh-CN").elements


def test_a_copy_is_marked_large() -> None:
    assert TextLine("副本", Align.CENTRE, bold=True, size=2) in receipt(close(), "zh-CN", COPY).elements


def test_a_plain_sale_has_no_empty_lines() -> None:
    """No member, no address, no savings, one piece: nothing is printed about what is not there."""
    basket = Basket((BasketLine(line_id="1", sku="tea"),))
    context = replace(CONTEXT, member_segments=())
    priced = price(basket, GOODS, BOOK, context)
    request = replace(REQUEST, basket=basket, context=context, priced=priced, member=None)
    store = Store(store_id="s1", names=Names("湖边小店"))
    sale = replace(close(request, replace(PAID, amount_minor=500), store), receipt_url="")
    assert texts(receipt(sale, "en")) == [
        "湖边小店",
        "-",
        "Sale|K01-20261121-0007",
        "Kiosk|K01",
        "Time|2026-11-21 18:02:05",
        "-",
        "Green tea|¥5.00",
        "-",
        "Items|1",
        "Total|¥5.00",
        "Includes 6.5% tax (net ¥4.69)|¥0.31",
        "-",
        "Paid with WeChat Pay|¥5.00",
        "Transaction|…456789",
        "-",
        "Thank you, see you again",
    ]


def test_a_wallet_without_a_translation_is_named_as_the_cloud_does() -> None:
    assert wallet_name("newpay", lambda reason: SENTENCES.say(reason, "en")) == "newpay"
    assert masked_transaction("12345678") == "12345678"
