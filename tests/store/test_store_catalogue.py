"""Installing catalogue revisions and looking goods up, through power cuts, wrong files and open trips."""

from __future__ import annotations

import fcntl
import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kiosk.domain.product import Product
from kiosk.errors import InputRefused, StoreUnusable
from kiosk.ports import CatalogueStats
from kiosk.store.catalogue_store import POINTER, FileCatalogueStore
from kiosk.store.snapshot_file import read_rows, write_snapshot
from tests.store.catalogue_values import APPLES, BEER, GOODS, MILK, PUBLISHED, TWO_BEERS, products

Installing = Callable[..., None]


@pytest.fixture
def store(tmp_path: Path) -> FileCatalogueStore:
    return FileCatalogueStore(tmp_path / "kiosk")


@pytest.fixture
def install(tmp_path: Path, store: FileCatalogueStore) -> Installing:
    """Publishes goods as a revision and installs it."""

    def run(revision: int, goods: tuple[Product, ...] = GOODS) -> None:
        file = tmp_path / f"snapshot-{revision}.gz"
        offers = (TWO_BEERS,) if BEER in goods else ()
        write_snapshot(file, goods, offers, revision, PUBLISHED)
        store.install(file, revision)

    return run


def snapshot(path: Path, *rows: object, revision: int = 7, **header: object) -> Path:
    """A snapshot as a faulty or hostile cloud may write it."""
    first = {
        "type": "header",
        "schema": 1,
        "revision": revision,
        "published_at": "2026-11-21T01:30:00+00:00",
        "products": 1,
        "offers": 0,
        "currency": "CNY",
        **header,
    }
    lines = [row if isinstance(row, str) else json.dumps(row) for row in (first, *rows)]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


MILK_ROW = {
    "type": "product",
    "sku": "1001",
    "names": {"zh": "有机纯牛奶"},
    "category": "dairy",
    "gtins": ["09521001000017"],
    "price_minor": 5990,
    "tax_code": "std",
    "tax_bp": 1300,
}
END = {"type": "end", "rows": 1}


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
    assert catalogue.offers.by_sku == {"3001": (TWO_BEERS,)}
    assert catalogue.offers.revision == 7
    assert store.stats() == CatalogueStats(7, 3, PUBLISHED)


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
    connection.execute("UPDATE products SET price_minor = 1 WHERE sku = '1001'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreUnusable, match="the rows are not those that were published"):
        FileCatalogueStore(tmp_path / "kiosk").current().verify()


def refused(store: FileCatalogueStore, file: Path, revision: int = 7) -> str:
    """The reason of a refusal, after which the revision in use is still in use."""
    with pytest.raises(InputRefused) as error:
        store.install(file, revision)
    assert store.current().revision == 6
    return str(error.value.reason)


@pytest.fixture
def in_use(store: FileCatalogueStore, install: Installing) -> FileCatalogueStore:
    install(6)
    return store


def test_a_snapshot_cut_anywhere_is_refused(tmp_path: Path, in_use: FileCatalogueStore) -> None:
    whole = tmp_path / "whole"
    write_snapshot(whole, GOODS, (TWO_BEERS,), 7, PUBLISHED)
    content = whole.read_bytes()
    for length in range(0, len(content), 23):
        (tmp_path / "cut").write_bytes(content[:length])
        assert refused(in_use, tmp_path / "cut").startswith(("catalogue.damaged", "catalogue.truncated"))
    in_use.install(whole, 7)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([MILK_ROW], "catalogue.truncated(rows=2)"),
        ([], "catalogue.truncated(rows=1)"),
        ([MILK_ROW, {"type": "end", "rows": 2}], "catalogue.wrong_count(what='rows', found=1, expected=2)"),
        ([END], "catalogue.wrong_count(what='products', found=0, expected=1)"),
        ([MILK_ROW, END, MILK_ROW], "catalogue.row_after_end(row=4)"),
        (["{", END], "catalogue.not_json(row=2, value='{·')"),
        (["[" * 60_000, END], "catalogue.not_json(row=2"),
        (["7", END], "catalogue.not_json(row=2, value='7')"),
        (['"' + "x" * 70_000 + '"', END], "catalogue.row_too_long(row=2, limit=65536)"),
        ([{**MILK_ROW, "type": "sql"}, END], "catalogue.not_one_of(row=2, column='type', value='sql'"),
        (
            [{**MILK_ROW, "price_minor": 59.9}, END],
            "catalogue.not_a_whole_number(row=2, column='price_minor'",
        ),
        (
            [{**MILK_ROW, "price_minor": True}, END],
            "catalogue.not_a_whole_number(row=2, column='price_minor'",
        ),
        ([{**MILK_ROW, "price_minor": -1}, END], "catalogue.not_a_whole_number(row=2, column='price_minor'"),
        ([{**MILK_ROW, "tax_bp": 10_001}, END], "catalogue.not_a_whole_number(row=2, column='tax_bp'"),
        ([{**MILK_ROW, "sold_by": "metre"}, END], "catalogue.not_one_of(row=2, column='sold_by'"),
        ([{**MILK_ROW, "names": {"zh": ""}}, END], "catalogue.not_a_text(row=2, column='names'"),
        ([{**MILK_ROW, "names": {"zh": "奶\x1b@"}}, END], "catalogue.unprintable(row=2, column='names'"),
        ([{**MILK_ROW, "names": "milk"}, END], "catalogue.not_names(row=2, column='names'"),
        (
            [{**MILK_ROW, "gtins": ["09521001000018"]}, END],
            "catalogue.wrong_check_digit(row=2, column='gtins'",
        ),
        ([{**MILK_ROW, "gtins": "09521001000017"}, END], "catalogue.not_a_list(row=2, column='gtins'"),
        ([{**MILK_ROW, "halal": True}, END], "catalogue.unknown_field(row=2, column='halal'"),
        (
            [{k: v for k, v in MILK_ROW.items() if k != "tax_bp"}, END],
            "catalogue.missing(row=2, column='tax_bp'",
        ),
    ],
)
def test_a_malformed_snapshot_is_refused_with_the_place(
    tmp_path: Path, in_use: FileCatalogueStore, rows: list[object], reason: str
) -> None:
    assert refused(in_use, snapshot(tmp_path / "bad", *rows)).startswith(reason)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"schema": 2}, "catalogue.unknown_schema(found='2', known=1)"),
        ({"revision": 8}, "catalogue.other_revision(found=8, expected=7)"),
        ({"published_at": "2026-11-21"}, "catalogue.not_an_instant(row=1"),
        ({"currency": "XYZ"}, "catalogue.not_a_currency(row=1"),
        ({"products": 10**9}, "catalogue.not_a_whole_number(row=1"),
    ],
)
def test_a_header_that_promises_something_else_is_refused(
    tmp_path: Path, in_use: FileCatalogueStore, header: dict[str, object], reason: str
) -> None:
    assert refused(in_use, snapshot(tmp_path / "bad", MILK_ROW, END, **header)).startswith(reason)


@pytest.mark.parametrize("key", [{"sku": "1001"}, {"gtins": MILK.gtins}, {"plu": "20101"}])
def test_two_goods_with_one_key_are_refused_by_name(
    tmp_path: Path, in_use: FileCatalogueStore, key: dict[str, object]
) -> None:
    alike = replace(MILK, **{"sku": "9", "gtins": (), **key})  # type: ignore[arg-type]
    write_snapshot(tmp_path / "bad", (MILK, APPLES, alike), (), 7, PUBLISHED)
    (column,) = key
    assert refused(in_use, tmp_path / "bad").startswith(
        f"catalogue.twice(sku='{alike.sku}', column='{column}'"
    )


def test_an_offer_for_a_good_that_is_not_there_is_refused(tmp_path: Path, in_use: FileCatalogueStore) -> None:
    write_snapshot(tmp_path / "bad", (MILK,), (TWO_BEERS,), 7, PUBLISHED)
    assert refused(in_use, tmp_path / "bad") == "catalogue.offer_without_good(offer='beer-2', sku='3001')"


def test_a_file_that_is_no_snapshot_is_refused(tmp_path: Path, in_use: FileCatalogueStore) -> None:
    (tmp_path / "bad").write_bytes(b"PK\x03\x04 something else")
    assert refused(in_use, tmp_path / "bad").startswith("catalogue.damaged(file='bad'")
    assert refused(in_use, tmp_path / "nowhere").startswith("catalogue.unreadable(")


@given(st.lists(products, max_size=8))
@hypothesis_settings(max_examples=40)
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
