"""What a large chain's catalogue costs whoever publishes it: nothing is held twice or spelt out in vain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from cloud.catalogue.revisions import contents_now
from cloud.cli.place import Place
from cloud.cli.tenant_work import in_tenant
from kiosk.domain.price_row import Price, PriceFor
from tests.cloud.town import BREAD, MILK, Town

WEEK = Price(sku="1001", kind=PriceFor.OFFER, amount_minor=290)


def test_what_is_read_again_and_is_alike_is_the_same_object(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        dearer = replace(BREAD, price_minor=900)
        await town.sell(cloud, Contents(products=(MILK, BREAD), prices=(WEEK,)))
        now = Contents(products=(MILK, dearer), prices=(replace(WEEK),))
        async with cloud.database.as_tenant("demo") as connection:
            held = await contents_now(connection, now)
        assert held == Contents(products=(MILK, BREAD), prices=(WEEK,))
        assert held.products[0] is now.products[0]
        assert held.products[1] is not now.products[1]
        assert held.prices[0] is now.prices[0]

    town.play(story)


@pytest.mark.soak
def test_more_goods_than_go_at_once_are_published_changed_and_dropped(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        goods = [replace(MILK, sku=f"{number:05}") for number in range(4100)]
        await town.sell(cloud, Contents(products=tuple(goods)))
        after = tuple(replace(good, price_minor=360) for good in goods[1000:])
        published = await town.sell(cloud, Contents(products=after))
        assert (published.products, published.changed) == (3100, 4100)
        async with cloud.database.as_tenant("demo") as connection:
            assert (await contents_now(connection)).products == after

    town.play(story)


class Spoken:
    """A result whose words would be gigabytes."""

    times = 0

    def __repr__(self) -> str:
        Spoken.times += 1
        return "..."


def test_the_result_of_a_commands_work_is_not_put_into_words(town: Town) -> None:
    async def work(connection: AsyncConnection) -> Spoken:
        return Spoken()

    in_tenant(Place(town.data, town.urls.application, None, ""), "demo", work)
    assert Spoken.times == 0
