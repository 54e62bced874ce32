"""Claims in the cloud: held with the attempt, used once however many ask, free again only by proof."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace

import pytest

from cloud.assembly import Cloud
from cloud.coupons.moving import MOVES
from cloud.payments.providers.port import TradeState
from kiosk.domain.claim_state import CLAIM_TABLE, ClaimEvent
from kiosk.domain.coupon_code import CouponSeries
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptState
from tests.cloud.couponing import asked, holders, later, listed, of_another_sale, put, states, voucher, why
from tests.cloud.town import BREAD, KIOSK, MILK, Chain, Town, trade

S = AttemptState
PRINTED = "9912345000014"
HALF = CouponSeries(starts_with="9912345", offer_id="two-milks")


def test_every_move_is_one_of_the_claims_own_table() -> None:
    for event, (before, after) in MOVES.items():
        assert {CLAIM_TABLE[state][event] for state in before} == {after}
    assert set(MOVES) == {ClaimEvent.CONSUME, ClaimEvent.RELEASE, ClaimEvent.GIVE_BACK}


def test_a_voucher_pays_for_a_part_and_is_used_when_the_wallet_has_paid_the_rest(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = await asked(town, cloud, [await voucher(town, cloud)], lines=((BREAD, 1),))
        shown = await put(cloud, request)
        assert (shown.state, shown.amount_minor) == (S.PRESENTED, 700)
        assert await states(town) == ["held"]
        assert await holders(town) == [(request.sale_id, False)]
        town.till.pay(trade(request))
        await town.sweep_for(cloud, 3)
        assert await states(town) == ["consumed"]
        assert await holders(town) == [(request.sale_id, True)]
        assert town.till.kept() == 700

    town.play(story)


@pytest.mark.parametrize("kiosks", [20, pytest.param(100, marks=pytest.mark.soak)])
def test_of_many_kiosks_at_once_one_has_the_coupon(town: Town, kiosks: int) -> None:
    """All over connections of their own; whoever comes second is told before anybody is asked for money."""

    async def story(cloud: Cloud) -> None:
        text = await voucher(town, cloud)
        first = await asked(town, cloud, [text], lines=((BREAD, 1),))
        requests = [first, *(of_another_sale(first) for _ in range(kiosks - 1))]
        answers = await asyncio.gather(*(put(cloud, request) for request in requests))
        shown = [answer for answer in answers if answer.state is not S.REFUSED]
        assert len(shown) == 1
        assert {why(one) for one in answers if one not in shown} == {"coupon.in_use"}
        assert await holders(town) == [(shown[0].sale_id, False)]
        assert (await states(town)) == ["held"]
        assert town.till.calls["create"] == 1
        town.till.pay(trade(next(one for one in requests if one.attempt_id == shown[0].attempt_id)))
        await town.sweep_for(cloud, 3)
        late = await put(cloud, await asked(town, cloud, [text], lines=((BREAD, 1),)))
        assert why(late) == "coupon.already_used"
        assert late.reason is not None
        assert late.reason.values["claim"]

    town.play(story)


def test_two_coupons_in_either_order_never_wait_for_each_other(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        one, two = await voucher(town, cloud), await voucher(town, cloud)
        pairs = [[one, two] if n % 2 else [two, one] for n in range(20)]
        requests = [await asked(town, cloud, pair, lines=((BREAD, 1),)) for pair in pairs]
        answers = await asyncio.wait_for(asyncio.gather(*(put(cloud, each) for each in requests)), 20)
        assert sum(answer.state is S.PRESENTED for answer in answers) == 1
        assert len(await holders(town)) == 2

    town.play(story)


def test_a_printed_coupon_is_everybodys(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await listed(cloud, HALF)
        for _ in range(2):
            answer = await put(cloud, await asked(town, cloud, [PRINTED], lines=((MILK, 2),)))
            assert answer.state is S.PRESENTED
        assert (await states(town), await holders(town)) == (["held", "held"], [])

    town.play(story)


def test_a_coupon_is_free_again_only_when_the_payment_is_proven_closed(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        text = await voucher(town, cloud)
        first = await asked(town, cloud, [text], lines=((BREAD, 1),))
        await put(cloud, first)
        town.till.lose["close"] = town.till.lose["query"] = "request"
        await cloud.desk.close(KIOSK, first.attempt_id)
        town.wall.forward(300)
        await cloud.sweeper.sweep()
        assert await states(town) == ["held"]
        other = await asked(town, cloud, [text], lines=((BREAD, 1),))
        assert why(await put(cloud, other)) == "coupon.in_use"
        town.till.lose.clear()
        await later(town, cloud, 700, 12)
        assert (await town.row(cloud, first.attempt_id)).state is S.CLOSED
        assert (await states(town), await holders(town)) == (["released"], [])
        again = await asked(town, cloud, [text], lines=((BREAD, 1),))
        assert (await put(cloud, again)).state is S.PRESENTED

    town.play(story)


def test_the_next_attempt_of_the_sale_keeps_the_coupon_when_the_one_before_ends(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        text, sale_id = await voucher(town, cloud), str(uuid.uuid4())
        first = await asked(town, cloud, [text], lines=((BREAD, 1),), sale_id=sale_id)
        await put(cloud, first)
        town.till.lose["query"] = "request"
        await cloud.desk.close(KIOSK, first.attempt_id)
        second = await asked(town, cloud, [text], lines=((BREAD, 1),), sale_id=sale_id, number=2)
        assert (await put(cloud, second)).state is S.PRESENTED
        town.till.lose.clear()
        await town.sweep_for(cloud, 5)
        assert (await town.row(cloud, first.attempt_id)).state is S.CLOSED
        assert await states(town) == ["released", "held"]
        assert await holders(town) == [(sale_id, False)]

    town.play(story)


def test_late_money_after_a_release_goes_back_and_takes_no_coupon_from_who_used_it_since(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        text = await voucher(town, cloud)
        first = await asked(town, cloud, [text], lines=((BREAD, 1),))
        await put(cloud, first)
        await cloud.desk.close(KIOSK, first.attempt_id)
        await town.sweep_for(cloud, 3)
        second = await asked(town, cloud, [text], lines=((BREAD, 1),))
        await put(cloud, second)
        town.till.pay(trade(second))
        await town.sweep_for(cloud, 3)
        town.till.pay(trade(first))
        await cloud.machine.work("demo", first.attempt_id)
        await town.sweep_for(cloud, 10)
        assert (await town.row(cloud, first.attempt_id)).state is S.REFUNDED
        assert sorted(await states(town)) == ["consumed", "released"]
        assert await holders(town) == [(second.sale_id, True)]
        assert town.till.kept() == 700

    town.play(story)


def test_money_that_goes_back_gives_the_coupon_back(town: Town) -> None:
    """The shopper left while paying: no sale, no money kept, the coupon theirs again."""

    async def story(cloud: Cloud) -> None:
        text = await voucher(town, cloud)
        request = await asked(town, cloud, [text], lines=((BREAD, 1),))
        await put(cloud, request)
        town.till.pay(trade(request))
        await town.sweep_for(cloud, 3)
        assert await states(town) == ["consumed"]
        await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)
        await town.sweep_for(cloud, 10)
        assert (await town.row(cloud, request.attempt_id)).state is S.REFUNDED
        assert (await states(town), await holders(town)) == (["released"], [])
        assert town.till.kept() == 0

    town.play(story)


def test_a_sale_stands_whose_coupon_another_sale_has_and_people_are_told_the_difference(town: Town) -> None:
    """A database restored from a backup has forgotten the payment; the kiosk's record comes all the same."""

    async def story(cloud: Cloud) -> None:
        text = await voucher(town, cloud)
        first = await asked(town, cloud, [text], lines=((BREAD, 1),))
        await put(cloud, first)
        town.till.pay(trade(first))
        await town.sweep_for(cloud, 3)
        paid = (await town.row(cloud, first.attempt_id)).answer()
        lost = await asked(town, cloud, [text], lines=((BREAD, 1),))
        theirs = replace(paid, attempt_id=lost.attempt_id, sale_id=lost.sale_id)
        chain = Chain()
        chain.add("sale_closed", town.sale(first, paid))
        chain.add("sale_closed", town.sale(lost, theirs))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        assert await holders(town) == [(first.sale_id, True)]
        [alarm] = await town.rows("select about from alarms where code = 'coupon.used_twice'")
        assert (alarm.about["other"], alarm.about["difference_minor"]) == (first.sale_id, 100)
        assert len(await town.rows("select sale_id from sales")) == 2

    town.play(story)


def test_no_tenant_sees_anothers_claims(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await put(cloud, await asked(town, cloud, [await voucher(town, cloud)], lines=((BREAD, 1),)))
        for table in ("claims", "claim_holders", "coupon_series"):
            assert await town.rows(f"select * from {table}", tenant="other") == []

    town.play(story)


def test_a_payment_whose_end_is_unknown_keeps_its_coupon(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        text = await voucher(town, cloud)
        request = await asked(town, cloud, [text], lines=((BREAD, 1),))
        await put(cloud, request)
        town.till.becomes(trade(request), TradeState.UNKNOWN)
        await town.sweep_for(cloud, 10)
        assert (await town.row(cloud, request.attempt_id)).state is S.UNKNOWN
        assert await states(town) == ["held"]
        town.till.pay(trade(request))
        await later(town, cloud, 60)
        assert await states(town) == ["consumed"]

    town.play(story)


@pytest.mark.parametrize("lines", [((MILK, 1),), ((BREAD, 2),)])
def test_the_same_request_again_is_the_same_attempt(
    town: Town, lines: tuple[tuple[object, int], ...]
) -> None:
    async def story(cloud: Cloud) -> None:
        request = await asked(town, cloud, [await voucher(town, cloud)], lines=lines)
        first, second = await asyncio.gather(put(cloud, request), put(cloud, request))
        assert first == second
        assert await states(town) == ["held"]

    town.play(story)
