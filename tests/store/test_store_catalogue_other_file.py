"""A disk that gives up under the catalogue: a sale is refused, nothing ends, the other file takes over."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.domain.product import Product
from kiosk.errors import InputRefused, StoreUnusable
from kiosk.ports import FellBack
from kiosk.store.catalogue_file import CatalogueFile
from kiosk.store.catalogue_folder import CatalogueFolder
from kiosk.store.catalogue_schema import FILE_SCHEMA
from kiosk.store.catalogue_store import FileCatalogueStore
from tests.store.catalogue_values import APPLES, BEER, GOODS, MILK, PUBLISHED
from tests.store.kills import killed_at_each_step
from tests.store.revisions import Shop, rows_of, write_revision
from tests.store.test_store_catalogue_search import good

BEFORE, AFTER = GOODS[:2], GOODS


def signed(shop: Shop, revision: int, *, replaces: int = 0) -> None:
    rows = shop.revisions[revision]
    file = write_revision(shop.folder / f"{revision}.signed", rows, revision)
    shop.store.install(file, revision, checksum=checksum_of(rows), replaces=replaces)


@pytest.fixture
def shop(tmp_path: Path, store: FileCatalogueStore) -> Shop:
    """Sells by 8; the other file is 7."""
    made = Shop(tmp_path, store, BEFORE, AFTER, (*AFTER, good(1, "绿茶", ())))
    signed(made, 7)
    signed(made, 8)
    return made


def restarted(shop: Shop) -> FileCatalogueStore:
    """The kiosk after a start: nothing is in its cache."""
    shop.store = FileCatalogueStore(shop.folder / "kiosk")
    return shop.store


def cut_short(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def emptied(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(0)


def rotten(path: Path) -> None:
    """The page of an index that no scan reads."""
    with closing(sqlite3.connect(path)) as file:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'goods_by_category'"
        ((page,), (size,)) = file.execute(sql).fetchone(), file.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


FAULTS: dict[str, Callable[[Path], None]] = {
    "cut short": cut_short,
    "empty": emptied,
    "gone": Path.unlink,
    "rotten": rotten,
    "short of a good": lambda path: change(path, "DELETE FROM goods WHERE id = 2"),
}


def meet(store: FileCatalogueStore) -> None:
    """Somebody meets the damage."""
    with pytest.raises(StoreUnusable):
        store.check_pages()
    assert store.stats().revision == 0


# Cut short under a running kiosk


def test_a_file_cut_short_while_it_is_in_use_refuses_goods_and_ends_nothing(
    tmp_path: Path, store: FileCatalogueStore
) -> None:
    many: list[Product] = [good(number, f"绿茶{number}", ()) for number in range(2500)]
    file = write_revision(tmp_path / "many", many, 7)
    store.install(file, 7, checksum=checksum_of(many))
    trip = store.current()
    assert trip.by_gtin(many[0].gtins[0]) == many[0]
    cut_short(trip.path)
    refused = 0
    for each in many[::7]:
        try:
            assert trip.by_gtin(each.gtins[0]) in (each, None)
        except StoreUnusable:
            refused += 1
    assert refused > 40
    with pytest.raises(StoreUnusable, match=r"catalogue\.corrupt"):
        trip.search("茶249", 20)
    assert trip.is_damaged
    assert store.stats().revision == 0, "the whole is asked for"
    store.install(file, 7, checksum=checksum_of(many))
    assert store.current().by_gtin(many[-1].gtins[0]) == many[-1]


# The other file


@pytest.mark.parametrize("fault", FAULTS)
def test_the_revision_before_takes_over_and_what_comes_then_is_taken(shop: Shop, fault: str) -> None:
    FAULTS[fault](shop.store.current().path)
    store = restarted(shop)
    meet(store)
    was = 8 if fault in ("rotten", "short of a good") else 0
    told = store.fall_back()
    assert told is not None
    assert (told.revision, told.since) == (7, PUBLISHED)
    assert told.was in (was, 8)
    assert rows_of(store) == set(BEFORE)
    assert len(list((shop.folder / "kiosk").glob("catalogue-?.db"))) == 1, "nobody changes what is damaged"
    shop.apply(7, 8)
    assert rows_of(store) == set(AFTER)
    assert store.fall_back() is None, "nothing is damaged"
    assert store.current().revision == 8


def test_a_trip_that_holds_the_damaged_file_reads_on_in_it(shop: Shop) -> None:
    trip = shop.store.current()
    rotten(trip.path)
    meet(shop.store)
    assert shop.store.fall_back() == FellBack(7, 8, PUBLISHED)
    assert trip.by_gtin(BEER.gtins[0]) == BEER
    assert shop.store.current().by_gtin(BEER.gtins[0]) is None


def test_a_revision_that_the_shop_went_back_from_is_never_sold_by_again(shop: Shop) -> None:
    signed(shop, 7, replaces=8)
    rotten(shop.store.current().path)
    meet(restarted(shop))
    assert shop.store.fall_back() is None
    assert not [path for path in (shop.folder / "kiosk").glob("catalogue-?.db") if held(path) == 8]


def test_nor_by_a_kiosk_that_was_killed_while_it_went_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        pass

    def killed(_: CatalogueFolder) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(CatalogueFolder, "drop_idle", killed)
        with pytest.raises(Killed):
            signed(shop, 7, replaces=8)
    store = restarted(shop)
    assert store.current().revision == 7
    with pytest.raises(InputRefused, match=r"catalogue\.delta_gap"):
        shop.apply(8, 9)
    emptied(store.current().path)
    store = restarted(shop)
    meet(store)
    assert store.fall_back() is None, "what is damaged does not even say its number"


def held(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        return int(file.execute("SELECT value FROM about WHERE name = 'revision'").fetchone()[0])


def other(shop: Shop) -> Path:
    [path] = [path for path in (shop.folder / "kiosk").glob("catalogue-?.db") if held(path) == 7]
    return path


SPOILED = {
    "a page of it is rotten too": rotten,
    "it was made here": lambda path: change(path, "INSERT INTO about VALUES ('local', 'yes')"),
    "its rows are not those it says": lambda path: change(
        path, "UPDATE goods SET body = replace(body, 59, 58)"
    ),
    "it is not older": lambda path: change(path, "UPDATE about SET value = '9' WHERE name = 'revision'"),
    "there is none": Path.unlink,
}


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(sql)


@pytest.mark.parametrize("why", SPOILED)
def test_a_file_that_is_not_whole_signed_and_older_does_not_take_over(shop: Shop, why: str) -> None:
    SPOILED[why](other(shop))
    rotten(shop.store.current().path)
    meet(restarted(shop))
    assert shop.store.fall_back() is None
    assert shop.store.stats().revision == 0
    signed(shop, 9)
    assert rows_of(shop.store) == set(shop.revisions[9])


# Killed

EVERY = pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.soak)])


@EVERY
def test_a_kiosk_killed_at_any_step_of_falling_back_does_it_at_the_next_start(shop: Shop, every: int) -> None:
    rotten(shop.store.current().path)
    change(shop.store.current().path, "UPDATE about SET value = 'x' WHERE name = 'products'")
    left = killed_at_each_step(shop.folder / "kiosk", "fall_back", every)
    assert len(left) > 10 // every
    for folder in left:
        store = FileCatalogueStore(folder)
        if not store.stats().revision:
            told = store.fall_back()
            assert told is not None
            assert told.revision == 7
        assert rows_of(store) == set(BEFORE)
        delta = shop.delta(7, 8)
        store.apply([delta], 8, checksum_of(AFTER))
        assert rows_of(store) == set(AFTER)


# After an update of the program


def of_an_older_form(path: Path) -> None:
    """As an earlier program built it."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(f"UPDATE about SET value = '{FILE_SCHEMA - 1}' WHERE name = 'schema'")
        file.execute("DROP TABLE hints")
        file.execute("DROP TABLE plus")


@EVERY
def test_a_kiosk_killed_at_any_step_of_building_its_catalogue_in_a_newer_form_sells_after_the_next_start(
    shop: Shop, every: int
) -> None:
    of_an_older_form(shop.store.current().path)
    left = killed_at_each_step(shop.folder / "kiosk", "renew_form", every)
    assert len(left) > 10 // every
    for folder in left:
        store = FileCatalogueStore(folder)
        renewed = store.stats().revision == 8
        assert store.renew_form() is not renewed
        assert rows_of(store) == set(AFTER)
        assert not list(folder.glob("*.part"))


def test_after_an_update_the_other_file_is_built_anew_where_the_one_in_use_cannot_be(shop: Shop) -> None:
    in_use, idle = shop.store.current().path, other(shop)
    for path in (in_use, idle):
        of_an_older_form(path)
    change(in_use, "UPDATE goods SET body = X'00' WHERE id = 1")
    store = restarted(shop)
    with pytest.raises(Exception, match=r"catalogue\."):
        store.renew_form()
    assert store.fall_back() == FellBack(7, 8, PUBLISHED)
    assert rows_of(store) == {MILK, APPLES}
    assert CatalogueFile(store.current().path).by_plu("20101") == APPLES
