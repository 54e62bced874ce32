"""Installing catalogue revisions and looking goods up, through power cuts, wrong files and open trips."""

from __future__ import annotations

import fcntl
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kiosk.domain.product import Product
from kiosk.errors import InputRefused, StoreUnusable
from kiosk.ports import CatalogueStats
from kiosk.store.catalogue_folder import POINTER
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import read_rows, write_snapshot
from tests.store.catalogue_values import APPLES, BEER, GOODS, MILK, PUBLISHED, TWO_BEERS, Installing, products


def test_what_was_published_is_what_a_scan_finds(store: FileCatalogueStore, install: Installing) -> None:
    install(7)
    catalogue = store.current()
    assert catalogue.revision == 7
    assert catalogue.by_gtin("09521001000017") == MILK
    assert catalogue.by_gtin("09521001000024") == catalogue.by_gtin("09521001000031") == BEER
    assert catalogue.by_plu("20101") == APPLES
    assert catalogue.by_sku(["2001", "nothing", "1001"]) == {"2001": APPLES, "1001": MILK}
    assert catalogue.by_gtin("09521001000048") is None
    assert catalogue.by_plu("1") is None
    assert catalogue.offers.by_sku == {"3001": ((TWO_BEERS, 0),)}
    assert catalogue.offers.revision == 7
    assert store.stats() == CatalogueStats(7, 3, PUBLISHED, catalogue.checksum, is_local=True)


def test_a_kiosk_without_a_catalogue_says_so(store: FileCatalogueStore) -> None:
    with pytest.raises(StoreUnusable, match=r"catalogue\.none"):
        store.current()
    assert store.stats() == CatalogueStats(0, 0, None)


def test_a_new_revision_is_in_use_at_once_and_after_a_restart(
    tmp_path: Path, store: FileCatalogueStore, install: Installing
) -> None:
    for revision, price in ((7, 100), (8, 200), (9, 300)):
        install(revision, (replace(MILK, price_minor=price),))
        restarted = FileCatalogueStore(tmp_path / "kiosk")
        for each in (store.current(), restarted.current()):
            found = each.by_gtin("09521001000017")
            assert found
            assert (each.revision, found.price_minor) == (revision, price)


def test_a_trip_keeps_the_prices_it_started_with_through_any_number_of_revisions(
    store: FileCatalogueStore, install: Installing
) -> None:
    install(7)
    held = store.current()
    for revision in (8, 9, 10):
        install(revision, (replace(MILK, price_minor=1),))
        assert held.by_gtin("09521001000017") == MILK
        assert held.by_plu("20101") == APPLES
        assert held.revision == 7


def test_what_another_process_installs_is_in_use_from_the_next_trip(
    tmp_path: Path, store: FileCatalogueStore, install: Installing
) -> None:
    kiosk = FileCatalogueStore(tmp_path / "kiosk")
    for revision in (7, 8, 9):
        install(revision)
        assert kiosk.current().revision == revision
        assert kiosk.current() is kiosk.current()


def test_two_installations_at_once_are_refused(
    tmp_path: Path, store: FileCatalogueStore, install: Installing
) -> None:
    install(7)
    with (tmp_path / "kiosk" / "catalogue.lock").open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(StoreUnusable, match=r"store\.in_use"):
            install(8)
    install(8)


def test_the_previous_revision_stays_on_the_disk(
    tmp_path: Path, store: FileCatalogueStore, install: Installing
) -> None:
    install(7)
    install(8)
    assert sorted(file.name for file in (tmp_path / "kiosk").iterdir()) == [
        "catalogue-a.db",
        "catalogue-b.db",
        "catalogue-current",
        "catalogue.lock",
    ]
    (tmp_path / "kiosk" / POINTER).write_text("catalogue-a.db\n")
    assert FileCatalogueStore(tmp_path / "kiosk").current().revision == 7


def test_an_older_revision_is_refused(store: FileCatalogueStore, install: Installing) -> None:
    install(8)
    with pytest.raises(InputRefused, match=r"catalogue\.older_revision\(revision=7, current=8\)"):
        install(7)
    assert store.current().revision == 8


def test_only_a_signed_way_back_leads_to_an_older_revision(
    tmp_path: Path, store: FileCatalogueStore, install: Installing
) -> None:
    install(7)
    install(8)
    write_snapshot(tmp_path / "back", GOODS, (), 7, PUBLISHED)
    with pytest.raises(InputRefused, match=r"catalogue\.older_revision"):
        store.install(tmp_path / "back", 7, replaces=9)
    store.install(tmp_path / "back", 7, replaces=8)
    assert store.current().revision == 7


def test_a_revision_again_repairs_and_with_other_rows_is_refused(
    tmp_path: Path, store: FileCatalogueStore, install: Installing
) -> None:
    install(8)
    install(8)
    with pytest.raises(InputRefused, match=r"catalogue\.revision_reused\(revision=8\)"):
        install(8, (MILK,))
    assert store.stats().products == 3


@pytest.mark.parametrize("damage", ["", "not a database" * 400])
def test_a_damaged_file_is_told_and_replaced_by_the_next_revision(
    tmp_path: Path, store: FileCatalogueStore, install: Installing, damage: str
) -> None:
    install(7)
    (tmp_path / "kiosk" / "catalogue-a.db").write_text(damage)
    restarted = FileCatalogueStore(tmp_path / "kiosk")
    with pytest.raises(StoreUnusable, match=r"catalogue\.corrupt"):
        restarted.current()
    assert restarted.stats().products == 0
    write_snapshot(tmp_path / "next", GOODS, (), 8, PUBLISHED)
    restarted.install(tmp_path / "next", 8)
    assert restarted.current().by_gtin("09521001000017") == MILK


@pytest.mark.parametrize("pointer", ["catalogue-c.db", "../ledger.db", ""])
def test_a_pointer_to_anything_else_is_not_followed(
    tmp_path: Path, install: Installing, pointer: str
) -> None:
    install(7)
    (tmp_path / "kiosk" / POINTER).write_text(pointer)
    with pytest.raises(StoreUnusable, match=r"catalogue\.corrupt"):
        FileCatalogueStore(tmp_path / "kiosk").current()


def test_an_edited_price_is_found_by_verify(tmp_path: Path, install: Installing) -> None:
    import sqlite3

    install(7)
    store = FileCatalogueStore(tmp_path / "kiosk")
    store.current().verify()
    connection = sqlite3.connect(tmp_path / "kiosk" / "catalogue-a.db")
    connection.execute("UPDATE goods SET body = CAST(replace(CAST(body AS TEXT), ':5990', ':1990') AS BLOB)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreUnusable, match="the rows are not those that were published"):
        FileCatalogueStore(tmp_path / "kiosk").current().verify()


@given(st.lists(products, max_size=8))
@hypothesis_settings(max_examples=15)
def test_every_product_comes_back_as_it_was_published(
    tmp_path_factory: pytest.TempPathFactory, goods: list[Product]
) -> None:
    keys: set[object] = set()
    unique: list[Product] = []
    for each in goods:
        own = {("sku", each.sku), ("plu", each.plu or each.sku), *each.gtins}
        if not own & keys:
            keys |= own
            unique.append(each)
    folder = tmp_path_factory.mktemp("published")
    write_snapshot(folder / "s", unique, (), 1, PUBLISHED)
    assert list(read_rows(folder / "s"))[1:] == unique
    store = FileCatalogueStore(folder)
    store.install(folder / "s", 1)
    catalogue = store.current()
    assert list(catalogue.products()) == unique
    for each in unique:
        assert catalogue.by_sku([each.sku]) == {each.sku: each}
        assert each.plu is None or catalogue.by_plu(each.plu) == each
        assert all(catalogue.by_gtin(gtin) == each for gtin in each.gtins)
