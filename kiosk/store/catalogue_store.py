"""The local catalogue: two files and a pointer to the one in use.

`catalogue-a.db` and `catalogue-b.db` take turns; `catalogue-current` names the one to start trips with.
A new revision is built beside them, checked, put under the idle name, and only then is the pointer
replaced: whenever the power goes, the pointer names a whole revision.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.domain.catalogue_rows import SnapshotHeader
from kiosk.errors import InputRefused, Reason, StoreUnusable
from kiosk.ports import CatalogueStats
from kiosk.store.catalogue_build import build_catalogue
from kiosk.store.catalogue_file import CatalogueFile
from kiosk.store.snapshot_file import read_rows

POINTER = "catalogue-current"
LOCK = "catalogue.lock"
NAMES = ("catalogue-a.db", "catalogue-b.db")


class FileCatalogueStore:
    """The port `CatalogueStore` over a folder.

    `install` may run while other threads and processes read; what another process installs is in use here
    from the next `current`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._open: CatalogueFile | None = None
        self._open_inode = (0, 0)

    def current(self) -> CatalogueFile:
        """The revision to start a trip with; raises StoreUnusable when there is none or it is corrupt."""
        with self._lock:
            path = self._folder / self._pointed()
            try:
                found = path.stat()
            except OSError:
                raise StoreUnusable(Reason("catalogue.file_missing", {"file": str(path)})) from None
            inode = (found.st_ino, found.st_mtime_ns)
            if self._open is None or self._open_inode != inode:
                self._open, self._open_inode = CatalogueFile(path), inode
            return self._open

    def install(self, snapshot: Path, revision: int) -> None:
        """Builds, checks and takes into use a snapshot the caller has verified to be the shop's own.

        A revision installed again repairs its file. Raises InputRefused, with the one in use untouched,
        for a snapshot that is damaged, cut short, malformed, not `revision`, or older than the one in use;
        StoreUnusable when the disk does not take it.
        """
        with _installing(self._folder):
            self._install(snapshot, revision)

    def _install(self, snapshot: Path, revision: int) -> None:
        before = self._in_use()
        if before is not None and revision < before.revision:
            values: dict[str, str | int] = {"revision": revision, "current": before.revision}
            raise InputRefused(Reason("catalogue.older_revision", values))
        part = self._folder / "catalogue.part"
        try:
            _check_revision(build_catalogue(read_rows(snapshot), part), revision)
            self._check(part, before)
            self._take_into_use(part)
        except OSError as error:
            values = {"file": str(part), "detail": error.strerror or str(error)}
            raise StoreUnusable(Reason("store.unreachable", values)) from error
        finally:
            part.unlink(missing_ok=True)

    def stats(self) -> CatalogueStats:
        """Revision, count and age of what is in use; revision 0 where nothing is."""
        try:
            return self.current().stats
        except StoreUnusable:
            return CatalogueStats(0, 0, None)

    def _in_use(self) -> CatalogueFile | None:
        try:
            return self.current()
        except StoreUnusable:
            # Missing or damaged: then any verified revision is better.
            return None

    def _check(self, part: Path, before: CatalogueFile | None) -> None:
        built = CatalogueFile(part)
        try:
            built.verify()
            if before and built.revision == before.revision and built.checksum != before.checksum:
                raise InputRefused(Reason("catalogue.revision_reused", {"revision": built.revision}))
        finally:
            built.close()

    def _take_into_use(self, part: Path) -> None:
        try:
            idle = NAMES[1 - NAMES.index(self._pointed())]
        except StoreUnusable:
            idle = NAMES[0]
        # A trip that still holds the idle name's old file keeps reading it.
        part.replace(self._folder / idle)
        _sync_folder(self._folder)
        pointer = self._folder / f"{POINTER}.new"
        with pointer.open("w", encoding="ascii") as file:
            file.write(f"{idle}\n")
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._folder / POINTER)
        _sync_folder(self._folder)

    def _pointed(self) -> str:
        pointer = self._folder / POINTER
        try:
            name = pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise StoreUnusable(Reason("catalogue.none", {"folder": str(self._folder)})) from None
        except OSError as error:
            unreadable = {"file": str(pointer), "detail": error.strerror or str(error)}
            raise StoreUnusable(Reason("store.unreachable", unreadable)) from error
        except ValueError as error:
            values = {"file": str(pointer), "detail": str(error)}
            raise StoreUnusable(Reason("catalogue.corrupt", values)) from error
        if name not in NAMES:
            raise StoreUnusable(
                Reason("catalogue.corrupt", {"file": str(pointer), "detail": repr(name[:40])})
            )
        return name


@contextmanager
def _installing(folder: Path) -> Iterator[None]:
    """One installation at a time, over all processes; StoreUnusable when another one is at it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        values: dict[str, str | int] = {"file": str(folder), "detail": error.strerror or str(error)}
        raise StoreUnusable(Reason("store.unreachable", values)) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreUnusable(Reason("store.in_use", {"file": str(folder / LOCK)})) from None
        yield
    finally:
        os.close(descriptor)


def _check_revision(header: SnapshotHeader, revision: int) -> None:
    if header.revision != revision:
        values: dict[str, str | int] = {"found": header.revision, "expected": revision}
        raise InputRefused(Reason("catalogue.other_revision", values))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
