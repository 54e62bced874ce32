"""The wallet page: one screen of a phone, in Chinese or English, that never hides that it is a simulation."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path
from string import Template

WORDS: dict[str, dict[str, str]] = {
    "zh-CN": {
        "lang": "zh-CN",
        "title": "付款",
        "simulated": "模拟支付 · 不会扣款",
        "to": "付款给",
        "pay": "确认支付",
        "refuse": "拒绝支付",
        "silent": "不操作（保持沉默）",
        "silent_done": "已放下手机，订单保持等待",
        "order": "商户单号",
        "goods": "商品",
        "SUCCESS": "支付成功",
        "REFUND": "已退款",
        "CLOSED": "订单已关闭",
        "PAYERROR": "支付未完成，可重新扫码再试",
        "expired": "二维码已过期",
        "not_found": "没有这个订单，请重新扫码",
        "late": "支付处理中，请稍候",
        "failed": "没有连上支付服务，请再试一次",
    },
    "en": {
        "lang": "en",
        "title": "Pay",
        "simulated": "Simulated payment · no money moves",
        "to": "Pay to",
        "pay": "Pay now",
        "refuse": "Refuse",
        "silent": "Do nothing (stay silent)",
        "silent_done": "Phone put away; the order keeps waiting",
        "order": "Order",
        "goods": "Goods",
        "SUCCESS": "Payment successful",
        "REFUND": "Refunded",
        "CLOSED": "The order is closed",
        "PAYERROR": "Not paid; scan the code to try again",
        "expired": "This code has expired",
        "not_found": "No such order; please scan again",
        "late": "The payment is being processed",
        "failed": "The payment service did not answer; please try again",
    },
}

_PAGE = Template(Path(__file__).with_name("wallet.html").read_text("utf-8"))


def render(words: Mapping[str, str], order: Mapping[str, object] | None) -> str:
    """The page of one order as the wallet's JSON shows it (with its `pr`), or of no order at all."""
    facts: Mapping[str, object] = order or {}
    minor = int(str(facts.get("amount_minor", 0)))
    return _PAGE.substitute(
        {key: html.escape(word) for key, word in words.items()},
        known="" if order else "hidden",
        merchant=html.escape(str(facts.get("merchant_name", ""))),
        amount=f"{minor // 100:,}.{minor % 100:02d}",
        description=html.escape(str(facts.get("description", ""))),
        number=html.escape(str(facts.get("out_trade_no", ""))),
        # A "</script>" among the words would end the element it travels in.
        json=json.dumps({**words, "pr": facts.get("pr")}, ensure_ascii=False).replace("<", "\\u003c"),
    )
