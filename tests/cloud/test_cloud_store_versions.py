"""A store that changes: its kiosks are told, and trips that began before it still pay while one may last."""

from __future__ import annotations

import json
from dataclasses import replace

from cloud.assembly import Cloud
from cloud.catalogue.revisions import LONGEST_TRIP
from cloud.cli.tenants import DEMO_STORE
from cloud.payments.member_price import CLOCK_TOLERANCE
from cloud.stores import put_store
from kiosk.domain.heartbeat import Heartbeat, StoreTold
from kiosk.domain.override import Override
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.pricing import price
from kiosk.domain.promotion import compile_offers
from kiosk.domain.sale import Store
from kiosk.domain.tax_rule import RULES
from tests.cloud.asking import ask
from tests.cloud.line import Line
from tests.cloud.town import MILK, OFFERS, Town
from tests.cloud.visits import Operate

NEW = replace(DEMO_STORE, tax=RULES["JP"], price_lists=("city",))


async def become(town: Town, cloud: Cloud, shop: Store) -> None:
    async with cloud.database.as_tenant("demo") as connection:
        await put_store(connection, "demo", shop, town.wall.now())


def of(town: Town, shop: Store, off: int = 0) -> AttemptRequest:
    """As a kiosk asks that goes by this store; `off`: percent that an attendant took off."""
    plain = town.request()
    words = (Override(reason="torn", approved_by="li", percent=off),) if off else ()
    context = replace(plain.context, tax=shop.tax, price_lists=shop.price_lists, overrides=words)
    priced = price(plain.basket, {"1001": MILK}, compile_offers(OFFERS, town.revision), context)
    return replace(plain, context=context, priced=priced)


def test_baskets_of_the_store_before_are_taken_for_as_long_as_a_trip_lasts(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        assert await ask(cloud, of(town, NEW)) == "payment.context_differs"
        await become(town, cloud, NEW)
        for shop in (DEMO_STORE, NEW):
            assert await ask(cloud, of(town, shop)) == "presented"
        other = replace(NEW, tax=RULES["US"])
        assert await ask(cloud, of(town, other)) == "payment.context_differs"
        town.wall.forward(LONGEST_TRIP.total_seconds() - CLOCK_TOLERANCE.total_seconds())
        assert await ask(cloud, of(town, DEMO_STORE)) == "presented"
        town.wall.forward(CLOCK_TOLERANCE.total_seconds())
        assert await ask(cloud, of(town, DEMO_STORE)) == "payment.context_differs"
        assert await ask(cloud, of(town, NEW)) == "presented"

    town.play(story)


def test_two_changes_in_one_trip_leave_both_before_taken(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        third = replace(NEW, price_lists=("airport",))
        await become(town, cloud, NEW)
        town.wall.forward(1)
        await become(town, cloud, third)
        for shop in (DEMO_STORE, NEW, third):
            assert await ask(cloud, of(town, shop)) == "presented"

    town.play(story)


def test_what_attendants_might_take_off_before_holds_as_long(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await become(town, cloud, replace(DEMO_STORE, most_staff_percent=20))
        town.wall.forward(LONGEST_TRIP.total_seconds() + 1)
        await become(town, cloud, DEMO_STORE)
        assert await ask(cloud, of(town, DEMO_STORE, off=20)) == "presented"
        assert await ask(cloud, of(town, DEMO_STORE, off=30)) == "payment.discount_too_high"
        town.wall.forward(LONGEST_TRIP.total_seconds() + 1)
        assert await ask(cloud, of(town, DEMO_STORE, off=20)) == "payment.discount_too_high"

    town.play(story)


def test_the_same_store_again_is_no_change_and_no_tenant_sees_anothers(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await become(town, cloud, DEMO_STORE)
        assert await town.rows("select * from store_versions") == []
        await become(town, cloud, NEW)
        assert len(await town.rows("select * from store_versions")) == 1
        assert await town.rows("select * from store_versions", tenant="other") == []

    town.play(story)


def test_a_kiosk_is_told_what_the_command_changed_and_then_nothing_more(operate: Operate, line: Line) -> None:
    def beat(known: str) -> StoreTold | None:
        said = Heartbeat(
            version="1",
            catalogue_revision=1,
            outbox_depth=0,
            devices=(),
            is_open=True,
            at=line.town.wall.now(),
            store=known,
        )
        return line.client.heartbeat(said).store

    first = beat("")
    assert first is not None
    assert first.store == line.identity.store
    assert beat(first.version) is None
    put = ("store", "put", "S01", "--tenant", "demo")
    changes = (
        "--tax",
        "JP",
        "--round-up",
        "2004:500",
        "--bag",
        "2003",
        "--staff-percent",
        "7",
        "--lowest-30-days",
    )
    assert operate(*put, *changes, "--address-zh", "示范路 2 号")[0] == 0
    told = beat(first.version)
    assert told is not None
    shop = told.store
    assert (shop.tax, shop.bag_sku, shop.most_staff_percent) == (RULES["JP"], "2003", 7)
    assert shop.lowest_30_days
    assert (shop.round_up and shop.round_up.step_minor, shop.address.zh) == (500, "示范路 2 号")
    assert beat(told.version) is None
    status, said = operate(*put, "--round-up", "", "--bag", "", "--no-lowest-30-days")
    assert (status, json.loads(said)["round_up"], json.loads(said)["bag_sku"]) == (0, None, "")
    assert json.loads(said)["lowest_30_days"] is False
    for wrong in (("--staff-percent", "101"), ("--round-up", "2004:0"), ("--bag", "a b")):
        status, said = operate(*put, *wrong)
        assert (status, len(said.splitlines())) == (1, 1)
