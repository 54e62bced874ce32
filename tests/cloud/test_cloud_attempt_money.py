"""Money that comes, comes wrong, comes late or comes twice: the provider's books and ours end equal."""

from __future__ import annotations

import asyncio

import pytest

from cloud.assembly import Cloud
from cloud.payments.desk import PaymentDesk
from cloud.payments.providers.port import (
    NotificationRefused,
    RefundState,
)
from kiosk.domain.payment import AttemptState
from tests.cloud.town import KIOSK, Town, refused, trade

S = AttemptState


def test_a_notification_is_only_a_hint_to_ask(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        number = trade(request).encode()
        genuine = {"x-signature": "genuine"}
        await cloud.desk.notified("demo", "wechat", genuine, number)
        await cloud.desk.settle()
        assert (await town.row(cloud, request.attempt_id)).state is S.PRESENTED
        with pytest.raises(NotificationRefused):
            await cloud.desk.notified("demo", "wechat", {}, number)
        town.till.pay(trade(request))
        await asyncio.gather(*(cloud.desk.notified("demo", "wechat", genuine, number) for _ in range(10)))
        await cloud.desk.settle()
        row = await town.row(cloud, request.attempt_id)
        assert row.state is S.PAID
        events = await town.rows("select event from attempt_events order by version")
        assert [one.event for one in events].count("succeeded") == 1

    town.play(story)


@pytest.mark.parametrize(
    "said",
    [
        {"amount_minor": 1},
        {"currency": "USD"},
        {"merchant_id": "1900000002"},
        {"app_id": "wx9"},
        {"transaction_id": None},
        {"app_id": None},
    ],
    ids=str,
)
def test_a_success_that_is_not_ours_is_a_mismatch_and_never_paid(town: Town, said: dict[str, object]) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        town.till.pay(trade(request), **said)
        await town.sweep_for(cloud, 3)
        row = await town.row(cloud, request.attempt_id)
        assert row.state is S.MISMATCH
        assert row.due_at is None
        assert len(await town.rows("select 1 from alarms")) == 1

    town.play(story)


def test_one_transaction_pays_one_attempt(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        first, second = town.request(), town.request()
        for request in (first, second):
            await cloud.desk.put(KIOSK, request)
            town.till.pay(trade(request), transaction_id="4200000001")
        await town.sweep_for(cloud, 3)
        states = {(await town.row(cloud, r.attempt_id)).state for r in (first, second)}
        assert states == {S.PAID, S.MISMATCH}

    town.play(story)


def test_closing_a_paid_code_finds_the_money(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        town.till.pay(trade(request))
        assert (await cloud.desk.close(KIOSK, request.attempt_id)).state is S.PAID

    town.play(story)


@pytest.mark.parametrize("lost", ["answer", "request"])
def test_a_close_without_an_answer_goes_on_until_it_is_certain(town: Town, lost: str) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        town.till.lose.update({"close": lost, "query": lost})
        assert (await cloud.desk.close(KIOSK, request.attempt_id)).state is S.CLOSING
        town.till.lose.clear()
        await town.sweep_for(cloud, 4)
        assert (await town.row(cloud, request.attempt_id)).state is S.CLOSED

    town.play(story)


def test_a_close_in_the_middle_of_the_create_wins(town: Town) -> None:
    gate = asyncio.Event()

    async def hold(call: str, number: str) -> None:
        if call == "create":
            await gate.wait()

    async def story(cloud: Cloud) -> None:
        town.till.before = hold
        request = town.request()
        putting = asyncio.create_task(cloud.desk.put(KIOSK, request))
        while town.till.calls["create"] == 0:
            await asyncio.sleep(0.01)
        closing = asyncio.create_task(cloud.desk.close(KIOSK, request.attempt_id))
        await asyncio.sleep(0.1)
        gate.set()
        await asyncio.gather(putting, closing)
        row = await town.row(cloud, request.attempt_id)
        assert row.state is S.CLOSED
        assert row.qr_text is None

    town.play(story)


def test_an_expired_code_is_closed(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request(life_s=90)
        await cloud.desk.put(KIOSK, request)
        await town.sweep_for(cloud, 95)
        assert (await town.row(cloud, request.attempt_id)).state is S.CLOSED

    town.play(story)


def test_a_trade_the_provider_never_had_ends_only_after_its_expiry(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        town.till.lose["create"] = "request"
        request = town.request(life_s=90)
        await cloud.desk.put(KIOSK, request)
        await cloud.desk.close(KIOSK, request.attempt_id)
        await town.sweep_for(cloud, 60)
        assert (await town.row(cloud, request.attempt_id)).state is S.CLOSING
        town.wall.forward(400)
        await town.sweep_for(cloud, 1)
        assert (await town.row(cloud, request.attempt_id)).state is S.CLOSED

    town.play(story)


def test_money_that_comes_after_the_close_goes_back_by_itself(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        await cloud.desk.close(KIOSK, request.attempt_id)
        town.till.pay(trade(request))
        await cloud.desk.notified("demo", "wechat", {"x-signature": "genuine"}, trade(request).encode())
        await cloud.desk.settle()
        await town.sweep_for(cloud, 10)
        row = await town.row(cloud, request.attempt_id)
        assert row.state is S.REFUNDED
        assert row.refund_no == f"{trade(request)}-R"
        assert town.till.kept() == 0
        events = await town.rows("select event from attempt_events order by version")
        assert [one.event for one in events][-3:] == ["succeeded_late", "refund", "refunded"]

    town.play(story)


def test_without_a_notification_the_last_look_after_expiry_finds_late_money(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request(life_s=90)
        await cloud.desk.put(KIOSK, request)
        await cloud.desk.close(KIOSK, request.attempt_id)
        town.till.pay(trade(request))
        town.wall.forward(90 + 125)
        await town.sweep_for(cloud, 10)
        assert (await town.row(cloud, request.attempt_id)).state is S.REFUNDED

    town.play(story)


def test_two_codes_paid_for_one_sale_keep_one_payment(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        first = town.request()
        await cloud.desk.put(KIOSK, first)
        town.till.lose["close"] = "request"
        await cloud.desk.close(KIOSK, first.attempt_id)
        second = town.request(sale_id=first.sale_id, number=2)
        assert (await cloud.desk.put(KIOSK, second)).state is S.PRESENTED
        for request in (first, second):
            town.till.pay(trade(request))
        await town.sweep_for(cloud, 15)
        states = [(await town.row(cloud, r.attempt_id)).state for r in (first, second)]
        assert sorted(states) == [S.PAID, S.REFUNDED]
        assert town.till.kept() == first.priced.total_minor

    town.play(story)


def test_a_paid_attempt_closes_the_sales_other_codes_and_allows_no_more(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        first = town.request()
        await cloud.desk.put(KIOSK, first)
        town.till.lose["close"] = "request"
        await cloud.desk.close(KIOSK, first.attempt_id)
        second = town.request(sale_id=first.sale_id, number=2)
        await cloud.desk.put(KIOSK, second)
        town.till.lose.clear()
        town.till.pay(trade(first))
        await town.sweep_for(cloud, 6)
        assert (await town.row(cloud, first.attempt_id)).state is S.PAID
        assert (await town.row(cloud, second.attempt_id)).state is S.CLOSED
        third = town.request(sale_id=first.sale_id, number=3)
        assert await refused(cloud.desk.put(KIOSK, third)) == "payment.sale_is_paid"

    town.play(story)


@pytest.mark.parametrize("lost", ["answer", "request"])
def test_a_refund_without_an_answer_is_made_once(town: Town, lost: str) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        await cloud.desk.close(KIOSK, request.attempt_id)
        town.till.pay(trade(request))
        town.till.lose["refund"] = lost
        town.wall.forward(400)
        await town.sweep_for(cloud, 3)
        assert (await town.row(cloud, request.attempt_id)).state is S.REFUND_PENDING
        town.till.lose.clear()
        await town.sweep_for(cloud, 15)
        assert (await town.row(cloud, request.attempt_id)).state is S.REFUNDED
        assert len(town.till.refunds) == 1

    town.play(story)


def test_a_refund_that_cannot_be_made_waits_for_staff_with_an_alarm(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        await cloud.desk.close(KIOSK, request.attempt_id)
        town.till.pay(trade(request))
        town.till.refund_becomes = RefundState.ABNORMAL
        town.wall.forward(400)
        await town.sweep_for(cloud, 10)
        assert (await town.row(cloud, request.attempt_id)).state is S.REFUND_FAILED
        assert [row.code for row in await town.rows("select code from alarms")] == ["payment.refund_refused"]

    town.play(story)


def test_the_history_of_an_attempt_is_complete_and_cannot_be_changed(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        town.till.pay(trade(request))
        await town.sweep_for(cloud, 3)
        events = await town.rows("select version, event, state from attempt_events order by version")
        assert [(e.version, e.event, e.state) for e in events] == [
            (1, "send", "requesting"),
            (2, "presented", "presented"),
            (3, "succeeded", "paid"),
        ]
        with pytest.raises(Exception, match="permission denied"):
            await town.rows("update attempt_events set state = 'closed' returning 1")

    town.play(story)


@pytest.mark.expects_log("cloud.payments.sweeper")
def test_the_sweeper_goes_on_when_one_attempt_breaks(town: Town) -> None:
    async def break_one(call: str, number: str) -> None:
        if number == broken:
            raise RuntimeError("a bug")

    async def story(cloud: Cloud) -> None:
        town.till.before = break_one
        town.till.pay(trade(fine))
        await town.sweep_for(cloud, 3)
        assert (await town.row(cloud, fine.attempt_id)).state is S.PAID

    async def begin(desk: PaymentDesk) -> None:
        for request in (first, fine):
            await desk.put(KIOSK, request)

    first, fine = town.request(), town.request()
    broken = trade(first)
    town.play(lambda cloud: begin(cloud.desk))
    town.play(story)
