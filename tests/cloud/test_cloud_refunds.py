"""Goods that come back: each piece gives back what was paid for it, once, whatever crashes when."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from cloud.pages.returns import shown_returns
from cloud.payments.providers.port import ProviderRefused, Refusal
from cloud.payments.providers.port import RefundState as Theirs
from cloud.payments.refund_rows import RefundRow, given_by_hand
from cloud.sales.returning import retry
from cloud.sales.settling import settle_alarm
from kiosk.domain.pricing import price
from kiosk.domain.product import Names, Product
from kiosk.domain.promotion import compile_offers
from kiosk.domain.refund_state import RefundState
from kiosk.domain.role import Role
from kiosk.errors import InputRefused
from tests.cloud.couponing import asked as asked_with
from tests.cloud.couponing import holders, states, voucher
from tests.cloud.returning import CLERK, back, no, now_of, points, rewrite, sold
from tests.cloud.town import BREAD, KIOSK, MILK, OFFERS, Town

S = RefundState
CAN = Product(
    sku="1004", names=Names("押金", "Deposit"), category="x", price_minor=25, tax_code="none", tax_bp=0,
    role=Role.DEPOSIT,
)  # fmt: skip
COLA = replace(BREAD, sku="1003", names=Names("可乐", "Cola"), price_minor=375, deposit_sku="1004")


def test_a_part_gives_back_what_was_paid_for_it_and_all_parts_exactly_the_whole(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await sold(town, cloud)
        first = await back(cloud, sale, 1)
        assert (first.money_minor, first.state, first.refund_no) == (300, S.PENDING, first.provider_no)
        await town.sweep_for(cloud, 5)
        assert (await now_of(cloud, first)).state is S.GIVEN
        rest = [await back(cloud, sale, 2), await back(cloud, sale)]
        assert [row.money_minor for row in rest] == [800, 300]
        await town.sweep_for(cloud, 5)
        assert town.till.kept() == 0
        assert town.till.calls["refund"] == 3
        assert await no(back(cloud, sale)) == "refund.nothing"
        assert await no(back(cloud, sale, 1)) == "refund.too_many_pieces"

    town.play(story)


def test_of_two_clerks_at_once_one_gives_the_piece_back(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await sold(town, cloud)
        said = await asyncio.gather(*(back(cloud, sale, 2) for _ in range(8)), return_exceptions=True)
        assert sum(isinstance(one, RefundRow) for one in said) == 1
        assert {one.reason.code for one in said if isinstance(one, InputRefused)} == {
            "refund.too_many_pieces"
        }
        await town.sweep_for(cloud, 5)
        assert town.till.kept() == 600

    town.play(story)


def test_the_same_word_twice_is_one_refund(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await sold(town, cloud)
        rows = await asyncio.gather(*(back(cloud, sale, 1, once="till 7") for _ in range(4)))
        assert len({row.refund_no for row in rows}) == 1
        await town.sweep_for(cloud, 5)
        assert (town.till.kept(), len(town.till.refunds)) == (1400 - 300, 1)

    town.play(story)


def test_a_crash_between_the_commit_and_the_call_is_gone_on_with_by_the_sweeper(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await sold(town, cloud)
        row = await back(cloud, sale, 2, ask=False)
        assert (row.state, town.till.calls["refund"]) == (S.REQUESTED, 0)
        await town.sweep_for(cloud, 5)
        assert town.till.calls["refund"] == 0  # whoever committed it has ten seconds
        await town.sweep_for(cloud, 15)
        assert (await now_of(cloud, row)).state is S.GIVEN
        assert (town.till.calls["refund"], town.till.kept()) == (1, 600)

    town.play(story)


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_provider_that_does_not_answer_is_unknown_and_asked_again_by_the_same_number(
    town: Town, lost: str
) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await sold(town, cloud)
        town.till.lose["refund"] = lost
        row = await back(cloud, sale, 2)
        assert row.state is S.UNKNOWN
        await town.sweep_for(cloud, 3)
        town.till.lose.clear()
        await town.sweep_for(cloud, 15)
        assert (await now_of(cloud, row)).state is S.GIVEN
        assert (list(town.till.refunds), town.till.kept()) == ([row.refund_no], 600)

    town.play(story)


def test_what_the_provider_refuses_is_told_to_people_still_owed_and_tried_once_more(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await sold(town, cloud)
        town.till.refuse["refund"] = ProviderRefused("INVALID_REQUEST", kind=Refusal.INVALID)
        row = await back(cloud, sale, 2)
        assert (row.state, row.refusal and row.refusal.code) == (S.REFUSED, "refund.refused")
        alarms = "select about->>'refund' as refund from alarms where settled_at is null"
        assert [one.refund for one in await town.rows(alarms)] == [row.refund_no]
        assert await no(back(cloud, sale, 2)) == "refund.too_many_pieces"
        town.till.refuse.clear()
        async with cloud.database.as_tenant("demo") as connection:
            assert (await retry(connection, row.refund_no, cloud.now())).state is S.REQUESTED
        await town.sweep_for(cloud, 5)
        assert (await now_of(cloud, row)).state is S.GIVEN
        assert (await town.rows(alarms), town.till.kept()) == ([], 600)

    town.play(story)


@pytest.mark.soak
def test_what_people_gave_by_hand_is_not_asked_for_again(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await sold(town, cloud)
        town.till.refuse["refund"] = ProviderRefused("INVALID_REQUEST", kind=Refusal.INVALID)
        row = await back(cloud, sale, 2)
        [alarm] = await town.rows("select alarm_id from alarms where settled_at is null")
        async with cloud.database.as_tenant("demo") as connection:
            assert not await given_by_hand(connection, [row])
            await settle_alarm(connection, "demo", alarm.alarm_id, CLERK, cloud.now())
            [shown] = shown_returns(sale, [row], await given_by_hand(connection, [row]), "en")
            assert (shown.given, shown.with_staff) == (True, False)
            assert await no(retry(connection, row.refund_no, cloud.now())) == "refund.given_by_hand"
        await town.sweep_for(cloud, 5)
        assert town.till.calls["refund"] == 1

    town.play(story)


@pytest.mark.soak
def test_a_refund_the_provider_closed_is_tried_by_the_next_number(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await sold(town, cloud)
        row = await back(cloud, sale, 2)
        town.till.refund_becomes = Theirs.CLOSED
        await town.sweep_for(cloud, 5)
        assert (await now_of(cloud, row)).state is S.REFUSED
        async with cloud.database.as_tenant("demo") as connection:
            await retry(connection, row.refund_no, cloud.now())
        await cloud.refunding.work("demo", row.refund_no)
        town.till.refund_becomes = Theirs.SUCCESS
        await town.sweep_for(cloud, 8)
        again = await now_of(cloud, row)
        assert (again.state, again.provider_no) == (S.GIVEN, f"{row.refund_no}-R2")
        given = town.till.refunds[again.provider_no]
        assert (given.state, given.amount_minor) == (Theirs.SUCCESS, 800)

    town.play(story)


def test_points_go_back_with_the_pieces_and_never_twice(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        member = await town.member(cloud)
        sale = await sold(town, cloud, member=member)
        assert await points(town) == [("earned", 14)]
        assert (await back(cloud, sale, 1)).points == 3
        assert (await back(cloud, sale)).points == 11
        assert await points(town) == [("earned", 14), ("returned", -3), ("returned", -11)]

    town.play(story)


def test_a_deposit_comes_with_its_good_and_never_alone(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, Contents(products=(MILK, BREAD, COLA, CAN), offers=OFFERS))
        request = town.request(lines=((BREAD, 1),))
        goods = {one.sku: one for one in (BREAD, COLA, CAN)}
        basket = replace(request.basket, lines=(replace(request.basket.lines[0], sku="1003", quantity=2),))
        priced = price(basket, goods, compile_offers(OFFERS, town.revision), request.context)
        request = replace(request, basket=basket, priced=priced)
        sale = await sold(town, cloud, request=request, products=goods)
        row = await back(cloud, sale, 1)
        assert [(line.sku, line.pieces, line.amount_minor) for line in row.lines] == [
            ("1003", 1, 375),
            ("1004", 1, 25),
        ]
        assert await no(back(cloud, sale, 2)) == "refund.deposit_follows"
        assert (await back(cloud, sale)).money_minor == 400
        await town.sweep_for(cloud, 5)
        assert town.till.kept() == 0

    town.play(story)


def test_what_a_voucher_paid_comes_back_as_a_new_one_that_pays_again(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = await asked_with(town, cloud, [await voucher(town, cloud)], lines=((BREAD, 1),))
        sale = await sold(town, cloud, request=request)
        row = await back(cloud, sale)
        assert (row.money_minor, row.voucher_minor, row.frees_coupons) == (700, 100, True)
        assert await states(town) == ["consumed"]  # the old code is used for ever
        await town.sweep_for(cloud, 5)
        assert town.till.kept() == 0
        again = await asked_with(town, cloud, [row.voucher], lines=((BREAD, 1),))
        shown = await cloud.desk.put(KIOSK, again)
        assert shown.amount_minor == 700

    town.play(story)


def test_a_coupon_is_free_again_with_the_last_good(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        code = await voucher(town, cloud, offer_id="two-milks")
        request = await asked_with(town, cloud, [code], lines=((MILK, 2), (BREAD, 1)))
        sale = await sold(town, cloud, request=request)
        assert await holders(town) == [(sale.sale_id, True)]
        await back(cloud, sale, 1)
        assert await states(town) == ["consumed"]
        await back(cloud, sale)
        assert (await states(town), await holders(town)) == (["released"], [])

    town.play(story)


def test_no_part_comes_back_of_money_that_went_back_whole_or_is_in_doubt(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await sold(town, cloud)
        await rewrite(town, "update pay_attempts set state = 'refunded'")
        assert await no(back(cloud, sale, 2)) == "refund.money_gone"
        doubt = '{"code": "sale.money_returned", "values": {}}'
        await rewrite(town, f"update sales set doubt = '{doubt}'::jsonb")
        assert await no(back(cloud, sale, 2)) == "refund.sale_in_doubt"
        assert town.till.calls["refund"] == 0

    town.play(story)


def test_a_record_that_tells_of_vouchers_nobody_used_gives_none(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await sold(town, cloud)
        await rewrite(town, "update pay_attempts set paid_minor = 700")
        assert (await back(cloud, sale, 1)).money_minor == 300
        assert await no(back(cloud, sale)) == "refund.sale_in_doubt"

    town.play(story)


def test_no_tenant_sees_anothers_refunds(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await back(cloud, await sold(town, cloud), 1)
        assert len(await town.rows("select * from refunds")) == 1
        assert await town.rows("select * from refunds", tenant="other") == []

    town.play(story)
