"""fakepay as a process: its keys, its durable trades, its orders' time, its wallet and its strings."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import httpx
import psutil
import pytest

from cloud.payments.providers.port import (
    CloseResult,
    ProviderOrder,
    ProviderRefused,
    ProviderTrade,
    Refusal,
    TradeState,
)
from cloud.payments.providers.wechat import WechatPay
from cloud.payments.providers.wechat_merchant import WechatMerchant
from lab.fakepay.__main__ import build_app, read_options
from lab.fakepay.listener import NotifyListener
from lab.fakepay.process import FakepayProcess, FakepayStartError
from lab.fakepay.remote import FakepayRemote, token

T = TypeVar("T")
NOWHERE = "http://127.0.0.1:9/notify"


@pytest.fixture(scope="module")
def fakepay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakepayProcess]:
    with FakepayProcess.start(tmp_path_factory.mktemp("fakepay"), "--notify-scale", "0.002") as process:
        yield process


@pytest.fixture
def shop(fakepay: FakepayProcess) -> Iterator[FakepayRemote]:
    with FakepayRemote(fakepay.url) as remote:
        yield remote
        remote.clear_faults()


def an_order(number: str, life: timedelta = timedelta(minutes=5), notify_url: str = NOWHERE) -> ProviderOrder:
    return ProviderOrder(number, 1280, "CNY", "苹果 & <b>pear</b>", datetime.now(UTC) + life, notify_url)


def ask(process: FakepayProcess, story: Callable[[WechatPay], Awaitable[T]]) -> T:
    async def conversation() -> T:
        provider = WechatPay(WechatMerchant.load(process.credentials))
        try:
            return await story(provider)
        finally:
            await provider.aclose()

    return asyncio.run(conversation())


def create(process: FakepayProcess, order: ProviderOrder) -> str:
    return ask(process, lambda p: p.create(order)).code_url


def query(process: FakepayProcess, number: str) -> ProviderTrade:
    return ask(process, lambda p: p.query(number))


def close(process: FakepayProcess, number: str) -> CloseResult:
    return ask(process, lambda p: p.close(number))


# The process


def test_a_killed_provider_keeps_its_keys_its_trades_and_what_it_still_has_to_tell(tmp_path: Path) -> None:
    with NotifyListener(answer=lambda nth: 500 if nth == 1 else 200) as notify:
        first = FakepayProcess.start(tmp_path, "--notify-scale", "0.04")
        try:
            order = an_order("KILL-0001", notify_url=notify.url)
            waiting = an_order("KILL-0002")
            code_url = create(first, order)
            waiting_url = create(first, waiting)
            with FakepayRemote(first.url) as shop:
                shop.pay(code_url)
                notify.wait(1)
        finally:
            first.kill()
        with FakepayProcess.start(tmp_path, "--notify-scale", "0.04", port=first.port) as second:
            assert second.url == first.url
            assert query(second, "KILL-0001").state is TradeState.SUCCESS
            assert query(second, "KILL-0002").state is TradeState.NOT_PAID
            assert create(second, waiting) == waiting_url
            posted = notify.wait(2)[1]
            merchant = WechatMerchant.load(second.credentials)
            told = WechatPay(merchant).read_notification(posted.headers, posted.body).trade
            assert told == query(second, "KILL-0001")


def test_keys_credentials_and_trades_are_for_their_owner_only(fakepay: FakepayProcess) -> None:
    directory = fakepay.credentials.parent
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in directory.iterdir()}
    assert {"merchant.json", "merchant_key.pem", "platform_key.pem", "fakepay.db"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time, pathlib; from lab.fakepay.process import FakepayProcess\n"
        "p = FakepayProcess.start(pathlib.Path(sys.argv[1]))\n"
        "print(p.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert parent.stdout is not None
    try:
        child = psutil.Process(int(parent.stdout.readline()))
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        parent.stdout.close()
    deadline = time.monotonic() + 5
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_taken_port_is_told_in_one_sentence(
    fakepay: FakepayProcess, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(FakepayStartError, match="exit code 1"):
        FakepayProcess.start(tmp_path, port=fakepay.port)
    told = capfd.readouterr().err
    assert f"cannot start on 127.0.0.1:{fakepay.port}" in told
    assert "Traceback" not in told


# The order's time


def test_an_expired_order_cannot_be_paid_and_can_be_closed(tmp_path: Path) -> None:
    with FakepayProcess.start(tmp_path) as process, FakepayRemote(process.url) as shop:
        code_url = create(process, an_order("TIME-0001", life=timedelta(minutes=3)))
        shop.open(code_url)
        shop.advance(150)
        assert query(process, "TIME-0001").state is TradeState.USER_PAYING
        shop.advance(31)
        assert query(process, "TIME-0001").state is TradeState.NOT_PAID
        assert shop.pay(code_url) == {"error": "expired"}
        assert close(process, "TIME-0001") is CloseResult.CLOSED
        assert query(process, "TIME-0001").state is TradeState.CLOSED


def test_an_order_needs_more_than_a_minute_to_live(fakepay: FakepayProcess) -> None:
    with pytest.raises(ProviderRefused, match="time_expire") as refused:
        create(fakepay, an_order("TIME-0002", life=timedelta(seconds=50)))
    assert refused.value.kind is Refusal.INVALID


@pytest.mark.parametrize(
    "change",
    [
        {"out_trade_no": "short"},
        {"out_trade_no": "x" * 33},
        {"out_trade_no": "spaces are out"},
        {"notify_url": "ftp://example.com/notify"},
        {"notify_url": "https://example.com/notify?tenant=1"},
        {"description": ""},
        {"amount_minor": 10**12},
    ],
)
def test_a_parameter_out_of_its_limits_is_refused_by_name(
    fakepay: FakepayProcess, change: dict[str, object]
) -> None:
    order = dataclasses.replace(an_order("LIMIT-0001"), **change)  # type: ignore[arg-type]
    named = "total" if "amount_minor" in change else next(iter(change))
    with pytest.raises(ProviderRefused, match=named) as refused:
        create(fakepay, order)
    assert refused.value.code == "PARAM_ERROR"


# Notifications


def test_a_notification_is_sent_again_with_growing_waits_until_it_is_accepted(
    fakepay: FakepayProcess, shop: FakepayRemote
) -> None:
    with NotifyListener(answer=lambda nth: 204 if nth == 5 else 500) as notify:
        shop.pay(create(fakepay, an_order("NOTIFY-0001", notify_url=notify.url)))
        posted = notify.wait(5)
        time.sleep(0.1)
        assert len(notify.so_far()) == 5
    waits = [later.at - earlier.at for earlier, later in itertools.pairwise(posted)]
    # 15 s, 15 s, 30 s, 3 min at a scale of 0.002
    for wait, least in zip(waits, (0.03, 0.03, 0.06, 0.36), strict=True):
        assert least * 0.8 <= wait
    assert len({json.loads(p.body)["id"] for p in posted}) == 1


def test_a_lost_notification_never_comes(fakepay: FakepayProcess, shop: FakepayRemote) -> None:
    with NotifyListener() as notify:
        shop.fault("no_notify")
        shop.pay(create(fakepay, an_order("NOTIFY-0002", notify_url=notify.url)))
        shop.pay(create(fakepay, an_order("NOTIFY-0003", notify_url=notify.url)))
        notify.wait(1)
        time.sleep(0.1)
        assert len(notify.so_far()) == 1
    assert query(fakepay, "NOTIFY-0002").state is TradeState.SUCCESS


# The wallet


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-CN", ["模拟支付", "确认支付", "拒绝支付", "保持沉默"]),
        ("en-GB,en;q=0.8", ["Simulated payment", "Pay now", "Refuse", "stay silent"]),
    ],
)
def test_the_wallet_page_names_amount_and_merchant_and_says_it_is_a_simulation(
    fakepay: FakepayProcess, shop: FakepayRemote, language: str, words: list[str]
) -> None:
    code_url = create(fakepay, an_order(f"PAGE-{language[:2]}-01"))
    page = httpx.get(shop.wallet_url(code_url), headers={"Accept-Language": language}, trust_env=False)
    assert page.status_code == 200
    for expected in [*words, "12.80", "模拟商户 Demo Store", "苹果 &amp; &lt;b&gt;pear"]:
        assert expected in page.text
    assert "<b>pear" not in page.text


def test_a_code_of_nothing_is_told_as_such(fakepay: FakepayProcess, shop: FakepayRemote) -> None:
    page = httpx.get(f"{fakepay.url}/wallet?pr=0000000", trust_env=False)
    assert "没有这个订单" in page.text
    assert shop.look("weixin://wxpay/bizpayurl?pr=0000000") == {"error": "not_found"}
    with pytest.raises(ValueError, match="not a payment code"):
        token("https://example.com/?q=1")


def test_paying_twice_is_refused_by_the_wallet(fakepay: FakepayProcess, shop: FakepayRemote) -> None:
    code_url = create(fakepay, an_order("TWICE-0001"))
    assert shop.pay(code_url)["state"] == "SUCCESS"
    assert shop.pay(code_url) == {"error": "paid"}
    assert len([t for t in shop.trades() if t["out_trade_no"] == "TWICE-0001"]) == 1


# The strings behind the stage


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"kind": "earthquake"}, "the kinds are delay"),
        ({"kind": "wrong_amount", "endpoint": "close"}, "it can befall pay"),
        ({"kind": "delay", "times": 0}, "times must be"),
        ({"kind": "delay", "seconds": -1}, "seconds must be"),
        (["delay"], "a fault is an object"),
    ],
)
def test_a_fault_that_cannot_be_is_explained(fakepay: FakepayProcess, fault: object, told: str) -> None:
    answer = httpx.post(f"{fakepay.url}/faults", json=fault, trust_env=False)
    assert answer.status_code == 400
    assert told in answer.json()["error"]


def test_the_strings_are_pulled_from_this_machine_only(tmp_path: Path) -> None:
    async def story() -> list[int]:
        app = build_app(read_options(["--dir", str(tmp_path)]), "http://shop.example")
        stranger = httpx.ASGITransport(app, client=("192.0.2.7", 50000))
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=stranger, base_url="http://shop.example") as client,
        ):
            answers = [
                await client.get("/trades"),
                await client.post("/faults", json={"kind": "silent"}),
                await client.post("/clock", json={"advance_s": 10}),
                await client.get("/wallet?pr=x"),
            ]
        return [answer.status_code for answer in answers]

    assert asyncio.run(story()) == [403, 403, 403, 200]
