"""Ledgers that are damaged, foreign, newer or edited: refused by name, and the file stays as it was."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.trip import TripState
from kiosk.errors import StoreUnusable
from kiosk.ports import (
    AppendRecord,
    PutPrintJob,
    PutTrip,
)
from kiosk.sentences import Sentences
from kiosk.store.database import require_safe_sqlite
from tests.store.store_values import OpenLedger, print_job, trip


def refusal(open_ledger: OpenLedger) -> str:
    with pytest.raises(StoreUnusable) as refused:
        open_ledger()
    reason = refused.value.reason
    assert all(Sentences(strict=True).say(reason, language) for language in ("zh-CN", "en"))
    return reason.code


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


ANOTHER_PROCESS = """
import sys
from pathlib import Path
from kiosk.errors import StoreUnusable
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from tests.store.store_values import SetClock
clock = SetClock()
try:
    SqliteLedger(Path(sys.argv[1]), UuidIds(clock), clock).close()
    print("opened")
except StoreUnusable as refused:
    print(refused.reason.code)
"""


def test_a_second_open_in_one_process_lets_no_other_process_in(
    open_ledger: OpenLedger, ledger_path: Path
) -> None:
    """POSIX drops all of a process's locks on a file when it closes any descriptor of that file."""
    ledger = open_ledger()
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, {"n": 1})])
    assert refusal(open_ledger) == "store.in_use"
    other = [sys.executable, "-c", ANOTHER_PROCESS, str(ledger_path)]
    told = subprocess.run(other, capture_output=True, text=True, timeout=20, check=True)
    assert told.stdout.strip() == "store.in_use"
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, {"n": 2})])
    assert ledger.verify_chain(Lane.MONEY) == 2
