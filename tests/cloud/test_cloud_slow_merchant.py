"""A slow merchant delays nobody else; a merchant's new keys are used without a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from cloud.assembly import Cloud
from cloud.payments.accounts import Accounts
from cloud.payments.attempts import LEASE
from cloud.payments.desk import Asker
from cloud.payments.providers.wechat_merchant import MerchantFileError
from cloud.payments.sweeper import AT_ONCE
from kiosk.domain.payment import AttemptState
from tests.cloud.till import Till
from tests.cloud.town import KIOSK, Town, trade

S = AttemptState
PROVIDER_CALL_S = 8.0
LONGEST_CHAIN = 3


@pytest.mark.soak
def test_a_merchant_whose_provider_hangs_delays_only_itself(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await town.found(tenant="other")
        slow = [town.request() for _ in range(AT_ONCE + 2)]
        fast = town.request()
        await asyncio.gather(*(cloud.desk.put(KIOSK, request) for request in slow))
        await cloud.desk.put(Asker("other", "S01", "K01"), fast)
        town.till.pay(trade(fast))
        gate = asyncio.Event()

        async def hang(call: str, number: str) -> None:
            if number != trade(fast):
                await gate.wait()

        town.till.before = hang
        town.wall.forward(3)
        started = await cloud.sweeper.start()
        async with asyncio.timeout(10):
            while [row.state for row in await town.rows("select state from pay_attempts", "other")] != [
                S.PAID
            ]:
                await asyncio.sleep(0.02)
        assert len(started) == AT_ONCE + 1
        assert (
            len(await cloud.sweeper.start()) == 0
        )  # the slow one's slots are taken; nothing waits under a lease
        gate.set()
        await asyncio.wait(started)
        assert len(await cloud.sweeper.start()) == 2
        await cloud.sweeper.sweep()

    town.play(story)


def test_a_lease_outlasts_the_longest_conversation_with_a_provider() -> None:
    assert LEASE.total_seconds() > 2 * LONGEST_CHAIN * PROVIDER_CALL_S


@pytest.mark.expects_log("cloud.payments.accounts")
def test_a_changed_merchant_file_is_read_again_and_a_broken_one_is_not_believed(
    town: Town, tmp_path: Path
) -> None:
    file = tmp_path / "merchant.json"
    file.write_text("1")
    opened: list[str] = []

    def opening(wallet: str, path: Path) -> Till:
        if path.read_text() == "broken":
            raise MerchantFileError("not JSON")
        opened.append(path.read_text())
        return Till(town.wall.now)

    async def story(cloud: Cloud) -> None:
        accounts = Accounts(cloud.database, opening)
        await accounts.offer("demo", "demo", "wechat", file)
        opened.clear()
        first = await accounts.provider("demo", "wechat")
        assert await accounts.provider("demo", "wechat") is first
        file.write_text("broken")
        assert await accounts.provider("demo", "wechat") is first
        assert await accounts.provider("demo", "wechat") is first
        file.write_text("second")
        assert await accounts.provider("demo", "wechat") is not first
        assert opened == ["1", "second"]
        await accounts.close()

    town.play(story)
