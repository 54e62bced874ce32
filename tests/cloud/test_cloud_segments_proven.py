"""Offers for segments: given to whom the retailer says, and to nobody on a kiosk's word."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from cloud.assembly import Cloud
from cloud.sales.forgetting import forget_member
from kiosk.domain.pricing import price
from kiosk.domain.promotion import compile_offers
from tests.cloud.couponing import put, why
from tests.cloud.member_offers import (
    GOODS,
    ONCE,
    STAFF,
    S,
    again,
    asked,
    give,
    paid,
    sell,
)
from tests.cloud.town import Town


def test_a_segment_is_what_the_retailer_says_and_no_kiosk(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, STAFF)
        plain = await asked(town, cloud, offers)
        context = replace(plain.context, member_segments=("member", "staff"))
        priced = price(plain.basket, GOODS, compile_offers(offers, town.revision), context)
        forged = replace(plain, context=context, priced=priced)
        assert priced.total_minor == 300
        assert why(await put(cloud, forged)) == "payment.member_segments_differ"
        await give(town, cloud, "gold", "staff")
        honest = await asked(town, cloud, offers)
        assert honest.context.member_segments == ("member", "gold", "staff")
        assert (await put(cloud, honest)).amount_minor == 300

    town.play(story)


def test_a_change_counts_once_the_code_of_before_is_over(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, STAFF)
        await give(town, cloud, "staff")
        soon, late = await asked(town, cloud, offers), await asked(town, cloud, offers)
        await give(town, cloud)
        assert (await put(cloud, soon)).amount_minor == 300
        scanned = (
            replace(late, member=replace(late.member, scanned_at=town.wall.now())) if late.member else late
        )
        town.wall.forward(180)
        said = await put(cloud, scanned)
        assert why(said) == "payment.member_segments_differ"
        dearer = again(scanned, offers, said)
        assert dearer.context.member_segments == ("member",)
        assert (await put(cloud, dearer)).amount_minor == 800

    town.play(story)


def test_a_kiosk_that_knows_of_no_segments_asks_for_what_every_member_pays(town: Town) -> None:
    """It was not updated yet: the shopper pays what it showed, which gives nothing away."""

    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, STAFF)
        await give(town, cloud, "gold", "staff")
        told = await asked(town, cloud, offers)
        context = replace(told.context, member_segments=("member",))
        priced = price(told.basket, GOODS, compile_offers(offers, town.revision), context)
        town.wall.forward(180)
        context = replace(context, at=town.wall.now())
        plain = replace(told, context=context, priced=priced)
        assert plain.member is not None
        scanned = replace(plain.member, scanned_at=town.wall.now() - timedelta(seconds=200))
        said = await put(cloud, replace(plain, member=scanned))
        assert (said.state, said.amount_minor) == (S.PRESENTED, 800)

    town.play(story)


def test_people_who_change_a_member_at_once_do_so_one_after_another(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        names = ("gold", "silver", "bronze", "staff")
        await asyncio.gather(*(give(town, cloud, name, "student") for name in names))
        kept = "select before, after from member_segment_changes"
        changes = {tuple(row.before): tuple(row.after) for row in await town.rows(kept)}
        now: tuple[str, ...] = ()
        for _ in names:
            now = changes.pop(now)
        held = "select segment from member_segments order by segment"
        assert now == tuple(row.segment for row in await town.rows(held))
        assert not changes

    town.play(story)


def test_who_changed_a_members_segments_is_kept_until_the_member_is_forgotten(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, STAFF, ONCE)
        await give(town, cloud, "staff")
        await give(town, cloud, "staff")
        await give(town, cloud, "staff", "gold")
        await paid(town, cloud, await asked(town, cloud, offers))
        kept = "select before, after, changed_by from member_segment_changes order by changed_at"
        assert [tuple(row) for row in await town.rows(kept)] == [
            ([], ["staff"], "anna"),
            (["staff"], ["gold", "staff"], "anna"),
        ]
        assert await town.rows("select 1 from member_segments", tenant="other") == []
        async with cloud.database.as_tenant("demo") as connection:
            await forget_member(connection, "m-1", town.wall.now())
        for table in ("member_segments", "member_segment_changes", "member_uses"):
            assert await town.rows(f"select 1 from {table}") == []

    town.play(story)
