"""The rules of the attempt machine, one story each: whatever is lost when, money and books agree."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from cloud.assembly import Cloud
from cloud.payments.desk import PaymentDesk
from cloud.payments.providers.port import (
    CloseResult,
    NotificationRefused,
    ProviderRefused,
    RefundState,
    Refusal,
    TradeState,
)
from cloud.payments.rows import out_trade_no
from kiosk.domain.basket import Basket
from kiosk.domain.payment import AttemptRequest, AttemptState
from kiosk.errors import CloudRefused, InputRefused
from tests.cloud.town import BREAD, KIOSK, MILK, SECOND_KIOSK, Town

S = AttemptState


def trade(request: AttemptRequest) -> str:
    return out_trade_no(request.attempt_id, request.sale_id)


async def refused(work: object) -> str:
    with pytest.raises(CloudRefused) as caught:
        await work  # type: ignore[misc]
    return caught.value.reason.code


def test_a_shopper_sees_the_code_pays_and_the_cloud_knows(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request(lines=((MILK, 2), (BREAD, 1)))
        shown = await cloud.desk.put(KIOSK, request)
        assert (shown.state, shown.amount_minor) == (S.PRESENTED, 1400)
        assert shown.qr_text is not None
        town.till.pay(trade(request))
        await town.sweep_for(cloud, 3)
        paid = await cloud.desk.wait(KIOSK, request.attempt_id, shown.version, 0)
        assert paid.state is S.PAID
        assert paid.provider_transaction_id == town.till.trades[trade(request)].transaction_id
        assert town.till.kept() == 1400

    town.play(story)


def test_the_provider_knows_the_trade_by_29_characters_made_of_the_sale() -> None:
    number = out_trade_no("ffffffff-ffff-ffff-ffff-ffffffffffff-07", "ffffffff-ffff-ffff-ffff-ffffffffffff")
    assert number == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ-07"
    assert len(number) == 29


@pytest.mark.parametrize(
    "attempt_id",
    ["", "x", "00000000-0000-0000-0000-000000000001-1", "00000000-0000-0000-0000-000000000001-001"],
)
def test_an_attempt_id_that_is_not_the_sales_is_refused(attempt_id: str) -> None:
    with pytest.raises(InputRefused, match=r"payment\.attempt_id_wrong"):
        out_trade_no(attempt_id, "00000000-0000-0000-0000-000000000001")


def test_the_same_attempt_put_again_is_the_same_and_asks_nobody_twice(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        first, second, third = await asyncio.gather(*(cloud.desk.put(KIOSK, request) for _ in range(3)))
        assert first == second == third
        assert town.till.calls["create"] == 1

    town.play(story)


def test_another_body_under_the_same_id_is_refused(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        other = replace(request, expires_at=request.expires_at + timedelta(seconds=1))
        assert await refused(cloud.desk.put(KIOSK, other)) == "payment.attempt_differs"
        assert await refused(cloud.desk.put(SECOND_KIOSK, request)) == "payment.unknown_attempt"

    town.play(story)


def test_the_row_is_committed_before_the_provider_is_asked(town: Town) -> None:
    seen: list[tuple[str, str]] = []

    async def look(call: str, number: str) -> None:
        for row in await town.rows("select state, out_trade_no from pay_attempts"):
            seen.append((call, row.state))
            assert row.out_trade_no == number

    async def story(cloud: Cloud) -> None:
        town.till.before = look
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        await cloud.desk.close(KIOSK, request.attempt_id)
        assert seen[:2] == [("create", "requesting"), ("close", "closing")]

    town.play(story)


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (lambda r: replace(r, basket=replace(r.basket, lines=r.basket.lines[:1])), "payment.price_differs"),
        (lambda r: replace(r, basket=Basket()), "payment.basket_empty"),
        (
            lambda r: replace(r, basket=replace(r.basket, lines=(replace(r.basket.lines[0], quantity=9),))),
            "payment.price_differs",
        ),
        (lambda r: replace(r, priced=replace(r.priced, catalogue_revision=99)), "payment.revision_unknown"),
        (lambda r: replace(r, context=replace(r.context, zone="UTC")), "payment.context_differs"),
        (
            lambda r: replace(r, context=replace(r.context, at=r.context.at - timedelta(days=2))),
            "payment.context_differs",
        ),
        (
            lambda r: replace(r, context=replace(r.context, member_segments=("member",))),
            "payment.member_not_proven",
        ),
        (
            lambda r: replace(r, basket=replace(r.basket, lines=(replace(r.basket.lines[0], sku="nope"),))),
            "pricing.unknown_product",
        ),
    ],
)
def test_a_price_the_cloud_does_not_find_itself_is_refused_and_nobody_is_asked(
    town: Town, tamper: object, code: str
) -> None:
    async def story(cloud: Cloud) -> None:
        request = tamper(town.request(lines=((MILK, 1), (BREAD, 1))))  # type: ignore[operator]
        answer = await cloud.desk.put(KIOSK, request)
        assert answer.state is S.REFUSED
        assert answer.reason is not None
        assert answer.reason.code == code
        assert await cloud.desk.put(KIOSK, request) == answer
        assert town.till.calls["create"] == 0

    town.play(story)


def test_the_refusal_names_the_line_and_both_totals(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        cheap = replace(BREAD, price_minor=1)
        answer = await cloud.desk.put(KIOSK, town.request(lines=((MILK, 1), (cheap, 1))))
        assert answer.state is S.REFUSED
        assert answer.reason is not None
        assert answer.reason.values == {"lines": "1002", "asked_minor": 351, "right_minor": 1150}

    town.play(story)


def test_a_members_price_is_given_to_a_proven_member_only(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        member = await town.member(cloud)
        shown = await cloud.desk.put(KIOSK, town.request(member=member))
        assert (shown.state, shown.amount_minor) == (S.PRESENTED, 300)
        forged = replace(member, proof=member.proof[:-4] + "AAAA")
        answer = await cloud.desk.put(KIOSK, town.request(member=forged))
        assert answer.reason is not None
        assert answer.reason.code == "payment.member_not_proven"

    town.play(story)


def test_at_most_one_attempt_of_a_sale_shows_a_code(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        first = town.request()
        second = town.request(sale_id=first.sale_id, number=2)
        outcomes = await asyncio.gather(
            cloud.desk.put(KIOSK, first), cloud.desk.put(KIOSK, second), return_exceptions=True
        )
        no = [one for one in outcomes if isinstance(one, CloudRefused)]
        assert [one.reason.code for one in no] == ["payment.another_attempt_showing"]
        assert len(await town.rows("select 1 from pay_attempts where holds_sale")) == 1

    town.play(story)


def test_going_back_closes_the_code_and_the_next_wallet_may_show(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        first = town.request()
        await cloud.desk.put(KIOSK, first)
        assert (await cloud.desk.close(KIOSK, first.attempt_id)).state is S.CLOSED
        second = await cloud.desk.put(KIOSK, town.request(sale_id=first.sale_id, number=2))
        assert second.state is S.PRESENTED

    town.play(story)


def test_no_new_code_while_the_shopper_of_the_old_one_may_be_paying(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        first = town.request()
        await cloud.desk.put(KIOSK, first)
        town.till.becomes(trade(first), TradeState.USER_PAYING)
        await town.sweep_for(cloud, 3)
        assert (await town.row(cloud, first.attempt_id)).state is S.USERPAYING
        town.till.close_says = CloseResult.USER_PAYING
        assert (await cloud.desk.close(KIOSK, first.attempt_id)).state is S.CLOSING
        second = town.request(sale_id=first.sale_id, number=2)
        assert await refused(cloud.desk.put(KIOSK, second)) == "payment.another_attempt_showing"
        town.till.close_says = None
        await town.sweep_for(cloud, 4)
        assert (await town.row(cloud, first.attempt_id)).state is S.CLOSED
        assert (await cloud.desk.put(KIOSK, second)).state is S.PRESENTED

    town.play(story)


@pytest.mark.parametrize("lost", ["answer", "request"])
def test_a_lost_create_is_unknown_and_then_shown_by_the_sweeper(town: Town, lost: str) -> None:
    async def story(cloud: Cloud) -> None:
        town.till.lose["create"] = lost
        request = town.request()
        assert (await cloud.desk.put(KIOSK, request)).state is S.UNKNOWN
        town.till.lose.clear()
        await town.sweep_for(cloud, 4)
        shown = (await town.row(cloud, request.attempt_id)).answer()
        assert shown.state is S.PRESENTED
        assert shown.qr_text is not None

    town.play(story)


@pytest.mark.expects_log("cloud.payments.desk")
def test_a_crash_after_the_commit_is_taken_up_by_the_next_start(town: Town) -> None:
    request = town.request()

    async def power_cut(call: str, number: str) -> None:
        raise RuntimeError("power cut")

    async def before(cloud: Cloud) -> None:
        town.till.before = power_cut
        assert (await cloud.desk.put(KIOSK, request)).state is S.REQUESTING

    async def after(cloud: Cloud) -> None:
        town.till.before = None
        await town.sweep_for(cloud, 5)
        assert (await town.row(cloud, request.attempt_id)).state is S.PRESENTED

    town.play(before)
    town.play(after)


def test_a_slow_provider_is_left_to_the_long_poll(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloud.payments.desk.ANSWER_WITHIN_S", 0.05)

    async def slow(call: str, number: str) -> None:
        await asyncio.sleep(0.3)

    async def story(cloud: Cloud) -> None:
        town.till.before = slow
        listening = asyncio.create_task(cloud.waiting.run())
        request = town.request()
        pending = await cloud.desk.put(KIOSK, request)
        assert pending.state is S.REQUESTING
        shown = await cloud.desk.wait(KIOSK, request.attempt_id, pending.version, 5)
        assert shown.state is S.PRESENTED
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    town.play(story)


def test_a_definite_refusal_frees_the_sale(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        town.till.refuse["create"] = ProviderRefused("PARAM_ERROR", kind=Refusal.INVALID)
        first = town.request()
        answer = await cloud.desk.put(KIOSK, first)
        assert answer.state is S.REFUSED
        assert answer.reason is not None
        assert answer.reason.values["code"] == "PARAM_ERROR"
        town.till.refuse.clear()
        again = await cloud.desk.put(KIOSK, town.request(sale_id=first.sale_id, number=2))
        assert again.state is S.PRESENTED

    town.play(story)


def test_silence_of_the_provider_is_unknown_after_three_questions_and_heals(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        town.till.lose["query"] = "answer"
        await town.sweep_for(cloud, 3)
        assert (await town.row(cloud, request.attempt_id)).state is S.PRESENTED
        await town.sweep_for(cloud, 12)
        assert (await town.row(cloud, request.attempt_id)).state is S.UNKNOWN
        town.till.lose.clear()
        await town.sweep_for(cloud, 12)
        assert (await town.row(cloud, request.attempt_id)).state is S.PRESENTED

    town.play(story)


def test_a_word_nobody_knows_is_unknown_with_an_alarm(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        town.till.becomes(trade(request), TradeState.UNKNOWN, "HALFPAID")
        await town.sweep_for(cloud, 3)
        assert (await town.row(cloud, request.attempt_id)).state is S.UNKNOWN
        assert [row.code for row in await town.rows("select code from alarms")] == [
            "payment.provider_word_unknown"
        ]

    town.play(story)


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
