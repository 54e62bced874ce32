"""`ledger.db`: what a kiosk must never forget, and the records on their way to the cloud.

One connection, owned by core, in a file no other process can open meanwhile. A commit that returned is
on the disk; one that raised has changed nothing, and the next may work again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kiosk.domain.events import Lane, Record
from kiosk.domain.intervention import Intervention
from kiosk.domain.payment import Attempt, AttemptRequest
from kiosk.domain.receipt import PrintJob, PrintState
from kiosk.domain.sale import Sale
from kiosk.domain.serials import Serial
from kiosk.domain.staff_task import OpenTasks
from kiosk.domain.trip import ENDED, Trip
from kiosk.errors import BugError
from kiosk.ports import (
    AppendRecord,
    Clock,
    EndTask,
    Ids,
    KnownAttempt,
    KnownClaim,
    PutAttempt,
    PutIntervention,
    PutPrintJob,
    PutSerials,
    PutSetting,
    PutTrip,
    Unfinished,
    Write,
)
from kiosk.store.approvals import allowed
from kiosk.store.attempts import attempt_step
from kiosk.store.bodies import BODY_SCHEMA, decode_body, decode_print_job, encode_body, encode_print_job
from kiosk.store.claims import claims_of_sale
from kiosk.store.database import open_database
from kiosk.store.faults import told_of
from kiosk.store.forgetting import kept_job, kept_trip
from kiosk.store.lanes import MOST_BYTES, Lanes
from kiosk.store.ledger_schema import LEDGER_MIGRATIONS
from kiosk.store.sales import paid_by, print_jobs_of, print_states, sales_of_day
from kiosk.store.serials import is_sold, mark
from kiosk.store.staff_tasks import end_task, is_task, open_tasks, raise_task

_Step = Callable[[], object]


class SqliteLedger:
    """The ports `Ledger` and `Outbox` over one file.

    Opening raises StoreUnusable (`store.in_use`, `store.corrupt`, `store.newer_schema`, ...) and then
    leaves the file as it was. `vfs` names an apsw file system, for tests that cut the power.
    """

    def __init__(self, path: Path, ids: Ids, clock: Clock, *, vfs: str | None = None) -> None:
        self._path = path
        self._ids = ids
        self._clock = clock
        self._connection = open_database(path, LEDGER_MIGRATIONS, clock.now(), vfs)
        self._lanes = Lanes(self._connection, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the lock back; idempotent. Any later call raises StoreUnusable."""
        self._connection.close()

    # Ledger

    def commit(self, writes: Sequence[Write]) -> None:
        """All of it or nothing, on the disk when it returns; raises StoreUnusable (disk full, closed)."""
        # Encoded before the transaction: a value without a JSON form must not open one.
        steps = [self._step(write) for write in writes]
        with self._transaction():
            for step in steps:
                step()

    def unfinished(self) -> Unfinished:
        """What was going on when the process ended."""
        with told_of(self._path):
            return Unfinished(
                trip=self._open_trip(),
                attempts=tuple(self._open_attempts()),
                print_jobs=tuple(self._open_print_jobs()),
                interventions=tuple(self._open_interventions()),
            )

    def setting(self, name: str) -> str | None:
        """The value last committed under `name`."""
        with told_of(self._path):
            row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def is_sold(self, item: Serial) -> bool:
        """Whether a single item was sold, here or as the cloud tells."""
        with told_of(self._path):
            return is_sold(self._connection, item)

    def sales_of_day(self, day: str) -> list[Sale]:
        """The sales closed on a business day (`20261121`), oldest first."""
        with told_of(self._path):
            return sales_of_day(self._connection, day, self._path)

    def paid_by(self, sale_id: str) -> str | None:
        """The attempt by which a sale was closed; None where it is not."""
        with told_of(self._path):
            return paid_by(self._connection, sale_id)

    def claims_of(self, sale_id: str) -> list[KnownClaim]:
        """Those of a sale's attempts, in the order in which they were held first."""
        with told_of(self._path):
            return list(claims_of_sale(self._connection, sale_id))

    def print_jobs_of(self, sale_id: str) -> list[PrintJob]:
        """Every print job of a sale, the first one first."""
        with told_of(self._path):
            return print_jobs_of(self._connection, sale_id, self._path)

    def print_states(self, sale_ids: Iterable[str]) -> dict[str, PrintState]:
        """How the first print job of each sale stands, of those that have one; no document is read."""
        with told_of(self._path):
            return print_states(self._connection, sale_ids)

    def open_tasks(self, most: int) -> OpenTasks:
        """The newest `most` of the tasks for staff that wait, and how many wait."""
        with told_of(self._path):
            return open_tasks(self._connection, most)

    def allowed(self, line_ids: Iterable[str]) -> dict[str, Intervention]:
        """What was last asked and answered about each of the basket lines, by line id."""
        with told_of(self._path):
            return allowed(self._connection, line_ids, self._path)

    # Outbox

    def pending(self, lane: Lane, limit: int, most_bytes: int = MOST_BYTES) -> list[Record]:
        """What the cloud has not acknowledged, oldest first, seq without gaps: at most `limit` records and
        `most_bytes` as sent, but at least one."""
        with told_of(self._path):
            return self._lanes.pending(lane, limit, most_bytes)

    def acknowledge(self, lane: Lane, seq: int) -> None:
        """Everything up to and with `seq` is in the cloud; raises InputRefused beyond the lane's end.

        A seq acknowledged before changes nothing. Acknowledged records are kept.
        """
        with self._transaction():
            self._lanes.acknowledge(lane, seq)

    def rewind(self, lane: Lane, seq: int) -> None:
        """What came after `seq` waits for the cloud again; a seq not acknowledged yet changes nothing."""
        with self._transaction():
            self._lanes.rewind(lane, seq)

    def depth(self) -> int:
        """How many records wait, over all lanes."""
        with told_of(self._path):
            return self._lanes.depth()

    def verify_chain(self, lane: Lane) -> int:
        """How many records the lane holds; StoreUnusable (`store.chain_broken`) naming the first bad seq."""
        with told_of(self._path):
            return self._lanes.verify(lane)

    # Writing

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with told_of(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk may have made SQLite roll back already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _step(self, write: Write) -> _Step:
        match write:
            case PutTrip(trip):
                return self._put_trip(trip)
            case PutAttempt(request, answer):
                return attempt_step(self._connection, request, answer)
            case PutPrintJob(job):
                return self._put_print_job(job)
            case PutIntervention(intervention, resolved_by):
                return self._put_intervention(intervention, resolved_by)
            case AppendRecord():
                return self._append(write)
            case PutSetting(name, value):
                return self._statement("REPLACE INTO settings VALUES (?, ?)", name, value)
            case PutSerials(marks):
                return lambda: mark(self._connection, marks)
            case EndTask(task_id):
                return lambda: end_task(self._connection, task_id)
            case _:
                raise BugError(f"not a write: {write!r}")

    def _put_trip(self, trip: Trip) -> _Step:
        return self._statement(
            "INSERT INTO trips (trip_id, ended, body_schema, body) VALUES (?1, ?2, ?3, ?4)"
            " ON CONFLICT (trip_id) DO UPDATE SET ended = ?2, body_schema = ?3, body = ?4",
            trip.trip_id,
            trip.state in ENDED,
            BODY_SCHEMA,
            encode_body(kept_trip(trip)),
        )

    def _put_print_job(self, job: PrintJob) -> _Step:
        return self._statement(
            "INSERT INTO print_jobs (job_id, sale_id, ended, body_schema, body) VALUES (?1, ?2, ?3, ?4, ?5)"
            " ON CONFLICT (job_id) DO UPDATE SET ended = ?3, body_schema = ?4, body = ?5",
            job.job_id,
            job.sale_id,
            job.state is PrintState.DONE,
            BODY_SCHEMA,
            encode_print_job(kept_job(job)),
        )

    def _put_intervention(self, intervention: Intervention, resolved_by: str | None) -> _Step:
        return self._statement(
            "INSERT INTO interventions (intervention_id, resolved_by, body_schema, body)"
            " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (intervention_id) DO UPDATE"
            " SET resolved_by = ?2, body_schema = ?3, body = ?4",
            intervention.intervention_id,
            resolved_by,
            BODY_SCHEMA,
            encode_body(intervention),
        )

    def _append(self, write: AppendRecord) -> _Step:
        body = encode_body(write.body)
        record_id, at = self._ids.new(), self._clock.now()

        def append() -> None:
            kind, schema = write.kind.value, write.schema
            self._lanes.append(
                record_id=record_id, lane=write.lane, at=at, kind=kind, schema=schema, body=body
            )
            if is_task(write):
                raise_task(self._connection, record_id)

        return append

    def _statement(self, sql: str, *values: str | int | None) -> _Step:
        return lambda: self._connection.execute(sql, values)

    # Reading

    def _open_trip(self) -> Trip | None:
        row = self._connection.execute(
            "SELECT body, body_schema FROM trips WHERE ended = 0 ORDER BY n DESC LIMIT 1"
        ).fetchone()
        if row is None:
            return None
        body, schema = row
        return decode_body(Trip, body, schema, self._path)

    def _open_attempts(self) -> Iterator[KnownAttempt]:
        for request, answer, schema in self._open("attempts", "request, answer, body_schema", "ended = 0"):
            yield KnownAttempt(
                decode_body(AttemptRequest, request, schema, self._path),
                None if answer is None else decode_body(Attempt, answer, schema, self._path),
            )

    def _open_print_jobs(self) -> Iterator[PrintJob]:
        for body, schema in self._open("print_jobs", "body, body_schema", "ended = 0"):
            yield decode_print_job(body, schema, self._path)

    def _open_interventions(self) -> Iterator[Intervention]:
        for body, schema in self._open("interventions", "body, body_schema", "resolved_by IS NULL"):
            yield decode_body(Intervention, body, schema, self._path)

    def _open(self, table: str, columns: str, where: str) -> Iterator[Any]:
        return iter(self._connection.execute(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY n"))
