"""The cloud before it asks for money: today's sale rules, and prices by the store's own lists and hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from kiosk.domain.category import Category
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.pricing import price
from kiosk.domain.product import Names, Product, SelfService, TripLimit
from kiosk.domain.promotion import compile_offers
from kiosk.domain.sale_hours import SaleHours
from tests.cloud.town import BREAD, KIOSK, MILK, Town

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
BEER = replace(BREAD, sku="3003", category="beer", gtins=())
GOODS = (MILK, BREAD, BEER)


async def answer(town: Town, cloud: Cloud, *goods: tuple[Product, int]) -> str:
    """What becomes of asking for money, with the goods as the kiosk has them: `presented`, or a refusal."""
    attempt = await cloud.desk.put(KIOSK, town.request(lines=goods))
    assert town.till.calls["create"] == (attempt.reason is None)
    return attempt.state.value if attempt.reason is None else attempt.reason.code


def minute_of(town: Town) -> int:
    local: datetime = town.wall.now().astimezone(ZoneInfo("Asia/Shanghai"))
    return local.hour * 60 + local.minute


def closed_now(town: Town) -> tuple[SaleHours, ...]:
    now = minute_of(town)
    return (SaleHours(EVERY_DAY, (now + 60) % 1440, (now - 60) % 1440 or 1440),)


@pytest.mark.parametrize("rule", ["stop", "hours", "home", "category hours", "own hours in them", "limit"])
def test_a_rule_that_has_not_reached_the_kiosk_keeps_the_money_from_being_asked_for(
    town: Town, rule: str
) -> None:
    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, Contents(products=GOODS))
        before = town.revision
        now = {
            "stop": replace(BEER, sale_stop=True),
            "hours": replace(BEER, hours=closed_now(town)),
            "own hours in them": replace(BEER, hours=(SaleHours(EVERY_DAY, 0, 1440),)),
            "home": replace(BEER, extended_range=True),
            "limit": replace(BEER, limits=(TripLimit("", 1),)),
        }.get(rule, BEER)
        hours = closed_now(town) if rule in ("category hours", "own hours in them") else ()
        tree = (
            Category(category_id="alcohol", names=Names("酒"), hours=hours),
            Category(category_id="beer", parent="alcohol", names=Names("啤酒")),
        )
        await town.sell(cloud, Contents(products=(MILK, BREAD, now), categories=tree))
        town.revision = before
        assert await answer(town, cloud, (BEER, 2)) == "payment.not_sold_now"

    town.play(story)


@pytest.mark.parametrize(
    "word", [{"minimum_age": 18}, {"self_service": SelfService.STAFF}, {"identity_required": True}]
)
def test_a_word_of_staff_that_is_needed_from_now_on_is_needed_whatever_the_basket_began_with(
    town: Town, word: dict[str, Any]
) -> None:
    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, Contents(products=GOODS))
        before = town.revision
        await town.sell(cloud, Contents(products=(replace(MILK, **word), BREAD, BEER)))
        after, town.revision = town.revision, before
        assert await answer(town, cloud, (MILK, 1)) == "payment.approval_missing"
        allowed = town.request(lines=((MILK, 1),), approved_by="a-1")
        assert (await cloud.desk.put(KIOSK, allowed)).state.value == "presented"
        town.revision = after
        await town.sell(cloud, Contents(products=GOODS))
        town.revision = after  # where it was asked for; it is not any more
        town.till.calls.clear()
        assert await answer(town, cloud, (MILK, 1)) == "presented"

    town.play(story)


def test_alcohol_is_sold_by_the_clouds_clock_whatever_the_kiosk_says_it_is(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        now = minute_of(town)
        until_2_h_ago = (SaleHours(EVERY_DAY, (now - 600) % 1440, (now - 120) % 1440 or 1440),)
        await town.sell(cloud, Contents(products=(MILK, replace(BEER, hours=until_2_h_ago))))
        honest = town.request(lines=((BEER, 1),))
        for hours in (0, 3):
            at = honest.context.at - timedelta(hours=hours)
            asked = replace(town.request(lines=((BEER, 1),)), context=replace(honest.context, at=at))
            attempt = await cloud.desk.put(KIOSK, asked)
            assert attempt.reason is not None
            assert attempt.reason.code == "payment.not_sold_now"

    town.play(story)


def test_a_category_that_staff_must_allow_is_not_sold_without_their_word(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        tree = (Category(category_id="beer", names=Names("啤酒"), self_service=SelfService.STAFF),)
        await town.sell(cloud, Contents(products=GOODS, categories=tree))
        assert await answer(town, cloud, (BEER, 1)) == "payment.approval_missing"

    town.play(story)


def test_a_price_that_has_begun_is_the_price(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        begun = Price(sku=BEER.sku, amount_minor=777, starts_at=town.wall.now() - timedelta(hours=1))
        future = Price(sku=BEER.sku, amount_minor=1, starts_at=town.wall.now() + timedelta(hours=1))
        await town.sell(cloud, Contents(products=GOODS, prices=(begun, future)))
        assert await answer(town, cloud, (BEER, 1)) == "payment.price_differs"
        assert await answer(town, cloud, (replace(BEER, prices=(begun, future)), 1)) == "presented"

    town.play(story)


def test_a_kiosk_takes_no_prices_of_another_group_of_stores(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        cheap = Price(sku=BEER.sku, amount_minor=1, price_list="outlet")
        await town.sell(cloud, Contents(products=GOODS, prices=(cheap,)))
        honest = town.request(lines=((replace(BEER, prices=(cheap,)), 1),))
        forged = replace(honest, context=replace(honest.context, price_lists=("outlet",)))
        attempt = await cloud.desk.put(KIOSK, forged)
        assert attempt.reason is not None
        assert attempt.reason.code == "payment.context_differs"

    town.play(story)


async def asked(
    town: Town, cloud: Cloud, good: Product, revision: int, at: datetime | None = None
) -> tuple[int, str]:
    """What a kiosk with the good as that revision has it asks for, and what becomes of it."""
    book = compile_offers((), revision)
    plain = town.request(lines=((good, 1),))
    context = plain.context if at is None else replace(plain.context, at=at)
    priced = price(plain.basket, {good.sku: good}, book, context)
    attempt = await cloud.desk.put(KIOSK, replace(plain, context=context, priced=priced))
    return priced.total_minor, attempt.state.value if attempt.reason is None else attempt.reason.code


def test_a_price_that_was_withdrawn_before_it_began_is_nobodys(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        soon = town.wall.now() + timedelta(minutes=5)
        wrong = Price(sku=MILK.sku, amount_minor=1, starts_at=soon)
        kept = Price(sku=BREAD.sku, amount_minor=900, starts_at=soon)
        milk, bread = replace(MILK, prices=(wrong,)), replace(BREAD, prices=(kept,))
        await town.sell(cloud, Contents(products=GOODS, prices=(wrong, kept)))
        then = town.revision
        town.wall.forward(60)
        await town.sell(cloud, Contents(products=GOODS, prices=(kept,)))
        assert await asked(town, cloud, milk, then) == (350, "presented")
        town.wall.forward(301)
        assert await asked(town, cloud, milk, then) == (1, "payment.price_differs")
        assert await asked(town, cloud, bread, then) == (900, "presented")

    town.play(story)


def test_an_offer_is_over_by_the_clouds_clock_whatever_the_kiosk_says_it_is(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        now = town.wall.now()
        offer = Price(sku=MILK.sku, kind=PriceFor.OFFER, amount_minor=100, ends_at=now - timedelta(minutes=2))
        milk = replace(MILK, prices=(offer,))
        await town.sell(cloud, Contents(products=GOODS, prices=(offer,)))
        for minutes, said in ((180, "payment.price_differs"), (6, "payment.price_differs"), (3, "presented")):
            at = now - timedelta(minutes=minutes)
            assert await asked(town, cloud, milk, town.revision, at) == (100, said), minutes
        assert await asked(town, cloud, milk, town.revision) == (350, "presented")

    town.play(story)
