"""What nobody honest sends: kept or refused quietly, and never repeated in a log."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import requests
from sqlalchemy import text

from cloud.assembly import Cloud
from kiosk.domain.events import Lane, record_hash
from kiosk.errors import CloudUnreachable
from tests.cloud.line import Line
from tests.cloud.town import KIOSK, Chain, Town

CANARY = "canary-13800138000"


def poison(chain: Chain, **values: Any) -> None:
    """The chain's last record with other values, its hash right."""
    last = chain.records.pop()
    fields = {name: getattr(last, name) for name in last.__dataclass_fields__ if name != "hash"} | values
    chain.records.append(type(last)(**fields, hash=record_hash(**fields)))


@pytest.mark.parametrize(
    "values",
    [
        {"schema": 2**40},
        {"schema": 10**30},
        {"schema": -5},
        {"at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))},
        {"at": datetime(2026, 1, 1)},  # noqa: DTZ001
        {"kind": "a\0b"},
        {"body": '"\0"'},
        {"record_id": "\0"},
    ],
    ids=str,
)
def test_a_record_no_column_takes_is_kept_and_stops_nobody(town: Town, values: dict[str, Any]) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        chain.add("trip_released", {})
        poison(chain, **values)
        chain.add("trip_released", {})
        for _ in range(2):
            assert await cloud.intake.take(KIOSK, Lane.MONEY, chain.records) == 2
        (held,) = await town.rows("select seq, reason from quarantine")
        assert (held.seq, held.reason["code"]) == (1, "sync.record_out_of_range")
        rows = await town.rows("select hash from records order by seq")
        assert [row.hash for row in rows] == [record.hash for record in chain.records]

    town.play(story)


def test_a_record_out_of_range_is_acknowledged_over_the_line(line: Line) -> None:
    chain = Chain()
    chain.add("trip_released", {}, schema=2**40)
    assert line.client.put_records(chain.records) == 1


@pytest.mark.parametrize("tenant", ["%00", "nobody", "demo%00", "%ff"])
def test_a_notification_for_nobody_is_not_found(line: Line, tenant: str) -> None:
    answer = requests.post(f"{line.url}/v1/providers/wechat/{tenant}/notify", data=b"{}", timeout=5)
    assert answer.status_code == 404


@pytest.mark.expects_log("cloud.line.answers")
def test_a_failing_database_repeats_nothing_of_what_it_was_given(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    """The column's own limit is broken by hand, so that the statement with the shopper's words fails."""
    line.town.play(lambda cloud: _forbid(line.town))
    chain = Chain()
    chain.add("trip_released", {"said": CANARY})
    with caplog.at_level(logging.DEBUG), pytest.raises(CloudUnreachable):
        line.client.put_records(chain.records)
    assert "IntegrityError 23514" in caplog.text
    assert CANARY not in caplog.text


async def _forbid(town: Town) -> None:
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(town.urls.owner)
    async with engine.begin() as connection:
        await connection.execute(text("alter table records add constraint none check (seq < 0)"))
    await engine.dispose()


@pytest.mark.expects_log("cloud.payments.sweeper")
def test_a_failing_database_repeats_nothing_in_the_sweeper(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    async def canary(call: str, number: str) -> None:
        if call == "query":
            async with cloud_of[0].database.as_tenant("demo") as connection:
                await connection.execute(text("select cast(:given as integer)"), {"given": CANARY})

    async def story(cloud: Cloud) -> None:
        cloud_of.append(cloud)
        await cloud.desk.put(KIOSK, town.request())
        town.till.before = canary
        await town.sweep_for(cloud, 3)

    cloud_of: list[Cloud] = []
    with caplog.at_level(logging.DEBUG):
        town.play(story)
    assert "could not be worked on" in caplog.text
    assert CANARY not in caplog.text
