"""`kiosk catalogue`: a shop's spreadsheet in, goods out, and every wrong cell named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.shop_machine import HEADER, MILK, Shop
from tests.store.catalogue_values import GOODS
from tests.store.revisions import write_delta, write_revision

APPLES = "2001,红富士苹果,Fuji apples,fruit,,20101,weight,13.98,,cn-vat-9,9%"
COLA = '3001,"可乐, 经典",Cola,drinks,12345670;0 12345 67890 5,,,2.80,,cn-vat-13,13.00'


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("LC_ALL", "en")
    return Shop(tmp_path, capsys)


def test_a_spreadsheet_is_imported_and_its_goods_are_found(shop: Shop) -> None:
    assert shop.run("import", shop.file(HEADER, MILK, "", APPLES, COLA)) == 0
    assert shop.said == "Revision 1: 3 goods, 0 offers.\n"
    assert shop.run("lookup", "9521001000017", "20101", "3001") == 0
    assert [line.split()[0] for line in shop.said.splitlines()] == ["1001", "2001", "3001"]
    assert "¥59.90 (member ¥54.90)" in shop.said
    assert "¥13.98/kg" in shop.said
    assert shop.run("stats", "--json") == 0
    stats = shop.answers()[0]
    assert stats["products"] == 3
    assert sum(one["goods"] for one in stats["categories"]) == 3
    assert sum(one["weighed"] for one in stats["categories"]) == 1
    assert shop.run("verify") == 0


def test_what_a_good_says_beside_its_price_is_shown_where_the_shop_gave_it(shop: Shop) -> None:
    header = f"{HEADER},tare_g,tax_class,stock,extended_range"
    shop.run("import", shop.file(header, f"{MILK},,,,", f"{APPLES},12,1010101050000000000,low,yes"))
    assert shop.run("lookup", "1001", "20101") == 0
    milk, apples = shop.said.splitlines()
    assert apples.endswith("tare 12 g  tax class 1010101050000000000  stock low  not in the store")
    assert milk.endswith("¥59.90 (member ¥54.90)  09521001000017"), "nothing of what is not told"


@pytest.mark.parametrize(
    ("code", "sku"),
    [
        ("9521001000017", "1001"),
        ("09521001000017", "1001"),
        ("952 1001 00001 7", "1001"),
        ("952-1001-00001-7", "1001"),
        (" 9521001000017 ", "1001"),
        ("12345670", "3001"),
        ("00000012345670", "3001"),
        ("012345678905", "3001"),
        ("12345678905", "3001"),
        ("0-12345-67890-5", "3001"),
        ("20101", "2001"),
        ("2001", "2001"),
        ("9521001000018", None),
        ("none", None),
        ("", None),
    ],
)
def test_a_code_is_found_however_its_digits_are_written(shop: Shop, code: str, sku: str | None) -> None:
    shop.run("import", shop.file(HEADER, MILK, APPLES, COLA))
    assert shop.run("lookup", "--json", code) == (1 if sku is None else 0)
    (answer,) = shop.answers()
    assert (answer["product"] and answer["product"]["sku"]) == sku


WRONG = [
    ("1001x,奶,,dairy,9521001000018,,,1,,t,9", "Row 3, gtin: “9521001000018” has a wrong check digit"),
    ("9,奶,,dairy,9.52E+12,,,1,,t,9", "Row 3, gtin: “9.52E+12” is not a barcode number"),
    ("9,奶,,dairy,,,,1.999,,t,9", "Row 3, price: “1.999” is not an amount in CNY with at most 2 decimals"),
    ("9,奶,,dairy,,,,,,t,9", "Row 3, price: a value is needed"),
    ("9,奶,,dairy,,,,-1,,t,9", "Row 3, price: “-1” is not an amount in CNY"),
    ("9,奶,,dairy,,,,1,free,t,9", "Row 3, member_price: “free” is not an amount"),
    ("9,奶,,dairy,,,,1,,t,nine", "Row 3, tax_percent: “nine” is not a percentage"),
    ("9,奶,,dairy,,,,1,,t,101", "Row 3, tax_percent: “101” is not a percentage"),
    ("9,奶,,dairy,,,metre,1,,t,9", "Row 3, sold_by: “metre” is not one of piece, weight"),
    ("9,奶,,dairy,,A1,,1,,t,9", "Row 3, plu: “A1” is not a PLU"),
    ("9,奶,,Dairy!,,,,1,,t,9", "Row 3, category: “Dairy!” is not an id"),
    ("9,,,dairy,,,,1,,t,9", "Row 3, name_zh: a value is needed"),
    ("9,奶\x07,,dairy,,,,1,,t,9", "Row 3, name_zh: “奶·” has signs that cannot be printed"),
    ("9,奶,dairy,1", "Row 3 has 4 columns; the header has 11"),
    ("1001,奶,,dairy,,,,1,,t,9", "Row 3, sku: “1001” already stands in row 2"),
    ("9,奶,,dairy,09521001000017,,,1,,t,9", "Row 3, gtin: “09521001000017” already stands in row 2"),
]


@pytest.mark.parametrize(("row", "told"), WRONG)
def test_a_wrong_cell_is_named_and_nothing_is_installed(shop: Shop, row: str, told: str) -> None:
    assert shop.run("import", shop.file(HEADER, MILK, row, APPLES)) == 1
    assert shop.complained.startswith(told)
    assert "Nothing was installed: 1 rows are wrong" in shop.complained
    assert shop.run("stats") == 1


def test_wrong_rows_are_left_out_when_asked_and_all_are_reported(shop: Shop) -> None:
    rows = [row for row, _ in WRONG]
    assert shop.run("import", "--skip-bad", "--json", shop.file(HEADER, MILK, *rows, APPLES)) == 0
    (answer,) = shop.answers()
    assert (answer["installed"], answer["products"]) == (True, 2)
    assert [problem["row"] for problem in answer["problems"]] == list(range(3, 3 + len(rows)))
    assert shop.run("lookup", "1001", "2001") == 0


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["sku,name_zh", "1,奶"], "The column “category” is missing"),
        ([HEADER + ",shelf", MILK + ",3"], "The column “shelf” is unknown or stands twice"),
        ([HEADER + ",sku", MILK + ",3"], "The column “sku” is unknown or stands twice"),
        ([HEADER, '9,"奶'], "The file cannot be read as CSV at row"),
        ([], "The column “sku” is missing"),
        ([HEADER], "Nothing was installed: the file holds no goods"),
    ],
)
def test_a_file_of_another_kind_is_refused(shop: Shop, rows: list[str], told: str) -> None:
    assert shop.run("import", "--skip-bad", shop.file(*rows)) == 1
    assert shop.complained.removeprefix("kiosk: ").startswith(told)


def test_a_spreadsheet_in_gb18030_is_read_and_one_of_another_coding_than_was_said_refused(shop: Shop) -> None:
    file = shop.file(HEADER, MILK, encoding="gb18030")
    assert shop.run("import", "--encoding", "utf-8", file) == 1
    assert "codec can't decode" in shop.complained
    assert shop.run("import", file) == 0
    assert "read as GB18030" in shop.complained
    assert shop.run("import", "--encoding", "gb18030", file) == 0
    assert shop.run("lookup", "1001") == 0
    assert "有机纯牛奶" in shop.said


def test_a_spreadsheets_byte_order_mark_is_no_column(shop: Shop) -> None:
    assert shop.run("import", shop.file(HEADER, MILK, encoding="utf-8-sig")) == 0


def test_the_next_import_is_the_next_revision_and_an_older_one_is_refused(shop: Shop) -> None:
    file = shop.file(HEADER, MILK)
    assert shop.run("import", "--revision", 40, file) == 0
    assert shop.run("import", file) == 0
    assert shop.said.startswith("Revision 41:")
    assert shop.run("import", "--revision", 12, file) == 1
    assert "Revision 12 is older than revision 41" in shop.complained


def test_offers_come_with_their_goods(shop: Shop) -> None:
    offers = shop.file(
        "offer_id,name_zh,skus,quantity,price",
        "milk-2,牛奶两箱,1001,2,99.00",
        "gone,没有,7777,2,9",
        "milk-2,又一次,1001,3,120",
        "zero,零,1001,0,1",
        name="offers.csv",
    )
    assert shop.run("import", "--offers", offers, shop.file(HEADER, MILK)) == 1
    assert shop.complained.splitlines()[:3] == [
        "Row 3: offer gone is for 7777, which is not among the goods.",
        "Row 4, offer_id: “milk-2” already stands in row 2.",
        "Row 5, quantity: “0” is not a whole number from 1 to 99.",
    ]
    assert shop.run("import", "--skip-bad", "--offers", offers, shop.file(HEADER, MILK)) == 0
    assert shop.said == "Revision 1: 1 goods, 1 offers, 3 rows left out.\n"


MARKDOWNS = "offer_id,name_zh,skus,categories,days,percent"
RECALLS = "recall_id,notice_zh,notice_en,gtins,skus,batches"


def test_markdowns_come_with_their_goods(shop: Shop) -> None:
    rows = (MARKDOWNS, "d-30,临期七折,1001,dairy,2,30", "none,没有,,,2,30", "high,全免,1001,,2,100")
    sheet = shop.file(*rows, "gone,没有,7777,,1,10", name="markdowns.csv")
    assert shop.run("import", "--skip-bad", "--markdowns", sheet, shop.file(HEADER, MILK)) == 0
    assert shop.said == "Revision 1: 1 goods, 1 offers, 3 rows left out.\n"
    assert shop.complained.splitlines() == [
        "Row 3 names no goods. Fill in at least one of the columns for goods.",
        "Row 4, percent: “100” is not a whole number from 1 to 99.",
        "Row 5: offer gone is for 7777, which is not among the goods.",
    ]


def test_recalls_outlive_the_goods_they_came_with_until_a_list_without_them(shop: Shop) -> None:
    goods = shop.file(HEADER, MILK)
    sheet = shop.file(RECALLS, "r-1,异物,Glass,,1001,L7;L8", name="recalls.csv")
    assert shop.run("import", "--recalls", sheet, goods) == 0
    assert shop.said == "Revision 1: 1 goods, 0 offers, 1 recalls.\n"
    assert shop.run("import", goods) == 0
    assert shop.said == "Revision 2: 1 goods, 0 offers, 1 recalls.\n"
    assert shop.run("import", "--recalls", shop.file(RECALLS, name="none.csv"), goods) == 0
    assert shop.said == "Revision 3: 1 goods, 0 offers.\n"


@pytest.mark.parametrize("row", ["r-1,异物,,,,L7", "r-1,异物,,6901234567893,,", ",异物,,,1001,"])
def test_a_recall_that_is_not_understood_is_never_left_out(shop: Shop, row: str) -> None:
    sheet = shop.file(RECALLS, row, name="recalls.csv")
    assert shop.run("import", "--skip-bad", "--recalls", sheet, shop.file(HEADER, MILK)) == 1
    assert shop.complained.startswith("Row 2")
    assert "Nothing was installed" in shop.complained


@pytest.mark.parametrize("action", [("stats",), ("verify",), ("lookup", "1")])
def test_without_a_catalogue_each_command_says_what_to_do(shop: Shop, action: tuple[str, ...]) -> None:
    assert shop.run(*action) == 1
    assert "There is no catalogue in" in shop.complained
    assert "kiosk catalogue import" in shop.complained


def test_a_damaged_store_is_told_by_verify(shop: Shop) -> None:
    shop.run("import", shop.file(HEADER, MILK))
    (shop.folder / "store" / "catalogue-a.db").write_bytes(b"\0" * 5000)
    assert shop.run("verify") == 1
    assert "is damaged" in shop.complained


def test_goods_are_found_by_what_people_type(shop: Shop) -> None:
    assert shop.run("import", shop.file(HEADER, MILK, APPLES, COLA)) == 0
    for text in ("奶", "niunai", "cnn", "organic", "9521001", "00017"):
        assert shop.run("search", text) == 0, text
        assert [line.split()[0] for line in shop.said.splitlines()] == ["1001"], text
    assert shop.run("search", "--json", "--limit", "1", "o") == 0
    assert shop.answers()[0]["product"]["sku"] == "1001"
    assert shop.run("search", "没有") == 1
    assert shop.said == ""


def test_published_files_are_taken_by_hand(shop: Shop) -> None:
    revisions = [
        tuple(replace(each, price_minor=each.price_minor + raised) for each in GOODS)
        for raised in (0, 10, 20)
    ]
    snapshot = write_revision(shop.folder / "s", revisions[0], 5)
    deltas = [
        write_delta(shop.folder / f"d{start}", revisions[start], revisions[start + 1], 5 + start, 6 + start)
        for start in (0, 1)
    ]
    assert shop.run("apply", snapshot) == 0
    assert shop.said == "Revision 5 (before: 0): 3 goods.\n"
    assert shop.run("apply", snapshot, deltas[0]) == 1
    assert "only deltas that follow one another" in shop.complained
    assert shop.run("apply", deltas[1]) == 1
    assert "revision 5 is in use here" in shop.complained
    assert shop.run("apply", "--json", *reversed(deltas)) == 0
    assert shop.answers() == [{"revision": 7, "before": 5, "products": 3}]
    assert shop.run("verify") == 0
    assert shop.run("lookup", "1001") == 0
    assert "¥60.10" in shop.said


def test_categories_and_dated_prices_come_with_the_goods(shop: Shop) -> None:
    goods = shop.file(HEADER, MILK)
    shop.file("sku,price,from", "1001,55.00,2026-12-01", name="prices.csv")
    assert shop.run("import", goods, "--prices", shop.folder / "prices.csv") == 0, shop.complained
    assert shop.run("lookup", "--json", "1001") == 0
    (price,) = shop.answers()[0]["product"]["prices"]
    assert price["amount_minor"] == 5500
    shop.file("sku,price", "77,55.00", name="prices.csv")
    assert shop.run("import", goods, "--prices", shop.folder / "prices.csv") == 1
    assert "77" in shop.complained
