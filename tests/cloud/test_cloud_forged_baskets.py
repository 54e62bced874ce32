"""A kiosk that was tampered with: forged labels, old catalogues, goods nobody allowed, other members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from kiosk.domain.events import Lane
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.domain.product import Product, SelfService, SoldBy
from kiosk.domain.sale import Sale
from kiosk.errors import InputRefused
from tests.cloud.asking import ask
from tests.cloud.town import BREAD, KIOSK, MILK, OFFERS, Chain, Town, trade

S = AttemptState
APPLES = replace(
    MILK, sku="3001", plu="20101", sold_by=SoldBy.WEIGHT, price_minor=1398, member_price_minor=None
)
ROLL = replace(BREAD, sku="3002", plu="20500")
BEER = replace(BREAD, sku="3003", minimum_age=18)
WHISKY = replace(BREAD, sku="3004", self_service=SelfService.NEVER)
GIFT = replace(BREAD, sku="3005", price_minor=0)


async def stock(town: Town, cloud: Cloud, *products: Product) -> None:
    await town.sell(cloud, Contents(products=products, offers=OFFERS))


async def paid(town: Town, cloud: Cloud, request: AttemptRequest) -> Attempt:
    await cloud.desk.put(KIOSK, request)
    town.till.pay(trade(request))
    await cloud.machine.work("demo", request.attempt_id)
    return (await town.row(cloud, request.attempt_id)).answer()


async def doubt_of(town: Town, cloud: Cloud, sale: Sale) -> tuple[str | None, object]:
    """The code of the cloud's doubt about a recorded sale, and its values."""
    chain = Chain()
    chain.add("sale_closed", sale)
    await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
    (row,) = await town.rows("select doubt from sales")
    return (None, None) if row.doubt is None else (row.doubt["code"], row.doubt["values"].get("differing"))


@pytest.mark.parametrize(
    ("good", "line", "said"),
    [
        (ROLL, {"label_price_minor": 640}, "presented"),
        (ROLL, {"label_price_minor": 1}, "payment.label_not_plausible"),
        (APPLES, {"label_price_minor": 699}, "presented"),
        (APPLES, {"label_price_minor": 1}, "payment.label_not_plausible"),
        (APPLES, {"weight_g": 500}, "presented"),
        (APPLES, {"weight_g": 1}, "payment.label_not_plausible"),
        (APPLES, {"weight_g": 29}, "payment.approval_missing"),
        (APPLES, {"weight_g": 29, "approved_by": "a-1"}, "presented"),
        (MILK, {"label_price_minor": 350}, "payment.label_not_plausible"),
        (BEER, {}, "payment.approval_missing"),
        (BEER, {"approved_by": "a-1"}, "presented"),
        (WHISKY, {"approved_by": "a-1"}, "basket.not_for_self_service"),
        (GIFT, {}, "payment.nothing_to_pay"),
    ],
)
def test_only_lines_an_honest_kiosk_could_have_are_asked_money_for(
    town: Town, good: Product, line: dict[str, Any], said: str
) -> None:
    async def story(cloud: Cloud) -> None:
        await stock(town, cloud, MILK, BREAD, APPLES, ROLL, BEER, WHISKY, GIFT)
        assert await ask(cloud, town.request(lines=((good, 1),), **line)) == said
        assert town.till.calls["create"] == (said == "presented")

    town.play(story)


@pytest.mark.parametrize(("hours", "said"), [(5.9, "presented"), (6.1, "payment.revision_too_old")])
def test_a_catalogue_is_good_for_the_trips_that_began_with_it(town: Town, hours: float, said: str) -> None:
    async def story(cloud: Cloud) -> None:
        old = town.revision
        await stock(town, cloud, replace(MILK, price_minor=9900, member_price_minor=None), BREAD)
        town.revision = old
        town.wall.forward(hours * 3600)
        assert await ask(cloud, town.request()) == said

    town.play(story)


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (timedelta(hours=-5), "presented"),
        (timedelta(hours=-7), "payment.context_differs"),
        (timedelta(minutes=2), "presented"),
        (timedelta(hours=1), "payment.context_differs"),
    ],
)
def test_a_basket_is_priced_at_an_instant_of_its_trip(town: Town, off: timedelta, said: str) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        moved = replace(request, context=replace(request.context, at=request.context.at + off))
        assert await ask(cloud, moved) == said

    town.play(story)


@pytest.mark.parametrize("revision", [0, -1, 2**63, 2**80])
def test_a_revision_that_cannot_be_is_refused(town: Town, revision: int) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        asked = replace(request, priced=replace(request.priced, catalogue_revision=revision))
        assert await ask(cloud, asked) == "payment.revision_unknown"

    town.play(story)


@pytest.mark.parametrize("changes", [{"sku": "\0"}, {"line_id": "a\0"}])
def test_a_name_no_database_holds_is_refused(town: Town, changes: dict[str, str]) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        line = replace(request.basket.lines[0], **changes)  # type: ignore[arg-type]
        asked = replace(request, basket=replace(request.basket, lines=(line,)))
        with pytest.raises(InputRefused, match=r"wire\.unreadable"):
            await cloud.desk.put(KIOSK, asked)

    town.play(story)


def others(town: Town, honest: AttemptRequest) -> Sequence[tuple[AttemptRequest, str]]:
    bread = replace(MILK, sku="1002")  # the bread for the milk's price
    swapped = town.request(sale_id=honest.sale_id, lines=((bread, 1),))
    later = replace(honest.context, at=honest.context.at + timedelta(seconds=1))
    return (
        (replace(swapped, context=honest.context), "basket, priced"),
        (replace(honest, context=later), "context"),
        (replace(honest, priced=replace(honest.priced, catalogue_revision=99)), "priced"),
    )


@pytest.mark.parametrize("number", range(3))
def test_a_sale_of_other_goods_than_were_paid_is_in_doubt(town: Town, number: int) -> None:
    async def story(cloud: Cloud) -> None:
        honest = town.request()
        attempt = await paid(town, cloud, honest)
        other, differing = others(town, honest)[number]
        assert await doubt_of(town, cloud, town.sale(other, attempt)) == (
            "sale.differs_from_attempt",
            differing,
        )
        assert len(await town.rows("select 1 from alarms")) == 1

    town.play(story)


def test_a_late_sale_keeps_its_member(town: Town) -> None:
    """The trip is gone when the money is found: the sale says the moment of Pay, the code was read before."""

    async def story(cloud: Cloud) -> None:
        member = replace(await town.member(cloud), scanned_at=town.wall.now())
        town.wall.forward(600)
        request = town.request(member=member)
        sale = town.sale(request, await paid(town, cloud, request))
        assert await doubt_of(town, cloud, sale) == (None, None)
        assert [row.member_ref for row in await town.rows("select member_ref from sales")] == ["m-1"]

    town.play(story)


@pytest.mark.parametrize(
    ("waited_s", "scanned_s", "said"),
    [
        (5 * 3600, 0, "presented"),
        (7 * 3600, 0, "payment.member_not_proven"),
        (3600, 3600, "payment.member_not_proven"),
        (60, 3600, "payment.member_not_proven"),
    ],
    ids=["in the trip", "older than any trip", "not fresh when read", "read after the attempt"],
)
def test_a_members_code_counts_when_it_was_fresh_as_the_kiosk_read_it(
    town: Town, waited_s: float, scanned_s: float, said: str
) -> None:
    async def story(cloud: Cloud) -> None:
        scanned_at = town.wall.now() + timedelta(seconds=scanned_s)
        member = replace(await town.member(cloud), scanned_at=scanned_at)
        town.wall.forward(waited_s)
        assert await ask(cloud, town.request(member=member)) == said

    town.play(story)


def test_a_sale_with_a_members_code_that_proves_nothing_is_in_doubt(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        sale = town.sale(request, await paid(town, cloud, request))
        stranger = replace(await town.member(cloud), proof="TLM1.x.y")
        assert (await doubt_of(town, cloud, replace(sale, member=stranger)))[0] == "member.not_proven"

    town.play(story)
