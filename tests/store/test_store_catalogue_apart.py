"""A process of its own changes the catalogue of a kiosk that sells: its refusals and its end are told, and at
any step that it is killed at, the kiosk sells by one whole revision."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.errors import InputRefused, Reason, StoreUnusable
from kiosk.store import catalogue_store
from kiosk.store.catalogue_apart import COMMAND, ApartCatalogueStore
from kiosk.store.catalogue_folder import LOCK
from kiosk.store.catalogue_store import FileCatalogueStore
from tests.store.catalogue_values import APPLES, BEER, GOODS, MILK
from tests.store.revisions import Shop, rows_of, write_revision

CHECKOUT = Path(__file__).resolve().parents[2]
ROWS = (MILK, APPLES), GOODS[:1], (MILK, BEER)

_KILLED = """
import itertools, os, signal, sys
from kiosk.store import catalogue_process
left = itertools.count({step}, -1)
def hook(event, arguments):
    if event in ("open", "os.rename", "os.remove", "sqlite3.connect") and {where!r} in str(arguments[0]):
        if next(left) <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
catalogue_process.main()
"""
_OTHER_FORM = "from kiosk.store import catalogue_process as p; p.FILE_SCHEMA += 1; p.main()"
_ASKER = """
import sys
from pathlib import Path
from kiosk.store.catalogue_apart import ApartCatalogueStore
ApartCatalogueStore(Path(sys.argv[1])).install(Path(sys.argv[2]), 7)
"""
_FAULT = "raise AttributeError('a fault of the program')"
_OTHER_PROTOCOL = "import sys; sys.stdin.readline(); print('{}')"


def shop_by(tmp_path: Path, *command: str) -> Shop:
    """A kiosk that has its catalogue changed by a command."""
    return Shop(tmp_path, ApartCatalogueStore(tmp_path / "kiosk", command or COMMAND), *ROWS)


def python(script: str) -> Sequence[str]:
    return sys.executable, "-c", script


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return shop_by(tmp_path)


def test_snapshot_and_deltas_are_in_use_here_and_a_trip_keeps_what_it_holds(shop: Shop) -> None:
    shop.install(7)
    trip = shop.store.current()
    assert rows_of(shop.store) == set(ROWS[0])
    shop.apply(7, 8)
    shop.apply(8, 9)
    assert trip.by_sku([APPLES.sku]) == {APPLES.sku: APPLES}
    assert shop.store.current().revision == 9
    assert rows_of(shop.store) == set(ROWS[2])


def test_the_idle_file_is_changed_in_its_place_when_no_trip_holds_it(shop: Shop) -> None:
    shop.store.install(write_revision(shop.folder / "7", ROWS[0], 7), 7)
    elsewhere = FileCatalogueStore(shop.folder / "kiosk")
    elsewhere.apply([shop.delta(7, 8)], 8, checksum_of(ROWS[1]))
    del elsewhere
    idle = shop.folder / "kiosk" / "catalogue-a.db"
    before = idle.stat().st_ino
    shop.apply(8, 9)
    assert (idle.stat().st_ino, shop.store.current().path) == (before, idle)


def test_what_is_refused_or_cannot_be_taken_is_told_as_if_it_were_done_here(shop: Shop) -> None:
    FileCatalogueStore(shop.folder / "kiosk").install(write_revision(shop.folder / "7", ROWS[0], 7), 7)
    with pytest.raises(InputRefused) as refused:
        shop.store.apply([shop.delta(8, 9)], 9, checksum_of(ROWS[2]))
    assert refused.value.reason == Reason("catalogue.delta_gap", {"found": 8, "expected": 7})
    with (shop.folder / "kiosk" / LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreUnusable) as taken:
            shop.apply(7, 8)
    assert taken.value.reason.code == "store.in_use"
    assert rows_of(shop.store) == set(ROWS[0])


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=[pytest.mark.soak, pytest.mark.timeout(600)])])
@pytest.mark.parametrize("change", ["delta", "snapshot"])
def test_killed_at_any_step_it_is_told_and_the_change_is_taken_when_it_comes_again(
    tmp_path: Path, every: int, change: str
) -> None:
    found, step, ended = set[int](), 1, True
    while ended:
        folder = tmp_path / str(step)
        folder.mkdir()
        killed = python(_KILLED.format(step=step, where=str(folder / "kiosk")))
        shop = shop_by(folder, *killed)
        FileCatalogueStore(folder / "kiosk").install(write_revision(folder / "7", ROWS[0], 7), 7)
        ended = _is_ended(shop, change)
        revision = shop.store.current().revision
        assert rows_of(shop.store) == set(shop.revisions[revision])
        found.add(revision)
        shop.store = FileCatalogueStore(folder / "kiosk")
        _come(shop, change)
        assert rows_of(shop.store) == set(ROWS[1])
        step += every
    assert found == {7, 8}
    assert step > 9


def _come(shop: Shop, change: str) -> None:
    if change == "delta":
        shop.apply(7, 8)
    else:
        shop.install(8)


def _is_ended(shop: Shop, change: str) -> bool:
    """Whether the process was killed before it was done."""
    try:
        _come(shop, change)
    except StoreUnusable as trouble:
        return trouble.reason == Reason("catalogue.change_ended", {"status": -signal.SIGKILL})
    return False


@pytest.mark.expects_log("kiosk.store.catalogue_apart")
@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("/no/such/python",), "/no/such/python cannot be started"),
        (python(_OTHER_FORM), "another version"),
        (python(_OTHER_PROTOCOL), "status 0"),
        (python(_FAULT), "status 1"),
        ((sys.executable, "-m", "kiosk.store.no_such_module"), "status 1"),
    ],
)
def test_where_none_can_be_had_or_it_is_another_version_the_change_is_made_here(
    tmp_path: Path, command: Sequence[str], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    shop = shop_by(tmp_path, *command)
    shop.install(7)
    shop.apply(7, 8)
    assert rows_of(shop.store) == set(ROWS[1])
    assert caplog.text.count(told) == 2


@pytest.mark.expects_log("kiosk.store.catalogue_apart")
def test_a_fault_of_the_program_is_raised_here_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object, **__: object) -> None:
        raise AttributeError("a fault of the program")

    monkeypatch.setattr(catalogue_store, "build_catalogue", build)
    with pytest.raises(AttributeError, match="a fault of the program"):
        shop_by(tmp_path, *python(_FAULT)).install(7)


@pytest.mark.expects_log("kiosk.store.catalogue_apart")
def test_a_folder_whose_name_is_no_utf_8_has_its_catalogue_changed_here(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"shop-\xff")
    folder.mkdir()
    shop = shop_by(folder)
    shop.install(7)
    shop.apply(7, 8)
    assert rows_of(shop.store) == set(ROWS[1])


def _strangers(folder: Path) -> Path:
    """A folder with packages and modules of others, of the same names."""
    for name in ("kiosk", "msgspec"):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text("raise SystemExit('not ours')\n", encoding="utf-8")
    (folder / "signal.py").write_text("raise SystemExit('not ours')\n", encoding="utf-8")
    return folder


def test_it_imports_what_the_kiosk_does_whatever_lies_in_the_folder_it_works_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_strangers(tmp_path / "work"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "work"))
    shop = shop_by(tmp_path)
    shop.install(7)
    shop.apply(7, 8)
    assert rows_of(shop.store) == set(ROWS[1])


def test_it_imports_what_an_installed_kiosk_does_that_heeds_no_environment(tmp_path: Path) -> None:
    """As its launcher starts it; the rooms come onto its path by other ways than the environment."""
    snapshot = write_revision(tmp_path / "7", ROWS[0], 7)
    work = _strangers(tmp_path / "work")
    room = tmp_path / "rooms"
    room.mkdir()
    for name in ("kiosk", "assets"):
        (room / name).symlink_to(CHECKOUT / name)
    script = f"import sys; sys.path.insert(0, {str(room)!r}){_ASKER}"
    said = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", script, str(tmp_path / "kiosk"), str(snapshot)],
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(work)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
    assert rows_of(FileCatalogueStore(tmp_path / "kiosk")) == set(ROWS[0])


@pytest.mark.parametrize(("level", "is_told"), [(logging.INFO, True), (logging.WARNING, False)])
def test_what_it_logs_is_in_the_log_of_the_kiosk(
    shop: Shop, caplog: pytest.LogCaptureFixture, level: int, is_told: bool
) -> None:
    caplog.set_level(level)
    shop.install(7)
    shop.apply(7, 8)
    (shop.folder / "kiosk" / "catalogue-a.db").write_bytes(b"damaged")
    shop.apply(8, 9)
    told = "catalogue-a.db is not brought up to date in its place"
    found = [record for record in caplog.records if told in record.getMessage()]
    assert {(each.name, each.levelno) for each in found} == (
        {("kiosk.store.idle_file", logging.INFO)} if is_told else set()
    )
    assert rows_of(shop.store) == set(ROWS[2])


def test_it_ends_with_the_kiosk_and_the_folder_is_free(tmp_path: Path) -> None:
    folder, never = tmp_path / "kiosk", tmp_path / "never.snapshot"
    os.mkfifo(never)  # reading it does not come to an end

    def is_taken() -> bool:
        if not (folder / LOCK).exists():
            return False
        with (folder / LOCK).open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    with subprocess.Popen([*python(_ASKER), str(folder), str(never)]) as kiosk:
        _until(is_taken)
        kiosk.kill()
    _until(lambda: not is_taken())
    store = ApartCatalogueStore(folder)
    store.install(write_revision(tmp_path / "whole", ROWS[0], 7), 7)
    assert rows_of(store) == set(ROWS[0])


def _until(look: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not look():
        assert time.monotonic() < end
        time.sleep(0.02)
