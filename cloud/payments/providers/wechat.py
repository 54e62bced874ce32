"""WeChat Pay API v3, Native: the adapter.

Every request is signed and bounded in time; every answer, refusals included, is checked against the
pinned platform keys before a word of it is believed. It logs nothing and keeps no state of trades.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import timedelta, timezone
from typing import TypeVar
from urllib.parse import quote

import httpx

from cloud.payments.providers import wechat_answers as answers
from cloud.payments.providers.port import (
    CloseResult,
    CouponUse,
    Notification,
    NotificationRefused,
    Presented,
    ProviderIdentity,
    ProviderOrder,
    ProviderRefund,
    ProviderRefused,
    ProviderTrade,
    ProviderUnknown,
    RefundOrder,
    RefundState,
    Refusal,
    TradeState,
    UnknownReason,
)
from cloud.payments.providers.wechat_answers import AnswerUnreadable
from cloud.payments.providers.wechat_merchant import WechatMerchant
from cloud.payments.providers.wechat_signing import (
    SignatureRefused,
    authorization,
    check_signature,
    open_sealed,
)

NAME = "wechat"
CURRENCY = "CNY"
BEIJING = timezone(timedelta(hours=8))
TRADES = "/v3/pay/transactions"
REFUNDS = "/v3/refund/domestic/refunds"
COUPONS = "/v3/marketing/busifavor/coupons"
MAX_ANSWER = 256 * 1024
MAX_DESCRIPTION = 127
MAX_REASON = 80
CLOSE_RESULTS = {
    Refusal.ALREADY_CLOSED: CloseResult.CLOSED,
    Refusal.ALREADY_PAID: CloseResult.ALREADY_PAID,
    Refusal.USER_PAYING: CloseResult.USER_PAYING,
    Refusal.NOT_FOUND: CloseResult.NOT_FOUND,
}

T = TypeVar("T")


class WechatPay:
    """A PaymentProvider. `timeout_s` bounds each call from its first byte to its last."""

    def __init__(
        self,
        merchant: WechatMerchant,
        *,
        timeout_s: float = 8.0,
        clock: Callable[[], float] = time.time,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._merchant = merchant
        self._timeout_s = timeout_s
        self._clock = clock
        self._client = httpx.AsyncClient(
            base_url=merchant.base_url,
            timeout=httpx.Timeout(timeout_s, connect=min(3.0, timeout_s)),
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "touchlane"},
            # Shorter than any gateway's: a connection it closed under a create costs a needless unknown.
            limits=httpx.Limits(max_connections=100, keepalive_expiry=3.0),
            transport=transport,
            # Proxies of the environment would see the merchant's traffic unasked.
            trust_env=False,
        )

    def __repr__(self) -> str:
        return f"WechatPay({self._merchant!r})"

    @property
    def identity(self) -> ProviderIdentity:
        return ProviderIdentity(NAME, self._merchant.mchid, self._merchant.appid, self._merchant.base_url)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def create(self, order: ProviderOrder) -> Presented:
        self._check_money(order.amount_minor, order.currency)
        if order.expires_at.tzinfo is None:
            raise ProviderRefused("PARAM_ERROR", "expires_at has no time zone", kind=Refusal.INVALID)
        expires_at = order.expires_at.astimezone(BEIJING).isoformat(timespec="seconds")
        answer = await self._call(
            "POST",
            f"{TRADES}/native",
            {
                "appid": self._merchant.appid,
                "mchid": self._merchant.mchid,
                "description": _fit(order.description, MAX_DESCRIPTION),
                "out_trade_no": order.out_trade_no,
                "time_expire": expires_at,
                "notify_url": order.notify_url,
                "amount": {"total": order.amount_minor, "currency": order.currency},
            },
        )
        return Presented(_believed(lambda: answers.text(answer, "code_url")))

    async def query(self, out_trade_no: str) -> ProviderTrade:
        path = f"{TRADES}/out-trade-no/{quote(out_trade_no, safe='')}?mchid={self._merchant.mchid}"
        try:
            answer = await self._call("GET", path)
        except ProviderRefused as refused:
            if refused.kind is not Refusal.NOT_FOUND:
                raise
            return ProviderTrade(out_trade_no, TradeState.NOT_FOUND, refused.code)
        trade = _believed(lambda: answers.read_trade(answer))
        if trade.out_trade_no != out_trade_no:
            raise ProviderUnknown(UnknownReason.UNREADABLE, "the answer is about another trade")
        return trade

    async def close(self, out_trade_no: str) -> CloseResult:
        path = f"{TRADES}/out-trade-no/{quote(out_trade_no, safe='')}/close"
        try:
            await self._call("POST", path, {"mchid": self._merchant.mchid})
        except ProviderRefused as refused:
            if refused.kind not in CLOSE_RESULTS:
                raise
            return CLOSE_RESULTS[refused.kind]
        return CloseResult.CLOSED

    async def refund(self, order: RefundOrder) -> ProviderRefund:
        self._check_money(order.refund_minor, order.currency)
        body: dict[str, object] = {
            "out_trade_no": order.out_trade_no,
            "out_refund_no": order.out_refund_no,
            "amount": {
                "refund": order.refund_minor,
                "total": order.paid_minor,
                "currency": order.currency,
            },
        }
        if order.reason:
            body["reason"] = _fit(order.reason, MAX_REASON)
        if order.notify_url is not None:
            body["notify_url"] = order.notify_url
        return self._refund(await self._call("POST", REFUNDS, body), order.out_refund_no)

    async def query_refund(self, out_refund_no: str) -> ProviderRefund:
        try:
            answer = await self._call("GET", f"{REFUNDS}/{quote(out_refund_no, safe='')}")
        except ProviderRefused as refused:
            if refused.kind is not Refusal.NOT_FOUND:
                raise
            return ProviderRefund(out_refund_no, RefundState.NOT_FOUND, refused.code)
        return self._refund(answer, out_refund_no)

    async def use_coupon(self, use: CouponUse) -> None:
        body = {
            "coupon_code": use.coupon_code,
            "stock_id": use.stock_id,
            "appid": self._merchant.appid,
            "use_time": use.used_at.astimezone(BEIJING).isoformat(timespec="seconds"),
            "use_request_no": use.request_no,
        }
        await self._call("POST", f"{COUPONS}/use", body)

    async def return_coupon(self, coupon_code: str, stock_id: str, request_no: str) -> None:
        body = {"coupon_code": coupon_code, "stock_id": stock_id, "return_request_no": request_no}
        await self._call("POST", f"{COUPONS}/return", body)

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notification:
        try:
            check_signature(self._merchant, headers, body, now=self._clock())
            raw = answers.read_object(body)
            sealed = answers.sealed_resource(raw)
            opened = open_sealed(
                self._merchant.apiv3_key,
                answers.text(sealed, "nonce"),
                answers.text(sealed, "ciphertext"),
                str(sealed.get("associated_data") or ""),
            )
            resource = answers.read_object(opened)
            notification_id, event_type = answers.text(raw, "id"), answers.text(raw, "event_type")
            if event_type.startswith("REFUND."):
                refund = answers.read_refund(resource, "refund_status")
                return Notification(notification_id, event_type, refund=refund)
            return Notification(notification_id, event_type, trade=answers.read_trade(resource))
        except (SignatureRefused, AnswerUnreadable) as error:
            raise NotificationRefused(str(error)) from None

    async def _call(
        self, method: str, target: str, body: Mapping[str, object] | None = None
    ) -> Mapping[str, object]:
        """One signed request; the verified JSON of a 200, or {} for a 204."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        response, answer = await self._send(method, target, content)
        status = response.status_code
        # A gateway in between answers 429 and 5xx unsigned; either way nothing is known.
        if status == 429:
            raise ProviderUnknown(UnknownReason.RATE_LIMITED, "status 429")
        if status >= 500:
            raise ProviderUnknown(UnknownReason.SERVER_ERROR, f"status {status}")
        try:
            check_signature(self._merchant, response.headers, answer, now=self._clock())
        except SignatureRefused as error:
            raise ProviderUnknown(UnknownReason.BAD_SIGNATURE, f"status {status}: {error}") from None
        if status == 204:
            return {}
        if status == 200:
            return _believed(lambda: answers.read_object(answer))
        code, message = _believed(lambda: answers.read_error(answer))
        if code in answers.UNDECIDED:
            raise ProviderUnknown(UnknownReason.SERVER_ERROR, f"status {status}: {code}")
        if code in answers.BUSY:
            raise ProviderUnknown(UnknownReason.RATE_LIMITED, f"status {status}: {code}")
        raise ProviderRefused(code, message, kind=answers.REFUSALS.get(code, Refusal.OTHER))

    async def _send(self, method: str, target: str, content: bytes) -> tuple[httpx.Response, bytes]:
        request = self._client.build_request(method, target, content=content)
        if content:
            request.headers["Content-Type"] = "application/json"
        request.headers["Authorization"] = authorization(
            self._merchant,
            method,
            request.url.raw_path.decode("ascii"),
            content,
            timestamp=int(self._clock()),
            nonce=secrets.token_hex(16),
        )
        try:
            async with asyncio.timeout(self._timeout_s):
                response = await self._client.send(request, stream=True)
                try:
                    return response, await _read_limited(response)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.TimeoutException):
            raise ProviderUnknown(UnknownReason.TIMEOUT, f"no answer in {self._timeout_s:g} s") from None
        except httpx.HTTPError as error:
            raise ProviderUnknown(UnknownReason.CONNECTION, type(error).__name__) from None

    def _refund(self, answer: Mapping[str, object], out_refund_no: str) -> ProviderRefund:
        refund = _believed(lambda: answers.read_refund(answer))
        if refund.out_refund_no != out_refund_no:
            raise ProviderUnknown(UnknownReason.UNREADABLE, "the answer is about another refund")
        return refund

    def _check_money(self, minor: int, currency: str) -> None:
        if currency != CURRENCY:
            raise ProviderRefused("PARAM_ERROR", f"currency {currency}, not CNY", kind=Refusal.INVALID)
        if minor < 1:
            raise ProviderRefused("PARAM_ERROR", f"amount {minor}, less than 1 fen", kind=Refusal.INVALID)


async def _read_limited(response: httpx.Response) -> bytes:
    answer = bytearray()
    async for chunk in response.aiter_bytes():
        answer += chunk
        if len(answer) > MAX_ANSWER:
            raise ProviderUnknown(UnknownReason.UNREADABLE, f"the answer is longer than {MAX_ANSWER} bytes")
    return bytes(answer)


def _believed(read: Callable[[], T]) -> T:
    """A verified answer that cannot be read is still an answer lost."""
    try:
        return read()
    except AnswerUnreadable as error:
        raise ProviderUnknown(UnknownReason.UNREADABLE, str(error)) from None


def _fit(words: str, max_bytes: int) -> str:
    """As many whole characters as fit the provider's limit in bytes."""
    return words.encode()[:max_bytes].decode(errors="ignore")
