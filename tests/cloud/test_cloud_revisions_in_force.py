"""Which revision the shop sells by, as the signed manifests say: not the highest number after a rollback."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cloud.assembly import Cloud
from cloud.catalogue import files
from cloud.catalogue.contents import Contents
from cloud.catalogue.drafting import renewal, rollback
from cloud.catalogue.files import KEPT_FOR
from cloud.catalogue.keeping import signer_here
from cloud.catalogue.publishing import sign_and_put
from cloud.fleet.states import hear
from kiosk.domain.heartbeat import Heartbeat
from kiosk.domain.product import Product
from tests.cloud.town import BREAD, KIOSK, MILK, Town

FEW_MANIFESTS = 5
TYPING_ERROR = replace(MILK, price_minor=1, member_price_minor=None)


async def asked_at(town: Town, cloud: Cloud, good: Product, revision: int) -> str:
    """What becomes of a basket of that revision now: `presented`, or a refusal."""
    newest, town.revision = town.revision, revision
    attempt = await cloud.desk.put(KIOSK, town.request(lines=((good, 1),)))
    town.revision = newest
    return attempt.state.value if attempt.reason is None else attempt.reason.code


async def back_to(town: Town, cloud: Cloud, revision: int) -> None:
    async with cloud.database.as_tenant("demo") as connection:
        sign = await signer_here(connection, cloud.keys, "demo")
        await sign_and_put(
            connection, "demo", await rollback(connection, "demo", revision, town.wall.now()), sign
        )


async def renewed(town: Town, cloud: Cloud) -> None:
    async with cloud.database.as_tenant("demo") as connection:
        sign = await signer_here(connection, cloud.keys, "demo")
        await sign_and_put(connection, "demo", await renewal(connection, "demo", town.wall.now()), sign)


async def sold_and_withdrawn(town: Town, cloud: Cloud) -> tuple[int, int]:
    """A typing error was published and taken back; the revision in force and the withdrawn one."""
    await town.sell(cloud, Contents(products=(MILK, BREAD)))
    good = town.revision
    await town.sell(cloud, Contents(products=(TYPING_ERROR, BREAD)))
    await back_to(town, cloud, good)
    return good, town.revision


def test_a_withdrawn_price_ends_with_the_trips_that_were_begun_on_it(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        _, withdrawn = await sold_and_withdrawn(town, cloud)
        assert await asked_at(town, cloud, TYPING_ERROR, withdrawn) == "presented"
        town.wall.forward(timedelta(days=3).total_seconds())
        assert await asked_at(town, cloud, TYPING_ERROR, withdrawn) == "payment.revision_too_old"

    town.play(story)


def test_a_trip_on_the_revision_gone_back_to_ends_well_after_the_next_publication(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        good, _ = await sold_and_withdrawn(town, cloud)
        town.wall.forward(timedelta(days=3).total_seconds())
        await renewed(town, cloud)
        await town.sell(cloud, Contents(products=(replace(MILK, price_minor=360), BREAD)))
        town.wall.forward(60)
        assert await asked_at(town, cloud, MILK, good) == "presented"
        town.wall.forward(timedelta(hours=7).total_seconds())
        assert await asked_at(town, cloud, MILK, good) == "payment.revision_too_old"

    town.play(story)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred are signed in seconds, five in less."""
    monkeypatch.setattr(files, "MOST_MANIFESTS", FEW_MANIFESTS)


@pytest.mark.usefixtures("few")
def test_a_revision_of_before_all_manifests_that_are_kept_is_too_old(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, Contents(products=(MILK,)))
        first = town.revision
        await town.sell(cloud, Contents(products=(MILK, BREAD)))
        town.wall.forward(KEPT_FOR.total_seconds() + 60)
        for _ in range(FEW_MANIFESTS):
            await renewed(town, cloud)
        assert await asked_at(town, cloud, MILK, first) == "presented"
        town.wall.forward(timedelta(hours=7).total_seconds())
        assert await asked_at(town, cloud, MILK, first) == "payment.revision_too_old"

    town.play(story)


@pytest.mark.usefixtures("few")
def test_when_a_revision_was_replaced_is_known_for_weeks_however_often_manifests_are_signed(
    town: Town,
) -> None:
    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, Contents(products=(MILK,)))
        first = town.revision
        await town.sell(cloud, Contents(products=(MILK, BREAD)))
        town.wall.forward(timedelta(hours=7).total_seconds())
        for _ in range(FEW_MANIFESTS):
            await renewed(town, cloud)
        assert await asked_at(town, cloud, MILK, first) == "payment.revision_too_old"

    town.play(story)


async def told(town: Town, cloud: Cloud, revision: int) -> datetime | None:
    """Until when the cloud says, at its heartbeat, that it takes the prices of the kiosk's revision."""
    said = Heartbeat(
        version="1",
        catalogue_revision=revision,
        outbox_depth=0,
        devices=(),
        is_open=True,
        at=town.wall.now(),
    )
    async with cloud.database.as_tenant("demo") as connection:
        return (await hear(connection, KIOSK, said, town.wall.now())).prices_until


def test_a_kiosk_hears_until_when_its_prices_are_taken_and_they_are_until_then(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, Contents(products=(MILK,)))
        old = town.revision
        assert await told(town, cloud, old) is None
        await town.sell(cloud, Contents(products=(MILK, BREAD)))
        assert await told(town, cloud, town.revision) is None
        assert await told(town, cloud, town.revision + 1) is None, "nothing is known of it"
        until = await told(town, cloud, old)
        assert until is not None
        town.wall.forward((until - town.wall.now()).total_seconds() - 5)
        assert await asked_at(town, cloud, MILK, old) == "presented"
        town.wall.forward(10)
        assert await asked_at(town, cloud, MILK, old) == "payment.revision_too_old"
        assert await told(town, cloud, old) == until < town.wall.now()

    town.play(story)
