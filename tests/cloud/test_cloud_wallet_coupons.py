"""Merchant coupons of a wallet: used before the money is asked for, asked back where none came."""

from __future__ import annotations

import uuid
from dataclasses import replace

from cloud.assembly import Cloud
from cloud.payments.providers.port import ProviderRefused, Refusal
from kiosk.domain.coupon_code import CouponSeries, SeriesKind
from kiosk.domain.payment import AttemptState
from tests.cloud.couponing import asked, holders, later, listed, states
from tests.cloud.town import KIOSK, MILK, Town, trade

S = AttemptState
CODE = "WXQ-7HD2"
WALLETS = CouponSeries(starts_with="WXQ-", offer_id="two-milks", kind=SeriesKind.WECHAT, stock_id="1234567")
TWO = ((MILK, 2),)


async def redemptions(town: Town) -> list[str]:
    rows = await town.rows("select redemption from claims order by attempt_id")
    return [row.redemption for row in rows]


def test_it_is_used_at_the_wallet_before_the_code_shows_and_stays_used_when_paid(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await listed(cloud, WALLETS)
        town.till.coupons[CODE] = ""
        request = await asked(town, cloud, [CODE], lines=TWO)
        shown = await cloud.desk.put(KIOSK, request)
        assert shown.state is S.PRESENTED
        assert len(town.till.coupons[CODE]) == 32
        town.till.pay(trade(request))
        await later(town, cloud, 130)
        assert (await states(town), await redemptions(town)) == (["consumed"], ["redeemed"])
        assert town.till.calls["return_coupon"] == 0

    town.play(story)


def test_a_coupon_the_wallet_does_not_take_refuses_the_payment_in_words(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await listed(cloud, WALLETS)
        town.till.coupons[CODE] = "used elsewhere"
        request = await asked(town, cloud, [CODE], lines=TWO)
        answer = await cloud.desk.put(KIOSK, request)
        assert answer.reason is not None
        assert (answer.state, answer.reason.code) == (S.REFUSED, "coupon.refused_by_wechat")
        assert answer.reason.values["claim"] == request.claims[0].claim.claim_id
        assert town.till.calls["create"] == 0
        assert (await states(town), await holders(town)) == (["released"], [])
        assert (await cloud.desk.put(KIOSK, await asked(town, cloud, []))).state is S.PRESENTED

    town.play(story)


def test_a_payment_that_came_to_nothing_asks_the_coupon_back_until_it_is(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await listed(cloud, WALLETS)
        town.till.coupons[CODE] = ""
        request = await asked(town, cloud, [CODE], lines=TWO)
        await cloud.desk.put(KIOSK, request)
        town.till.lose["return_coupon"] = "answer"
        await cloud.desk.close(KIOSK, request.attempt_id)
        await later(town, cloud, 65)
        assert (await town.row(cloud, request.attempt_id)).state is S.CLOSED
        assert await redemptions(town) == ["returning"]
        assert await holders(town) == [(request.sale_id, False)]
        town.till.lose.clear()
        await later(town, cloud, 65)
        assert (await redemptions(town), await holders(town)) == (["returned"], [])
        assert town.till.coupons[CODE] == ""
        again = await asked(town, cloud, [CODE], lines=TWO)
        assert (await cloud.desk.put(KIOSK, again)).state is S.PRESENTED

    town.play(story)


def test_a_use_without_an_answer_is_unknown_refused_and_asked_back(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await listed(cloud, WALLETS)
        town.till.coupons[CODE] = ""
        town.till.lose["use_coupon"] = "answer"
        answer = await cloud.desk.put(KIOSK, await asked(town, cloud, [CODE], lines=TWO))
        assert answer.reason is not None
        assert (answer.state, answer.reason.code) == (S.REFUSED, "coupon.not_confirmed")
        assert await redemptions(town) == ["asked"]
        assert len(await holders(town)) == 1
        town.till.lose.clear()
        await later(town, cloud, 130)
        assert (await redemptions(town), await holders(town)) == (["returned"], [])
        assert town.till.coupons[CODE] == ""

    town.play(story)


def test_a_use_that_never_arrived_needs_no_return(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await listed(cloud, WALLETS)
        town.till.coupons[CODE] = ""
        town.till.lose["use_coupon"] = "request"
        await cloud.desk.put(KIOSK, await asked(town, cloud, [CODE], lines=TWO))
        town.till.lose.clear()
        await later(town, cloud, 130)
        assert (await redemptions(town), await holders(town)) == (["returned"], [])
        assert await town.rows("select code from alarms") == []

    town.play(story)


def test_another_attempt_of_the_sale_goes_on_with_the_same_use(town: Town) -> None:
    """Changing the wallet or going back and on asks nothing back that is needed."""

    async def story(cloud: Cloud) -> None:
        await listed(cloud, WALLETS)
        town.till.coupons[CODE] = ""
        sale_id = str(uuid.uuid4())
        first = await asked(town, cloud, [CODE], lines=TWO, sale_id=sale_id)
        await cloud.desk.put(KIOSK, first)
        await cloud.desk.close(KIOSK, first.attempt_id)
        plain = await asked(town, cloud, [CODE], lines=TWO, sale_id=sale_id, number=2)
        second = replace(
            plain, claims=first.claims, context=replace(plain.context, claims=first.context.claims)
        )
        assert (await cloud.desk.put(KIOSK, second)).state is S.PRESENTED
        await later(town, cloud, 65)
        assert town.till.calls["return_coupon"] == 0
        town.till.pay(trade(second))
        await later(town, cloud, 65)
        assert await states(town) == ["released", "consumed"]
        assert town.till.coupons[CODE]
        assert town.till.calls["return_coupon"] == 0

    town.play(story)


def test_a_return_that_is_refused_is_told_to_people(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await listed(cloud, WALLETS)
        town.till.coupons[CODE] = ""
        request = await asked(town, cloud, [CODE], lines=TWO)
        await cloud.desk.put(KIOSK, request)
        town.till.refuse["return_coupon"] = ProviderRefused("NO_AUTH", kind=Refusal.NOT_AUTHORISED)
        await cloud.desk.close(KIOSK, request.attempt_id)
        await later(town, cloud, 130)
        [alarm] = await town.rows("select code from alarms")
        assert alarm.code == "coupon.return_refused"
        assert len(await holders(town)) == 1

    town.play(story)
