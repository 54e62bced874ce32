"""Payments that no machine can end: people find out and say so by name, or let the refund be tried again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cloud.assembly import Cloud
from cloud.payments.providers.port import ProviderRefused, RefundState, Refusal
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptRequest, AttemptState
from tests.cloud.town import BREAD, KIOSK, Chain, Town, trade
from tests.cloud.visits import Operate

S = AttemptState
WHO = ("--by", "Wang", "--why", "seen in the merchant's account")
HOUR_S = 3600.0


def listed(operate: Operate) -> list[dict[str, Any]]:
    status, told = operate("doubts")
    assert status == 0, told
    return [json.loads(line) for line in told.splitlines()]


def settle(operate: Operate, request: AttemptRequest, *more: str) -> tuple[int, str]:
    return operate("doubts", "settle", "--attempt", request.attempt_id, *WHO, *more)


def state_of(town: Town, request: AttemptRequest) -> AttemptState:
    async def look(cloud: Cloud) -> AttemptState:
        return (await town.row(cloud, request.attempt_id)).state

    return town.play(look)


def time_passes(town: Town, seconds: float) -> None:
    async def on_stage(cloud: Cloud) -> None:
        await town.sweep_for(cloud, seconds)

    town.play(on_stage)


def mismatched(town: Town) -> AttemptRequest:
    """The provider says that the shopper paid one fen of 8 yuan."""
    request = town.request(lines=((BREAD, 1),))

    async def story(cloud: Cloud) -> None:
        await cloud.desk.put(KIOSK, request)
        town.till.pay(trade(request), amount_minor=1)
        await town.sweep_for(cloud, 3)

    town.play(story)
    assert state_of(town, request) is S.MISMATCH
    return request


def refund_failed(town: Town, becomes: RefundState = RefundState.CLOSED) -> AttemptRequest:
    """The shopper left, paid all the same, and the provider did not give the money back."""
    request = town.request(lines=((BREAD, 1),))

    async def story(cloud: Cloud) -> None:
        await cloud.desk.put(KIOSK, request)
        await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)
        town.till.refund_becomes = becomes
        town.till.pay(trade(request))
        town.wall.forward(320)
        await town.sweep_for(cloud, 10)

    town.play(story)
    assert state_of(town, request) is S.REFUND_FAILED
    return request


@pytest.mark.parametrize("money", ["received", "returned", "none"])
@pytest.mark.parametrize("happen", [mismatched, refund_failed])
def test_who_finds_the_money_says_so_and_the_doubt_ends(
    town: Town, operate: Operate, happen: Callable[[Town], AttemptRequest], money: str
) -> None:
    request = happen(town)
    before = state_of(town, request)
    assert {one["kind"] for one in listed(operate)} == {"attempt", "alarm"}
    status, why = settle(operate, request)
    assert (status, "--money" in why, "--retry" in why) == (1, True, True)
    assert settle(operate, request, "--money", money)[0] == 0
    assert listed(operate) == []
    assert state_of(town, request) is before, "no word of people makes a state"
    status, why = settle(operate, request, "--money", money)
    assert (status, request.attempt_id in why, "Traceback" in why) == (1, True, False)
    status, why = settle(operate, request, "--retry")
    assert (status, "already" in why) == (1, True), "it would be paid back twice"

    async def kept(_cloud: Cloud) -> list[tuple[Any, ...]]:
        sql = "select attempt_id, attempt_version > 0, settled_by, money, doubt->>'code' from settlements"
        return [tuple(row) for row in await town.rows(sql)]

    ((attempt_id, versioned, by, said, code),) = town.play(kept)
    assert (attempt_id, versioned, by, said) == (request.attempt_id, True, "Wang", money)
    assert code in {"payment.success_mismatched", "payment.refund_refused"}


def test_a_refund_the_provider_closed_is_tried_again_by_the_next_number_and_money_goes_back_once(
    town: Town, operate: Operate
) -> None:
    request = refund_failed(town)
    assert town.till.kept() == 800
    status, told = settle(operate, request, "--retry")
    assert (status, json.loads(told)["refund"]) == (0, "tried again")
    time_passes(town, 10)
    assert state_of(town, request) is S.REFUND_FAILED
    assert listed(operate) != [], "it is told again"
    town.till.refund_becomes = RefundState.SUCCESS
    town.till.refunds = {
        number: replace(one, state=RefundState.CLOSED) for number, one in town.till.refunds.items()
    }
    closed = dict(town.till.refunds)

    async def only_new_ones(call: str, number: str) -> None:
        town.till.refund_becomes = RefundState.CLOSED if number in closed else RefundState.SUCCESS

    town.till.before = only_new_ones
    assert settle(operate, request, "--retry")[0] == 0
    time_passes(town, 10)
    assert state_of(town, request) is S.REFUNDED
    assert sorted(town.till.refunds) == [f"{trade(request)}-R{n}" for n in ("", "2", "3")]
    assert town.till.kept() == 0
    assert listed(operate) == []


def test_money_of_a_mismatch_is_given_back_through_the_provider(town: Town, operate: Operate) -> None:
    request = mismatched(town)
    assert settle(operate, request, "--retry")[0] == 0
    time_passes(town, 10)
    assert (state_of(town, request), town.till.kept()) == (S.REFUNDED, 0)


def test_a_refund_that_was_refused_is_tried_again_under_its_own_number(town: Town, operate: Operate) -> None:
    request = town.request(lines=((BREAD, 1),))
    town.till.refuse["refund"] = ProviderRefused("NOT_ENOUGH", kind=Refusal.INVALID)

    async def story(cloud: Cloud) -> None:
        await cloud.desk.put(KIOSK, request)
        await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)
        town.till.pay(trade(request))
        town.wall.forward(320)
        await town.sweep_for(cloud, 10)

    town.play(story)
    assert state_of(town, request) is S.REFUND_FAILED
    town.till.refuse.clear()
    assert settle(operate, request, "--retry")[0] == 0
    time_passes(town, 10)
    assert state_of(town, request) is S.REFUNDED
    assert list(town.till.refunds) == [f"{trade(request)}-R"]


def test_no_money_goes_back_under_a_sale_that_people_settled_as_paid(town: Town, operate: Operate) -> None:
    request = town.request(lines=((BREAD, 1),))

    async def story(cloud: Cloud) -> None:
        await cloud.desk.put(KIOSK, request)
        shown = await cloud.desk.wait(KIOSK, request.attempt_id, 0, 0)
        town.till.pay(trade(request), amount_minor=1)
        await town.sweep_for(cloud, 3)
        claimed = {"paid_at": town.wall.now(), "provider_transaction_id": "4200000001"}
        sale = town.sale(request, replace(shown, state=S.PAID, **claimed), sale_no="K01-20261121-9001")
        await cloud.intake.take(KIOSK, Lane.MONEY, [Chain().add("sale_closed", sale)])

    town.play(story)
    said = ("doubts", "settle", "--sale", "K01-20261121-9001", *WHO, "--money", "received")
    assert operate(*said)[0] == 0
    status, why = settle(operate, request, "--retry")
    assert (status, "K01-20261121-9001" in why) == (1, True)
    assert state_of(town, request) is S.MISMATCH


@pytest.mark.soak
def test_a_payment_whose_end_nobody_tells_is_listed_after_the_providers_longest_life(
    town: Town, operate: Operate
) -> None:
    town.wall.forward(-2.5 * HOUR_S)
    request = town.request()
    town.till.lose["query"] = "request"

    async def ask(cloud: Cloud) -> None:
        await cloud.desk.put(KIOSK, request)
        await town.sweep_for(cloud, 30)
        await cloud.desk.close(KIOSK, request.attempt_id)

    town.play(ask)
    assert state_of(town, request) is S.CLOSING
    assert listed(operate) == [], "it may end by itself"
    assert settle(operate, request, "--money", "none")[0] == 1
    town.wall.forward(-HOUR_S)
    second = town.request()

    async def ask_earlier(cloud: Cloud) -> None:
        await cloud.desk.put(KIOSK, second)
        await town.sweep_for(cloud, 30)

    town.play(ask_earlier)
    ((told),) = listed(operate)
    assert (told["attempt"], told["state"], told["reason"]) == (
        second.attempt_id,
        "unknown",
        "payment.end_unknown",
    )
    assert second.attempt_id in told["told"]
    assert settle(operate, second, "--retry")[0] == 1
    assert settle(operate, second, "--money", "none")[0] == 0
    assert listed(operate) == []
    town.till.lose.clear()
    town.till.pay(trade(second), amount_minor=1)
    time_passes(town, 400)
    assert [one["state"] for one in listed(operate) if one["kind"] == "attempt"] == ["mismatch"]


def test_what_cannot_be_meant_is_refused_in_a_sentence(town: Town, operate: Operate) -> None:
    request = town.request()

    async def pay(cloud: Cloud) -> None:
        await cloud.desk.put(KIOSK, request)
        town.till.pay(trade(request))
        await town.sweep_for(cloud, 3)

    town.play(pay)
    for more in (("--money", "none"), ("--retry",)):
        status, why = settle(operate, request, *more)
        assert (status, "paid" in why, "Traceback" in why) == (1, True, False)
    assert operate("doubts", "settle", "--attempt", "nobody's", *WHO, "--money", "none")[0] == 1
    status, why = operate("doubts", "settle", "--alarm", "1", *WHO, "--retry")
    assert (status, "--attempt" in why) == (1, True)
