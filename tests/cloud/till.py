"""A payment provider in memory, honest like the real one, with the faults a test asks for.

It keeps trades and refunds by their numbers. `lose` names calls whose answer never arrives: the call itself
takes effect (`answer`) or not (`request`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

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

IDENTITY = ProviderIdentity("wechat", "1900000001", "wx0000000001", "http://127.0.0.1:1")


@dataclass
class Till:
    """The provider. Money in it is what the world's books are compared with."""

    now: Callable[[], datetime]
    identity: ProviderIdentity = IDENTITY
    trades: dict[str, ProviderTrade] = field(default_factory=dict)
    orders: dict[str, ProviderOrder] = field(default_factory=dict)
    refunds: dict[str, ProviderRefund] = field(default_factory=dict)
    lose: dict[str, str] = field(default_factory=dict)
    refuse: dict[str, ProviderRefused] = field(default_factory=dict)
    close_says: CloseResult | None = None
    refund_becomes: RefundState = RefundState.SUCCESS
    before: Callable[[str, str], Awaitable[None]] | None = None
    calls: Counter[str] = field(default_factory=Counter)
    coupons: dict[str, str] = field(default_factory=dict)
    """Merchant coupons in wallets: the request that used each, empty while unused."""
    returns: set[str] = field(default_factory=set)

    # what shoppers do

    def pay(self, trade_no: str, **said: Any) -> None:
        """The shopper paid; `said` overrides what the provider will say of it."""
        order = self.orders[trade_no]
        paid = ProviderTrade(
            out_trade_no=trade_no,
            state=TradeState.SUCCESS,
            raw_state="SUCCESS",
            transaction_id=f"42{len(self.trades):04}{trade_no[-8:]}",
            amount_minor=order.amount_minor,
            currency=order.currency,
            merchant_id=self.identity.merchant_id,
            app_id=self.identity.app_id,
            paid_at=self.now().replace(microsecond=0),
        )
        self.trades[trade_no] = replace(paid, **said)

    def becomes(self, trade_no: str, state: TradeState, raw: str = "") -> None:
        self.trades[trade_no] = replace(self.trades[trade_no], state=state, raw_state=raw or state)

    def kept(self) -> int:
        """All money taken and not returned."""
        taken = sum(t.amount_minor or 0 for t in self.trades.values() if t.state is TradeState.SUCCESS)
        return taken - sum(
            r.amount_minor or 0 for r in self.refunds.values() if r.state is RefundState.SUCCESS
        )

    # cloud.payments.providers.port.PaymentProvider

    async def create(self, order: ProviderOrder) -> Presented:
        lost = await self._reach("create", order.out_trade_no)
        known = self.orders.setdefault(order.out_trade_no, order)
        if known != order:
            raise ProviderRefused("OUT_TRADE_NO_USED", kind=Refusal.ID_USED)
        not_paid = ProviderTrade(order.out_trade_no, TradeState.NOT_PAID, "NOTPAY")
        trade = self.trades.setdefault(order.out_trade_no, not_paid)
        if trade.state is TradeState.SUCCESS:
            raise ProviderRefused("ORDERPAID", kind=Refusal.ALREADY_PAID)
        self._answer(lost)
        return Presented(f"weixin://wxpay/bizpayurl?pr={order.out_trade_no}")

    async def query(self, out_trade_no: str) -> ProviderTrade:
        self._answer(await self._reach("query", out_trade_no))
        missing = ProviderTrade(out_trade_no, TradeState.NOT_FOUND, "ORDER_NOT_EXIST")
        return self.trades.get(out_trade_no, missing)

    async def close(self, out_trade_no: str) -> CloseResult:
        lost = await self._reach("close", out_trade_no)
        trade = self.trades.get(out_trade_no)
        if self.close_says is not None:
            return self.close_says
        if trade is None:
            return CloseResult.NOT_FOUND
        if trade.state is TradeState.SUCCESS:
            return CloseResult.ALREADY_PAID
        self.becomes(out_trade_no, TradeState.CLOSED)
        self._answer(lost)
        return CloseResult.CLOSED

    async def refund(self, order: RefundOrder) -> ProviderRefund:
        lost = await self._reach("refund", order.out_refund_no)
        made = ProviderRefund(
            order.out_refund_no, RefundState.PROCESSING, "PROCESSING", amount_minor=order.refund_minor
        )
        known = self.refunds.setdefault(order.out_refund_no, made)
        self._answer(lost)
        return known

    async def query_refund(self, out_refund_no: str) -> ProviderRefund:
        self._answer(await self._reach("query_refund", out_refund_no))
        known = self.refunds.get(out_refund_no)
        if known is None:
            return ProviderRefund(out_refund_no, RefundState.NOT_FOUND, "RESOURCE_NOT_EXISTS")
        ended = replace(known, state=self.refund_becomes, raw_state=self.refund_becomes.value)
        self.refunds[out_refund_no] = ended
        return ended

    async def use_coupon(self, use: CouponUse) -> None:
        lost = await self._reach("use_coupon", use.coupon_code)
        if use.coupon_code not in self.coupons:
            raise ProviderRefused("RESOURCE_NOT_EXISTS", kind=Refusal.NOT_FOUND)
        if self.coupons[use.coupon_code] not in ("", use.request_no):
            raise ProviderRefused("INVALID_REQUEST", kind=Refusal.INVALID)
        self.coupons[use.coupon_code] = use.request_no
        self._answer(lost)

    async def return_coupon(self, coupon_code: str, stock_id: str, request_no: str) -> None:
        lost = await self._reach("return_coupon", coupon_code)
        if not self.coupons.get(coupon_code) and request_no not in self.returns:
            raise ProviderRefused("INVALID_REQUEST", kind=Refusal.INVALID)
        if request_no not in self.returns:
            self.coupons[coupon_code] = ""
            self.returns.add(request_no)
        self._answer(lost)

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """The test's notifications carry the trade's number and, as signature, a word."""
        if headers.get("x-signature") != "genuine":
            raise NotificationRefused("not signed")
        claimed = ProviderTrade(body.decode(), TradeState.SUCCESS, "SUCCESS")
        return Notification("n1", "TRANSACTION.SUCCESS", trade=claimed)

    async def aclose(self) -> None:
        self.calls["aclose"] += 1

    async def _reach(self, call: str, number: str) -> str | None:
        self.calls[call] += 1
        if self.before is not None:
            await self.before(call, number)
        lost = self.lose.get(call)
        if lost == "request":
            raise ProviderUnknown(UnknownReason.CONNECTION)
        if call in self.refuse:
            raise self.refuse[call]
        return lost

    def _answer(self, lost: str | None) -> None:
        if lost == "answer":
            raise ProviderUnknown(UnknownReason.TIMEOUT)
