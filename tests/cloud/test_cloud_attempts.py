"""Asking for money: priced by the cloud, committed first, shown once; no answer is unknown, never failed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from cloud.assembly import Cloud
from cloud.payments.providers.port import (
    CloseResult,
    ProviderRefused,
    Refusal,
    TradeState,
)
from cloud.payments.rows import out_trade_no
from kiosk.domain.basket import Basket
from kiosk.domain.payment import AttemptState
from kiosk.errors import CloudRefused, InputRefused
from tests.cloud.town import BREAD, KIOSK, MILK, SECOND_KIOSK, Town, refused, trade

S = AttemptState


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
