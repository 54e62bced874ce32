"""What attendants take off: who may is known by the kiosk's own records, and too much of it is told."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import update

from cloud.assembly import Cloud
from cloud.cli.tenants import DEMO_STORE
from cloud.database.locks import lock_items
from cloud.database.tables import stores
from cloud.payments.desk import Asker
from cloud.stores import put_store
from kiosk.domain.events import Lane
from kiosk.domain.override import Override
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.pricing import price
from kiosk.domain.promotion import compile_offers
from kiosk.domain.sale import Sale
from tests.cloud.town import BREAD, KIOSK, MILK, OFFERS, SECOND_KIOSK, Chain, Town, trade
from tests.cloud.visits import Floor, Operate


def lowered(town: Town, *overrides: Override, serial: str = "") -> AttemptRequest:
    plain = town.request(lines=((MILK, 1), (BREAD, 1)))
    if serial:
        item, *rest = plain.basket.lines
        single = replace(item, gtin14="09520000000011", serial=serial)
        plain = replace(plain, basket=replace(plain.basket, lines=(single, *rest)))
    context = replace(plain.context, overrides=overrides)
    book, goods = compile_offers(OFFERS, town.revision), {"1001": MILK, "1002": BREAD}
    return replace(plain, context=context, priced=price(plain.basket, goods, book, context))


def off(by: str = "ann", minor: int = 100, reason: str = "damaged") -> Override:
    return Override(reason=reason, approved_by=by, amount_minor=minor)


def access(chain: Chain, attendant: str, change: str = "pin_given") -> None:
    chain.add("access_changed", json.dumps({"attendant": attendant, "change": change, "by": "root"}))


async def allow(town: Town, cloud: Cloud, most: int = 10) -> None:
    """The store lets attendants take off up to half."""
    async with cloud.database.as_tenant("demo") as connection:
        await put_store(connection, "demo", replace(DEMO_STORE, most_staff_percent=50), cloud.now())
        await connection.execute(update(stores).values(most_discounts=most))


async def asked(cloud: Cloud, request: AttemptRequest, asker: Asker = KIOSK) -> str:
    answer = await cloud.desk.put(asker, request)
    return answer.state if answer.reason is None else answer.reason.code


async def sold(town: Town, cloud: Cloud, chain: Chain, *overrides: Override) -> Sale:
    request = lowered(town, *overrides)
    assert await asked(cloud, request) == "presented"
    town.till.pay(trade(request))
    await cloud.machine.work("demo", request.attempt_id)
    sale = town.sale(request, (await town.row(cloud, request.attempt_id)).answer())
    chain.add("sale_closed", sale)
    return sale


async def alarms(town: Town) -> list[tuple[str, dict[str, object]]]:
    rows = await town.rows("select code, about from alarms where code like 'staff.%' order by alarm_id")
    return [(row.code, row.about) for row in rows]


def test_an_audit_line_tells_who_took_off_what_and_why(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await allow(town, cloud)
        chain = Chain()
        access(chain, "ann")
        sale = await sold(town, cloud, chain, off(), off(minor=20, reason="promise"), off("bob", 30, "old"))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        rows = await town.rows("select * from staff_discounts order by attendant")
        assert [(row.attendant, row.reasons, row.discounts, row.off_minor, row.is_known) for row in rows] == [
            ("ann", "damaged, promise", 2, 120, True),
            ("bob", "old", 1, 30, False),
        ]
        assert sum(row.off_minor for row in rows) == -sale.priced.discount_minor
        assert {(row.sale_no, row.kiosk, row.currency) for row in rows} == {(sale.sale_no, "K01", "CNY")}
        told = ("staff.discount_by_unknown", {"kiosk": "K01", "attendant": "bob"})
        assert await alarms(town) == [told]

    town.play(story)


def test_whose_access_was_taken_away_lowers_nothing_any_more(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await allow(town, cloud)
        chain = Chain()
        access(chain, "ann")
        access(chain, "ann", "removed")
        assert await asked(cloud, lowered(town, off())) == "presented"
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        assert await asked(cloud, lowered(town, off())) == "payment.attendant_gone"
        access(chain, "ann", "badge_given")
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records[-1:])
        assert await asked(cloud, lowered(town, off())) == "presented"

    town.play(story)


def test_what_was_lowered_before_the_access_went_is_booked_without_an_alarm(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await allow(town, cloud)
        chain = Chain()
        access(chain, "ann")
        await sold(town, cloud, chain, off())
        access(chain, "ann", "removed")
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        assert await alarms(town) == []

    town.play(story)


def test_too_many_within_an_hour_are_told_once(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await allow(town, cloud, most=2)
        chain = Chain()
        access(chain, "ann")
        for _ in range(2):
            await sold(town, cloud, chain, off())
        town.wall.forward(timedelta(hours=1, seconds=1).total_seconds())
        for number in range(4):
            await sold(town, cloud, chain, off())
            if number == 1:
                await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
                assert await alarms(town) == []
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records[-2:])
        assert await alarms(town) == [
            ("staff.many_discounts_at_kiosk", {"kiosk": "K01", "limit": 2}),
            ("staff.many_discounts_by_attendant", {"attendant": "ann", "limit": 2}),
        ]

    town.play(story)


def test_what_the_kiosk_says_of_the_time_spreads_nothing_over_the_day(town: Town) -> None:
    """The hour is the cloud's own: that of the payment."""

    async def story(cloud: Cloud) -> None:
        await allow(town, cloud, most=2)
        chain = Chain()
        access(chain, "ann")
        for number in range(3):
            request = lowered(town, off())
            assert await asked(cloud, request) == "presented"
            town.till.pay(trade(request))
            await cloud.machine.work("demo", request.attempt_id)
            paid, told = (await town.row(cloud, request.attempt_id)).answer(), town.wall.now()
            chain.add("sale_closed", town.sale(request, paid, closed_at=told - timedelta(hours=2 * number)))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        assert [code for code, _ in await alarms(town)] == [
            "staff.many_discounts_at_kiosk",
            "staff.many_discounts_by_attendant",
        ]
        rows = await town.rows("select max(at) - min(at) < interval '1 minute' as close from staff_discounts")
        assert [row.close for row in rows] == [True]

    town.play(story)


def test_sales_that_are_told_the_last_first_are_too_many_all_the_same(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await allow(town, cloud, most=2)
        made, paid_sales = Chain(), []
        for _ in range(3):
            paid_sales.append(await sold(town, cloud, made, off()))
            town.wall.forward(20 * 60)
        chain = Chain()
        access(chain, "ann")
        for sale in reversed(paid_sales):
            chain.add("sale_closed", sale)
        for record in chain.records:
            await cloud.intake.take(KIOSK, Lane.MONEY, [record])
        assert [code for code, _ in await alarms(town)] == [
            "staff.many_discounts_at_kiosk",
            "staff.many_discounts_by_attendant",
        ]

    town.play(story)


def test_one_sale_at_each_of_two_kiosks_at_once_is_one_too_many(town: Town) -> None:
    town.play(partial(told_at_once, town, 1))


def test_two_sales_at_each_of_two_kiosks_at_once_are_told_once(town: Town) -> None:
    town.play(partial(told_at_once, town, 2))


async def told_at_once(town: Town, each: int, cloud: Cloud) -> None:
    """Two kiosks tell at the same time of so many sales that ann has lowered, where one is allowed."""
    await allow(town, cloud, most=1)
    chains = [(asker, await serials_sold(town, cloud, asker, each)) for asker in (KIOSK, SECOND_KIOSK)]
    async with cloud.database.as_tenant("demo") as till:
        await lock_items(till, "demo")  # whoever comes to it waits, its lines not committed
        takes = [cloud.intake.take(asker, Lane.MONEY, chain.records) for asker, chain in chains]
        both = [asyncio.create_task(take) for take in takes]
        while await waiting(town) < 2:
            assert not any(task.done() for task in both)
            await asyncio.sleep(0.02)
    assert await asyncio.gather(*both) == [1 + each, 1 + each]
    told = [about for code, about in await alarms(town) if code == "staff.many_discounts_by_attendant"]
    assert told == [{"attendant": "ann", "limit": 1}]


async def serials_sold(town: Town, cloud: Cloud, asker: Asker, count: int) -> Chain:
    """A kiosk's lane with so many sales that ann has lowered, each of a single item."""
    chain = Chain()
    access(chain, "ann")
    for number in range(count):
        request = lowered(town, off(), serial=f"{asker.kiosk}{number}")
        assert await asked(cloud, request, asker) == "presented"
        town.till.pay(trade(request))
        await cloud.machine.work("demo", request.attempt_id)
        paid = (await town.row(cloud, request.attempt_id)).answer()
        sale_no = f"{asker.kiosk}-20261121-{number + 1:04}"
        chain.add("sale_closed", town.sale(request, paid, kiosk_id=asker.kiosk, sale_no=sale_no))
    return chain


async def waiting(town: Town) -> int:
    """How many transactions wait for a lock of the cloud's own."""
    sql = "select count(*) from pg_locks join pg_database d on d.oid = database"
    where = "datname = current_database() and locktype = 'advisory' and not granted"
    return int((await town.rows(f"{sql} where {where}"))[0][0])


def test_whom_another_kiosk_has_let_go_may_still_lower_here(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await allow(town, cloud)
        here, there = Chain(), Chain()
        access(here, "ann")
        access(there, "ann")
        access(there, "ann", "removed")
        await cloud.intake.take(KIOSK, Lane.MONEY, here.records)
        await cloud.intake.take(SECOND_KIOSK, Lane.MONEY, there.records)
        assert await asked(cloud, lowered(town, off())) == "presented"
        refused = await cloud.desk.put(SECOND_KIOSK, lowered(town, off()))
        assert refused.reason is not None
        assert refused.reason.code == "payment.attendant_gone"

    town.play(story)


def test_any_number_is_no_alarm_where_the_shop_says_so(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await allow(town, cloud, most=0)
        chain = Chain()
        access(chain, "ann")
        for _ in range(12):
            await sold(town, cloud, chain, off())
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        assert await alarms(town) == []

    town.play(story)


def test_a_record_of_access_that_cannot_be_read_stops_nothing(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        chain.add("access_changed", json.dumps({"change": "pin_given"}))
        access(chain, "ann")
        assert await cloud.intake.take(KIOSK, Lane.MONEY, chain.records) == 2
        assert [row.attendant for row in await town.rows("select attendant from attendants")] == ["ann"]
        assert [row.seq for row in await town.rows("select seq from quarantine")] == [1]

    town.play(story)


def test_the_limit_is_a_command_and_the_audit_another(floor: Floor, operate: Operate) -> None:
    status, said = operate("discounts", "limit", "S01", "3")
    assert (status, json.loads(said)) == (0, {"store": "S01", "most_discounts": 3})
    for words, wrong in ((("S01", "10001"), "10001"), (("S77", "3"), "S77")):
        status, said = operate("discounts", "limit", *words)
        assert (status, wrong in said, "Traceback" in said) == (1, True, False), said
    assert operate("discounts", "list") == (0, "")
