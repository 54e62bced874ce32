"""The kiosk says that nobody waits for a payment any more, and the money is there already: either its sale is
in the books or the money goes back, never both and never neither."""

from __future__ import annotations

import asyncio

from cloud.assembly import Cloud
from cloud.payments.providers.port import CloseResult
from kiosk.domain.events import Lane
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from tests.cloud.town import KIOSK, Chain, Town, trade

S = AttemptState


async def paid(town: Town, cloud: Cloud) -> tuple[AttemptRequest, Attempt]:
    """A code was shown and paid, and the cloud has seen it."""
    request = town.request()
    await cloud.desk.put(KIOSK, request)
    town.till.pay(trade(request))
    await town.sweep_for(cloud, 3)
    attempt = (await town.row(cloud, request.attempt_id)).answer()
    assert attempt.state is S.PAID
    return request, attempt


async def doubts_of_sales(town: Town) -> list[object]:
    return [row.doubt for row in await town.rows("select doubt from sales")]


def test_money_that_came_before_the_basket_was_given_up_goes_back(town: Town) -> None:
    """The PIN was typed while the shopper took the basket to a till; the kiosk's line was down."""

    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        town.till.close_says = CloseResult.USER_PAYING
        await cloud.desk.close(KIOSK, request.attempt_id)
        town.till.pay(trade(request))
        await town.sweep_for(cloud, 4)
        assert (await town.row(cloud, request.attempt_id)).state is S.PAID
        told = await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)
        assert told.state in {S.REFUND_PENDING, S.REFUNDED}
        await town.sweep_for(cloud, 10)
        again = await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)
        assert (again.state, len(town.till.refunds), town.till.kept()) == (S.REFUNDED, 1, 0)

    town.play(story)


def test_a_paid_attempt_that_is_only_closed_stays_a_payment(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request, _ = await paid(town, cloud)
        assert (await cloud.desk.close(KIOSK, request.attempt_id)).state is S.PAID
        await town.sweep_for(cloud, 5)
        assert town.till.kept() == 350

    town.play(story)


def test_the_money_of_a_sale_in_the_books_stays(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request, attempt = await paid(town, cloud)
        chain = Chain()
        chain.add("sale_closed", town.sale(request, attempt))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        assert (await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)).state is S.PAID
        await town.sweep_for(cloud, 5)
        assert (town.till.kept(), await doubts_of_sales(town)) == (350, [None])

    town.play(story)


def test_a_sale_that_is_being_booked_right_now_keeps_its_money(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request, attempt = await paid(town, cloud)
        chain = Chain()
        chain.add("sale_closed", town.sale(request, attempt))
        async with cloud.database.as_tenant(KIOSK.tenant) as connection:
            await cloud.intake._take(connection, KIOSK, Lane.MONEY, chain.records)
            giving_up = asyncio.create_task(cloud.desk.close(KIOSK, request.attempt_id, abandon=True))
            await asyncio.sleep(0.3)
            assert not giving_up.done()
        assert (await giving_up).state is S.PAID
        assert (town.till.kept(), await doubts_of_sales(town)) == (350, [None])

    town.play(story)


def test_a_sale_whose_money_went_back_before_it_came_is_in_doubt(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request, attempt = await paid(town, cloud)
        await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)
        chain = Chain()
        chain.add("sale_closed", town.sale(request, attempt))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        await town.sweep_for(cloud, 5)
        (doubt,) = await doubts_of_sales(town)
        assert (town.till.kept(), doubt is not None) == (0, True)

    town.play(story)


def test_the_alarm_about_a_payment_without_a_sale_ends_when_its_money_is_back(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        open_alarms = "select code from alarms where settled_at is null"
        request, _ = await paid(town, cloud)
        town.wall.forward(3700)
        await cloud.sweeper.sweep()
        assert [row.code for row in await town.rows(open_alarms)] == ["payment.paid_without_sale"]
        await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)
        await town.sweep_for(cloud, 10)
        town.wall.forward(61)
        await cloud.sweeper.sweep()
        assert await town.rows(open_alarms) == []

    town.play(story)
