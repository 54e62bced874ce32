"""What the provider says about a trade or a refund, in the JSON of API v3."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from lab.fakepay.book import Refund, Trade
from lab.fakepay.keys import Keyring

BEIJING = timezone(timedelta(hours=8))
PAYER = "oFakepay-payer-0000000000000"
CODE_URL = "weixin://wxpay/bizpayurl?pr="

STATE_WORDS = {
    "NOTPAY": "订单未支付",
    "USERPAYING": "用户支付中",
    "SUCCESS": "支付成功",
    "CLOSED": "订单已关闭",
    "REFUND": "转入退款",
    "REVOKED": "已撤销",
    "PAYERROR": "支付失败",
}


def instant(at: float) -> str:
    """An instant as the provider writes it: Beijing time, whole seconds."""
    return datetime.fromtimestamp(at, BEIJING).isoformat(timespec="seconds")


def trade_answer(trade: Trade, state: str, keys: Keyring) -> dict[str, Any]:
    """A trade as a query and a notification show it; an unpaid one has no payer and no transaction."""
    answer: dict[str, Any] = {
        "appid": keys.appid,
        "mchid": keys.mchid,
        "out_trade_no": trade.out_trade_no,
        "trade_state": state,
        "trade_state_desc": STATE_WORDS.get(state, state),
        "attach": trade.attach,
        "amount": {"total": trade.amount_minor, "currency": "CNY"},
    }
    if trade.paid_minor is not None and trade.paid_at is not None:
        answer |= {
            "transaction_id": trade.transaction_id,
            "trade_type": "NATIVE",
            "bank_type": "OTHERS",
            "success_time": instant(trade.paid_at),
            "payer": {"openid": PAYER},
            "amount": {
                "total": trade.paid_minor,
                "payer_total": trade.paid_minor,
                "currency": "CNY",
                "payer_currency": "CNY",
            },
        }
    return answer


def refund_answer(refund: Refund, trade: Trade) -> dict[str, Any]:
    """A refund as its creation and its query show it."""
    answer: dict[str, Any] = {
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "transaction_id": trade.transaction_id,
        "out_trade_no": trade.out_trade_no,
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": instant(refund.created_at),
        "status": refund.state,
        "funds_account": "AVAILABLE",
        "amount": _refund_amount(refund, trade) | {"currency": "CNY"},
    }
    if refund.state == "SUCCESS" and refund.settled_at is not None:
        answer["success_time"] = instant(refund.settled_at)
    return answer


def refund_resource(refund: Refund, trade: Trade, keys: Keyring) -> dict[str, Any]:
    """A refund as its notification shows it: other names than the query's, and no currency."""
    resource: dict[str, Any] = {
        "mchid": keys.mchid,
        "transaction_id": trade.transaction_id,
        "out_trade_no": trade.out_trade_no,
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "refund_status": refund.state,
        "user_received_account": "支付用户零钱",
        "amount": _refund_amount(refund, trade),
    }
    if refund.state == "SUCCESS" and refund.settled_at is not None:
        resource["success_time"] = instant(refund.settled_at)
    return resource


def _refund_amount(refund: Refund, trade: Trade) -> dict[str, Any]:
    return {
        "total": trade.paid_minor,
        "refund": refund.refund_minor,
        "payer_total": trade.paid_minor,
        "payer_refund": refund.refund_minor,
    }
