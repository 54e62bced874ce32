"""Money that comes when nobody waits for it any more, and money that is held: looked for, returned, shown."""

from __future__ import annotations

import json

import pytest

from cloud.assembly import Cloud
from cloud.payments.desk import Asker
from cloud.payments.providers.port import CloseResult, ProviderRefused, Refusal, TradeState
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptState
from tests.cloud.town import KIOSK, Chain, Town, refused, trade
from tests.cloud.visits import Operate

S = AttemptState


async def alarm_codes(town: Town) -> list[str]:
    rows = await town.rows("select code from alarms where settled_at is null order by alarm_id")
    return [row.code for row in rows]


def test_a_closed_code_is_looked_at_until_the_provider_has_answered(town: Town) -> None:
    """Settled by the bank after the close, with the provider away for the whole first look."""

    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        assert (await cloud.desk.close(KIOSK, request.attempt_id)).state is S.CLOSED
        town.till.pay(trade(request))
        town.till.lose["query"] = "answer"
        town.wall.forward(310)
        await cloud.sweeper.sweep()
        for _ in range(30):
            town.wall.forward(3600)
            await cloud.sweeper.sweep()
        town.till.lose.clear()
        for _ in range(4):
            town.wall.forward(310)
            await cloud.sweeper.sweep()
        assert (await town.row(cloud, request.attempt_id)).state is S.REFUNDED
        assert town.till.kept() == 0

    town.play(story)


def test_money_settled_an_hour_after_the_expiry_is_found_and_no_look_is_left_after_the_last(
    town: Town,
) -> None:
    async def story(cloud: Cloud) -> None:
        late, never = town.request(), town.request()
        for request in (late, never):
            await cloud.desk.put(KIOSK, request)
            await cloud.desk.close(KIOSK, request.attempt_id)
        town.wall.forward(3600)
        await cloud.sweeper.sweep()
        town.till.pay(trade(late))
        for _ in range(12):
            town.wall.forward(600)
            await cloud.sweeper.sweep()
        assert (await town.row(cloud, late.attempt_id)).state is S.REFUNDED
        closed = await town.row(cloud, never.attempt_id)
        assert (closed.state, closed.due_at) == (S.CLOSED, None)

    town.play(story)


@pytest.mark.parametrize("word", [TradeState.UNKNOWN, TradeState.USER_PAYING, TradeState.NOT_PAID])
def test_a_word_that_settles_nothing_does_not_end_the_looking(town: Town, word: TradeState) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        await cloud.desk.close(KIOSK, request.attempt_id)
        town.till.becomes(trade(request), word, "STILL")
        town.wall.forward(3 * 3600)
        await cloud.sweeper.sweep()
        row = await town.row(cloud, request.attempt_id)
        assert (row.state, row.due_at is not None) == (S.CLOSED, True)

    town.play(story)


@pytest.mark.parametrize("answered", ["close", "query"])
def test_no_second_code_while_the_shopper_types_the_pin(town: Town, answered: str) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        town.till.becomes(trade(request), TradeState.USER_PAYING)
        town.till.close_says = CloseResult.USER_PAYING if answered == "close" else None
        town.till.lose["query" if answered == "close" else "close"] = "request"
        closing = await cloud.desk.close(KIOSK, request.attempt_id)
        assert (closing.state, closing.opened) == (S.CLOSING, True)
        again = town.request(sale_id=request.sale_id, number=2)
        assert await refused(cloud.desk.put(KIOSK, again)) == "payment.another_attempt_showing"
        town.till.lose.clear()
        town.till.close_says = None
        await town.sweep_for(cloud, 5)
        assert (await town.row(cloud, request.attempt_id)).state is S.CLOSED
        assert (await cloud.desk.put(KIOSK, again)).state is S.PRESENTED

    town.play(story)


def test_a_shopper_seen_paying_after_the_next_code_was_shown_pays_once(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        first = town.request()
        await cloud.desk.put(KIOSK, first)
        town.till.lose.update({"close": "request", "query": "request"})
        closing = await cloud.desk.close(KIOSK, first.attempt_id)
        assert (closing.state, closing.opened) == (S.CLOSING, False)
        second = town.request(sale_id=first.sale_id, number=2)
        assert (await cloud.desk.put(KIOSK, second)).state is S.PRESENTED
        town.till.lose.clear()
        town.till.close_says = CloseResult.USER_PAYING
        town.till.becomes(trade(first), TradeState.USER_PAYING)
        await town.sweep_for(cloud, 5)
        row = await town.row(cloud, first.attempt_id)
        assert (row.state, row.opened, row.holds_sale) == (S.CLOSING, True, False)
        town.till.close_says = None
        town.till.pay(trade(first))
        await town.sweep_for(cloud, 12)
        assert (await town.row(cloud, first.attempt_id)).state is S.PAID
        assert (await town.row(cloud, second.attempt_id)).state is S.CLOSED

    town.play(story)


@pytest.mark.parametrize("when", ["closing", "closed"])
def test_money_for_a_basket_that_was_given_up_goes_back(town: Town, when: str) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        if when == "closing":
            town.till.lose.update({"close": "request", "query": "request"})
        else:
            await cloud.desk.close(KIOSK, request.attempt_id)
        left = await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)
        assert left.state == when
        town.till.lose.clear()
        town.till.pay(trade(request))
        town.wall.forward(310)
        await town.sweep_for(cloud, 12)
        assert (await town.row(cloud, request.attempt_id)).state is S.REFUNDED
        assert town.till.kept() == 0

    town.play(story)


def test_no_more_money_is_asked_for_a_sale_whose_money_is_in_doubt(town: Town, operate: Operate) -> None:
    async def story(cloud: Cloud) -> None:
        first = town.request()
        await cloud.desk.put(KIOSK, first)
        town.till.lose["close"] = "request"
        await cloud.desk.close(KIOSK, first.attempt_id)
        second = town.request(sale_id=first.sale_id, number=2)
        await cloud.desk.put(KIOSK, second)
        town.till.lose.clear()
        town.till.pay(trade(first), amount_minor=349)
        await town.sweep_for(cloud, 6)
        assert (await town.row(cloud, first.attempt_id)).state is S.MISMATCH
        assert (await town.row(cloud, second.attempt_id)).state is S.CLOSED
        third = town.request(sale_id=first.sale_id, number=3)
        assert await refused(cloud.desk.put(KIOSK, third)) == "payment.sale_in_doubt"

    town.play(story)
    status, told = operate("doubts")
    found = [json.loads(line) for line in told.splitlines()]
    assert status == 0
    assert {(one["kind"], one.get("state"), one.get("paid_minor")) for one in found} == {
        ("attempt", "mismatch", 349),
        ("alarm", None, None),
    }
    assert all(one["told"] for one in found)
    assert operate("doubts", "--tenant", "nobody")[0] == 1


def test_paid_without_a_sale_is_told_after_an_hour_and_settled_when_the_sale_comes(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        town.till.pay(trade(request))
        await town.sweep_for(cloud, 3)
        paid = (await town.row(cloud, request.attempt_id)).answer()
        town.wall.forward(3500)
        await cloud.sweeper.sweep()
        assert await alarm_codes(town) == []
        for _ in range(3):
            town.wall.forward(120)
            await cloud.sweeper.sweep()
        assert await alarm_codes(town) == ["payment.paid_without_sale"]
        chain = Chain()
        chain.add("sale_closed", town.sale(request, paid))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        town.wall.forward(120)
        await cloud.sweeper.sweep()
        assert await alarm_codes(town) == []

    town.play(story)


def test_a_cloud_that_was_down_for_a_day_finds_the_payments_without_a_sale(town: Town) -> None:
    async def before(cloud: Cloud) -> None:
        await cloud.desk.put(KIOSK, request)
        town.till.pay(trade(request))
        await town.sweep_for(cloud, 3)

    async def after(cloud: Cloud) -> None:
        town.wall.forward(86400)
        await cloud.sweeper.sweep()
        assert await alarm_codes(town) == ["payment.paid_without_sale"]

    request = town.request()
    town.play(before)
    town.play(after)


def test_two_tenants_may_have_the_same_transaction_of_their_own_providers(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await town.found(tenant="other")
        ours, theirs = town.request(), town.request()
        await cloud.desk.put(KIOSK, ours)
        await cloud.desk.put(Asker("other", "S01", "K01"), theirs)
        for request in (ours, theirs):
            town.till.pay(trade(request), transaction_id="4200000001")
        await town.sweep_for(cloud, 3)
        assert (await town.row(cloud, ours.attempt_id)).state is S.PAID
        states = await town.rows("select state from pay_attempts", tenant="other")
        assert [row.state for row in states] == [S.PAID]

    town.play(story)


@pytest.mark.parametrize(
    ("call", "kind", "ends"),
    [
        ("refund", Refusal.NOT_AUTHORISED, False),
        ("refund", Refusal.OTHER, False),
        ("query_refund", Refusal.INVALID, False),
        ("refund", Refusal.INVALID, True),
    ],
)
def test_only_a_definite_refusal_of_a_refund_is_left_to_staff(
    town: Town, call: str, kind: Refusal, ends: bool
) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        await cloud.desk.put(KIOSK, request)
        await cloud.desk.close(KIOSK, request.attempt_id)
        town.till.pay(trade(request))
        town.till.refuse[call] = ProviderRefused("SOME_WORD", kind=kind)
        town.wall.forward(310)
        await town.sweep_for(cloud, 8)
        after = (await town.row(cloud, request.attempt_id)).state
        assert after is (S.REFUND_FAILED if ends else S.REFUND_PENDING)
        assert await alarm_codes(town) == ["payment.refund_refused"]
        town.till.refuse.clear()
        await town.sweep_for(cloud, 15)
        assert (await town.row(cloud, request.attempt_id)).state is (S.REFUND_FAILED if ends else S.REFUNDED)

    town.play(story)
