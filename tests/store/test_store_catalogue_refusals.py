"""Snapshots that are damaged, malformed or not what they promise: refused by name, nothing changed."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.errors import InputRefused
from kiosk.sentences import Sentences
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot
from tests.store.catalogue_values import APPLES, GOODS, MILK, PUBLISHED, TWO_BEERS, Installing

SENTENCES = Sentences(strict=True)


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


def refused(store: FileCatalogueStore, file: Path, revision: int = 7) -> str:
    """The reason of a refusal, after which the revision in use is still in use."""
    with pytest.raises(InputRefused) as error:
        store.install(file, revision)
    assert store.current().revision == 6
    reason = error.value.reason
    assert all(SENTENCES.say(reason, language) for language in ("zh-CN", "en"))
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
        (["{", END], "catalogue.not_json(row=2, value='{')"),
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
        ({"schema": 3}, "catalogue.unknown_schema(found='3', known=2)"),
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


def test_a_row_written_otherwise_is_kept_in_the_form_of_all_others(
    tmp_path: Path, in_use: FileCatalogueStore
) -> None:
    price = {"type": "price", "sku": "1001", "amount_minor": 5, "starts_at": "2026-12-01 08:00+08:00"}
    row = {**MILK_ROW, "gtins": ["9521 0010 0001 7"], "brand": "", "names": {"zh": "\u5976"}}
    file = snapshot(tmp_path / "file", row, price, {"type": "end", "rows": 2}, schema=2, prices=1)
    in_use.install(file, 7)
    milk = in_use.current().by_gtin("09521001000017")
    assert milk is not None
    assert milk.gtins == ("09521001000017",)
    assert [each.amount_minor for each in milk.prices] == [5]
    in_use.current().verify()
    assert in_use.current().search("9521001", 3)[0].product == milk
