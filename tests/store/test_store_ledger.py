"""What a kiosk still knows when it starts again, and what its ledger refuses."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.events import GENESIS, Lane, RecordKind, record_hash
from kiosk.domain.intervention import Intervention, InterventionKind
from kiosk.domain.payment import UNSETTLED, AttemptState
from kiosk.domain.receipt import PrintState
from kiosk.domain.trip import ENDED, TripState
from kiosk.errors import BugError, InputRefused, StoreUnusable
from kiosk.ports import (
    AppendRecord,
    KnownAttempt,
    PutAttempt,
    PutIntervention,
    PutPrintJob,
    PutSetting,
    PutTrip,
    Unfinished,
)
from tests.store.store_values import OpenLedger, answer, print_job, request, trip


def test_a_new_kiosk_has_nothing_to_resolve(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    assert ledger.unfinished() == Unfinished(None, (), (), ())
    assert ledger.setting("identity") is None
    assert ledger.depth() == 0


@pytest.mark.parametrize("state", TripState)
def test_after_a_crash_the_visit_that_had_not_ended_is_back_to_the_letter(
    open_ledger: OpenLedger, state: TripState
) -> None:
    ledger = open_ledger()
    ledger.commit([PutTrip(trip("t1", TripState.RECEIPTED)), PutTrip(trip("t2", TripState.BUILDING))])
    ledger.commit([PutTrip(trip("t2", state))])
    ledger.close()
    assert open_ledger().unfinished().trip == (None if state in ENDED else trip("t2", state))


def test_of_two_open_visits_the_later_is_resolved_first(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger.commit([PutTrip(trip("t2", TripState.NEEDS_STAFF)), PutTrip(trip("t1", TripState.BUILDING))])
    ledger.commit([PutTrip(trip("t2", TripState.NEEDS_STAFF))])
    assert ledger.unfinished().trip == trip("t1", TripState.BUILDING)


def test_attempts_not_known_to_have_ended_are_back_whoever_made_them(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger.commit([PutAttempt(request("never-answered"), None)])
    for state in AttemptState:
        ledger.commit([PutAttempt(request(state), None)])
        ledger.commit([PutAttempt(request(state), answer(state, state))])
    ledger.close()
    expected = [KnownAttempt(request("never-answered"), None)]
    expected += [KnownAttempt(request(s), answer(s, s)) for s in AttemptState if s in UNSETTLED]
    assert open_ledger().unfinished().attempts == tuple(expected)


def test_every_receipt_not_known_to_be_on_paper_is_back(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    jobs = [replace(print_job(f"job-{state}"), state=state, tries=1) for state in PrintState]
    ledger.commit([PutPrintJob(job) for job in jobs])
    ledger.close()
    assert open_ledger().unfinished().print_jobs == tuple(j for j in jobs if j.state is not PrintState.DONE)


def test_an_intervention_is_open_until_somebody_resolved_it(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    beer = Intervention(
        intervention_id="i1", kind=InterventionKind.AGE, line_id="l1", sku="beer", minimum_age=18
    )
    knife = Intervention(intervention_id="i2", kind=InterventionKind.STAFF_ONLY, line_id="l2", sku="knife")
    ledger.commit([PutIntervention(beer), PutIntervention(knife)])
    ledger.commit([PutIntervention(beer, resolved_by="attendant-7")])
    ledger.close()
    assert open_ledger().unfinished().interventions == (knife,)


def test_settings_survive_and_are_replaced(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger.commit([PutSetting("sale_no", "6"), PutSetting("sale_no", "7")])
    ledger.close()
    assert open_ledger().setting("sale_no") == "7"


def test_a_lane_is_a_chain_from_genesis_and_lanes_do_not_mix(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger.commit(
        [
            AppendRecord(RecordKind.SALE_CLOSED, trip("t1", TripState.PAID)),
            AppendRecord(RecordKind.UNKNOWN_CODE_SCANNED, {"code": "?"}, Lane.EVENTS, schema=2),
            AppendRecord(RecordKind.LINE_VOIDED, ["l1", 3]),
        ]
    )
    first, second = ledger.pending(Lane.MONEY, 10)
    (event,) = ledger.pending(Lane.EVENTS, 10)
    assert (first.seq, second.seq, event.seq, event.schema) == (1, 2, 1, 2)
    assert (first.prev_hash, second.prev_hash, event.prev_hash) == (GENESIS, first.hash, GENESIS)
    assert second.body == '["l1",3]'
    assert second.hash == record_hash(
        record_id=second.record_id,
        lane="money",
        seq=2,
        at=second.at,
        kind="line_voided",
        schema=1,
        body='["l1",3]',
        prev_hash=first.hash,
    )
    assert ledger.depth() == 3
    assert ledger.pending(Lane.MONEY, 1) == [first]


def test_what_the_cloud_has_is_not_offered_again_and_is_kept(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, {"n": n}) for n in range(5)])
    ledger.acknowledge(Lane.MONEY, 3)
    ledger.acknowledge(Lane.MONEY, 2)  # a late answer to an earlier request
    ledger.close()
    ledger = open_ledger()
    assert [record.seq for record in ledger.pending(Lane.MONEY, 10)] == [4, 5]
    assert ledger.depth() == 2
    assert ledger.verify_chain(Lane.MONEY) == 5


def test_an_acknowledgement_beyond_the_end_is_refused_and_changes_nothing(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, {})])
    with pytest.raises(InputRefused, match=r"store\.acknowledged_beyond_head\(.*seq=2, head=1\)"):
        ledger.acknowledge(Lane.MONEY, 2)
    assert ledger.depth() == 1


def test_a_commit_that_fails_leaves_nothing_of_itself(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, {"n": 1})])
    with pytest.raises(BugError, match="no JSON form for object"):
        ledger.commit([PutSetting("sale_no", "8"), AppendRecord(RecordKind.SALE_CLOSED, object())])
    assert ledger.setting("sale_no") is None
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, {"n": 2})])
    assert [record.seq for record in ledger.pending(Lane.MONEY, 9)] == [1, 2]
    assert ledger.verify_chain(Lane.MONEY) == 2


def test_only_the_owner_can_read_what_a_kiosk_keeps(open_ledger: OpenLedger, ledger_path: Path) -> None:
    open_ledger().commit([PutSetting("a", "b")])
    assert stat.S_IMODE(ledger_path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in ledger_path.parent.iterdir()} == {0o600}


def test_a_closed_ledger_says_so(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger.close()
    ledger.close()
    for call in (ledger.depth, ledger.unfinished, lambda: ledger.commit([PutSetting("a", "b")])):
        with pytest.raises(StoreUnusable, match=r"store\.closed"):
            call()


def test_bodies_may_hold_any_mapping(open_ledger: OpenLedger) -> None:
    from types import MappingProxyType

    body: Any = {"tenders": MappingProxyType({"wechat": 100})}
    ledger = open_ledger()
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, body)])
    assert ledger.pending(Lane.MONEY, 1)[0].body == '{"tenders":{"wechat":100}}'
