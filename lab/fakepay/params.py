"""Reading what the merchant sent: every parameter checked as the real API checks it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lab.fakepay.errors import ApiError, param_error
from lab.fakepay.keys import Keyring

OUT_TRADE_NO = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
OUT_REFUND_NO = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
TIME_EXPIRE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
MAX_MINOR = 100_000_000_00
"""A hundred million yuan: beyond any single trade."""


@dataclass(frozen=True, slots=True)
class NativeCall:
    """A checked POST /v3/pay/transactions/native. `request` is its canonical text, to compare replays."""

    request: str
    out_trade_no: str
    description: str
    attach: str
    notify_url: str
    amount_minor: int
    time_expire: float | None


@dataclass(frozen=True, slots=True)
class RefundCall:
    """A checked POST /v3/refund/domestic/refunds; one of the two trade numbers is set."""

    request: str
    out_refund_no: str
    out_trade_no: str | None
    transaction_id: str | None
    refund_minor: int
    total_minor: int
    notify_url: str


def read_json(body: bytes) -> dict[str, Any]:
    """The body as a JSON object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise param_error("the body is not JSON") from None
    if not isinstance(value, dict):
        raise param_error("the body is not a JSON object")
    return value


def read_native(body: bytes, keys: Keyring) -> NativeCall:
    """Check a create call against the documented limits."""
    raw = read_json(body)
    if raw.get("appid") != keys.appid:
        raise ApiError(400, "APPID_MCHID_NOT_MATCH", "appid and mchid are not bound", "/appid")
    check_mchid(raw.get("mchid"), keys)
    return NativeCall(
        request=canonical(raw),
        out_trade_no=_matching(raw, "out_trade_no", OUT_TRADE_NO),
        description=_text(raw, "description", 127),
        attach=_text(raw, "attach", 128, required=False),
        notify_url=_notify_url(raw, required=True),
        amount_minor=_amount(raw, "total"),
        time_expire=_time_expire(raw),
    )


def read_refund(body: bytes) -> RefundCall:
    """Check a refund call against the documented limits."""
    raw = read_json(body)
    out_trade_no, transaction_id = raw.get("out_trade_no"), raw.get("transaction_id")
    if (out_trade_no is None) == (transaction_id is None):
        raise param_error("exactly one of out_trade_no and transaction_id must be given", "/out_trade_no")
    _text(raw, "reason", 80, required=False)
    return RefundCall(
        request=canonical(raw),
        out_refund_no=_matching(raw, "out_refund_no", OUT_REFUND_NO),
        out_trade_no=None if out_trade_no is None else _text(raw, "out_trade_no", 32),
        transaction_id=None if transaction_id is None else _text(raw, "transaction_id", 32),
        refund_minor=_amount(raw, "refund"),
        total_minor=_amount(raw, "total"),
        notify_url=_notify_url(raw, required=False),
    )


def check_mchid(value: object, keys: Keyring) -> None:
    """The mchid of a body or a query must be the one that signed."""
    if value != keys.mchid:
        raise param_error("mchid is missing or is not the merchant that signed", "/mchid")


def canonical(raw: dict[str, Any]) -> str:
    """The same parameters in any order give the same text."""
    return json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _text(raw: dict[str, Any], name: str, max_bytes: int, *, required: bool = True) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str) or len(value.encode()) > max_bytes or (required and not value):
        least = 1 if required else 0
        raise param_error(f"{name} must be a string of {least} to {max_bytes} bytes", f"/{name}")
    return value


def _matching(raw: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise param_error(f"{name} must match {pattern.pattern}", f"/{name}")
    return value


def _notify_url(raw: dict[str, Any], *, required: bool) -> str:
    value = _text(raw, "notify_url", 255, required=required)
    if value and (not value.startswith(("https://", "http://")) or "?" in value):
        raise param_error("notify_url must be an absolute address without a query", "/notify_url")
    return value


def _amount(raw: dict[str, Any], name: str) -> int:
    amount = raw.get("amount")
    if not isinstance(amount, dict):
        raise param_error("amount must be an object", "/amount")
    if amount.get("currency", "CNY") != "CNY":
        raise param_error("currency must be CNY", "/amount/currency")
    value = amount.get(name)
    if type(value) is not int or not 1 <= value <= MAX_MINOR:
        raise param_error(f"{name} must be a whole number of fen from 1 to {MAX_MINOR}", f"/amount/{name}")
    return value


def _time_expire(raw: dict[str, Any]) -> float | None:
    value = raw.get("time_expire")
    if value is None:
        return None
    try:
        if not isinstance(value, str) or not TIME_EXPIRE.fullmatch(value):
            raise ValueError
        return datetime.fromisoformat(value).timestamp()
    except ValueError:
        raise param_error(
            "time_expire must be like 2018-06-08T10:34:56+08:00 (RFC 3339)", "/time_expire"
        ) from None
