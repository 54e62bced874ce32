"""Changes a catalogue file that nobody reads: the idle one in its place, or a copy."""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.errors import InputRefused, Reason, StoreUnusable, WorldError
from kiosk.store.catalogue_change import DeltaFile, apply_deltas
from kiosk.store.catalogue_file import CatalogueFile, FileHeld
from kiosk.store.catalogue_folder import sync_folder
from kiosk.store.catalogue_schema import FILE_SCHEMA
from kiosk.store.delta_files import chain_between

_log = logging.getLogger(__name__)

Connect = Callable[[Path], sqlite3.Connection]

_CACHE_KIB = 32 * 1024


def connect_to_change(path: Path) -> sqlite3.Connection:
    """A connection in autocommit to a file that is there; raises sqlite3.Error."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)


def change_idle(
    path: Path, deltas: Sequence[DeltaFile], revision: int, checksum: str, connect: Connect
) -> bool:
    """Brings the idle file to `revision` in its place and checks it; whether that could be done.

    Where not, the file is as it was or damaged; either way it is not in use and another takes its name.
    """
    if not path.exists():
        return False
    try:
        with _alone_with(path):
            _change(path, deltas, revision, checksum, connect)
            sync_folder(path.parent)
        changed = CatalogueFile(path)
        try:
            changed.check()
            return changed.revision == revision and changed.checksum == checksum
        finally:
            changed.close()
    except (WorldError, FileHeld, sqlite3.Error, OSError, KeyError, ValueError) as error:
        _log.info("%s is not brought up to date in its place: %s", path.name, error)
        return False


def _change(path: Path, deltas: Sequence[DeltaFile], revision: int, checksum: str, connect: Connect) -> None:
    with closing(connect(path)) as connection:
        # EXTRA: the journal's end is on the disk too before the file counts as changed.
        for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", f"cache_size = -{_CACHE_KIB}"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        about = dict(connection.execute("SELECT name, value FROM about"))
        if about["schema"] != str(FILE_SCHEMA):
            raise InputRefused(Reason("catalogue.corrupt", {"file": str(path), "detail": about["schema"]}))
        chain = chain_between(deltas, int(about["revision"]), revision)
        if chain is None:
            values: dict[str, str | int] = {"found": about["revision"], "expected": revision}
            raise InputRefused(Reason("catalogue.delta_gap", values))
        apply_deltas(connection, chain, checksum)
    if Path(f"{path}-journal").exists():
        raise StoreUnusable(Reason("catalogue.corrupt", {"file": str(path), "detail": "its journal stays"}))


def change_copy(path: Path, deltas: Sequence[DeltaFile], checksum: str, connect: Connect) -> None:
    """Applies deltas to a copy nobody else knows; thrown away when anything is raised.

    Raises InputRefused for deltas that do not fit, StoreUnusable when the disk does not take it.
    """
    try:
        with closing(connect(path)) as connection:
            for pragma in ("journal_mode = MEMORY", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
                connection.execute(f"PRAGMA {pragma}").fetchall()
            apply_deltas(connection, deltas, checksum)
    except sqlite3.Error as error:
        raise StoreUnusable(Reason("store.unreachable", {"file": str(path), "detail": str(error)})) from error


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """Nobody holds the file, and nobody opens it meanwhile; FileHeld where a trip does."""
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FileHeld from None
        yield
    finally:
        os.close(descriptor)
