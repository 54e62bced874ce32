"""Offers of every kind in the cloud: kept in PostgreSQL, published, and what baskets are priced by."""

from __future__ import annotations

from pathlib import Path

from cloud.assembly import Cloud
from cloud.catalogue.revisions import contents_at, offers_at
from kiosk.domain.offer import BasketOffer, Reward, Selector, SetDeal, Slot
from kiosk.domain.payment import AttemptState
from kiosk.domain.product import Names
from kiosk.store.snapshot_file import read_rows
from tests.cloud.asking import ask, line, republish, request
from tests.cloud.town import Town
from tests.domain.offer_kinds import TOMORROWS, every_kind

KINDS = every_kind("1001", "1002")
N = Names("优惠")
MEAL = SetDeal(
    offer_id="meal",
    names=N,
    slots=(Slot(goods=Selector(skus=("1001",))), Slot(goods=Selector(categories=("bakery",)))),
    reward=Reward(price_minor=1000),
)
FULL = BasketOffer(offer_id="full", names=N, spend_minor=1000, amount_minor=100)


def test_every_kind_is_kept_and_published_as_it_was_given(town: Town, tmp_path: Path) -> None:
    async def story(cloud: Cloud) -> None:
        revision = await republish(town, cloud, offers=[*KINDS, TOMORROWS])
        assert await republish(town, cloud, offers=[*KINDS]) == revision + 1
        assert await republish(town, cloud, offers=[TOMORROWS, *KINDS[::-1]]) == revision + 2
        async with cloud.database.as_tenant("demo") as connection:
            book = await offers_at(connection, revision)
            held = (await contents_at(connection, revision)).offers
        assert book is not None
        assert book.offers[:-1] == tuple(KINDS)
        assert [offer.offer_id for offer in book.unknown] == ["p1"]
        assert len(held) == len(KINDS) + 1
        published = (
            f"select content from catalogue_files where revision = {revision} and from_revision is null"
        )
        (row,) = await town.rows(published)
        (tmp_path / "s").write_bytes(row.content)
        assert {*KINDS, TOMORROWS} <= set(read_rows(tmp_path / "s"))

    town.play(story)


def test_the_money_of_a_basket_under_them_is_asked_for_only_where_it_is_right(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = [MEAL, FULL]
        revision = await republish(town, cloud, offers=offers)
        lines = (line(), line("1002"))
        asked = request(town, *lines, offers=offers, revision=revision)
        # 3.50 + 8.00 are 10.00 as a meal, and 1.00 less from ten before offers
        assert asked.priced.total_minor == 900
        assert await ask(cloud, asked) == AttemptState.PRESENTED
        without = request(town, *lines, offers=[MEAL], revision=revision)
        assert without.priced.total_minor == 1000
        assert await ask(cloud, without) == "payment.price_differs"

    town.play(story)
