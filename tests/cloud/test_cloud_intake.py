"""Records arrive exactly once and in order; sales come out of them; nothing unreadable stops the rest."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloud.assembly import Cloud
from cloud.payments.rows import out_trade_no
from kiosk.domain.events import Lane, Record, RecordKind, record_hash
from kiosk.domain.member import Member
from kiosk.domain.payment import Attempt, AttemptRequest
from kiosk.errors import CloudRefused, InputRefused
from kiosk.remote.wire.codec import to_builtins
from tests.cloud.town import BREAD, KIOSK, MILK, SECOND_KIOSK, Chain, Town

SOLD = RecordKind.SALE_CLOSED


async def paid(town: Town, cloud: Cloud, request: AttemptRequest) -> Attempt:
    await cloud.desk.put(KIOSK, request)
    town.till.pay(out_trade_no(request.attempt_id, request.sale_id))
    await cloud.machine.work("demo", request.attempt_id)
    return (await town.row(cloud, request.attempt_id)).answer()


async def no(cloud: Cloud, records: list[Record]) -> tuple[str, dict[str, object]]:
    with pytest.raises(CloudRefused) as caught:
        await cloud.intake.take(KIOSK, Lane.MONEY, records)
    return caught.value.reason.code, dict(caught.value.reason.values)


def test_a_paid_sale_is_in_the_books_once_with_its_money(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request(lines=((MILK, 2), (BREAD, 1)))
        sale = town.sale(request, await paid(town, cloud, request))
        chain = Chain()
        record = chain.add(SOLD, sale)
        for _ in range(3):
            assert await cloud.intake.take(KIOSK, Lane.MONEY, [record]) == 1
        rows = await town.rows("select sale_no, total_minor, doubt, member_ref, simulated from sales")
        assert [tuple(row) for row in rows] == [(sale.sale_no, 1400, None, None, True)]
        assert await town.rows("select 1 from quarantine") == []

    town.play(story)


def test_two_uplinks_with_the_same_batch_leave_one_of_each(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        for number in range(40):
            chain.add("trip_released", {"n": number})
        heads = await asyncio.gather(*(cloud.intake.take(KIOSK, Lane.MONEY, chain.records) for _ in range(5)))
        assert heads == [40] * 5
        assert len(await town.rows("select 1 from records")) == 40

    town.play(story)


def test_a_gap_is_told_with_the_seq_that_is_wanted(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        for number in range(4):
            chain.add("trip_released", {"n": number})
        assert await no(cloud, chain.records[2:]) == ("sync.gap", {"lane": "money", "expected": 1})
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records[:2])
        assert await no(cloud, chain.records[3:]) == ("sync.gap", {"lane": "money", "expected": 3})
        assert await cloud.intake.take(KIOSK, Lane.MONEY, chain.records) == 4

    town.play(story)


def test_a_copied_disk_is_found_by_its_other_record_under_a_taken_seq(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        ours, copy = Chain(), Chain()
        await cloud.intake.take(KIOSK, Lane.MONEY, [ours.add("trip_released", {"n": 1})])
        assert (await no(cloud, [copy.add("trip_released", {"n": 2})]))[0] == "sync.fork"
        alarms = await town.rows("select code, about from alarms")
        assert [(row.code, row.about["kiosk"]) for row in alarms] == [("sync.fork", "K01")]
        assert await cloud.intake.take(SECOND_KIOSK, Lane.MONEY, copy.records) == 1

    town.play(story)


@pytest.mark.parametrize("field", ["body", "kind", "record_id", "hash", "prev_hash", "at", "schema"])
def test_a_record_changed_on_the_disk_breaks_the_chain(town: Town, field: str) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        first, second = chain.add("trip_released", {"n": 1}), chain.add("trip_released", {"n": 2})
        others = {
            "at": second.at + timedelta(seconds=1),
            "schema": 2,
            "hash": "0" * 64,
            "prev_hash": "1" * 64,
        }
        changed = replace(second, **{field: others.get(field, "changed")})
        assert await no(cloud, [first, changed]) == ("sync.chain_broken", {"lane": "money", "seq": 2})
        assert await town.rows("select 1 from records") == []

    town.play(story)


def unreadable(chain: Chain, town: Town) -> list[Record]:
    request = town.request()
    return [
        chain.add(SOLD, "not json"),
        chain.add(SOLD, {"sale_id": 1}),
        chain.add(SOLD, "[" * 5000),
        chain.add(SOLD, {}, schema=2),
        chain.add("sold_on_mars", {}),
        chain.add(SOLD, json.dumps({"a": "\\u0000"})),
        chain.add("trip_released", {"attempt": request.attempt_id}),
    ]


def test_what_cannot_be_read_is_kept_and_acknowledged_and_stops_nobody(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        records = unreadable(chain, town)
        request = town.request()
        records.append(chain.add(SOLD, town.sale(request, await paid(town, cloud, request))))
        assert await cloud.intake.take(KIOSK, Lane.MONEY, records) == len(records)
        held = await town.rows("select seq, reason from quarantine order by seq")
        assert [row.seq for row in held] == [1, 2, 3, 4, 5, 6]
        assert {row.reason["code"] for row in held} == {
            "wire.unreadable",
            "sync.schema_unknown",
            "sync.kind_unknown",
        }
        assert len(await town.rows("select 1 from records")) == len(records)
        assert len(await town.rows("select 1 from sales")) == 1
        assert len(await town.rows("select 1 from alarms")) == 6

    town.play(story)


def test_a_sale_whose_value_no_column_takes_is_quarantined(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        sale = town.sale(request, await paid(town, cloud, request))
        body = to_builtins(sale) | {"sale_no": "K01-\0"}
        chain = Chain()
        assert await cloud.intake.take(KIOSK, Lane.MONEY, [chain.add(SOLD, body)]) == 1
        held = await town.rows("select reason from quarantine")
        assert [row.reason["code"] for row in held] == ["sync.sale_cannot_be_stored"]

    town.play(story)


def test_a_sale_of_another_kiosk_tenant_or_kind_is_quarantined(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request()
        sale = town.sale(request, await paid(town, cloud, request))
        chain = Chain()
        for change in ({"kiosk_id": "K02"}, {"tenant": "other"}, {"simulated": False}):
            chain.add(SOLD, replace(sale, **change))
        chain.add(SOLD, sale)
        chain.add(SOLD, sale)
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        held = await town.rows("select seq, reason from quarantine order by seq")
        assert [(row.seq, row.reason["code"]) for row in held] == [
            (1, "sync.sale_of_another"),
            (2, "sync.sale_of_another"),
            (3, "sync.sale_of_another"),
            (5, "sync.sale_twice"),
        ]

    town.play(story)


def test_a_sale_without_its_money_is_booked_in_doubt(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        unknown = town.request()
        answer = await paid(town, cloud, town.request())
        invented = replace(answer, attempt_id=unknown.attempt_id, sale_id=unknown.sale_id)
        chain.add(SOLD, town.sale(unknown, invented))
        shown = town.request()
        open_one = await cloud.desk.put(KIOSK, shown)
        claimed = replace(invented, attempt_id=open_one.attempt_id, sale_id=open_one.sale_id)
        chain.add(SOLD, town.sale(shown, claimed))
        cheap = town.request()
        other = replace(await paid(town, cloud, cheap), provider_transaction_id="4200000009")
        chain.add(SOLD, town.sale(cheap, other))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        rows = await town.rows("select doubt from sales order by sale_no")
        assert [row.doubt["code"] for row in rows] == [
            "sale.attempt_unknown",
            "sale.not_paid",
            "sale.amount_differs",
        ]
        assert len(await town.rows("select 1 from alarms")) == 3

    town.play(story)


def test_a_member_is_bound_only_by_a_code_that_was_fresh_during_the_trip(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        member = await town.member(cloud)
        for proof in (member.proof, member.proof[:-6] + "AAAAAA", "nonsense"):
            request = town.request()
            sale = town.sale(request, await paid(town, cloud, request))
            chain.add(SOLD, replace(sale, member=Member("m-1", proof, "李**")))
        town.wall.forward(3600)
        request = town.request()
        late = town.sale(request, await paid(town, cloud, request))
        chain.add(SOLD, replace(late, member=member))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        rows = await town.rows("select member_ref from sales order by sale_no")
        assert [row.member_ref for row in rows] == ["m-1", None, None, None]
        assert len(await town.rows("select 1 from member_bindings")) == 1

    town.play(story)


def test_a_batch_out_of_shape_is_refused_whole(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        records = [chain.add("trip_released", {"n": number}) for number in range(3)]
        batches = [
            [],
            [records[1], records[0]],
            [records[0], records[2]],
            [replace(records[0], lane=Lane.EVENTS)],
            [replace(records[0], seq=0)],
            [replace(records[0], seq=2**63)],
            records * 200,
        ]
        for batch in batches:
            with pytest.raises(InputRefused):
                await cloud.intake.take(KIOSK, Lane.MONEY, batch)
        assert await town.rows("select 1 from records") == []

    town.play(story)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 6)), min_size=1, max_size=12))
def test_whatever_order_and_repetition_batches_come_in_the_lane_is_a_prefix_of_the_chain(
    town: Town, cuts: list[tuple[int, int]]
) -> None:
    async def story(cloud: Cloud) -> None:
        asker = replace(KIOSK, kiosk=f"K{len(KIOSKS)}")
        KIOSKS.append(asker.kiosk)
        head = 0
        for start, length in [*cuts, (0, 10)]:
            batch = CHAIN.records[start : start + length]
            if batch[0].seq > head + 1:
                with pytest.raises(CloudRefused) as caught:
                    await cloud.intake.take(asker, Lane.MONEY, batch)
                assert caught.value.reason.values == {"lane": "money", "expected": head + 1}
                continue
            head = max(head, batch[-1].seq)
            assert await cloud.intake.take(asker, Lane.MONEY, batch) == head
        rows = await town.rows(f"select hash from records where kiosk = '{asker.kiosk}' order by seq")
        assert [row.hash for row in rows] == [record.hash for record in CHAIN.records]

    town.play(story)


KIOSKS: list[str] = ["K", "K"]
CHAIN = Chain()
for one in range(10):
    CHAIN.add("trip_released", {"n": one})


def test_the_hash_is_over_every_field() -> None:
    record = CHAIN.records[3]
    values = {name: getattr(record, name) for name in record.__dataclass_fields__ if name != "hash"}
    assert record_hash(**values) == record.hash
