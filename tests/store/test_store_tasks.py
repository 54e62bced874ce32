"""Tasks for staff in the ledger: raised with their record, and those of before the table too."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kiosk.domain.events import Lane, RecordKind
from kiosk.ports import AppendRecord, EndTask
from tests.store.store_values import OpenLedger


def raised(task: str, lane: Lane = Lane.MONEY) -> AppendRecord:
    return AppendRecord(RecordKind.STAFF_TASK_RAISED, {"task": task}, lane=lane)


def test_a_ledger_of_before_has_all_its_tasks_open(open_ledger: OpenLedger, ledger_path: Path) -> None:
    ledger = open_ledger()
    ledger.commit([raised("late_payment"), AppendRecord(RecordKind.SALE_CLOSED, {}), raised("paid_twice")])
    ledger.commit([raised("shopper_calls", Lane.EVENTS)])
    ledger.close()
    connection = sqlite3.connect(ledger_path)
    connection.executescript(
        "DROP TABLE staff_tasks; DROP TABLE claims; DELETE FROM schema_migrations WHERE version >= 4"
    )
    connection.close()
    ledger = open_ledger()
    waiting = ledger.open_tasks(9)
    assert ([one.task for one in waiting.newest], waiting.count) == (["paid_twice", "late_payment"], 2)
    assert ledger.verify_chain(Lane.MONEY) == 3


def test_an_end_is_for_ever_and_of_what_is_not_there_is_nothing(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger.commit([raised("late_payment"), raised("paid_twice")])
    twice, late = ledger.open_tasks(9).newest
    ledger.commit([EndTask(twice.task_id), EndTask("nobody's")])
    assert ledger.open_tasks(1).newest == (late,)
    ledger.close()
    assert open_ledger().open_tasks(9).newest == (late,)
