"""The power goes, the program is killed or the disk is full at any moment of a change.

The kiosk then sells by exactly one published revision, and the change is taken when it comes again.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import apsw
import pytest

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.errors import StoreUnusable
from kiosk.store.catalogue_store import FileCatalogueStore
from tests.store.catalogue_values import BEER, MILK
from tests.store.power import Drive, RecordingVfs
from tests.store.revisions import Shop, rows_of
from tests.store.test_store_catalogue_deltas import FIRST, SECOND, THIRD, good_rows


@pytest.fixture
def shop(tmp_path: Path, store: FileCatalogueStore) -> Shop:
    """A kiosk with revision 8 in use and 7 in the idle file."""
    shop = Shop(tmp_path, store, FIRST, SECOND, THIRD)
    shop.install(7)
    shop.apply(7, 8)
    assert shop.store.current().revision == 8  # and 7 is held no more
    return shop


def _is_whole(folder: Path, shop: Shop) -> int:
    """The revision in use after a restart, proved to be just that one; the change then comes again."""
    started = FileCatalogueStore(folder)
    revision = started.current().revision
    assert rows_of(started) == set(shop.revisions[revision])
    del started
    again = FileCatalogueStore(folder)
    again.apply([shop.delta(8, 9)] if revision == 8 else [], 9, checksum_of(THIRD))
    assert rows_of(again) == set(THIRD)
    return revision


# The power


class _Recorded:
    """The part of `sqlite3.Connection` that a change uses, over a drive that remembers."""

    def __init__(self, path: Path) -> None:
        self._connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs="recorded")

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, sql: str, values: Any = ()) -> Any:
        return self._connection.execute(sql, values)

    def executemany(self, sql: str, rows: Any) -> None:
        self._connection.executemany(sql, rows)

    def close(self) -> None:
        self._connection.close()


def _cuts(shop: Shop, every: int) -> Iterator[tuple[Drive, Path, int]]:
    """The drive of one change in the idle file's place, and where to cut its power."""
    drive = Drive()
    vfs = RecordingVfs("recorded", drive)
    kiosk = shop.folder / "kiosk"
    before = shop.folder / "before"
    shutil.copytree(kiosk, before)
    changing = FileCatalogueStore(kiosk, connect=_Recorded)  # type: ignore[arg-type]
    changing.apply([shop.delta(8, 9)], 9, checksum_of(THIRD))
    assert rows_of(changing) == set(THIRD)
    del vfs
    assert len(drive.history) > 20
    for cut in range(0, len(drive.history) + 1, every):
        yield drive, before, cut


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize("kept", ["nothing unsynced", "all", "torn"])
def test_a_cut_at_any_write_of_the_idle_file_leaves_one_revision(shop: Shop, kept: str, every: int) -> None:
    chance = random.Random(kept)
    idle = shop.folder / "before" / "catalogue-a.db"
    for drive, before, cut in _cuts(shop, every):
        base = idle.read_bytes()
        after = shop.folder / f"cut-{cut}"
        drive.rebuild(shop.folder / f"drive-{cut}", cut, kept, chance, {idle.name: base})
        shutil.copytree(before, after)
        for path in (shop.folder / f"drive-{cut}").iterdir():
            shutil.copyfile(path, after / path.name)
        assert _is_whole(after, shop) == 8
        shutil.rmtree(after)


# The program


class _PowerGone(BaseException):
    pass


@pytest.mark.parametrize("change", ["in its place", "in a copy", "snapshot"])
def test_an_end_at_any_step_around_the_files_leaves_one_revision(
    shop: Shop, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shop.folder / "before"
    shutil.copytree(shop.folder / "kiosk", before)
    if change == "in a copy":
        (before / "catalogue-delta-7-8.jsonl.gz").unlink()
    delta = shop.delta(8, 9)
    snapshot = shop.folder / "9.snapshot"
    shop.install(9)  # writes it
    revisions: list[int] = []
    for step in range(40):
        folder = shop.folder / f"step-{step}"
        shutil.copytree(before, folder)
        with monkeypatch.context() as patched:
            ended = _end_at(step, patched)
            with suppress(_PowerGone):
                store = FileCatalogueStore(folder)
                if change == "snapshot":
                    store.install(snapshot, 9)
                else:
                    store.apply([delta], 9, checksum_of(THIRD))
        revisions.append(_is_whole(folder, shop))
        if not ended():
            break
    else:
        pytest.fail("the change has no end")
    assert revisions == sorted(revisions)
    assert (revisions[0], revisions[-1]) == (8, 9)


def _end_at(step: int, patched: pytest.MonkeyPatch) -> Callable[[], bool]:
    """The program ends before the so-many-th sync, replacement or removal of a file; whether it did."""
    left = [step]

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise _PowerGone
            return real(*arguments, **named)

        return call

    patched.setattr(os, "fsync", counted(os.fsync))
    for name in ("replace", "unlink", "copyfile"):
        owner = shutil if name == "copyfile" else Path
        patched.setattr(owner, name, counted(getattr(owner, name)))
    return lambda: left[0] < 0


_KILLED = """
import os, random, shutil, signal, sys, time
from pathlib import Path
from kiosk.store.catalogue_store import FileCatalogueStore
folder, delta, checksum, rounds = sys.argv[1:]
chance = random.Random("kill")
for number in range(int(rounds)):
    where = f"{folder}-round-{number}"
    shutil.copytree(folder, where)
    child = os.fork()
    if not child:
        FileCatalogueStore(Path(where)).apply([Path(delta)], 9, checksum)
        os._exit(0)
    time.sleep(chance.random() * 0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(where, flush=True)
"""


@pytest.mark.parametrize("rounds", [4, pytest.param(200, marks=[pytest.mark.soak, pytest.mark.timeout(900)])])
def test_a_kill_at_any_moment_leaves_one_revision(tmp_path: Path, rounds: int) -> None:
    many = good_rows(100)
    shop = Shop(
        tmp_path, FileCatalogueStore(tmp_path / "kiosk"), many, [*many, MILK], [*many[50:], MILK, BEER]
    )
    shop.install(7)
    shop.apply(7, 8)
    shop.store = FileCatalogueStore(tmp_path / "nowhere")  # holds no file
    checksum = checksum_of(shop.revisions[9])
    delta = shop.delta(8, 9)
    command = [sys.executable, "-c", _KILLED, str(tmp_path / "kiosk"), str(delta), checksum, str(rounds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killing:
        assert killing.stdout is not None
        left = [Path(line.strip()) for line in killing.stdout]
    assert (killing.returncode, len(left)) == (0, rounds)
    for folder in left:
        store = FileCatalogueStore(folder)
        revision = store.current().revision
        assert rows_of(store) == set(shop.revisions[revision])
        del store
        again = FileCatalogueStore(folder)
        again.apply([delta], 9, checksum)
        assert rows_of(again) == set(shop.revisions[9])
        shutil.rmtree(folder)


# The disk


def test_a_full_disk_is_told_and_the_revision_in_use_stays(shop: Shop) -> None:
    def full(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    shop.revisions[9] = (*SECOND, *good_rows(300))
    kiosk = FileCatalogueStore(shop.folder / "kiosk", connect=full)
    with pytest.raises(StoreUnusable, match=r"store\.unreachable.*full"):
        kiosk.apply([shop.delta(8, 9)], 9, checksum_of(shop.revisions[9]))
    assert rows_of(kiosk) == set(SECOND)
    assert not (shop.folder / "kiosk" / "catalogue.part").exists()
    shop.apply(8, 9)
    assert rows_of(shop.store) == set(shop.revisions[9])


def test_nothing_here_depends_on_the_clock(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    for offset in (-3600, 3600, -40 * 365 * 86_400):
        monkeypatch.setattr(time, "time", lambda offset=offset: real() + offset)
        assert rows_of(FileCatalogueStore(shop.folder / "kiosk")) == set(SECOND)
    shop.apply(8, 9)
    assert rows_of(shop.store) == set(THIRD)
