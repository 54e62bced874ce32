"""The tasks for staff that wait: raised with their record, ended with the one that tells who did them."""

from __future__ import annotations

import json
from datetime import datetime

import apsw

from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.staff_task import OpenTasks, StaffTask
from kiosk.writes import AppendRecord


def is_task(write: AppendRecord) -> bool:
    """Whether the record raises a task that waits; a call does not, its lane may be sampled."""
    return write.kind is RecordKind.STAFF_TASK_RAISED and write.lane is Lane.MONEY


def raise_task(connection: apsw.Connection, record_id: str) -> None:
    """Inside the caller's transaction, as `end_task`."""
    connection.execute("INSERT INTO staff_tasks (task_id) VALUES (?)", (record_id,))


def end_task(connection: apsw.Connection, task_id: str) -> None:
    """A task that has ended, or never was, changes nothing."""
    connection.execute("UPDATE staff_tasks SET ended = 1 WHERE task_id = ?", (task_id,))


def open_tasks(connection: apsw.Connection, most: int) -> OpenTasks:
    """The newest `most` of those that wait."""
    rows = connection.execute(
        "SELECT r.record_id, r.at, r.body FROM staff_tasks AS t JOIN records AS r ON r.record_id = t.task_id"
        " WHERE t.ended = 0 ORDER BY t.n DESC LIMIT ?",
        (most,),
    )
    newest = tuple(
        StaffTask(task_id=task_id, at=datetime.fromisoformat(at), about=json.loads(body))
        for task_id, at, body in rows
    )
    return OpenTasks(newest, connection.execute("SELECT count(*) FROM staff_tasks WHERE ended = 0").get)
