"""The local catalogue: two files and a pointer to the one in use.

`catalogue-a.db` and `catalogue-b.db` take turns; `catalogue-current` names the one to start trips with. A
snapshot is built beside them and put under the idle name. Deltas change the idle file itself, which is one
revision behind: it takes those it has missed, kept beside it, and the new ones in one transaction. Where it
cannot (a trip still holds it, it is damaged, a delta is missing), a copy of the file in use takes the new
ones. Either way what comes out is checked before the pointer is replaced: whenever the power goes, the
pointer names a whole revision.

Where the file in use is damaged later and the cloud cannot give it again, the other one takes its place. So
the idle file is never one that the shop went back from: that one is dropped.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from kiosk.errors import InputRefused, Reason, StoreUnusable, WorldError
from kiosk.ports import CatalogueStats, FellBack
from kiosk.store.catalogue_build import build_catalogue, sync_file
from kiosk.store.catalogue_change import DeltaFile, open_delta
from kiosk.store.catalogue_file import OTHER_FORM, CatalogueFile, FileHeld
from kiosk.store.catalogue_folder import CatalogueFolder
from kiosk.store.delta_files import KeptDeltas, chain_between
from kiosk.store.file_forms import read_old, snapshot_of
from kiosk.store.idle_file import Connect, change_copy, change_idle, connect_to_change
from kiosk.store.other_file import is_newer, is_of_another_form, to_fall_back_to
from kiosk.store.popularity import NAME as POPULARITY
from kiosk.store.popularity import Popularity
from kiosk.store.snapshot_file import write_lines

_log = logging.getLogger(__name__)

_NOT_AS_IT_WAS = (sqlite3.Error, msgspec.MsgspecError, KeyError, ValueError, TypeError)
"""What reading a file raises whose rows do not stand where they should."""

_BUILT = 9
"""Times the size of a snapshot: the file that is built from it, at a million goods."""

_TRIES = 5
"""The pointer is read anew when what it named is being changed: it names another file then."""


class FileCatalogueStore:
    """The port `CatalogueStore` over a folder.

    `install` and `apply` may run while other threads and processes read; what another process takes into use
    is in use here from the next `current`. `connect` opens files that are changed.
    """

    def __init__(self, folder: Path, connect: Connect = connect_to_change) -> None:
        self._folder = CatalogueFolder(folder)
        self._deltas = KeptDeltas(folder)
        self._connect = connect
        self._popularity = Popularity(folder / POPULARITY)
        self._lock = threading.Lock()
        self._open: CatalogueFile | None = None
        self._open_inode = (0, 0)

    def current(self) -> CatalogueFile:
        """The revision to start a trip with; raises StoreUnusable when there is none or it is corrupt."""
        with self._lock:
            for _ in range(_TRIES):
                path = self._folder.current()
                try:
                    found = path.stat()
                except OSError:
                    raise StoreUnusable(Reason("catalogue.file_missing", {"file": str(path)})) from None
                inode = (found.st_ino, found.st_mtime_ns)
                if self._open is not None and self._open_inode == inode:
                    return self._open
                try:
                    self._open, self._open_inode = CatalogueFile(path, self._popularity), inode
                except FileHeld:
                    continue
                return self._open
        raise StoreUnusable(Reason("store.in_use", {"file": str(path)}))

    def install(self, snapshot: Path, revision: int, *, checksum: str = "", replaces: int = 0) -> None:
        """Builds, checks and takes into use a snapshot the caller has verified to be the shop's own.

        A revision installed again repairs its file; `replaces` is the newer one the shop goes back from.
        `checksum` is that of the rows as the shop's key signed it; without one the file is marked as local,
        and never takes the place of other rows of its number.
        Raises InputRefused, with the one in use untouched, for a snapshot that is damaged, cut short,
        malformed, not `revision`, of another checksum, or older than the one in use where that is not
        `replaces`; StoreUnusable when the disk does not take it.
        """
        with self._folder.changing():
            before = self._in_use()
            if before is not None and revision < before.revision != replaces:
                raise _older(revision, before)
            self._folder.require(_BUILT * snapshot.stat().st_size if snapshot.exists() else 0)
            part = self._folder.part()
            header = build_catalogue(snapshot, part, is_local=not checksum)
            if header.revision != revision:
                values: dict[str, str | int] = {"found": header.revision, "expected": revision}
                raise InputRefused(Reason("catalogue.other_revision", values))
            _check(part, before, checksum, "catalogue.snapshot_differs")
            self._folder.put_idle(part)
            self._deltas.forget()
            self._folder.flip()
            self._drop_newer(revision)

    def apply(self, deltas: Sequence[Path], revision: int, checksum: str) -> None:
        """Takes verified deltas that begin at the revision in use; the same again changes nothing.

        Raises InputRefused, with the one in use untouched, where they do not lead from it to `revision` with
        `checksum`; StoreUnusable when the disk does not take it.
        """
        with self._folder.changing():
            before = self._in_use()
            at = 0 if before is None else before.revision
            if before is not None and revision < at:
                raise _older(revision, before)
            if before is not None and revision == at:
                if checksum != before.checksum:
                    raise InputRefused(Reason("catalogue.revision_reused", {"revision": revision}))
                return
            self._drop_newer(at)
            chain = _chain([open_delta(path) for path in deltas], at, revision)
            assert before is not None  # no chain begins at nothing
            self._take(chain, before, revision, checksum)
            self._deltas.keep(chain)
            self._folder.flip()

    def renew_form(self) -> bool:
        """Builds a file of another version of this program anew from its rows, which takes as long as a
        snapshot does; whether there was one. Raises StoreUnusable, as `current` does, where it cannot."""
        try:
            self.current()
            return False
        except StoreUnusable as trouble:
            if trouble.reason.code != OTHER_FORM:
                return False
            refused = trouble
        with self._folder.changing():
            try:
                part = self._told_again(self._folder.current())
            except _NOT_AS_IT_WAS as error:
                raise refused from error
            self._folder.put_idle(part)
            self._deltas.forget()
            self._folder.flip()
        return True

    def _told_again(self, path: Path) -> Path:
        """A file of another form in this one's, not in use yet; raises one of _NOT_AS_IT_WAS."""
        old = read_old(path)
        write_lines(self._folder.rows(), snapshot_of(old))
        part = self._folder.part()
        build_catalogue(self._folder.rows(), part, is_local=old.is_local)
        _check(part, None, old.checksum)
        self._folder.rows().unlink(missing_ok=True)
        return part

    def fall_back(self) -> FellBack | None:
        """Takes the other file into use where the one in use is damaged, as `kiosk.ports` says; one of
        another form is built anew first."""
        with self._folder.changing():
            before = self._in_use()
            if before is not None and not before.is_damaged:
                return None
            try:
                damaged: Path | None = self._folder.current()
            except StoreUnusable:
                damaged = None
            idle = self._folder.idle()
            if is_of_another_form(idle):
                try:
                    self._folder.put_idle(self._told_again(idle))
                except (WorldError, *_NOT_AS_IT_WAS) as error:
                    _log.info("%s cannot be built anew: %s", idle.name, error)
            back = to_fall_back_to(idle, damaged)
            if back is not None:
                self._deltas.forget()
                self._folder.flip()
                self._folder.drop_idle()
            return back

    def _drop_newer(self, revision: int) -> None:
        """The shop went back from it, or it is damaged: not to be sold by, nor brought up to date."""
        if is_newer(self._folder.idle(), revision):
            self._folder.drop_idle()

    def _take(self, chain: list[DeltaFile], before: CatalogueFile, revision: int, checksum: str) -> None:
        """Brings the idle file to `revision`, or a copy of the one in use in its place."""
        known = [*self._deltas.kept(), *chain]
        if change_idle(self._folder.idle(), known, revision, checksum, self._connect):
            return
        self._folder.require(before.path.stat().st_size)
        part = self._folder.part()
        shutil.copyfile(before.path, part)
        change_copy(part, chain, checksum, self._connect)
        sync_file(part)
        _check(part, before, checksum)
        self._folder.put_idle(part)

    def count_sold(self, pieces: Mapping[str, int], day: date) -> None:
        """Counts what was sold here, for the order of what is found."""
        self._popularity.count(pieces, day)

    def stats(self) -> CatalogueStats:
        """Revision, count and age of what is in use; revision 0 where nothing is, or it is damaged: then the
        whole is fetched again."""
        try:
            current = self.current()
        except StoreUnusable:
            return CatalogueStats(0, 0, None)
        return CatalogueStats(0, 0, None) if current.is_damaged else current.stats

    def check_pages(self) -> None:
        """Reads each page of the file in use, which takes seconds; StoreUnusable where one is damaged."""
        self.current().check()

    def verify(self) -> None:
        """Reads each row of the file in use; StoreUnusable where they are not those of its checksum."""
        self.current().verify()

    def _in_use(self) -> CatalogueFile | None:
        try:
            return self.current()
        except StoreUnusable:
            # Missing or damaged: then any verified revision is better.
            return None


def _check(
    part: Path, before: CatalogueFile | None, checksum: str, differs: str = "catalogue.wrong_checksum"
) -> None:
    """`checksum`: what the shop's key says; empty: nothing, and then a number is never used again. `differs`:
    the code of the reason where the rows have another."""
    built = CatalogueFile(part)
    try:
        built.check()
        if checksum and built.checksum != checksum:
            raise InputRefused(Reason(differs, {"revision": built.revision}))
        same_number = not checksum and before and built.revision == before.revision
        if same_number and before and built.checksum != before.checksum:
            raise InputRefused(Reason("catalogue.revision_reused", {"revision": built.revision}))
    finally:
        built.close()


def _older(revision: int, before: CatalogueFile) -> InputRefused:
    values: dict[str, str | int] = {"revision": revision, "current": before.revision}
    return InputRefused(Reason("catalogue.older_revision", values))


def _chain(deltas: list[DeltaFile], at: int, revision: int) -> list[DeltaFile]:
    """The deltas in their order; InputRefused where they do not lead from `at` to `revision`."""
    chain = chain_between(deltas, at, revision)
    if chain is not None:
        return chain
    first = min((each.header.from_revision for each in deltas), default=0)
    if not any(each.header.from_revision == at for each in deltas):
        values: dict[str, str | int] = {"found": first, "expected": at}
        raise InputRefused(Reason("catalogue.delta_gap", values))
    last = max(each.header.to_revision for each in deltas)
    raise InputRefused(Reason("catalogue.delta_elsewhere", {"found": last, "expected": revision}))
