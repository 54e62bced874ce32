"""A coupon that is good once is used once, at a kiosk or at a staffed till, whichever asks first."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from cloud.coupons.at_till import Redeemed, TillSale, give_back_at_till, redeem_at_till
from kiosk.domain.coupon_code import CouponSeries, SeriesKind
from kiosk.domain.handover import Handover, HandoverEntry, handover_texts, read_handover
from kiosk.domain.payment import AttemptState
from kiosk.errors import InputRefused
from tests.cloud.couponing import asked, holders, listed, put, states, voucher, why
from tests.cloud.member_offers import off_bread
from tests.cloud.town import BREAD, MILK, SECOND_KIOSK, Town, trade
from tests.cloud.visits import Operate

S = AttemptState


def sale(name: str = "T1-0007", member_ref: str = "") -> TillSale:
    return TillSale(tenant="demo", store="S01", currency="CNY", name=name, member_ref=member_ref)


async def redeem(town: Town, cloud: Cloud, code: str, of: TillSale) -> Redeemed | str:
    """What the till is told: the coupon, or the code of the no."""
    try:
        async with cloud.database.as_tenant("demo") as connection:
            return await redeem_at_till(connection, code, of, town.wall.now())
    except InputRefused as no:
        return no.reason.code


def test_a_voucher_of_a_basket_that_went_to_the_till_is_good_nowhere_else(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        shown = Handover("K01-abc", (HandoverEntry(1, "9520000000509"),), (await voucher(town, cloud, 800),))
        (code,) = read_handover(handover_texts(shown)).coupons
        redeemed = await redeem(town, cloud, code, sale())
        assert isinstance(redeemed, Redeemed)
        assert (redeemed.read.amount_minor, redeemed.again) == (800, False)
        request = await asked(town, cloud, [code], lines=((BREAD, 2),))
        assert why(await put(cloud, request)) == "coupon.already_used"
        assert await redeem(town, cloud, code, sale("T2-0001")) == "coupon.already_used"
        again = await redeem(town, cloud, code, sale())
        assert isinstance(again, Redeemed)
        assert again.again
        assert await states(town) == ["consumed"]

    town.play(story)


def test_of_many_tills_at_once_one_has_it(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        code = await voucher(town, cloud)
        told = await asyncio.gather(*(redeem(town, cloud, code, sale(f"T{n}")) for n in range(10)))
        assert sorted(str(one) for one in told if isinstance(one, str)) == ["coupon.already_used"] * 9
        code = await voucher(town, cloud)
        told = await asyncio.gather(*(redeem(town, cloud, code, sale()) for _ in range(10)))
        assert sorted(one.again for one in told if isinstance(one, Redeemed)) == [False] + [True] * 9
        assert await states(town) == ["consumed", "consumed"]

    town.play(story)


def test_what_a_kiosk_holds_is_the_tills_only_once_that_payment_is_closed(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        code = await voucher(town, cloud)
        request = await asked(town, cloud, [code], lines=((BREAD, 1),))
        assert (await put(cloud, request, SECOND_KIOSK)).state is S.PRESENTED
        assert await redeem(town, cloud, code, sale()) == "coupon.in_use"
        assert await holders(town) == [(request.sale_id, False)]
        await cloud.desk.close(SECOND_KIOSK, request.attempt_id, abandon=True)
        await town.sweep_for(cloud, 3)
        assert isinstance(await redeem(town, cloud, code, sale()), Redeemed)
        paid = await asked(town, cloud, [await voucher(town, cloud)], lines=((BREAD, 1),))
        await put(cloud, paid)
        town.till.pay(trade(paid))
        await cloud.machine.work("demo", paid.attempt_id)
        assert await redeem(town, cloud, paid.claims[0].text, sale()) == "coupon.already_used"

    town.play(story)


def test_a_sale_that_came_to_nothing_gives_it_back(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        code = await voucher(town, cloud)
        await redeem(town, cloud, code, sale())
        async with cloud.database.as_tenant("demo") as connection:
            with pytest.raises(InputRefused) as no:
                await give_back_at_till(connection, code, sale("T2"), town.wall.now())
            assert no.value.reason.code == "coupon.not_redeemed_there"
            await give_back_at_till(connection, code, sale(), town.wall.now())
        request = await asked(town, cloud, [code], lines=((BREAD, 1),))
        assert (await put(cloud, request)).state is S.PRESENTED

    town.play(story)


def test_members_coupons_are_counted_at_the_till_too(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        terms = {"coupon": True, "segments": ("member",), "most_uses_per_member": 1}
        once = off_bread("once", 200, **terms)
        await town.sell(cloud, Contents(products=(MILK, BREAD), offers=(once,)))
        mine = await voucher(town, cloud, offer_id="once", member_ref="m-1")
        assert await redeem(town, cloud, mine, sale()) == "coupon.other_member"
        assert isinstance(await redeem(town, cloud, mine, sale(member_ref="m-1")), Redeemed)
        second = await voucher(town, cloud, offer_id="once")
        assert await redeem(town, cloud, second, sale("T2", "m-1")) == "coupon.member_limit"
        member = await town.member(cloud)
        request = await asked(town, cloud, [second], (once,), lines=((BREAD, 1),), member=member)
        assert why(await put(cloud, request)) == "coupon.member_limit"
        assert isinstance(await redeem(town, cloud, second, sale("T2")), Redeemed)

    town.play(story)


def test_what_a_till_cannot_redeem_is_left_as_it_is(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        wallet = CouponSeries(starts_with="WXQ-", offer_id="two-milks", kind=SeriesKind.WECHAT, stock_id="1")
        await listed(cloud, CouponSeries(starts_with="9912345", offer_id="two-milks"), wallet)
        over = await voucher(town, cloud, valid_until=town.wall.now() - timedelta(seconds=1))
        told = [
            await redeem(town, cloud, code, sale()) for code in ("WXQ-7", over, "9912345000015", "TLC1.x")
        ]
        assert told == ["coupon.not_at_till", "coupon.expired", "coupon.unknown", "coupon.not_genuine"]
        printed = await redeem(town, cloud, "9912345000014", sale())
        assert isinstance(printed, Redeemed)
        assert not printed.read.is_single_use
        for name in ("", " ", "x" * 61, "T\x001"):
            assert await redeem(town, cloud, over, sale(name)) == "coupon.till_sale_wrong"
        assert (await states(town), await holders(town)) == ([], [])

    town.play(story)


def test_the_command_ends_well_only_where_the_coupon_was_free(operate: Operate) -> None:
    code = operate("coupons", "issue", "--voucher", "250")[1].strip()
    status, said = operate("coupons", "redeem", code, "--for", "T1-0007")
    told = json.loads(said)
    assert (status, told.pop("number") != "") == (0, True)
    worth = {"kind": "voucher", "amount_minor": 250, "currency": "CNY"}
    assert told == {**worth, "for": "T1-0007", "single_use": True, "again": False}
    status, said = operate("coupons", "redeem", code, "--for", "T1-0008")
    assert (status, "used already" in said, "Traceback" in said) == (1, True, False)
    status, said = operate("coupons", "redeem", code, "--for", "T1-0007", "--give-back")
    assert (status, json.loads(said)["given_back"]) == (0, True)
    assert operate("coupons", "redeem", code, "--for", "T1-0008")[0] == 0
