"""What SQLite's errors mean to a person: apsw's exceptions as `StoreUnusable`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from kiosk.errors import Reason, StoreUnusable

_PLAIN: tuple[tuple[type[apsw.Error], str], ...] = (
    (apsw.BusyError, "store.in_use"),
    (apsw.LockedError, "store.in_use"),
    (apsw.FullError, "store.disk_full"),
    (apsw.ConnectionClosedError, "store.closed"),
)
_DETAILED: tuple[tuple[type[apsw.Error], str], ...] = (
    (apsw.NotADBError, "store.corrupt"),
    (apsw.CorruptError, "store.corrupt"),
    (apsw.CantOpenError, "store.unreachable"),
    (apsw.ReadOnlyError, "store.unreachable"),
    (apsw.PermissionsError, "store.unreachable"),
    (apsw.IOError, "store.unreachable"),
)


def unusable(code: str, file: Path, **values: str | int) -> StoreUnusable:
    """The exception for `code`, naming the file."""
    return StoreUnusable(Reason(code, {"file": str(file), **values}))


@contextmanager
def told_of(file: Path) -> Iterator[None]:
    """Turns what the world does to `file` into StoreUnusable; our own mistakes (SQL, constraints) pass."""
    try:
        yield
    except apsw.Error as error:
        for kind, code in _PLAIN:
            if isinstance(error, kind):
                raise unusable(code, file) from error
        for kind, code in _DETAILED:
            if isinstance(error, kind):
                raise unusable(code, file, detail=str(error)) from error
        raise
    except OSError as error:
        raise unusable("store.unreachable", file, detail=error.strerror or str(error)) from error
