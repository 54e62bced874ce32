"""Answers no well-meaning provider gives: strange, huge, slow, unsigned, about something else."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.payments.providers.port import (
    NotificationRefused,
    ProviderRefused,
    ProviderUnknown,
    RefundState,
    TradeState,
    UnknownReason,
)
from cloud.payments.providers.wechat import MAX_ANSWER, WechatPay
from cloud.payments.providers.wechat_merchant import WechatMerchant
from lab.fakepay.keys import Keyring, open_keyring
from lab.fakepay.signing import seal, signed_headers

NUMBER = "01JD8ZK3V7Q4N2X5W9T6R1M001-01"
TRADE = {
    "appid": "wx0000000000000000",
    "mchid": "1900000000",
    "out_trade_no": NUMBER,
    "transaction_id": "4200000001202611210000000001",
    "trade_state": "SUCCESS",
    "success_time": "2026-11-21T10:34:56+08:00",
    "amount": {"total": 1280, "currency": "CNY"},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    return open_keyring(tmp_path_factory.mktemp("keys"), "http://provider.example", "Demo")


@pytest.fixture(scope="module")
def merchant(tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> WechatMerchant:
    directory = next(Path(tmp_path_factory.getbasetemp()).glob("keys*/merchant.json"))
    return WechatMerchant.load(directory)


def hear(
    merchant: WechatMerchant,
    answer: httpx.AsyncBaseTransport,
    story: Callable[[WechatPay], Awaitable[object]] = lambda p: p.query(NUMBER),
) -> object:
    async def conversation() -> object:
        provider = WechatPay(merchant, timeout_s=0.3, transport=answer)
        try:
            return await story(provider)
        finally:
            await provider.aclose()

    return asyncio.run(conversation())


def signed(keys: Keyring, status: int, body: bytes) -> httpx.MockTransport:
    return httpx.MockTransport(
        lambda _request: httpx.Response(status, headers=signed_headers(keys, body), content=body)
    )


def reason(merchant: WechatMerchant, answer: httpx.AsyncBaseTransport) -> UnknownReason:
    with pytest.raises(ProviderUnknown) as lost:
        hear(merchant, answer)
    return lost.value.reason


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (502, UnknownReason.SERVER_ERROR),
        (429, UnknownReason.RATE_LIMITED),
        (302, UnknownReason.BAD_SIGNATURE),
        (200, UnknownReason.BAD_SIGNATURE),
        (404, UnknownReason.BAD_SIGNATURE),
    ],
)
def test_a_page_of_some_gateway_in_between_is_unknown(
    merchant: WechatMerchant, status: int, expected: UnknownReason
) -> None:
    page = httpx.MockTransport(lambda _request: httpx.Response(status, html="<h1>Welcome</h1>"))
    assert reason(merchant, page) is expected


class Dripping(httpx.AsyncBaseTransport):
    """A provider that sends `piece` again and again, each within any pause a reader allows."""

    def __init__(self, piece: bytes, pause_s: float) -> None:
        self._piece = piece
        self._pause_s = pause_s

    async def handle_async_request(self, _request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=self._drip())

    async def _drip(self) -> AsyncIterator[bytes]:
        while True:
            yield self._piece
            await asyncio.sleep(self._pause_s)


def test_an_answer_that_drips_in_holds_nobody_longer_than_the_limit(merchant: WechatMerchant) -> None:
    began = time.monotonic()
    assert reason(merchant, Dripping(b" ", 0.02)) is UnknownReason.TIMEOUT
    assert time.monotonic() - began < 2


def test_an_answer_without_end_is_cut_off(merchant: WechatMerchant) -> None:
    assert reason(merchant, Dripping(b"x" * MAX_ANSWER, 0)) is UnknownReason.UNREADABLE


def test_a_true_answer_about_another_trade_is_not_taken_for_this_one(
    merchant: WechatMerchant, keys: Keyring
) -> None:
    other = json.dumps(TRADE | {"out_trade_no": "01JD8ZK3V7Q4N2X5W9T6R1M002-01"}).encode()
    assert reason(merchant, signed(keys, 200, other)) is UnknownReason.UNREADABLE


@pytest.mark.parametrize(
    "change",
    [
        {"amount": None},
        {"amount": {"total": 12.8, "currency": "CNY"}},
        {"amount": {"total": True, "currency": "CNY"}},
        {"amount": {"total": "1280", "currency": "CNY"}},
        {"amount": {"total": 1280}},
        {"transaction_id": None},
        {"mchid": None},
        {"appid": ""},
        {"success_time": "yesterday"},
        {"success_time": "2026-11-21T10:34:56"},
    ],
)
def test_a_success_that_does_not_say_how_much_to_whom_is_no_success(
    merchant: WechatMerchant, keys: Keyring, change: dict[str, object]
) -> None:
    body = json.dumps(TRADE | change).encode()
    assert reason(merchant, signed(keys, 200, body)) is UnknownReason.UNREADABLE


def test_states_and_codes_of_tomorrow_keep_their_words(merchant: WechatMerchant, keys: Keyring) -> None:
    trade = json.dumps(TRADE | {"trade_state": "SETTLING"}).encode()
    heard = hear(merchant, signed(keys, 200, trade))
    assert (heard.state, heard.raw_state) == (TradeState.UNKNOWN, "SETTLING")  # type: ignore[attr-defined]
    refund = json.dumps(
        {
            "out_refund_no": "r1",
            "out_trade_no": NUMBER,
            "refund_id": "5",
            "status": "HELD",
            "amount": {"refund": 1},
        }
    ).encode()
    told = hear(merchant, signed(keys, 200, refund), lambda p: p.query_refund("r1"))
    assert (told.state, told.raw_state) == (RefundState.UNKNOWN, "HELD")  # type: ignore[attr-defined]
    with pytest.raises(ProviderRefused) as refused:
        hear(merchant, signed(keys, 403, b'{"code":"MOON_PHASE","message":"wait\\u0000 a\\n month"}'))
    assert (refused.value.code, refused.value.detail) == ("MOON_PHASE", "wait a month")


@pytest.mark.parametrize("code", ["SYSTEM_ERROR", "BANKERROR", "FREQUENCY_LIMITED"])
def test_a_provider_that_does_not_know_itself_is_unknown_whatever_its_status(
    merchant: WechatMerchant, keys: Keyring, code: str
) -> None:
    body = json.dumps({"code": code, "message": ""}).encode()
    expected = UnknownReason.RATE_LIMITED if code == "FREQUENCY_LIMITED" else UnknownReason.SERVER_ERROR
    assert reason(merchant, signed(keys, 403, body)) is expected


def test_any_signed_json_is_an_answer_or_unknown_and_never_a_crash(
    merchant: WechatMerchant, keys: Keyring
) -> None:
    @given(st.sampled_from([200, 202, 400, 404]), st.sampled_from(sorted(TRADE)), JSON, JSON)
    def answered(status: int, name: str, value: object, whole: object) -> None:
        for raw in (TRADE | {name: value}, whole):
            with contextlib.suppress(ProviderRefused, ProviderUnknown):
                hear(merchant, signed(keys, status, json.dumps(raw).encode()))

    @given(st.dictionaries(st.sampled_from([*TRADE, "refund_status", "out_refund_no"]), JSON), JSON)
    def notified(resource: dict[str, object], event: object) -> None:
        sealed = seal(keys, json.dumps(resource).encode(), "transaction")
        body = json.dumps({"id": "n1", "event_type": event, "resource": sealed}).encode()
        with pytest.raises(NotificationRefused):
            WechatPay(merchant).read_notification(signed_headers(keys, body), body)

    answered()
    notified()
