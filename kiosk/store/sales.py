"""The sales and print jobs of a ledger, read again for staff."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import apsw

from kiosk.domain.receipt import PrintJob, PrintState
from kiosk.domain.sale import Sale, business_day
from kiosk.store.bodies import decode_body, decode_print_job

_SLACK = timedelta(days=1)
"""No zone is a whole day from UTC, in which records are dated."""


def sales_of_day(connection: apsw.Connection, day: str, file: Path) -> list[Sale]:
    """The sales closed on a business day of their store, oldest first."""
    midnight = datetime.strptime(day, "%Y%m%d")  # noqa: DTZ007 - a calendar day, in no zone
    first, after = ((midnight + slack).date().isoformat() for slack in (-_SLACK, 2 * _SLACK))
    rows = connection.execute(
        # the sale's number, among its first fields, names the day and spares reading the neighbours' bodies
        "SELECT body, body_schema FROM records WHERE kind = 'sale_closed' AND at >= ? AND at < ?"
        " AND instr(substr(body, 1, 400), ?) ORDER BY seq",
        (first, after, f"-{day}-"),
    )
    sales = [decode_body(Sale, body, schema, file) for body, schema in rows]
    return [sale for sale in sales if business_day(sale.closed_at, sale.store.zone) == day]


def paid_by(connection: apsw.Connection, sale_id: str) -> str | None:
    """The attempt by which a sale was closed; None where it is not."""
    row = connection.execute(
        # the sale of an attempt is written with it: without one that is paid no sale need be looked for;
        # as above, what is sought stands among the first fields
        "SELECT body ->> '$.tender.attempt_id' FROM records WHERE kind = 'sale_closed'"
        " AND EXISTS (SELECT 1 FROM attempts WHERE sale_id = ?1 AND answer ->> '$.state' = 'paid')"
        " AND instr(substr(body, 1, 400), ?1) AND body ->> '$.sale_id' = ?1",
        (sale_id,),
    ).fetchone()
    return None if row is None else str(row[0])


def print_jobs_of(connection: apsw.Connection, sale_id: str, file: Path) -> list[PrintJob]:
    """Every print job of a sale, the first one first."""
    rows = connection.execute(
        "SELECT body, body_schema FROM print_jobs WHERE sale_id = ? ORDER BY n", (sale_id,)
    )
    return [decode_print_job(body, schema, file) for body, schema in rows]


def print_states(connection: apsw.Connection, sale_ids: Iterable[str]) -> dict[str, PrintState]:
    """How the first print job of each sale stands."""
    rows = connection.execute(
        # a job that has ended is done; of the others, few, the body is asked
        "SELECT sale_id, iif(ended, ?, body ->> '$.state'), min(n) FROM print_jobs"
        " WHERE sale_id IN (SELECT value FROM json_each(?)) GROUP BY sale_id",
        (PrintState.DONE.value, json.dumps(list(sale_ids))),
    )
    return {sale_id: PrintState(state) for sale_id, state, _ in rows}
