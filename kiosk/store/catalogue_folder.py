"""The folder of the catalogue: which file is in use, which is idle, and who may change them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage

from kiosk.errors import Reason, StoreUnusable

POINTER = "catalogue-current"
LOCK = "catalogue.lock"
NAMES = ("catalogue-a.db", "catalogue-b.db")
PART = "catalogue.part"
ROWS = "catalogue-rows.part"
SPARE = 64 * 1024 * 1024
"""Bytes that are left to the ledger: a catalogue that fills the disk keeps sales from being written."""


class CatalogueFolder:
    """Names and the pointer; nothing is read but the pointer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Path:
        """The file in use; raises StoreUnusable when there is none or the pointer is damaged."""
        return self._folder / self._pointed()

    def idle(self) -> Path:
        """The other one, or the name of the first."""
        try:
            return self._folder / NAMES[1 - NAMES.index(self._pointed())]
        except StoreUnusable:
            return self._folder / NAMES[0]

    def part(self) -> Path:
        """Where a file is made."""
        return self._folder / PART

    def rows(self) -> Path:
        """Where the rows of an older file are told again."""
        return self._folder / ROWS

    def require(self, size: int) -> None:
        """Room for a file of so many bytes; StoreUnusable where there is none, before any is written."""
        if disk_usage(self._folder).free < size + SPARE:
            raise StoreUnusable(Reason("store.disk_full", {"file": str(self._folder)}))

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One change at a time, over all processes; StoreUnusable when another one is at it, or for whatever
        the disk does not take."""
        with _telling(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StoreUnusable(Reason("store.in_use", {"file": str(self._folder / LOCK)})) from None
            with _telling(self._folder):
                yield
        finally:
            try:
                self.part().unlink(missing_ok=True)
                self.rows().unlink(missing_ok=True)
            finally:
                os.close(descriptor)

    def put_idle(self, part: Path) -> None:
        """A synced file takes the idle name. A trip that still holds the one it replaces keeps reading it."""
        idle = self.idle()
        part.replace(idle)
        # It belonged to the file that is gone.
        Path(f"{idle}-journal").unlink(missing_ok=True)
        sync_folder(self._folder)

    def drop_idle(self) -> None:
        """Nobody may sell by it again; a trip that holds it keeps reading it."""
        idle = self.idle()
        for path in (idle, Path(f"{idle}-journal")):
            path.unlink(missing_ok=True)
        sync_folder(self._folder)

    def flip(self) -> None:
        """The idle file is the one in use from now on, whenever the power goes."""
        pointer = self._folder / f"{POINTER}.new"
        name = self.idle().name
        with pointer.open("w", encoding="ascii") as file:
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._folder / POINTER)
        sync_folder(self._folder)

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
def _telling(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        values: dict[str, str | int] = {"file": str(folder), "detail": error.strerror or str(error)}
        raise StoreUnusable(Reason("store.unreachable", values)) from error


def sync_folder(folder: Path) -> None:
    """Names and replacements in it are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
