"""Shoppers pay, refuse and are refunded: the adapter and a provider that works."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cloud.payments.providers.port import (
    CloseResult,
    PaymentProvider,
    RefundOrder,
    RefundState,
    Refusal,
    TradeState,
)
from cloud.payments.providers.registry import ProviderNameUnknown, open_provider
from cloud.payments.providers.wechat import WechatPay
from lab.fakepay.listener import NotifyListener
from lab.fakepay.process import FakepayProcess
from lab.fakepay.remote import FakepayRemote

if TYPE_CHECKING:
    from tests.cloud.providers.conftest import Till


# A shopper pays


def test_a_shopper_scans_pays_and_the_query_says_how_much_to_whom(till: Till, shop: FakepayRemote) -> None:
    order = till.order(amount_minor=1280)
    code_url = till.create(order)
    assert code_url.startswith("weixin://wxpay/bizpayurl?pr=")
    assert till.query(order).state is TradeState.NOT_PAID

    shop.open(code_url)
    assert till.query(order).state is TradeState.USER_PAYING

    shop.pay(code_url)
    trade = till.query(order)
    assert (trade.state, trade.raw_state) == (TradeState.SUCCESS, "SUCCESS")
    assert (trade.amount_minor, trade.currency) == (1280, "CNY")
    assert (trade.merchant_id, trade.app_id) == (till.merchant.mchid, till.merchant.appid)
    assert trade.transaction_id is not None
    assert trade.paid_at is not None
    assert abs(datetime.now(UTC) - trade.paid_at) < timedelta(seconds=30)


def test_the_same_order_again_shows_the_same_code_and_another_one_is_refused(
    till: Till,
) -> None:
    order = till.order()
    first = till.create(order)
    assert till.create(order) == first
    dearer = dataclasses.replace(order, amount_minor=order.amount_minor + 1)
    assert till.refused(lambda p: p.create(dearer)) is Refusal.ID_USED


def test_a_payer_who_refuses_leaves_a_trade_that_can_be_closed(till: Till, shop: FakepayRemote) -> None:
    order = till.order()
    code_url = till.create(order)
    shop.open(code_url)
    shop.refuse(code_url)
    assert till.query(order).state is TradeState.PAY_ERROR
    assert till.ask(lambda p: p.close(order.out_trade_no)) is CloseResult.CLOSED
    assert till.query(order).state is TradeState.CLOSED


# Closing


def test_a_closed_trade_stays_closed_and_its_number_is_never_used_again(
    till: Till, shop: FakepayRemote
) -> None:
    order = till.order()
    code_url = till.create(order)
    for _ in range(2):
        assert till.ask(lambda p: p.close(order.out_trade_no)) is CloseResult.CLOSED
    assert shop.pay(code_url) == {"error": "closed"}
    assert till.refused(lambda p: p.create(order)) is Refusal.ALREADY_CLOSED


def test_close_tells_paid_and_paying_and_missing_apart(till: Till, shop: FakepayRemote) -> None:
    paying, paid, missing = till.order(), till.order(), till.order()
    shop.open(till.create(paying))
    shop.pay(till.create(paid))
    assert till.ask(lambda p: p.close(paying.out_trade_no)) is CloseResult.USER_PAYING
    assert till.ask(lambda p: p.close(paid.out_trade_no)) is CloseResult.ALREADY_PAID
    assert till.ask(lambda p: p.close(missing.out_trade_no)) is CloseResult.NOT_FOUND
    assert till.query(missing).state is TradeState.NOT_FOUND
    assert till.refused(lambda p: p.create(paid)) is Refusal.ALREADY_PAID


def test_money_captured_after_the_close_is_seen_as_paid(
    till: Till, shop: FakepayRemote, notify: NotifyListener
) -> None:
    order = till.order(notify_url=notify.url)
    code_url = till.create(order)
    shop.fault("late_success", seconds=0.3)
    shop.pay(code_url)
    assert till.ask(lambda p: p.close(order.out_trade_no)) is CloseResult.CLOSED
    assert till.query(order).state is TradeState.CLOSED
    notify.wait(1)
    assert till.query(order).state is TradeState.SUCCESS


# Refunds


def test_a_refund_is_accepted_then_done_and_the_same_number_refunds_once(
    till: Till, shop: FakepayRemote, notify: NotifyListener
) -> None:
    order = till.order(amount_minor=1000)
    shop.pay(till.create(order))
    part = RefundOrder(
        f"{order.out_trade_no}-r1", order.out_trade_no, 400, 1000, "CNY", "商品退回", notify.url
    )
    assert till.ask(lambda p: p.query_refund(part.out_refund_no)).state is RefundState.NOT_FOUND

    accepted = till.ask(lambda p: p.refund(part))
    assert (accepted.state, accepted.amount_minor) == (RefundState.PROCESSING, 400)
    told = WechatPay(till.merchant).read_notification((posted := notify.wait(1)[0]).headers, posted.body)
    assert told.refund is not None
    assert (told.refund.state, told.refund.amount_minor) == (RefundState.SUCCESS, 400)
    assert told.refund.merchant_id == till.merchant.mchid

    again = till.ask(lambda p: p.refund(part))
    assert (again.state, again.refund_id) == (RefundState.SUCCESS, accepted.refund_id)
    assert till.query(order).state is TradeState.REFUNDED

    too_much = dataclasses.replace(part, out_refund_no=f"{order.out_trade_no}-r2", refund_minor=601)
    assert till.refused(lambda p: p.refund(too_much)) is Refusal.INVALID
    other = dataclasses.replace(part, refund_minor=399)
    assert till.refused(lambda p: p.refund(other)) is Refusal.INVALID


def test_a_refund_the_payers_account_cannot_take_is_abnormal(
    till: Till, shop: FakepayRemote, notify: NotifyListener
) -> None:
    order = till.order(amount_minor=500)
    shop.pay(till.create(order))
    shop.fault("refund_abnormal")
    refund = RefundOrder(
        f"{order.out_trade_no}-r1", order.out_trade_no, 500, 500, "CNY", notify_url=notify.url
    )
    till.ask(lambda p: p.refund(refund))
    notify.wait(1)
    assert till.ask(lambda p: p.query_refund(refund.out_refund_no)).state is RefundState.ABNORMAL
    assert till.query(order).state is TradeState.SUCCESS


def test_a_trade_nobody_paid_cannot_be_refunded(till: Till) -> None:
    order = till.order(amount_minor=500)
    till.create(order)
    refund = RefundOrder(f"{order.out_trade_no}-r1", order.out_trade_no, 500, 500, "CNY")
    assert till.refused(lambda p: p.refund(refund)) is Refusal.INVALID


# Orders that are never sent, and how a provider is found


@pytest.mark.parametrize(
    "change",
    [{"currency": "USD"}, {"amount_minor": 0}, {"amount_minor": -5}, {"expires_at": datetime(2026, 1, 1)}],  # noqa: DTZ001
)
def test_an_order_the_provider_cannot_take_is_refused_unsent(till: Till, change: dict[str, object]) -> None:
    order = dataclasses.replace(till.order(), **change)  # type: ignore[arg-type]
    assert till.refused(lambda p: p.create(order)) is Refusal.INVALID
    assert till.query(order).state is TradeState.NOT_FOUND


def test_a_long_description_is_cut_at_a_whole_character(till: Till, shop: FakepayRemote) -> None:
    order = dataclasses.replace(till.order(), description="苹果" * 100)
    assert shop.look(till.create(order))["description"] == "苹果" * 21


def test_a_provider_is_opened_by_name(fakepay: FakepayProcess, tmp_path: Path) -> None:
    provider: PaymentProvider = open_provider("wechat", fakepay.credentials)
    assert provider.identity.name == "wechat"
    assert provider.identity.base_url == fakepay.url
    with pytest.raises(ProviderNameUnknown, match=r"'paypal'; there are: wechat"):
        open_provider("paypal", tmp_path)
