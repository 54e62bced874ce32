"""What a kiosk still knows when it starts again, and what its ledger refuses."""

from __future__ import annotations

import os
import sqlite3
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
from kiosk.store.database import require_safe_sqlite
from tests.store.store_values import OpenLedger, answer, print_job, request, trip


def refusal(open_ledger: OpenLedger) -> str:
    with pytest.raises(StoreUnusable) as refused:
        open_ledger()
    return refused.value.reason.code


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


# What is refused, and stays as it was


def made(open_ledger: OpenLedger, path: Path) -> None:
    """A ledger of a former run."""
    ledger = open_ledger()
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, {"n": n, "pad": "x" * 500}) for n in range(50)])
    ledger.close()


def altered(path: Path, *statements: str) -> bytes:
    """Changes the closed file by other means; gives its bytes."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


def test_a_ledger_of_a_newer_program_is_refused_untouched(open_ledger: OpenLedger, ledger_path: Path) -> None:
    made(open_ledger, ledger_path)
    before = altered(ledger_path, "INSERT INTO schema_migrations VALUES (99, 'later', '2030-01-01')")
    assert refusal(open_ledger) == "store.newer_schema"
    assert ledger_path.read_bytes() == before


def test_a_database_that_is_not_a_ledger_is_refused_untouched(
    open_ledger: OpenLedger, ledger_path: Path
) -> None:
    ledger_path.parent.mkdir()
    before = altered(ledger_path, "CREATE TABLE photos (id)")
    assert refusal(open_ledger) == "store.not_ours"
    assert ledger_path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_untouched(open_ledger: OpenLedger, ledger_path: Path) -> None:
    ledger_path.parent.mkdir()
    ledger_path.write_text("not a database, but somebody's notes\n" * 200)
    before = ledger_path.read_bytes()
    assert refusal(open_ledger) == "store.corrupt"
    assert ledger_path.read_bytes() == before


@pytest.mark.parametrize("where", [0.3, 0.6, 0.9])
def test_a_damaged_ledger_is_refused_untouched(
    open_ledger: OpenLedger, ledger_path: Path, where: float
) -> None:
    made(open_ledger, ledger_path)
    page = int(ledger_path.stat().st_size * where) // 4096 * 4096
    with ledger_path.open("r+b") as file:
        file.seek(page)
        file.write(os.urandom(4096))
    before = ledger_path.read_bytes()
    assert refusal(open_ledger) == "store.corrupt"
    assert ledger_path.read_bytes() == before


def test_a_ledger_cut_to_nothing_beside_its_wal_is_refused(
    open_ledger: OpenLedger, ledger_path: Path
) -> None:
    ledger_path.parent.mkdir()
    ledger_path.touch()
    wal = Path(f"{ledger_path}-wal")
    wal.write_bytes(b"commits")
    assert refusal(open_ledger) == "store.corrupt"
    assert wal.read_bytes() == b"commits"


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE records SET body = '{\"n\":99}' WHERE seq = 7", 7),
        ("UPDATE records SET at = '2026-11-21T04:00:00+00:00' WHERE seq = 8", 8),
        ("DELETE FROM records WHERE seq = 9", 9),
        ("DELETE FROM records WHERE seq = 50", 50),
        ("UPDATE lane_heads SET hash = 'x'", 51),
    ],
)
def test_a_changed_or_missing_record_breaks_the_chain_where_it_was(
    open_ledger: OpenLedger, ledger_path: Path, change: str, seq: int
) -> None:
    made(open_ledger, ledger_path)
    altered(ledger_path, change)
    with pytest.raises(StoreUnusable) as broken:
        open_ledger().verify_chain(Lane.MONEY)
    assert broken.value.reason.code == "store.chain_broken"
    assert broken.value.reason.values["seq"] == seq


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE trips SET body_schema = 2", "store.body_unknown"),
        ("UPDATE trips SET body = '{\"trip_id\": 7}'", "store.corrupt"),
        ("UPDATE print_jobs SET body_schema = 2", "store.body_unknown"),
        ("UPDATE print_jobs SET body = replace(body, '\"rule\"', '\"hologram\"')", "store.corrupt"),
    ],
)
def test_a_body_of_another_form_is_named_not_guessed(
    open_ledger: OpenLedger, ledger_path: Path, change: str, code: str
) -> None:
    ledger = open_ledger()
    ledger.commit([PutTrip(trip("t1", TripState.AWAITING)), PutPrintJob(print_job("j1"))])
    ledger.close()
    altered(ledger_path, change)
    with pytest.raises(StoreUnusable) as refused:
        open_ledger().unfinished()
    assert refused.value.reason.code == code


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, open_ledger: OpenLedger) -> None:
    (tmp_path / "kiosk").write_text("a file where the folder should be")
    with pytest.raises(StoreUnusable) as refused:
        open_ledger()
    assert refused.value.reason.code == "store.unreachable"
    assert refused.value.reason.values["file"] == str(tmp_path / "kiosk" / "ledger.db")


@pytest.mark.parametrize("version", ["3.51.2", "3.40.1", "2.99.9"])
def test_an_sqlite_that_can_lose_commits_is_refused(version: str) -> None:
    with pytest.raises(StoreUnusable, match=rf"store\.engine_too_old\(found='{version}', needed='3.51.3'\)"):
        require_safe_sqlite(version)


def test_newer_sqlites_are_accepted() -> None:
    for version in ("3.51.3", "3.52.0", "4.0.0"):
        require_safe_sqlite(version)


def test_bodies_may_hold_any_mapping(open_ledger: OpenLedger) -> None:
    from types import MappingProxyType

    body: Any = {"tenders": MappingProxyType({"wechat": 100})}
    ledger = open_ledger()
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, body)])
    assert ledger.pending(Lane.MONEY, 1)[0].body == '{"tenders":{"wechat":100}}'
