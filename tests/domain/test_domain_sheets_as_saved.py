"""Sheets as spreadsheets save them and people type them: spaces of all widths, days, hours, formulas."""

from __future__ import annotations

import csv
import io

import pytest

from kiosk.domain.catalogue_cells import ends, hours, limits, packs, starts
from kiosk.domain.catalogue_csv import read_products
from kiosk.domain.csv_sheet import as_text, tidy, whole_number
from kiosk.domain.field_checks import WrongValue
from kiosk.domain.file_text import text_of_bytes

HEADER = "sku,name_zh,category,price,tax_code,tax_percent\n"
ZONE = "Asia/Shanghai"


@pytest.mark.parametrize("space", ["\u3000", "\u00a0", "\u2003", "\u202f"])
def test_every_space_of_a_chinese_sheet_is_a_space(space: str) -> None:
    sheet = read_products(f"{HEADER}1,{space}全脂{space}牛奶{space},dairy,1.00,t,13\n", "CNY")
    assert (sheet.problems, [each.names.zh for each in sheet.values]) == ((), ["全脂 牛奶"])


def test_what_is_quoted_against_a_spreadsheet_is_read_without_the_quote() -> None:
    for cell in ("=HYPERLINK(1)", "+C 维生素", "-18° 冰", "@SUM(A1)"):
        assert as_text(cell) == f"'{cell}"
        assert tidy(as_text(cell)) == cell
        written = io.StringIO()
        csv.writer(written).writerow(["1", as_text(cell), "dairy", "1.00", "t", "13"])
        (good,) = read_products(HEADER + written.getvalue(), "CNY").values
        assert good.names.zh == cell
    assert tidy("'s Lands beste") == "'s Lands beste"
    assert as_text("牛奶") == "牛奶"


@pytest.mark.parametrize("price", ["￥１００．００", "¥１００", "100．0", "１００.00"])
def test_figures_of_full_width_are_the_figures_they_look_like(price: str) -> None:
    sheet = read_products(f"{HEADER}1,牛奶,dairy,{price},t,１３％\n", "CNY")
    assert sheet.problems == ()
    assert [(each.price_minor, each.tax_bp) for each in sheet.values] == [(10_000, 1_300)]
    assert starts(ZONE)("２０２６－１２－０１ ０８：００") == "2026-12-01T08:00:00+08:00"
    assert limits("２") == [{"group": "", "most": 2}]
    assert packs("９５２１００１００００２４＝６") == [
        {"gtin": "09521001000024", "quantity": 6, "unit": "piece"}
    ]
    assert whole_number("１８") == 18


@pytest.mark.parametrize("price", ["5²", "①", "½", "１００，００", "一百"])
def test_no_other_sign_is_made_a_figure(price: str) -> None:
    (problem,) = read_products(f"{HEADER}1,牛奶,dairy,{price},t,13\n", "CNY").problems
    assert (problem.code, problem.values["value"]) == ("catalogue.not_an_amount", price)


@pytest.mark.parametrize(
    "day", ["2026-12-01", "2026/12/01", "2026/12/1", "2026.12.1", "2026年12月1日", "2026-12-1"]
)
def test_a_day_is_read_in_the_order_of_year_month_day_however_it_is_parted(day: str) -> None:
    assert starts(ZONE)(day) == "2026-12-01T00:00:00+08:00"
    assert ends(ZONE)(day) == "2026-12-02T00:00:00+08:00"


@pytest.mark.parametrize("instant", ["2026/12/1 8:00", "2026-12-01 08:00", "2026-12-01T08:00:00+08:00"])
def test_an_instant_is_none_that_lasts_a_day(instant: str) -> None:
    assert starts(ZONE)(instant) == ends(ZONE)(instant) == "2026-12-01T08:00:00+08:00"


@pytest.mark.parametrize(
    "wrong", ["2026-W49-2", "2026-W49", "1.12.2026", "12/1/2026", "2026-13-01", "2026-12-32", "2026", "46357"]
)
def test_what_is_no_day_is_not_guessed_at(wrong: str) -> None:
    for read in (starts(ZONE), ends(ZONE)):
        with pytest.raises(WrongValue, match=r"catalogue\.not_a_day"):
            read(wrong)


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("周末 08:00-22:00", [6, 7]),
        ("工作日 8:00—22:00", [1, 2, 3, 4, 5]),
        ("weekdays,sun 08:00~22:00", [1, 2, 3, 4, 5, 7]),
        ("周一——周三 08：00至22：00", [1, 2, 3]),
        ("每天08:00～22:00", [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_hours_are_read_as_people_write_them(cell: str, days: list[int]) -> None:
    assert hours(cell) == [{"days": days, "opens_min": 480, "closes_min": 1320}]


def test_hours_are_parted_by_semicolons_of_either_width() -> None:
    assert [each["days"] for each in hours("周六 08:00-22:00；周日 10:00-20:00")] == [[6], [7]]


def test_a_text_is_read_in_the_coding_it_was_saved_in() -> None:
    for coding, found in (("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030")):
        text = text_of_bytes("名称,价格\n全脂牛奶𠮷,1.00\n".encode(coding))
        assert (text.text[:2], text.coding) == ("名称", found)
    for wrong in (b"\xff\xfen\x00", "牛奶".encode("gb18030") + b"\xff"):
        with pytest.raises(UnicodeDecodeError):
            text_of_bytes(wrong)
