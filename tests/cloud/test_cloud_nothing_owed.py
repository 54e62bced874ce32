"""Baskets of which nothing is left to pay: paid and redeemed in one transaction, with no wallet to ask."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from cloud.payments.unsold import CODE as WITHOUT_SALE
from kiosk.domain.coupon_code import CouponSeries, SeriesKind
from kiosk.domain.events import Lane
from kiosk.domain.offer import PieceOffer, Selector
from kiosk.domain.offer_terms import OfferTerms
from kiosk.domain.payment import NO_WALLET, AttemptRequest, AttemptState
from kiosk.domain.pricing import price
from kiosk.domain.product import Names
from kiosk.domain.promotion import compile_offers
from kiosk.domain.refund_state import RefundState
from kiosk.domain.sale import Sale
from kiosk.errors import InputRefused
from tests.cloud.couponing import asked, holders, later, listed, of_another_sale, put, states, voucher, why
from tests.cloud.returning import back, no
from tests.cloud.town import BREAD, KIOSK, MILK, OFFERS, SECOND_KIOSK, Chain, Town, trade

S = AttemptState


async def owing_nothing(town: Town, cloud: Cloud, *texts: str) -> AttemptRequest:
    """A bread of 8.00 with a voucher of as much, or with these."""
    codes = texts or (await voucher(town, cloud, 800),)
    return replace(await asked(town, cloud, codes, lines=((BREAD, 1),)), wallet=NO_WALLET)


async def booked(town: Town, cloud: Cloud, request: AttemptRequest) -> Sale:
    sale = town.sale(request, await put(cloud, request))
    await cloud.intake.take(KIOSK, Lane.MONEY, [Chain().add("sale_closed", sale)])
    return sale


async def alarms(town: Town) -> list[str]:
    return [row.code for row in await town.rows("select code from alarms where settled_at is null")]


def test_a_voucher_over_the_total_pays_it_at_once_and_is_used(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = await owing_nothing(town, cloud)
        paid = await put(cloud, request)
        assert (paid.state, paid.amount_minor, paid.qr_text) == (S.PAID, 0, None)
        assert (await states(town), await holders(town)) == (["consumed"], [(request.sale_id, True)])
        await later(town, cloud, 8000)
        assert not town.till.calls
        assert await put(cloud, request) == paid

    town.play(story)


def test_the_sale_is_booked_without_a_doubt(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await booked(town, cloud, await owing_nothing(town, cloud))
        assert (sale.tender.amount_minor, sale.priced.total_minor) == (0, 800)
        [row] = await town.rows("select doubt, total_minor from sales")
        assert (row.doubt, row.total_minor) == (None, 800)
        await later(town, cloud, 8000)
        assert (await alarms(town), await states(town)) == ([], ["consumed"])

    town.play(story)


def test_of_many_kiosks_at_once_one_sells_for_the_voucher(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        first = await owing_nothing(town, cloud)
        requests = [first, *(of_another_sale(first) for _ in range(29))]
        answers = await asyncio.gather(
            *(put(cloud, one, SECOND_KIOSK if n % 2 else KIOSK) for n, one in enumerate(requests))
        )
        paid = [answer for answer in answers if answer.state is S.PAID]
        assert len(paid) == 1
        assert {why(one) for one in answers if one not in paid} == {"coupon.already_used"}
        assert await holders(town) == [(paid[0].sale_id, True)]

    town.play(story)


def test_asked_twice_at_once_it_is_paid_once(town: Town) -> None:
    """The answer was lost and the kiosk asks again, while the first is still on its way."""

    async def story(cloud: Cloud) -> None:
        request = await owing_nothing(town, cloud)
        answers = await asyncio.gather(*(put(cloud, request) for _ in range(5)))
        assert {(answer.state, answer.version) for answer in answers} == {(S.PAID, answers[0].version)}
        assert await states(town) == ["consumed"]
        [steps] = await town.rows("select count(*) as n from attempt_events where state = 'paid'")
        assert steps.n == 1

    town.play(story)


def test_a_word_that_comes_after_its_end_uses_nothing(town: Town) -> None:
    """Its kiosk has given it up meanwhile: the shopper may have paid with money since."""

    async def story(cloud: Cloud) -> None:
        request = await owing_nothing(town, cloud)
        town.wall.forward(200)
        assert why(await put(cloud, request)) == "payment.too_late"
        assert (await states(town), await holders(town)) == ([], [])

    town.play(story)


def test_a_basket_that_was_given_up_gives_the_voucher_back(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = await owing_nothing(town, cloud)
        await put(cloud, request)
        await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)
        await town.sweep_for(cloud, 5)
        assert (await town.row(cloud, request.attempt_id)).state is S.REFUNDED
        assert (await states(town), await holders(town)) == (["released"], [])
        assert not town.till.calls
        again = replace(request, attempt_id=f"{request.sale_id}-02", expires_at=town.wall.now())
        again = replace(again, expires_at=again.expires_at + timedelta(seconds=60))
        assert (await put(cloud, again)).state is S.PAID

    town.play(story)


def test_a_voucher_that_was_used_for_no_sale_is_told(town: Town) -> None:
    """A kiosk that broke after the voucher was used: somebody must look at it, as with money."""

    async def story(cloud: Cloud) -> None:
        await put(cloud, await owing_nothing(town, cloud))
        await later(town, cloud, 3700)
        assert await alarms(town) == [WITHOUT_SALE]

    town.play(story)


def test_without_a_wallet_nothing_but_nothing_is_paid(town: Town) -> None:
    """A kiosk that was tampered with gets no goods by saying that nothing is owed."""

    async def story(cloud: Cloud) -> None:
        owed = replace(await asked(town, cloud, [await voucher(town, cloud)], lines=((BREAD, 1),)))
        with pytest.raises(InputRefused) as caught:
            await put(cloud, replace(owed, wallet=NO_WALLET))
        assert caught.value.reason.values["why"] == "wallet"
        nothing = await owing_nothing(town, cloud)
        assert why(await put(cloud, replace(nothing, wallet="wechat"))) == "payment.nothing_to_pay"
        forged = of_another_sale(replace(town.request(lines=((BREAD, 1),)), wallet=NO_WALLET))
        book, gift = compile_offers(OFFERS, town.revision), {"1002": replace(BREAD, price_minor=0)}
        lowered = replace(forged, priced=price(forged.basket, gift, book, forged.context))
        assert why(await put(cloud, lowered)) == "payment.price_differs"
        dearer = await owing_nothing(town, cloud)
        claims = (replace(dearer.claims[0], text=await voucher(town, cloud, 100)),)
        assert why(await put(cloud, replace(dearer, claims=claims))) == "coupon.differs"
        assert await states(town) == []

    town.play(story)


def test_what_costs_nothing_by_its_coupon_is_taken_without_a_wallet(town: Town) -> None:
    free = PieceOffer(
        offer_id="free-milk",
        names=Names("赠奶", "Free milk"),
        goods=Selector(skus=("1001",)),
        percent=100,
        terms=OfferTerms(coupon=True, most_uses=1),
    )

    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, Contents(products=(MILK, BREAD), offers=(free,)))
        code = await voucher(town, cloud, offer_id="free-milk")
        request = await asked(town, cloud, [code], offers=(free,), lines=((MILK, 1),))
        assert (await put(cloud, replace(request, wallet=NO_WALLET))).state is S.PAID
        assert await states(town) == ["consumed"]

    town.play(story)


def test_a_coupon_that_a_wallet_must_redeem_is_refused_in_words(town: Town) -> None:
    wallets = CouponSeries(starts_with="WXQ-", offer_id="two-milks", kind=SeriesKind.WECHAT, stock_id="1")

    async def story(cloud: Cloud) -> None:
        await listed(cloud, wallets)
        codes = [await voucher(town, cloud, 600), "WXQ-7HD2"]
        request = replace(await asked(town, cloud, codes, lines=((MILK, 2),)), wallet=NO_WALLET)
        answer = await put(cloud, request)
        assert why(answer) == "coupon.needs_wechat"
        assert answer.reason is not None
        assert answer.reason.values["claim"] == request.claims[1].claim.claim_id
        assert (await holders(town), town.till.calls["use_coupon"]) == ([], 0)

    town.play(story)


def test_what_a_voucher_paid_comes_back_as_one(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        sale = await booked(town, cloud, await owing_nothing(town, cloud))
        row = await back(cloud, sale, ask=False)
        assert (row.money_minor, row.voucher_minor, row.state) == (0, 800, RefundState.GIVEN)
        assert row.voucher.startswith("TLC1.")
        assert await no(back(cloud, sale)) == "refund.nothing"
        await town.sweep_for(cloud, 5)
        assert not town.till.calls
        again = await owing_nothing(town, cloud, row.voucher)
        assert (await put(cloud, again)).state is S.PAID

    town.play(story)


def test_an_older_code_of_the_sale_gives_its_money_back(town: Town) -> None:
    """The shopper went back from a code, added a voucher, and somebody paid the code all the same."""

    async def story(cloud: Cloud) -> None:
        first = await asked(town, cloud, [], lines=((BREAD, 1),))
        await put(cloud, first)
        town.till.lose["close"] = town.till.lose["query"] = "request"
        await cloud.desk.close(KIOSK, first.attempt_id)
        second = await owing_nothing(town, cloud)
        second = replace(second, sale_id=first.sale_id, attempt_id=f"{first.sale_id}-02")
        assert (await put(cloud, second)).state is S.PAID
        town.till.lose.clear()
        town.till.pay(trade(first))
        await town.sweep_for(cloud, 12)
        assert (await town.row(cloud, first.attempt_id)).state is S.REFUNDED
        assert (town.till.kept(), await states(town)) == (0, ["consumed"])

    town.play(story)
