"""Tasks for staff reach people: listed by store with what to do, done here or at the kiosk, by somebody."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from cloud.assembly import Cloud
from cloud.database.embedded import SUPERUSER, EmbeddedPostgres
from cloud.database.migrate import APPLICATION, OWNER, make_database, migrate
from kiosk.domain.events import Lane, Record, record_hash
from tests.cloud.town import KIOSK, SECOND_KIOSK, Chain, Town, Urls
from tests.cloud.visits import Operate

WHO = ("--by", "Wang", "--why", "asked the shopper")


def listed(operate: Operate, *more: str) -> list[dict[str, Any]]:
    status, told = operate("tasks", *more)
    assert status == 0, told
    return [json.loads(line) for line in told.splitlines()]


def take(town: Town, records: Sequence[Record], asker: Any = KIOSK, lane: Lane = Lane.MONEY) -> None:
    async def story(cloud: Cloud) -> None:
        assert await cloud.intake.take(asker, lane, records) == records[-1].seq

    town.play(story)


def rows(town: Town, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in asyncio.run(town.rows(sql))]


def aged(record: Record, hours: int) -> Record:
    names = ("record_id", "lane", "seq", "kind", "schema", "body", "prev_hash")
    values = {name: getattr(record, name) for name in names} | {"at": record.at - timedelta(hours=hours)}
    return Record(**values, hash=record_hash(**values))


def test_each_task_is_listed_with_what_to_do_and_done_with_who_and_why(town: Town, operate: Operate) -> None:
    chain = Chain()
    sale_id = "01a200f3-7f56-78ed-8c50-12e30a1b2c3d"
    about = {"task": "paid_twice", "sale_id": sale_id, "attempt_id": f"{sale_id}-02"}
    lines = [{"sku": "1", "quantity": 2}]
    chain.add("staff_task_raised", about)
    chain.add("staff_task_raised", {"task": "goods_not_paid", "sale_no": "K01-7", "lines": lines})
    take(town, chain.records)
    twice, unpaid = listed(operate, "--open", "--store", "S01")
    assert (twice["kiosk"], twice["task"], "0A1B2C3D-02" in twice["told"]) == ("K01", "paid_twice", True)
    assert (twice["about"], "K01-7: 2 pieces" in unpaid["told"]) == (about, True)
    assert listed(operate, "--store", "S02") == []
    take(town, chain.records)  # sent again: the answer was lost
    assert operate("tasks", "done", str(twice["id"]), str(unpaid["id"]), *WHO)[0] == 0
    assert listed(operate, "--open") == []
    assert [one["done_by"] for one in listed(operate)] == ["Wang", "Wang"]
    kept = "select task_id, settled_by, why, doubt->>'code' from settlements order by task_id"
    assert rows(town, kept) == [
        (twice["id"], "Wang", "asked the shopper", "task.paid_twice"),
        (unpaid["id"], "Wang", "asked the shopper", "task.goods_not_paid"),
    ]


def test_one_that_is_not_open_ends_nothing_of_what_was_named(town: Town, operate: Operate) -> None:
    chain = Chain()
    chain.add("staff_task_raised", {"task": "late_payment", "sale_no": "K01-8"})
    take(town, chain.records)
    (late,) = listed(operate, "--open")
    status, why = operate("tasks", "done", str(late["id"]), "999", *WHO)
    assert (status, "999" in why, "Traceback" in why) == (1, True, False)
    assert operate("tasks", "done", str(late["id"]), "--by", " ", "--why", "x")[0] == 1
    assert [one["id"] for one in listed(operate, "--open")] == [late["id"]]


def test_what_an_attendant_ticks_off_at_the_kiosk_is_done_here_too(town: Town, operate: Operate) -> None:
    chain, other = Chain(), Chain()
    raised = chain.add("staff_task_raised", {"task": "late_payment", "sale_no": "K01-8"})
    done = {"attendant": "A01", "action": "task_done", "task_id": raised.record_id, "task": "late_payment"}
    other.add("staff_acted", done)
    take(town, other.records, SECOND_KIOSK)
    take(town, chain.records[:1])
    assert len(listed(operate, "--open")) == 1, "a kiosk ends its own tasks only"
    chain.add("staff_acted", {"attendant": "A01", "action": "open_kiosk"})
    chain.add("staff_acted", done)
    chain.add("staff_acted", done)
    take(town, chain.records[1:])
    assert listed(operate, "--open") == []
    ((told),) = listed(operate)
    assert (told["done_by"], told["why"]) == ("A01", "ticked off at the kiosk")
    assert len(rows(town, "select 1 from settlements")) == 1


def wish(member_ref: str) -> dict[str, str]:
    return {"task": "wish_extended_range", "sku": "1003", "product": "整箱水", "member_ref": member_ref}


def test_a_wish_is_listed_with_the_good_and_whose_it_is_until_they_are_forgotten(
    town: Town, operate: Operate
) -> None:
    chain = Chain()
    chain.add("staff_task_raised", wish("m-1"))
    chain.add("staff_task_raised", wish(""))
    take(town, chain.records)
    mine, somebodys = listed(operate, "--open")
    assert (mine["about"]["sku"], mine["about"]["member_ref"]) == ("1003", "m-1")
    assert ("A member wants 整箱水 (1003)" in mine["told"], "m-1" in mine["told"]) == (True, False)
    assert "A shopper wants 整箱水 (1003)" in somebodys["told"]
    assert operate("member", "forget", "m-1")[0] == 0
    chain.add("staff_task_raised", wish("m-1"))  # noted while the kiosk was offline
    take(town, chain.records[2:])
    assert [one["about"]["member_ref"] for one in listed(operate, "--open")] == ["", "", ""]
    assert operate("tasks", "done", str(mine["id"]), *WHO)[0] == 0


def test_a_call_is_open_for_an_hour(town: Town, operate: Operate) -> None:
    early, late = Chain(Lane.EVENTS), Chain(Lane.EVENTS)
    late.add("staff_task_raised", {"task": "shopper_calls", "trip_id": "t"})
    take(town, late.records, KIOSK, Lane.EVENTS)
    take(
        town, [aged(early.add("staff_task_raised", {"task": "shopper_calls"}), 2)], SECOND_KIOSK, Lane.EVENTS
    )
    assert [one["kiosk"] for one in listed(operate, "--open")] == ["K01"]
    assert [one["kiosk"] for one in listed(operate)] == ["K02", "K01"]


BROKEN = (
    "[]",
    "not JSON",
    '{"task": 7}',
    '{"task": "late_payment", "sale_no": "\\u0000"}',
    '{"task": "late_payment", "sale_no": "\\ud800"}',
    '{"task": "late_payment", "amount": NaN}',
    '{"task": "' + "x" * 200 + '"}',
    "[" * 5000,
)


@pytest.mark.parametrize("body", BROKEN)
def test_a_task_that_cannot_be_read_is_put_aside_and_stops_none_behind_it(
    town: Town, operate: Operate, body: str
) -> None:
    chain = Chain()
    chain.add("staff_task_raised", {"task": "late_payment", "sale_no": "K01-8"})
    chain.add("staff_task_raised", body)
    chain.add("staff_acted", '{"action": "task_done", "task_id": "\\u0000"}')
    chain.add("staff_task_raised", {"task": "of_a_newer_kiosk", "sale_id": ["odd"], "lines": "odd"})
    take(town, chain.records)
    assert [one["task"] for one in listed(operate, "--open")] == ["late_payment", "of_a_newer_kiosk"]
    assert "of_a_newer_kiosk" in listed(operate)[1]["told"]
    assert rows(town, "select seq from quarantine order by seq") == [(2,), (3,)]


def test_tasks_of_before_the_list_are_in_it_and_none_of_another_tenant(
    postgres: EmbeddedPostgres, town: Town
) -> None:
    chain = Chain()
    chain.add("staff_task_raised", {"task": "late_payment", "sale_no": "K01-8", "sale_id": "s"})
    chain.add("staff_task_raised", "not JSON")
    asyncio.run(make_database(postgres.url(SUPERUSER), "tasks_of_before"))
    urls = Urls(postgres.url(APPLICATION, "tasks_of_before"), postgres.url(OWNER, "tasks_of_before"))
    asyncio.run(migrate(urls.owner, "0007"))
    old = replace(town, urls=urls)
    asyncio.run(_records_of_before(old, chain.records))
    asyncio.run(migrate(urls.owner))
    told = "select tenant, store, kiosk, task, sale_id from staff_tasks"
    assert [tuple(row) for row in asyncio.run(old.rows(told))] == [
        ("demo", "S01", "K01", "late_payment", "s")
    ]
    assert asyncio.run(old.rows(told, "other")) == []


async def _records_of_before(town: Town, records: Sequence[Record]) -> None:
    cloud = town.cloud()
    tenant = "insert into tenants (tenant, kind) values ('demo', 'demo')"
    engine = create_async_engine(town.urls.owner)
    async with engine.begin() as connection:
        await connection.execute(text(tenant))
    await engine.dispose()
    keep = text(
        "insert into records (tenant, kiosk, lane, store, seq, record_id, at, kind, schema, body,"
        " prev_hash, hash)"
        " values ('demo', 'K01', 'money', 'S01', :seq, :record_id, :at, :kind, 1, :body, '', '')"
    )
    async with cloud.database.as_tenant("demo") as connection:
        for one in records:
            names = ("seq", "record_id", "at", "kind", "body")
            await connection.execute(keep, {name: getattr(one, name) for name in names})
    await cloud.database.close()
