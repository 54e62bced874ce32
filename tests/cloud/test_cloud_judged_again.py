"""A restored cloud doubts sales it was told of before it knew their payments, until it knows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Row, delete, insert, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from cloud.assembly import Cloud
from cloud.database.tables import attempt_events, pay_attempts
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptRequest, AttemptState
from kiosk.domain.sale import Sale
from tests.cloud.town import BREAD, KIOSK, Chain, Town, trade

DOUBTS = "select sale_no, doubt->>'code' as code from sales order by sale_no"
OPEN_ALARMS = "select code from alarms where settled_at is null"
POINTS = "select member_ref, points from points_entries"


async def restore(town: Town, kept: Row[Any] | None) -> None:
    """A backup of before the payment is in force: the attempt as it was then, or none."""
    engine = create_async_engine(town.urls.owner)
    async with engine.begin() as connection:
        await connection.execute(text("select set_config('app.tenant', 'demo', true)"))
        await connection.execute(delete(attempt_events))
        await connection.execute(delete(pay_attempts))
        if kept is not None:
            await connection.execute(insert(pay_attempts).values(dict(kept._mapping)))
    await engine.dispose()


async def paid_before(town: Town, cloud: Cloud, request: AttemptRequest) -> tuple[Sale, Row[Any]]:
    """The shopper paid and the kiosk closed the sale; the attempt as a backup of before has it."""
    await cloud.desk.put(KIOSK, request)
    async with cloud.database.as_tenant("demo") as connection:
        mine = pay_attempts.c.attempt_id == request.attempt_id
        kept = (await connection.execute(select(pay_attempts).where(mine))).one()
    town.till.pay(trade(request))
    await town.sweep_for(cloud, 3)
    paid = await cloud.desk.wait(KIOSK, request.attempt_id, 0, 0)
    assert paid.state is AttemptState.PAID
    return town.sale(request, paid), kept


async def doubts_of(town: Town) -> list[str | None]:
    return [row.code for row in await town.rows(DOUBTS)]


async def minutes_pass(town: Town, cloud: Cloud, minutes: int = 2) -> None:
    for _ in range(minutes):
        town.wall.forward(61)
        await cloud.sweeper.sweep()
    await cloud.sweeper.sweep()


@pytest.mark.parametrize("with_attempt", [True, False])
def test_a_sale_of_a_restored_cloud_is_believed_once_its_payment_is_known(
    town: Town, with_attempt: bool
) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request(lines=((BREAD, 1),), member=await town.member(cloud))
        sale, kept = await paid_before(town, cloud, request)
        await restore(town, kept if with_attempt else None)
        await cloud.intake.take(KIOSK, Lane.MONEY, [Chain().add("sale_closed", sale)])
        doubt = "sale.not_paid" if with_attempt else "sale.attempt_unknown"
        assert await doubts_of(town) == [doubt]
        assert [row.code for row in await town.rows(OPEN_ALARMS)] == [doubt]
        assert await town.rows(POINTS) == []
        if not with_attempt:
            await cloud.desk.put(KIOSK, request)
        await minutes_pass(town, cloud)
        assert await doubts_of(town) == [None]
        assert await town.rows(OPEN_ALARMS) == []
        assert [tuple(row) for row in await town.rows(POINTS)] == [("m-1", 8)]
        assert [row.member_ref for row in await town.rows("select member_ref from sales")] == ["m-1"]
        await minutes_pass(town, cloud)
        assert [tuple(row) for row in await town.rows(POINTS)] == [("m-1", 8)]

    town.play(story)


def test_money_that_turns_out_to_have_gone_back_is_told_as_that(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request(lines=((BREAD, 1),))
        sale, kept = await paid_before(town, cloud, request)
        await restore(town, kept)
        await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)
        await cloud.intake.take(KIOSK, Lane.MONEY, [Chain().add("sale_closed", sale)])
        await minutes_pass(town, cloud, 3)
        assert await doubts_of(town) == ["sale.money_returned"]
        assert [row.code for row in await town.rows(OPEN_ALARMS)] == ["sale.money_returned"]

    town.play(story)


def test_a_sale_that_was_never_paid_stays_in_doubt_and_so_does_one_of_other_money(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain, never = Chain(), town.request()
        await cloud.desk.put(KIOSK, never)
        shown = await cloud.desk.wait(KIOSK, never.attempt_id, 0, 0)
        claimed = {"paid_at": town.wall.now(), "provider_transaction_id": "4200000001"}
        invented = town.sale(never, replace(shown, state=AttemptState.PAID, **claimed))
        await cloud.desk.close(KIOSK, never.attempt_id)
        request = town.request(lines=((BREAD, 1),))
        sale, kept = await paid_before(town, cloud, request)
        await restore(town, kept)
        other = replace(sale, tender=replace(sale.tender, provider_transaction_id="4200000009"))
        records = [chain.add("sale_closed", one) for one in (invented, other)]
        await cloud.intake.take(KIOSK, Lane.MONEY, records)
        await minutes_pass(town, cloud)
        assert await doubts_of(town) == ["sale.attempt_unknown", "sale.amount_differs"]
        assert sorted(row.code for row in await town.rows(OPEN_ALARMS)) == [
            "sale.amount_differs",
            "sale.attempt_unknown",
        ]

    town.play(story)


@pytest.mark.soak
def test_of_two_sales_of_one_number_one_is_told_when_both_are_judged_again(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain, records, backups = Chain(), [], []
        for _ in range(2):
            sale, kept = await paid_before(town, cloud, town.request(lines=((BREAD, 1),)))
            records.append(chain.add("sale_closed", replace(sale, sale_no="K01-20261121-0001")))
            backups.append(kept)
            await restore(town, None)
        async with cloud.database.as_tenant("demo") as connection:
            for kept in backups:
                await connection.execute(insert(pay_attempts).values(dict(kept._mapping)))
        await cloud.intake.take(KIOSK, Lane.MONEY, records)
        assert await doubts_of(town) == ["sale.not_paid", "sale.not_paid"]
        await minutes_pass(town, cloud)
        assert sorted(code or "" for code in await doubts_of(town)) == ["", "sale.number_twice"]

    town.play(story)


@pytest.mark.expects_log("cloud.sales.judging")
def test_a_sale_that_cannot_be_read_any_more_holds_up_no_other(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain, records, backups = Chain(), [], []
        for _ in range(2):
            sale, kept = await paid_before(town, cloud, town.request(lines=((BREAD, 1),)))
            records.append(chain.add("sale_closed", sale))
            backups.append(kept)
            await restore(town, None)
        async with cloud.database.as_tenant("demo") as connection:
            for kept in backups:
                await connection.execute(insert(pay_attempts).values(dict(kept._mapping)))
        await cloud.intake.take(KIOSK, Lane.MONEY, records)
        async with cloud.database.as_tenant("demo") as connection:
            first = "update sales set sale = '{}' where sale_id = (select min(sale_id) from sales)"
            await connection.execute(text(first))
        await minutes_pass(town, cloud)
        assert sorted(code or "" for code in await doubts_of(town)) == ["", "sale.not_paid"]

    town.play(story)
