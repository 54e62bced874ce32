"""Opens `ledger.db` so that what it acknowledges survives: one process, WAL, synchronous=FULL."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import apsw

from kiosk.errors import Reason, StoreUnusable
from kiosk.store.faults import told_of, unusable
from kiosk.store.ledger_schema import APPLICATION_ID
from kiosk.store.migrations import Migration, found_version, migrate, refuse_newer

SAFE_SQLITE = (3, 51, 3)
"""Older ones can lose commits when a WAL is reset (sqlite.org/wal.html, the WAL-reset bug)."""


def require_safe_sqlite(version: str) -> None:
    """Raises StoreUnusable for a library older than SAFE_SQLITE."""
    if tuple(int(part) for part in version.split(".")) < SAFE_SQLITE:
        needed = ".".join(map(str, SAFE_SQLITE))
        raise StoreUnusable(Reason("store.engine_too_old", {"found": version, "needed": needed}))


def open_database(
    path: Path, migrations: Sequence[Migration], now: datetime, vfs: str | None = None
) -> apsw.Connection:
    """The one connection to `path`, checked and migrated; the lock is held until it is closed.

    Raises StoreUnusable, and then the file is as it was, when another process holds it, it is damaged,
    it is not ours, a newer program wrote it, or it cannot be written.
    """
    require_safe_sqlite(apsw.sqlite_lib_version())
    with told_of(path):
        _make_file(path)
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=vfs)
        try:
            _lock_and_check(connection, migrations, path)
            _make_durable(connection, path)
            migrate(connection, migrations, now)
        except BaseException:
            connection.close()
            raise
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
    return connection


def is_behind(path: Path, migrations: Sequence[Migration]) -> bool:
    """Whether an earlier program wrote it last; writes nothing. Raises StoreUnusable as `open_database`."""
    with told_of(path):
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            _lock_and_check(connection, migrations, path)
            return found_version(connection) < migrations[-1].version
        finally:
            connection.close()


def _make_file(path: Path) -> None:
    """An empty file only its owner can read; SQLite gives the WAL the same mode.

    A file that is there is not opened: closing it again would drop the lock that this process may hold on it
    (POSIX, fcntl: locks go with any descriptor of the file).
    """
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
    written = [wal for wal in (Path(f"{path}-wal"),) if wal.exists() and wal.stat().st_size]
    empty = not path.exists() or not path.stat().st_size
    if empty and written:
        # SQLite would delete the WAL, and with it the commits it still holds.
        raise unusable("store.corrupt", path, detail=f"empty, but {written[0].name} holds commits")
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _lock_and_check(connection: apsw.Connection, migrations: Sequence[Migration], path: Path) -> None:
    """Takes the lock and looks, without writing a byte."""
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    connection.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    connection.set_busy_timeout(0)
    connection.pragma("locking_mode", "EXCLUSIVE")
    connection.pragma("cell_size_check", True)
    verdict = connection.execute("PRAGMA quick_check(1)").get
    if verdict != "ok":
        raise unusable("store.corrupt", path, detail=str(verdict))
    has_tables = connection.execute("SELECT EXISTS (SELECT 1 FROM sqlite_schema)").get
    if has_tables and connection.pragma("application_id") != APPLICATION_ID:
        raise unusable("store.not_ours", path)
    refuse_newer(connection, migrations, path)


def _make_durable(connection: apsw.Connection, path: Path) -> None:
    mode = connection.pragma("journal_mode", "WAL")
    connection.pragma("synchronous", "FULL")
    connection.pragma("secure_delete", True)  # what was let go of is not left in free pages
    if mode != "wal":
        raise unusable("store.unreachable", path, detail=f"journal mode is {mode}, not WAL")
