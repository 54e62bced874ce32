"""A merchant at a real fakepay process: what every story of the WeChat Pay adapter stands on."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from cloud.payments.providers.port import (
    ProviderOrder,
    ProviderRefused,
    ProviderTrade,
    ProviderUnknown,
    Refusal,
    UnknownReason,
)
from cloud.payments.providers.wechat import WechatPay
from cloud.payments.providers.wechat_merchant import WechatMerchant
from lab.fakepay.listener import NotifyListener
from lab.fakepay.process import FakepayProcess
from lab.fakepay.remote import FakepayRemote

T = TypeVar("T")

NOWHERE = "http://127.0.0.1:9/notify"
_NUMBERS = itertools.count(1)


async def _run(story: Callable[[WechatPay], Awaitable[T]], provider: WechatPay) -> T:
    return await story(provider)


class Till:
    """One conversation at a time with the provider, in the name of `merchant`."""

    def __init__(self, merchant: WechatMerchant, runner: asyncio.Runner) -> None:
        self.merchant = merchant
        self._runner = runner
        self._provider = WechatPay(merchant, timeout_s=4.0)

    def ask(self, story: Callable[[WechatPay], Awaitable[T]], *, timeout_s: float | None = None) -> T:
        """Let the story talk to the provider; `timeout_s` asks for a less patient adapter."""
        if timeout_s is None:
            return self._runner.run(_run(story, self._provider))

        async def impatient() -> T:
            provider = WechatPay(self.merchant, timeout_s=timeout_s)
            try:
                return await story(provider)
            finally:
                await provider.aclose()

        return self._runner.run(impatient())

    def close(self) -> None:
        self._runner.run(self._provider.aclose())

    def order(self, amount_minor: int = 1280, notify_url: str = NOWHERE) -> ProviderOrder:
        """An order with a number of its own, good for five minutes."""
        return ProviderOrder(
            out_trade_no=f"01JD8ZK3V7Q4N2X5W9T6R1M{next(_NUMBERS):03d}-01",
            amount_minor=amount_minor,
            currency="CNY",
            description="体验店 3 件商品",
            expires_at=datetime.now(UTC) + timedelta(minutes=5),
            notify_url=notify_url,
        )

    def create(self, order: ProviderOrder) -> str:
        """The code_url the QR would show."""
        return self.ask(lambda p: p.create(order)).code_url

    def query(self, order: ProviderOrder) -> ProviderTrade:
        return self.ask(lambda p: p.query(order.out_trade_no))

    def refused(self, story: Callable[[WechatPay], Awaitable[object]]) -> Refusal:
        """The story must end in a definite refusal."""
        with pytest.raises(ProviderRefused) as refused:
            self.ask(story)
        return refused.value.kind

    def unknown(
        self, story: Callable[[WechatPay], Awaitable[object]], timeout_s: float | None = None
    ) -> UnknownReason:
        """The story must end with nobody knowing."""
        with pytest.raises(ProviderUnknown) as lost:
            self.ask(story, timeout_s=timeout_s)
        return lost.value.reason


@pytest.fixture(scope="module")
def fakepay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakepayProcess]:
    directory = tmp_path_factory.mktemp("fakepay")
    with FakepayProcess.start(directory, "--notify-scale", "0.002", "--refund-s", "0.1") as process:
        yield process


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def till(fakepay: FakepayProcess, runner: asyncio.Runner) -> Iterator[Till]:
    till = Till(WechatMerchant.load(fakepay.credentials), runner)
    yield till
    till.close()


@pytest.fixture
def till_of(runner: asyncio.Runner) -> Iterator[Callable[[WechatMerchant], Till]]:
    """Tills with other credentials: a thief's, a stranger's."""
    opened: list[Till] = []

    def open_till(merchant: WechatMerchant) -> Till:
        opened.append(Till(merchant, runner))
        return opened[-1]

    yield open_till
    for till in opened:
        till.close()


@pytest.fixture(scope="module")
def remote(fakepay: FakepayProcess) -> Iterator[FakepayRemote]:
    with FakepayRemote(fakepay.url) as remote:
        yield remote


@pytest.fixture
def shop(remote: FakepayRemote) -> Iterator[FakepayRemote]:
    yield remote
    remote.clear_faults()


@pytest.fixture
def notify() -> Iterator[NotifyListener]:
    with NotifyListener() as listener:
        yield listener
