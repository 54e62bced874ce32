"""Power cuts around the swap of files: whatever of it reached the disk, there is one whole revision."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.errors import StoreUnusable
from kiosk.store import catalogue_folder, catalogue_store
from kiosk.store.catalogue_folder import NAMES, POINTER
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.idle_file import connect_to_change
from tests.store.catalogue_values import APPLES, GOODS, MILK
from tests.store.forgetful_disk import ForgetfulDisk, watched
from tests.store.revisions import Shop

ROWS = (MILK, APPLES), GOODS[:1], GOODS[1:]


@pytest.fixture
def shop(tmp_path: Path, store: FileCatalogueStore) -> Shop:
    made = Shop(tmp_path, store, *ROWS)
    made.install(7)
    return made


def cut_everywhere(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, change: Callable[[], None], before: int, after: int
) -> None:
    """Cuts the power after each sync and each replacement of a change, and after all of it."""
    folder = shop.folder / "kiosk"
    disk, cuts = ForgetfulDisk(folder, POINTER), itertools.count()
    found: set[int] = set()

    def look(*allowed: int) -> None:
        for left in disk.cut(shop.folder / f"cut-{before}-{next(cuts)}"):
            catalogue = FileCatalogueStore(left).current()
            assert catalogue.revision in allowed
            catalogue.verify(checksum_of(shop.revisions[catalogue.revision]))
            found.add(catalogue.revision)

    with watched(monkeypatch, disk, lambda: look(before, after)):
        change()
    look(after)
    assert found == {before, after}


def test_a_snapshot_is_taken_whole_whatever_of_its_swap_reached_the_disk(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_everywhere(shop, monkeypatch, lambda: shop.install(8), 7, 8)
    cut_everywhere(shop, monkeypatch, lambda: shop.install(9), 8, 9)


def test_changes_in_a_copy_are_taken_whole_whatever_of_its_swap_reached_the_disk(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not (shop.folder / "kiosk" / NAMES[1]).exists(), "so that a copy is made"
    cut_everywhere(shop, monkeypatch, lambda: shop.apply(7, 8), 7, 8)


def test_a_file_that_says_another_checksum_after_its_change_is_not_taken_into_use(
    tmp_path: Path, shop: Shop
) -> None:
    spoiled: list[Path] = []

    class Spoiling(sqlite3.Connection):
        def close(self) -> None:
            self.execute("UPDATE about SET value = ? WHERE name = 'checksum'", ("0" * 32,))
            super().close()

    def connect(path: Path) -> sqlite3.Connection:
        if path.name not in NAMES:
            return connect_to_change(path)
        spoiled.append(path)
        address = f"{path.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(address, uri=True, isolation_level=None, factory=Spoiling)

    shop.apply(7, 8)
    assert shop.store.current().revision == 8, "nobody holds the other file any more"
    shop.store = FileCatalogueStore(tmp_path / "kiosk", connect)
    shop.apply(8, 9)
    assert [path.name for path in spoiled] == [NAMES[0]]
    catalogue = shop.store.current()
    assert catalogue.revision == 9
    assert catalogue.checksum == checksum_of(shop.revisions[9])
    catalogue.verify(checksum_of(shop.revisions[9]))


@pytest.mark.parametrize("change", ["install", "apply"])
def test_nothing_is_built_on_a_disk_without_room_for_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    take = {"install": lambda: shop.install(8), "apply": lambda: shop.apply(7, 8)}[change]

    def built(*_: object, **__: object) -> None:
        raise AssertionError("the ledger needs what is left")

    with monkeypatch.context() as full:
        full.setattr(catalogue_folder, "disk_usage", lambda _: SimpleNamespace(free=catalogue_folder.SPARE))
        full.setattr(catalogue_store, "build_catalogue", built)
        full.setattr(catalogue_store, "change_copy", built)
        with pytest.raises(StoreUnusable, match=r"store\.disk_full"):
            take()
    assert shop.store.current().revision == 7
    take()
    assert shop.store.current().revision == 8
