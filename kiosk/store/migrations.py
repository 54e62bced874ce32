"""Schema steps of a database: ordered, recorded, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import apsw

from kiosk.store.faults import unusable

_RECORD = (
    "CREATE TABLE schema_migrations"
    " (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT"
)


@dataclass(frozen=True, slots=True)
class Migration:
    """One step; once released, neither its version nor its SQL ever changes."""

    version: int
    name: str
    sql: str


def found_version(connection: apsw.Connection) -> int:
    """The newest step recorded, 0 for an empty database. Reads only."""
    if not connection.table_exists("main", "schema_migrations"):
        return 0
    found = connection.execute("SELECT max(version) FROM schema_migrations").get
    return int(found) if found is not None else 0


def refuse_newer(connection: apsw.Connection, migrations: Sequence[Migration], file: Path) -> None:
    """Raises StoreUnusable when a newer program has written the database. Reads only."""
    found, known = found_version(connection), migrations[-1].version
    if found > known:
        raise unusable("store.newer_schema", file, found=found, known=known)


def migrate(connection: apsw.Connection, migrations: Sequence[Migration], now: datetime) -> None:
    """Takes the steps that are not yet recorded; a step broken half-way leaves no trace."""
    done = found_version(connection)
    for step in migrations:
        if step.version > done:
            with connection:
                if step.version == migrations[0].version:
                    connection.execute(_RECORD)
                connection.execute(step.sql)
                connection.execute(
                    "INSERT INTO schema_migrations VALUES (?, ?, ?)",
                    (step.version, step.name, now.isoformat()),
                )
