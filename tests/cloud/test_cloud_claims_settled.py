"""What people say of the money moves claims and member's uses too: nobody's coupon is held for ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloud.assembly import Cloud
from cloud.payments.providers.port import ProviderRefused, Refusal
from cloud.sales.attempt_settling import retry_refund, settle_attempt
from cloud.sales.settling import settle_sale
from cloud.sales.statements import Statement
from kiosk.domain.events import Lane
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from tests.cloud import couponing, member_offers
from tests.cloud.couponing import holders, put, states, voucher
from tests.cloud.town import BREAD, KIOSK, SECOND_KIOSK, Chain, Town, trade

S = AttemptState


def said(money: str) -> Statement:
    return Statement(by="Wang", why="seen in the merchant's account", money=money)


async def mismatched(town: Town, cloud: Cloud, request: AttemptRequest) -> Attempt:
    """The provider says that the shopper paid one fen."""
    shown = await put(cloud, request)
    assert shown.state is S.PRESENTED
    town.till.pay(trade(request), amount_minor=1)
    await cloud.machine.work("demo", request.attempt_id)
    assert (await town.row(cloud, request.attempt_id)).state is S.MISMATCH
    return shown


async def settled(town: Town, cloud: Cloud, request: AttemptRequest, money: str) -> None:
    async with cloud.database.as_tenant("demo") as connection:
        await settle_attempt(connection, "demo", request.attempt_id, said(money), town.wall.now())


@pytest.mark.parametrize(
    ("money", "state"), [("returned", "released"), ("none", "released"), ("received", "held")]
)
def test_a_voucher_is_free_again_when_its_money_was_given_back_by_hand(
    town: Town, money: str, state: str
) -> None:
    async def story(cloud: Cloud) -> None:
        code = await voucher(town, cloud)
        request = await couponing.asked(town, cloud, [code], lines=((BREAD, 1),))
        await mismatched(town, cloud, request)
        await settled(town, cloud, request, money)
        assert await states(town) == [state]
        later = await couponing.asked(town, cloud, [code], lines=((BREAD, 1),))
        answer = await put(cloud, later, SECOND_KIOSK)
        assert (answer.state is S.PRESENTED) == (state == "released")
        if state == "released":
            assert await holders(town) == [(later.sale_id, False)]

    town.play(story)


def test_a_members_use_is_free_again_too(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await member_offers.sell(town, cloud, member_offers.ONCE)
        request = await member_offers.asked(town, cloud, offers)
        await mismatched(town, cloud, request)
        assert await member_offers.uses(town) == [("once", 1, "held")]
        await settled(town, cloud, request, "returned")
        assert await member_offers.uses(town) == [("once", 1, "released")]

    town.play(story)


def test_a_refund_that_failed_frees_its_claims_when_people_have_paid_it_back(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        code = await voucher(town, cloud)
        request = await couponing.asked(town, cloud, [code], lines=((BREAD, 1),))
        await mismatched(town, cloud, request)
        town.till.refuse["refund"] = ProviderRefused("NOT_ENOUGH", kind=Refusal.INVALID)
        async with cloud.database.as_tenant("demo") as connection:
            await retry_refund(connection, "demo", request.attempt_id, said("none"), town.wall.now())
        await town.sweep_for(cloud, 5)
        assert (await town.row(cloud, request.attempt_id)).state is S.REFUND_FAILED
        await settled(town, cloud, request, "returned")
        assert (await states(town), await holders(town)) == (["released"], [])

    town.play(story)


async def doubted(town: Town, cloud: Cloud) -> AttemptRequest:
    """A sale of a kiosk that believes what the provider never said; its voucher is held."""
    request = await couponing.asked(town, cloud, [await voucher(town, cloud)], lines=((BREAD, 1),))
    shown = await mismatched(town, cloud, request)
    claimed = {"paid_at": town.wall.now(), "provider_transaction_id": "4200000001"}
    sale = town.sale(request, replace(shown, state=S.PAID, **claimed))
    await cloud.intake.take(KIOSK, Lane.MONEY, [Chain().add("sale_closed", sale)])
    assert await holders(town) == [(request.sale_id, True)]
    return request


@pytest.mark.parametrize("money", ["returned", "none"])
def test_a_sale_without_its_money_gives_its_voucher_back(town: Town, money: str) -> None:
    async def story(cloud: Cloud) -> None:
        request = await doubted(town, cloud)
        async with cloud.database.as_tenant("demo") as connection:
            await settle_sale(connection, "demo", request.sale_id, said(money), town.wall.now())
        assert (await states(town), await holders(town)) == (["released"], [])

    town.play(story)


def test_a_sale_that_has_its_money_keeps_it_used(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = await doubted(town, cloud)
        async with cloud.database.as_tenant("demo") as connection:
            await settle_sale(connection, "demo", request.sale_id, said("received"), town.wall.now())
        assert await holders(town) == [(request.sale_id, True)]

    town.play(story)


def test_a_sale_that_names_anothers_payment_frees_nothing_of_it(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        honest = await couponing.asked(town, cloud, [await voucher(town, cloud)], lines=((BREAD, 1),))
        await put(cloud, honest)
        town.till.pay(trade(honest))
        await cloud.machine.work("demo", honest.attempt_id)
        forged = couponing.of_another_sale(honest)
        paid = (await town.row(cloud, honest.attempt_id)).answer()
        sale = town.sale(forged, replace(paid, attempt_id=forged.attempt_id, sale_id=forged.sale_id))
        sale = replace(sale, tender=replace(sale.tender, attempt_id=honest.attempt_id))
        await cloud.intake.take(KIOSK, Lane.MONEY, [Chain().add("sale_closed", sale)])
        async with cloud.database.as_tenant("demo") as connection:
            await settle_sale(connection, "demo", forged.sale_id, said("none"), town.wall.now())
        assert (await states(town), await holders(town)) == (["consumed"], [(honest.sale_id, True)])

    town.play(story)


def test_money_that_comes_after_all_takes_the_voucher_again(town: Town) -> None:
    """People gave up a payment whose end nobody told; then the provider told it."""

    async def story(cloud: Cloud) -> None:
        town.wall.forward(-3.2 * 3600)
        request = await couponing.asked(town, cloud, [await voucher(town, cloud)], lines=((BREAD, 1),))
        town.till.lose["query"] = "request"
        await put(cloud, request)
        town.wall.forward(3.2 * 3600)
        await settled(town, cloud, request, "none")
        assert (await states(town), await holders(town)) == (["released"], [])
        town.till.lose.clear()
        town.till.pay(trade(request))
        await cloud.machine.work("demo", request.attempt_id)
        assert await states(town) == ["consumed"]
        assert await holders(town) == [(request.sale_id, True)]

    town.play(story)
