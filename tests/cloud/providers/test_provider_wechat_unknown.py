"""What is not known is never called failed: lost answers, wrong keys, a provider in trouble."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from cloud.payments.providers.port import (
    CloseResult,
    ProviderUnknown,
    RefundOrder,
    Refusal,
    TradeState,
    UnknownReason,
)
from cloud.payments.providers.wechat import WechatPay
from cloud.payments.providers.wechat_merchant import WechatMerchant
from lab.fakepay.process import FakepayProcess
from lab.fakepay.remote import FakepayRemote

if TYPE_CHECKING:
    from tests.cloud.providers.conftest import Till


# Unknown is not failed


def test_an_answer_lost_after_the_commit_is_unknown_and_the_next_call_finds_the_trade(
    till: Till, shop: FakepayRemote
) -> None:
    order = till.order()
    shop.fault("drop_response_after_commit", "native")
    assert till.unknown(lambda p: p.create(order)) is UnknownReason.CONNECTION
    assert till.query(order).state is TradeState.NOT_PAID
    assert till.create(order)


def test_a_refund_whose_answer_is_lost_is_made_once(till: Till, shop: FakepayRemote) -> None:
    order = till.order(amount_minor=700)
    shop.pay(till.create(order))
    refund = RefundOrder(f"{order.out_trade_no}-r1", order.out_trade_no, 700, 700, "CNY")
    shop.fault("http_500", "refund", after_commit=True)
    assert till.unknown(lambda p: p.refund(refund)) is UnknownReason.SERVER_ERROR
    assert till.ask(lambda p: p.refund(refund)).amount_minor == 700
    trade = next(t for t in shop.trades() if t["out_trade_no"] == order.out_trade_no)
    assert len(trade["refunds"]) == 1


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("http_500", UnknownReason.SERVER_ERROR),
        ("rate_limited", UnknownReason.RATE_LIMITED),
        ("bad_signature", UnknownReason.BAD_SIGNATURE),
        ("drop_response_after_commit", UnknownReason.CONNECTION),
    ],
)
def test_a_fault_of_the_provider_is_unknown(
    till: Till, shop: FakepayRemote, kind: str, reason: UnknownReason
) -> None:
    order = till.order()
    till.create(order)
    shop.fault(kind, times=2)
    assert till.unknown(lambda p: p.query(order.out_trade_no)) is reason
    assert till.unknown(lambda p: p.close(order.out_trade_no)) is reason


@pytest.mark.parametrize("kind", ["silent", "delay"])
def test_a_provider_that_does_not_answer_holds_nobody_longer_than_the_limit(
    till: Till, shop: FakepayRemote, kind: str
) -> None:
    shop.fault(kind, "query", seconds=5)
    began = time.monotonic()
    assert till.unknown(lambda p: p.query("nobody-knows-it"), timeout_s=0.3) is UnknownReason.TIMEOUT
    assert time.monotonic() - began < 2


def test_a_provider_that_is_down_is_unknown(till: Till, till_of: Callable[[WechatMerchant], Till]) -> None:
    down = dataclasses.replace(till.merchant, base_url="http://127.0.0.1:9")
    assert till_of(down).unknown(lambda p: p.create(till.order())) is UnknownReason.CONNECTION


def test_a_refusal_with_a_wrong_signature_is_not_believed(till: Till, shop: FakepayRemote) -> None:
    order = till.order()
    shop.pay(till.create(order))
    shop.fault("bad_signature", "close")
    assert till.unknown(lambda p: p.close(order.out_trade_no)) is UnknownReason.BAD_SIGNATURE
    assert till.ask(lambda p: p.close(order.out_trade_no)) is CloseResult.ALREADY_PAID


def test_a_state_nobody_has_heard_of_is_unknown_and_keeps_its_word(till: Till, shop: FakepayRemote) -> None:
    order = till.order()
    till.create(order)
    shop.fault("unknown_state")
    trade = till.query(order)
    assert (trade.state, trade.raw_state) == (TradeState.UNKNOWN, "PENDING_REVIEW")


def test_a_wrong_amount_is_told_as_it_is(till: Till, shop: FakepayRemote) -> None:
    order = till.order(amount_minor=1280)
    code_url = till.create(order)
    shop.fault("wrong_amount")
    shop.pay(code_url)
    trade = till.query(order)
    assert (trade.state, trade.amount_minor) == (TradeState.SUCCESS, 1281)


# Keys


def test_answers_signed_with_a_key_that_is_not_pinned_are_not_believed(
    till: Till, till_of: Callable[[WechatMerchant], Till]
) -> None:
    stranger = generate_private_key(public_exponent=65537, key_size=2048).public_key()
    same_serial = dict.fromkeys(till.merchant.platform_keys, stranger)
    for keys in (same_serial, {"C0FFEE": stranger}):
        fooled = dataclasses.replace(till.merchant, platform_keys=keys)
        assert till_of(fooled).unknown(lambda p: p.query("nobody-knows-it")) is UnknownReason.BAD_SIGNATURE


def test_requests_signed_with_another_merchants_key_are_refused(
    till: Till, till_of: Callable[[WechatMerchant], Till]
) -> None:
    stranger = generate_private_key(public_exponent=65537, key_size=2048)
    thief = dataclasses.replace(till.merchant, private_key=stranger)
    order = till.order()
    assert till_of(thief).refused(lambda p: p.create(order)) is Refusal.NOT_AUTHORISED
    assert till.query(order).state is TradeState.NOT_FOUND


def test_a_clock_an_hour_off_is_told_apart_from_a_refusal_of_the_order(till: Till) -> None:
    async def story() -> None:
        provider = WechatPay(till.merchant, clock=lambda: time.time() - 3600)
        try:
            await provider.create(till.order())
        finally:
            await provider.aclose()

    with pytest.raises(ProviderUnknown, match="status 401: the timestamp is more than 300 s"):
        asyncio.run(story())


def test_no_secret_is_in_a_repr_or_a_log(
    till: Till, shop: FakepayRemote, fakepay: FakepayProcess, caplog: pytest.LogCaptureFixture
) -> None:
    key_lines = (fakepay.credentials.parent / "merchant_key.pem").read_text().splitlines()[1:-1]
    caplog.set_level(logging.DEBUG)
    order = till.order()
    till.create(order)
    shop.fault("http_500", "query")
    till.unknown(lambda p: p.query(order.out_trade_no))
    told = caplog.text + repr(till.merchant) + repr(WechatPay(till.merchant))
    assert till.merchant.mchid in told
    for secret in (till.merchant.apiv3_key.decode(), *key_lines):
        assert secret not in told
