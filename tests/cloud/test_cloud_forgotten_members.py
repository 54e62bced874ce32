"""What payments keep of a member who is forgotten: amounts, no code, no segment, no name."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace

import pytest
from sqlalchemy import text

from cloud.assembly import Cloud
from cloud.sales.forgetting import forget_member
from kiosk.domain.events import Lane
from kiosk.domain.member import parse_member_code
from kiosk.domain.offer import Offer
from kiosk.domain.offer_members import for_member
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.pricing import price
from kiosk.domain.promotion import compile_offers
from kiosk.errors import CloudRefused
from tests.cloud import couponing
from tests.cloud.couponing import put, voucher, why
from tests.cloud.member_offers import GOODS, ONCE, STAFF, asked, give, off_bread, paid, sell, uses, waiting
from tests.cloud.town import BREAD, KIOSK, Chain, Town
from tests.cloud.visits import Operate

KEPT = (
    "select a.state, a.reason::text as reason, convert_from(a.request, 'UTF8') as request,"
    " (select string_agg(e.why::text, ' ') from attempt_events e where e.attempt_id = a.attempt_id) as why"
    " from pay_attempts a order by a.created_at"
)
CUT = off_bread("cut", 400, coupon=True)


async def kept(town: Town) -> str:
    """All that the books of payments hold, the codes in it read."""
    told = [" ".join(map(str, row)) for row in await town.rows(KEPT)]
    told += [str(tuple(row)) for row in await town.rows("select * from claims")]
    told += [str(tuple(row)) for row in await town.rows("select * from alarms")]
    words = [word for each in told for word in each.replace('"', ".").split(".")]
    for word in words:
        try:
            told.append(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode())
        except ValueError:
            continue
    return "\n".join(told)


async def forget(town: Town, cloud: Cloud) -> None:
    async with cloud.database.as_tenant("demo") as connection:
        await forget_member(connection, "m-1", town.wall.now())


async def with_coupon(town: Town, cloud: Cloud, *offers: Offer) -> AttemptRequest:
    """A member's request with a coupon that is theirs alone."""
    code = await voucher(town, cloud, offer_id="cut", member_ref="m-1")
    plain = await couponing.asked(town, cloud, [code], offers=offers, lines=((BREAD, 1),))
    member, book = await town.member(cloud), compile_offers(offers, town.revision)
    context = for_member(plain.context, parse_member_code(member.proof)[0], book)
    town.wall.forward(60)
    context = replace(context, at=town.wall.now())
    return replace(plain, member=member, context=context, priced=price(plain.basket, GOODS, book, context))


def test_a_payment_asked_for_after_its_member_was_forgotten_keeps_nothing_of_them(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, ONCE)
        await give(town, cloud, "diabetic")
        request = await asked(town, cloud, offers)
        guest = replace(await asked(town, cloud, offers), context=town.request().context)
        guest = replace(
            guest,
            priced=price(guest.basket, GOODS, compile_offers(offers, town.revision), guest.context),
        )
        await forget(town, cloud)
        assert why(await put(cloud, request)) == "payment.member_not_proven"
        assert (await put(cloud, guest)).amount_minor == 800
        books = await kept(town)
        for word in ("m-1", "李", "diabetic"):
            assert word not in books, word
        assert why(await put(cloud, request)) == "payment.member_not_proven"  # known by its hash
        with pytest.raises(CloudRefused, match=r"payment\.attempt_differs"):
            await put(cloud, replace(request, member=None))

    town.play(story)


def test_forgetting_waits_for_a_payment_that_is_being_asked_for(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, ONCE)
        request = await asked(town, cloud, offers)
        async with cloud.database.as_tenant("demo") as books:
            await books.execute(text("lock table pay_attempts in share row exclusive mode"))
            asking = asyncio.create_task(put(cloud, request))
            await waiting(town, 1)
            forgetting = asyncio.create_task(forget(town, cloud))
            await waiting(town, 2, forgetting)
        await forgetting
        assert (await asking).amount_minor == 500
        told = await kept(town)
        assert "m-1" not in told
        assert "李" not in told
        assert await uses(town) == []

    town.play(story)


def test_codes_and_segments_are_gone_from_what_was_paid_and_refused(town: Town, operate: Operate) -> None:
    async def shopping(cloud: Cloud) -> None:
        offers = await sell(town, cloud, CUT, STAFF, ONCE)
        await give(town, cloud, "diabetic")
        request = await with_coupon(town, cloud, *offers)
        await paid(town, cloud, request)
        sale = town.sale(request, (await town.row(cloud, request.attempt_id)).answer())
        await cloud.intake.take(KIOSK, Lane.MONEY, [Chain().add("sale_closed", sale)])
        plain = await asked(town, cloud, offers)
        context = replace(plain.context, member_segments=("member", "staff"))
        priced = price(plain.basket, GOODS, compile_offers(offers, town.revision), context)
        refused = await put(cloud, replace(plain, context=context, priced=priced))
        assert why(refused) == "payment.member_segments_differ"
        told = await kept(town)
        assert "m-1" in told.partition("select")[0]
        assert told.count("diabetic") > 2

    async def after(cloud: Cloud) -> None:
        told = await kept(town)
        assert "m-1" not in told
        assert "李" not in told
        reasons = await town.rows(
            "select reason::text from pay_attempts where reason #> '{values}' is not null"
            " union all select why::text from attempt_events where why #> '{values}' is not null"
        )
        assert len(reasons) == 2
        assert all("payment.member_segments_differ" in row.reason for row in reasons)
        assert all("diabetic" not in row.reason for row in reasons)
        assert [tuple(row) for row in await town.rows("select member_ref, state from claims")] == [
            (None, "consumed")
        ]
        await town.sweep_for(cloud, 3)
        assert [row.doubt for row in await town.rows("select doubt from sales")] == [None]

    town.play(shopping)
    assert operate("member", "forget", "m-1")[0] == 0
    town.play(after)


def test_a_coupon_of_another_member_leaves_its_number_only(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, CUT)
        mine = await with_coupon(town, cloud, *offers)
        context = replace(mine.context, member_segments=(), limits_used=())
        priced = price(mine.basket, GOODS, compile_offers(offers, town.revision), context)
        assert why(await put(cloud, replace(mine, member=None, context=context, priced=priced))) == (
            "coupon.other_member"
        )
        told = await kept(town)
        assert "m-1" not in told
        assert mine.claims[0].claim.number in told
        assert mine.claims[0].text not in told

    town.play(story)
