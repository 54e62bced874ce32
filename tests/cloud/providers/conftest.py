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


class Till:
    """One conversation at a time with the provider, in the name of `merchant`."""

    def __init__(self, merchant: WechatMerchant) -> None:
        self.merchant = merchant

    def ask(self, story: Callable[[WechatPay], Awaitable[T]], *, timeout_s: float = 4.0) -> T:
        """Open the adapter, let the story run, close it."""

        async def conversation() -> T:
            provider = WechatPay(self.merchant, timeout_s=timeout_s)
            try:
                return await story(provider)
            finally:
                await provider.aclose()

        return asyncio.run(conversation())

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
        self, story: Callable[[WechatPay], Awaitable[object]], timeout_s: float = 4.0
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


@pytest.fixture
def till(fakepay: FakepayProcess) -> Till:
    return Till(WechatMerchant.load(fakepay.credentials))


@pytest.fixture
def till_of() -> Callable[[WechatMerchant], Till]:
    """A till with other credentials: a thief's, a stranger's."""
    return Till


@pytest.fixture
def shop(fakepay: FakepayProcess) -> Iterator[FakepayRemote]:
    with FakepayRemote(fakepay.url) as remote:
        yield remote
        remote.clear_faults()


@pytest.fixture
def notify() -> Iterator[NotifyListener]:
    with NotifyListener() as listener:
        yield listener
