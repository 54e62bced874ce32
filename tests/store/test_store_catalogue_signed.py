"""What the shop's key says of the rows: it replaces others of the same number, and tampering shows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.catalogue_checksum import StateChecksum, checksum_of
from kiosk.errors import InputRefused, StoreUnusable
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot
from tests.store.catalogue_values import APPLES, GOODS, MILK, PUBLISHED, TWO_BEERS, Installing

ROWS = (*GOODS, TWO_BEERS)
SIGNED = checksum_of(ROWS)
CHEAP = replace(MILK, price_minor=1)


@pytest.fixture
def shops_own(tmp_path: Path) -> Path:
    path = tmp_path / "signed.gz"
    write_snapshot(path, GOODS, [TWO_BEERS], 7, PUBLISHED)
    return path


def test_what_is_signed_takes_the_place_of_other_rows_of_its_number_and_of_a_higher_one(
    store: FileCatalogueStore, install: Installing, shops_own: Path
) -> None:
    install(7, (CHEAP,))
    assert store.stats().is_local
    store.install(shops_own, 7, checksum=SIGNED)
    assert store.current().by_gtin(MILK.gtins[0]) == MILK
    assert (store.stats().checksum, store.stats().is_local) == (SIGNED, False)
    install(9, (CHEAP,))
    store.install(shops_own, 7, checksum=SIGNED, replaces=9)
    assert (store.current().revision, store.stats().is_local) == (7, False)


def test_rows_of_another_checksum_than_was_signed_are_not_taken(
    store: FileCatalogueStore, install: Installing, shops_own: Path
) -> None:
    install(6, (APPLES,))
    with pytest.raises(InputRefused, match=r"catalogue\.snapshot_differs\(revision=7\)"):
        store.install(shops_own, 7, checksum="0" * 32)
    assert store.current().revision == 6


def test_a_price_changed_together_with_its_checksum_is_found_by_the_signed_one(
    tmp_path: Path, store: FileCatalogueStore, shops_own: Path
) -> None:
    store.install(shops_own, 7, checksum=SIGNED)
    with closing(sqlite3.connect(store.current().path)) as file, file:
        (body,) = file.execute("SELECT body FROM goods WHERE sku = '1001'").fetchone()
        cheaper = body.replace(b":5990", b":1")
        checksum = StateChecksum(SIGNED)
        checksum.take_out(body)
        checksum.add(cheaper)
        file.execute("UPDATE goods SET body = ? WHERE sku = '1001'", (cheaper,))
        file.execute("UPDATE about SET value = ? WHERE name = 'checksum'", (checksum.hex(),))
    tampered = FileCatalogueStore(tmp_path / "kiosk").current()
    tampered.verify()
    with pytest.raises(StoreUnusable, match="not those that were signed"):
        tampered.verify(SIGNED)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE plus SET good = (SELECT id FROM goods WHERE sku = '1001')", "1 codes do not lead to"),
        ("DELETE FROM plus", "1 codes do not lead to"),
        ("INSERT INTO plus SELECT '20109', good FROM plus", "1 codes more than"),
        ("INSERT INTO codes SELECT 9521001999990, id, 1 FROM goods WHERE sku = '1001'", "1 codes more than"),
        ("DELETE FROM codes WHERE gtin = 9521001000017", "1 codes do not lead to"),
    ],
)
def test_a_code_that_leads_elsewhere_is_found_by_verify(
    tmp_path: Path, store: FileCatalogueStore, shops_own: Path, change: str, told: str
) -> None:
    store.install(shops_own, 7, checksum=SIGNED)
    with closing(sqlite3.connect(store.current().path)) as file, file:
        file.execute(change)
    with pytest.raises(StoreUnusable, match=told):
        FileCatalogueStore(tmp_path / "kiosk").current().verify(SIGNED)
