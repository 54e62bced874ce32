"""A database restored from a backup has lost an attempt; and steps of two processes at the same time."""

from __future__ import annotations

import asyncio
import json

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from cloud.assembly import Cloud
from cloud.payments import attempts
from cloud.payments.attempts import LEASE, Raced, claim_due
from kiosk.domain.payment import AttemptEvent, AttemptState
from tests.cloud.town import KIOSK, MILK, Town, refused, trade
from tests.cloud.visits import Operate

S = AttemptState
GENUINE = {"x-signature": "genuine"}


async def lose_attempts(town: Town) -> None:
    """The backup is of before them."""
    engine = create_async_engine(town.urls.owner)
    async with engine.begin() as connection:
        await connection.execute(text("select set_config('app.tenant', 'demo', true)"))
        for table in ("attempt_events", "pay_attempts"):
            await connection.execute(text(f"delete from {table}"))
    await engine.dispose()


async def open_alarms(town: Town) -> list[tuple[str, str]]:
    rows = await town.rows("select code, about->>'trade' as trade from alarms where settled_at is null")
    return [(row.code, row.trade) for row in rows]


def test_money_for_an_attempt_that_was_lost_is_said_and_found_when_the_kiosk_asks_again(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        await lose_attempts(town)
        town.till.pay(trade(request))
        for _ in range(2):
            await cloud.desk.notified("demo", "wechat", GENUINE, trade(request).encode())
        assert await open_alarms(town) == [("payment.notified_unknown", trade(request))]
        assert await refused(cloud.desk.wait(KIOSK, request.attempt_id, 1, 0)) == "payment.unknown_attempt"
        again = await cloud.desk.put(KIOSK, request)
        assert again.state in {S.UNKNOWN, S.PAID}
        await town.sweep_for(cloud, 3)
        assert (await town.row(cloud, request.attempt_id)).state is S.PAID

    town.play(story)


def test_money_for_an_attempt_this_cloud_refused_is_said_too(town: Town) -> None:
    """Asked for again at a price of a catalogue that was lost with it."""

    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        await lose_attempts(town)
        town.till.pay(trade(request))
        town.wall.forward(2 * 86400)
        assert (await cloud.desk.put(KIOSK, request)).state is S.REFUSED
        await cloud.desk.notified("demo", "wechat", GENUINE, trade(request).encode())
        assert await open_alarms(town) == [("payment.notified_unknown", trade(request))]

    town.play(story)


def test_an_attempt_is_leased_to_one_sweeper_until_it_must_be_done(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        other = town.cloud()
        await cloud.desk.put(KIOSK, town.request())
        town.wall.forward(3)

        async def claimed(by: Cloud) -> int:
            async with by.database.as_tenant("demo") as connection:
                return len(await claim_due(connection, town.wall.now(), 9))

        assert [await claimed(cloud), await claimed(other)] == [1, 0]
        town.wall.forward(LEASE.total_seconds() + 1)
        assert await claimed(other) == 1
        await other.database.close()

    town.play(story)


def test_a_step_from_what_is_no_longer_true_changes_nothing(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request(lines=((MILK, 2),))
        await cloud.desk.put(KIOSK, request)
        stale = await town.row(cloud, request.attempt_id)
        assert (await cloud.desk.close(KIOSK, request.attempt_id)).state is S.CLOSED
        before = await town.row(cloud, request.attempt_id)
        with pytest.raises(Raced):
            async with cloud.database.as_tenant("demo") as connection:
                await attempts.apply(connection, stale, AttemptEvent.SUCCEEDED, {}, town.wall.now())
        assert await town.row(cloud, request.attempt_id) == before

    town.play(story)


def test_two_processes_that_look_at_the_same_success_book_it_once(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        other = town.cloud()
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        town.till.pay(trade(request))
        both = (cloud.desk, other.desk)
        notices = [one.notified("demo", "wechat", GENUINE, trade(request).encode()) for one in both * 3]
        await asyncio.gather(*notices)
        await asyncio.gather(*(one.settle() for one in both))
        events = await town.rows("select version, event from attempt_events order by version")
        assert [row.event for row in events].count("succeeded") == 1
        assert (await town.row(cloud, request.attempt_id)).state is S.PAID
        await other.database.close()

    town.play(story)


def test_staff_find_a_payment_by_the_code_on_the_kiosks_screen(town: Town, operate: Operate) -> None:
    async def story(cloud: Cloud) -> None:
        for number in (1, 2):
            request = town.request(sale_id=first.sale_id, number=number)
            await cloud.desk.put(KIOSK, request)
            if number == 1:
                await cloud.desk.close(KIOSK, request.attempt_id)
        await cloud.desk.put(KIOSK, town.request())

    first = town.request()
    town.play(story)
    code = first.sale_id[-8:].upper()

    def found(wanted: str) -> list[tuple[str, str]]:
        status, told = operate("doubts", "--code", wanted)
        assert status == 0
        return [(one["attempt"][-2:], one["state"]) for one in map(json.loads, told.splitlines())]

    assert operate("doubts") == (0, "")
    assert found(f"{code}-02") == [("02", "presented")]
    assert found(f" {code.lower()} ") == [("01", "closed"), ("02", "presented")]
    for wrong in (code[:-1], "%" * 8, f"{code}-2", "0" * 8):
        status, told = operate("doubts", "--code", wrong)
        assert (status, wrong in told, "Traceback" in told) == (1, True, False)
