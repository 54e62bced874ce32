"""From WeChat Pay's words to the port's: trades, refunds, refusals. Pure; raises AnswerUnreadable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from cloud.payments.providers.port import ProviderRefund, ProviderTrade, RefundState, Refusal, TradeState

TRADE_STATES = {
    "NOTPAY": TradeState.NOT_PAID,
    "USERPAYING": TradeState.USER_PAYING,
    "SUCCESS": TradeState.SUCCESS,
    "CLOSED": TradeState.CLOSED,
    "REFUND": TradeState.REFUNDED,
    "REVOKED": TradeState.REVOKED,
    "PAYERROR": TradeState.PAY_ERROR,
}
REFUND_STATES = {
    "PROCESSING": RefundState.PROCESSING,
    "SUCCESS": RefundState.SUCCESS,
    "CLOSED": RefundState.CLOSED,
    "ABNORMAL": RefundState.ABNORMAL,
}
REFUSALS = {
    "ORDERPAID": Refusal.ALREADY_PAID,
    "ORDER_PAID": Refusal.ALREADY_PAID,
    "ORDER_CLOSED": Refusal.ALREADY_CLOSED,
    "ORDERCLOSED": Refusal.ALREADY_CLOSED,
    "OUT_TRADE_NO_USED": Refusal.ID_USED,
    "ORDER_NOT_EXIST": Refusal.NOT_FOUND,
    "ORDERNOTEXIST": Refusal.NOT_FOUND,
    "RESOURCE_NOT_EXISTS": Refusal.NOT_FOUND,
    "USERPAYING": Refusal.USER_PAYING,
    "USER_PAYING": Refusal.USER_PAYING,
    "SIGN_ERROR": Refusal.NOT_AUTHORISED,
    "NO_AUTH": Refusal.NOT_AUTHORISED,
    "NOAUTH": Refusal.NOT_AUTHORISED,
    "MCH_NOT_EXISTS": Refusal.NOT_AUTHORISED,
    "APPID_MCHID_NOT_MATCH": Refusal.NOT_AUTHORISED,
    "PARAM_ERROR": Refusal.INVALID,
    "INVALID_REQUEST": Refusal.INVALID,
}
"""Both spellings where the documents disagree with themselves."""
UNDECIDED = frozenset({"SYSTEM_ERROR", "SYSTEMERROR", "BANK_ERROR", "BANKERROR"})
BUSY = frozenset({"FREQUENCY_LIMITED", "FREQUENCY_LIMIT_EXCEED", "RATELIMIT_EXCEEDED"})
PAID = frozenset({TradeState.SUCCESS, TradeState.REFUNDED})


class AnswerUnreadable(Exception):
    """The answer does not have the documented shape; the text names the field."""


def read_object(body: bytes) -> Mapping[str, object]:
    """The body as a JSON object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise AnswerUnreadable("the body is not JSON") from None
    return _as_object(value, "the body")


def read_error(body: bytes) -> tuple[str, str]:
    """The code and message of a refusal; the message is shortened and freed of control characters."""
    raw = read_object(body)
    message = raw.get("message")
    plain = "".join(c for c in message if c.isprintable())[:200] if isinstance(message, str) else ""
    return text(raw, "code"), plain


def read_trade(raw: Mapping[str, object]) -> ProviderTrade:
    """A trade of a query or a notification. A paid one must say how much, to whom, and under what id."""
    raw_state = text(raw, "trade_state")
    state = TRADE_STATES.get(raw_state, TradeState.UNKNOWN)
    paid = state in PAID
    amount = _as_object(raw.get("amount"), "amount") if paid or raw.get("amount") is not None else {}
    return ProviderTrade(
        out_trade_no=text(raw, "out_trade_no"),
        state=state,
        raw_state=raw_state,
        transaction_id=_text_if(raw, "transaction_id", needed=paid),
        amount_minor=_fen_if(amount, "total", needed=paid),
        currency=_text_if(amount, "currency", needed=paid),
        merchant_id=_text_if(raw, "mchid", needed=paid),
        app_id=_text_if(raw, "appid", needed=paid),
        paid_at=_instant_if(raw, "success_time"),
    )


def read_refund(raw: Mapping[str, object], state_name: str = "status") -> ProviderRefund:
    """A refund of an answer; in a notification the state is called `refund_status`."""
    raw_state = text(raw, state_name)
    amount = _as_object(raw.get("amount"), "amount")
    return ProviderRefund(
        out_refund_no=text(raw, "out_refund_no"),
        state=REFUND_STATES.get(raw_state, RefundState.UNKNOWN),
        raw_state=raw_state,
        out_trade_no=text(raw, "out_trade_no"),
        refund_id=_text_if(raw, "refund_id", needed=True),
        amount_minor=_fen_if(amount, "refund", needed=True),
        currency=_text_if(amount, "currency", needed=False),
        merchant_id=_text_if(raw, "mchid", needed=False),
        refunded_at=_instant_if(raw, "success_time"),
    )


def text(raw: Mapping[str, object], name: str) -> str:
    """A field that must be a string with something in it."""
    value = raw.get(name)
    if not isinstance(value, str) or not value:
        raise AnswerUnreadable(f"{name} is missing or not text")
    return value


def sealed_resource(raw: Mapping[str, object]) -> Mapping[str, object]:
    """The encrypted part of a notification."""
    resource = _as_object(raw.get("resource"), "resource")
    if text(resource, "algorithm") != "AEAD_AES_256_GCM":
        raise AnswerUnreadable("the resource is not sealed with AEAD_AES_256_GCM")
    return resource


def _as_object(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise AnswerUnreadable(f"{name} is not an object")
    return value


def _text_if(raw: Mapping[str, object], name: str, *, needed: bool) -> str | None:
    return text(raw, name) if needed or raw.get(name) is not None else None


def _fen_if(raw: Mapping[str, object], name: str, *, needed: bool) -> int | None:
    value = raw.get(name)
    if value is None and not needed:
        return None
    if type(value) is not int or value < 0:
        raise AnswerUnreadable(f"{name} is not a whole number of fen")
    return value


def _instant_if(raw: Mapping[str, object], name: str) -> datetime | None:
    value = raw.get(name)
    if value is None or value == "":
        return None
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise AnswerUnreadable(f"{name} is not an instant with its offset")
    return instant
