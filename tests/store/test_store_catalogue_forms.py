"""After an update of the program: a file of another form is built anew from its rows, without the cloud."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.category import Category
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.product import Names
from kiosk.domain.recall import Recall
from kiosk.errors import InputRefused, StoreUnusable
from kiosk.store.catalogue_store import FileCatalogueStore
from tests.store.catalogue_values import GOODS, MILK, TWO_BEERS, Installing
from tests.store.revisions import rows_of, write_revision

AT = datetime(2026, 12, 1, tzinfo=UTC)
FULLEST = (
    Category(category_id="dairy", names=Names("乳品", "Dairy")),
    *GOODS,
    Price(sku="1001", kind=PriceFor.OFFER, amount_minor=4990, starts_at=AT, lowest_30_minor=5990),
    Price(sku="2001", amount_minor=1490, starts_at=AT),
    TWO_BEERS,
    Recall(recall_id="r-7", notice=Names("召回"), gtins=MILK.gtins),
)


def of_another_form(store: FileCatalogueStore, *changes: str) -> FileCatalogueStore:
    """The kiosk after an update: what an earlier program built, its tables a little different."""
    path = store.current().path
    with closing(sqlite3.connect(path)) as file, file:
        for change in ("UPDATE about SET value = '2' WHERE name = 'schema'", *changes):
            file.execute(change)
    return FileCatalogueStore(path.parent)


def test_a_file_of_another_form_sells_again_without_the_cloud(
    tmp_path: Path, store: FileCatalogueStore
) -> None:
    store.install(write_revision(tmp_path / "s", FULLEST, 7), 7)
    rows, before = rows_of(store), store.stats()
    updated = of_another_form(store, "DROP TABLE plus", "DROP TABLE words", "DROP INDEX codes_by_end")
    with pytest.raises(StoreUnusable, match=r"catalogue\.unknown_file_schema"):
        updated.current()
    assert updated.stats().revision == 0
    assert updated.renew_form()
    assert updated.stats() == before
    assert rows_of(updated) == rows
    assert not updated.renew_form(), "once"
    assert sorted(file.name for file in (tmp_path / "kiosk").glob("*.part")) == []


def test_rows_that_were_changed_on_the_way_are_not_sold(
    store: FileCatalogueStore, install: Installing
) -> None:
    install(7)
    updated = of_another_form(store, "DELETE FROM goods WHERE sku = '1001'")
    with pytest.raises(InputRefused, match=r"catalogue\."):
        updated.renew_form()
    assert updated.stats().revision == 0


@pytest.mark.parametrize("lost", ["goods", "others"])
def test_a_file_whose_rows_stand_elsewhere_is_left_to_the_cloud(
    store: FileCatalogueStore, install: Installing, lost: str
) -> None:
    install(7)
    updated = of_another_form(store, f"DROP TABLE {lost}")
    with pytest.raises(StoreUnusable, match=r"catalogue\.unknown_file_schema"):
        updated.renew_form()
    assert updated.stats().revision == 0
    install(8)
    assert updated.stats().revision == 8


def test_a_file_of_this_form_is_left_as_it_is(store: FileCatalogueStore, install: Installing) -> None:
    assert not store.renew_form()
    install(7)
    path = store.current().path
    assert not store.renew_form()
    assert store.current().path == path
    assert store.current().by_gtin(MILK.gtins[0]) == MILK
    assert TWO_BEERS in store.current().offers.offers
