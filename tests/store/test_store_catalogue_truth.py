"""Recalls and markdowns in a catalogue: installed whole, kept from programs that would sell past them."""

from __future__ import annotations

import gzip
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kiosk.domain.product import Names
from kiosk.domain.promotion import NearDate
from kiosk.domain.recall import Recall
from kiosk.errors import InputRefused, StoreUnusable
from kiosk.store.catalogue_schema import FILE_SCHEMA
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import read_rows, write_snapshot
from tests.store.catalogue_values import BEER, GOODS, MILK, PUBLISHED, TWO_BEERS

MILK_RECALL = Recall(
    recall_id="r-7", notice=Names("牛奶召回", "Milk"), gtins=MILK.gtins, skus=("9009",), batches=("L7", "L8")
)
LAST_DAYS = NearDate(offer_id="dairy-30", names=Names("临期七折"), categories=("dairy",), days=2, percent=30)


def write(folder: Path, revision: int, *recalls: Recall, offers: tuple[NearDate, ...] = ()) -> Path:
    path = folder / f"{revision}.gz"
    write_snapshot(path, GOODS, (TWO_BEERS, *offers), revision, PUBLISHED, recalls=recalls)
    return path


def test_a_recall_and_a_markdown_are_there_once_installed_and_gone_once_withdrawn(
    tmp_path: Path, store: FileCatalogueStore
) -> None:
    store.install(write(tmp_path, 7, MILK_RECALL, offers=(LAST_DAYS,)), 7)
    held = store.current()
    held.verify()
    assert held.recalls.of(MILK.gtins[0], "1001") == (MILK_RECALL,)
    assert held.recalls.of("", "9009") == (MILK_RECALL,)
    assert held.recalls.of(BEER.gtins[0], "3001") == ()
    assert held.recalls.revision == 7
    assert held.offers.by_category == {"dairy": ((LAST_DAYS, 0),)}
    assert held.offers.by_sku == {"3001": ((TWO_BEERS, 0),)}
    store.install(write(tmp_path, 8), 8)
    assert store.current().recalls.recalls == ()
    assert held.recalls.recalls == (MILK_RECALL,)


def test_a_snapshot_without_them_is_the_one_it_always_was(tmp_path: Path) -> None:
    header, *_, end = gzip.decompress(write(tmp_path, 1).read_bytes()).splitlines()
    assert set(json.loads(header)) == {
        *("type", "schema", "revision", "published_at", "products", "offers", "currency")
    }
    assert json.loads(end) == {"type": "end", "rows": 4}


def test_a_file_of_another_program_is_not_sold_from_and_is_replaced(
    tmp_path: Path, store: FileCatalogueStore
) -> None:
    store.install(write(tmp_path, 1), 1)
    for schema in (str(FILE_SCHEMA - 1), str(FILE_SCHEMA + 1)):
        connection = sqlite3.connect(store.current().path)
        connection.execute("UPDATE about SET value = ? WHERE name = 'schema'", (schema,))
        connection.commit()
        connection.close()
        started = FileCatalogueStore(tmp_path / "kiosk")
        with pytest.raises(StoreUnusable, match=rf"catalogue\.unknown_file_schema.*found='{schema}'"):
            started.current()
        assert started.stats().revision == 0
        started.install(write(tmp_path, 2), 2)
        assert started.current().by_gtin(MILK.gtins[0]) == MILK


def test_a_recall_taken_out_by_hand_is_found(tmp_path: Path, store: FileCatalogueStore) -> None:
    store.install(write(tmp_path, 1, MILK_RECALL), 1)
    connection = sqlite3.connect(store.current().path)
    connection.execute("DELETE FROM others WHERE kind = 'recall'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreUnusable, match="not those that were published"):
        FileCatalogueStore(tmp_path / "kiosk").current().verify()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"gtins": ["1"]}, "catalogue.not_a_gtin"),
        ({"skus": ["1"], "batch": "L7"}, "catalogue.unknown_field"),
        ({"skus": ["1"], "batches": [7]}, "catalogue.not_a_list"),
        ({}, "recalls.no_goods"),
    ],
)
def test_a_recall_out_of_shape_refuses_the_revision(
    tmp_path: Path, store: FileCatalogueStore, row: dict[str, object], code: str
) -> None:
    good = write(tmp_path, 1, MILK_RECALL)
    store.install(good, 1)
    lines = gzip.decompress(write(tmp_path, 2, MILK_RECALL).read_bytes()).splitlines()
    place = next(n for n, line in enumerate(lines) if b'"type":"recall"' in line)
    wrong = {"type": "recall", "recall_id": "r", "notice": {"zh": "召回"}, **row}
    lines[place] = json.dumps(wrong).encode()
    (tmp_path / "wrong.gz").write_bytes(gzip.compress(b"\n".join(lines) + b"\n"))
    with pytest.raises(InputRefused) as caught:
        store.install(tmp_path / "wrong.gz", 2)
    assert caught.value.reason.code == code
    assert store.current().revision == 1


_words = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=20)
_recalls = st.builds(
    Recall,
    recall_id=_words,
    notice=st.builds(Names, _words, _words),
    gtins=st.lists(st.sampled_from((*MILK.gtins, *BEER.gtins)), unique=True).map(tuple),
    skus=st.lists(_words, min_size=1, max_size=3).map(tuple),
    batches=st.lists(_words, max_size=3).map(tuple),
)


@given(st.lists(_recalls, max_size=5, unique_by=lambda recall: recall.recall_id))
@hypothesis_settings(max_examples=12)
def test_every_recall_comes_back_as_it_was_published(
    tmp_path_factory: pytest.TempPathFactory, recalls: list[Recall]
) -> None:
    folder = tmp_path_factory.mktemp("recalls")
    write_snapshot(folder / "s", [MILK], (), 1, PUBLISHED, recalls=recalls)
    assert [row for row in read_rows(folder / "s") if isinstance(row, Recall)] == recalls
    store = FileCatalogueStore(folder)
    store.install(folder / "s", 1)
    ordered = sorted(recalls, key=lambda recall: recall.recall_id)
    assert list(store.current().recalls.recalls) == ordered


def test_an_offer_on_a_good_that_is_not_there_refuses_the_revision(
    tmp_path: Path, store: FileCatalogueStore
) -> None:
    with pytest.raises(InputRefused, match=r"catalogue\.offer_without_good"):
        store.install(write(tmp_path, 1, offers=(replace(LAST_DAYS, skus=("nothing",)),)), 1)
