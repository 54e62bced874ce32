"""What a shop types for packs, hours, limits, prices with dates and a tree: read, or refused row by row."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.catalogue_csv import read_products
from kiosk.domain.category_csv import read_categories
from kiosk.domain.csv_sheet import Sheet
from kiosk.domain.price_csv import read_prices
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.product import BundlePart, CodeUnit, Names, PackCode, Product, SelfService, TripLimit
from kiosk.domain.sale_hours import SaleHours
from kiosk.sentences import Sentences

SENTENCES = Sentences(strict=True)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


def goods(**cells: str) -> Sheet[Product]:
    row = {
        "sku": "1001",
        "name_zh": "拉格啤酒",
        "category": "drinks",
        "price": "4.50",
        "tax_code": "std",
        "tax_percent": "13",
        **cells,
    }
    return read_products(f"{','.join(row)}\n{','.join(row.values())}\n", "CNY")


def good(**cells: str) -> Product:
    sheet = goods(**cells)
    assert sheet.problems == ()
    return sheet.values[0]


def problem(sheet: Sheet[Product] | Sheet[Price]) -> str:
    (found,) = sheet.problems
    assert all(SENTENCES.say(found, language) for language in ("zh-CN", "en"))
    return str(found)


def test_a_code_of_six_stands_beside_the_code_of_one() -> None:
    lager = good(gtin="9521250013127", packs="9521250023492=6; 952-1250-03386-6 = 24")
    assert lager.packs == (PackCode("09521250023492", 6), PackCode("09521250033866", 24))
    rice = good(sold_by="weight", packs="9521250023492=500g")
    assert rice.packs == (PackCode("09521250023492", 500, CodeUnit.G),)


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("10:00-22:00", SaleHours(EVERY_DAY, 600, 1320)),
        ("每天 8:00–24:00", SaleHours(EVERY_DAY, 480, 1440)),
        ("mon-fri 08:00-12:30", SaleHours((1, 2, 3, 4, 5), 480, 750)),
        ("Sat,Sun 22:00-02:00", SaleHours((6, 7), 1320, 120)),
        ("周五至周一 22:00-00:00", SaleHours((1, 5, 6, 7), 1320, 1440)),
    ],
)
def test_hours_are_read_as_people_write_them(cell: str, hours: SaleHours) -> None:
    assert good(hours=f'"{cell}"').hours == (hours,)


def test_several_hours_limits_and_parts_are_parted_by_semicolons() -> None:
    sheet = read_products(
        "sku,name_zh,category,price,tax_code,tax_percent,hours,limit,bundle\n"
        "1001,啤酒,drinks,4.50,std,13,mon 08:00-12:00; mon 14:00-18:00,6; beer=12,1002=2; 1003\n"
        "1002,甲,drinks,1,std,13,,,\n1003,乙,drinks,1,std,13,,,\n",
        "CNY",
    )
    assert sheet.problems == ()
    beer = sheet.values[0]
    assert beer.hours == (SaleHours((1,), 480, 720), SaleHours((1,), 840, 1080))
    assert beer.limits == (TripLimit("", 6), TripLimit("beer", 12))
    assert beer.bundle == (BundlePart("1002", 2), BundlePart("1003"))


def test_names_messages_and_flags_are_read() -> None:
    lager = good(
        short_zh="拉格",
        unit_en="bottle",
        message_en="Glass!",
        sale_stop="是",
        extended_range="no",
        stock="low",
    )
    assert (lager.short.zh, lager.unit.of("zh-CN"), lager.message) == ("拉格", "bottle", Names("", "Glass!"))
    assert (lager.sale_stop, lager.extended_range, lager.stock.value) == (True, False, "low")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"packs": "9521250023492"}, "not_a_pack_cell(row=2, column='packs'"),
        ({"packs": "9521250023492=500g"}, "not_a_pack(row=2, column='packs'"),
        ({"hours": "25:00-26:00"}, "not_hours(row=2, column='hours'"),
        ({"hours": "mon 10:00-10:00"}, "not_hours"),
        ({"hours": "someday 10:00-11:00"}, "not_hours"),
        ({"limit": "two"}, "not_a_limit(row=2, column='limit'"),
        ({"limit": "100"}, "not_a_whole_number"),
        ({"bundle": "1002="}, "not_a_part"),
        ({"bundle": "1002"}, "link_without_good(sku='1001', column='bundle', value='1002')"),
        ({"deposit_sku": "1001"}, "link_to_itself(row=2, column='deposit_sku'"),
        ({"sale_stop": "maybe"}, "not_yes_or_no(row=2, column='sale_stop'"),
        ({"picture": "lager.png"}, "not_a_picture"),
        ({"spellings": "La Ge"}, "not_a_spelling"),
    ],
)
def test_a_cell_that_does_not_hold_is_told_in_words(cells: dict[str, str], code: str) -> None:
    assert code in problem(goods(**cells))


def test_tobacco_and_alcohol_have_a_default_that_the_shop_may_overrule() -> None:
    assert good(category="tobacco").self_service is SelfService.NEVER
    assert good(category="alcohol").self_service is SelfService.STAFF
    assert good(category="alcohol", self_service="allowed").self_service is SelfService.ALLOWED
    tree = read_categories("category_id,name_zh,self_service\nalcohol,酒,\ntobacco,烟,staff\n").values
    assert [each.self_service for each in tree] == [SelfService.STAFF, SelfService.STAFF]


def test_a_tree_is_read_and_a_lost_parent_is_told() -> None:
    head = "category_id,parent,name_zh,name_en,order,hours,limit\n"
    sheet = read_categories(head + "beer,alcohol,啤酒,Beer,2,10:00-22:00,6\nalcohol,,酒,,1,,\n")
    assert sheet.problems == ()
    beer, alcohol = sheet.values
    assert (beer.parent, beer.order, beer.hours) == ("alcohol", 2, (SaleHours(EVERY_DAY, 600, 1320),))
    assert alcohol.self_service is SelfService.STAFF
    lost = read_categories(head + "beer,wine,啤酒,Beer,2,,\n")
    assert [reason.code for reason in lost.problems] == ["catalogue.category_without_parent"]


def prices(*rows: str) -> Sheet[Price]:
    text = "\n".join(("sku,price,kind,from,to,price_list,lowest_30_days", *rows))
    return read_prices(text, "CNY", "Asia/Shanghai", {"1001"})


def test_a_week_ends_when_its_last_day_is_over_in_the_store() -> None:
    (week,) = prices("1001,3.99,offer,2026-12-01,2026-12-07,north,4.40").values
    assert week == Price(
        sku="1001",
        amount_minor=399,
        kind=PriceFor.OFFER,
        starts_at=datetime(2026, 11, 30, 16, tzinfo=UTC),
        ends_at=datetime(2026, 12, 7, 16, tzinfo=UTC),
        price_list="north",
        lowest_30_minor=440,
    )
    (hour,) = prices("1001,3.99,,2026-12-01 08:00,2026-12-01T12:00+09:00,,").values
    assert hour.starts_at == datetime(2026, 12, 1, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert hour.ends_at == datetime(2026, 12, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1002,3.99,,,,,", "price_row_without_good(row=2, sku='1002')"),
        ("1001,3.99,,tomorrow,,,", "not_a_day(row=2, column='from'"),
        ("1001,3.99,,2026-12-08,2026-12-07,,", "ends_before_it_starts(row=2, column='to'"),
        ("1001,free,,,,,", "not_an_amount(row=2, column='price'"),
        ("1001,3.99,gift,,,,", "not_one_of(row=2, column='kind'"),
    ],
)
def test_a_price_that_does_not_hold_is_told_with_its_row(row: str, code: str) -> None:
    assert code in problem(prices(row))


def test_two_prices_of_one_start_are_told() -> None:
    assert "row_again(row=3" in problem(prices("1001,3.99,,2026-12-01,,,", "1001,4.99,,2026-12-01,,,"))


SHELF = "sku,name_zh,category,price,tax_code,tax_percent,role,sold_by,deposit_sku,bundle\n"
COLA_ROW = "1001,可乐,drinks,4.00,std,13,,,{deposit},\n"
DEPOSIT_ROW = "1002,押金,drinks,0.25,std,13,{role},{sold_by},{chain},\n"
OTHER_ROWS = "1003,箱押金,drinks,1.50,std,13,deposit,,,\n1004,六罐装,drinks,20,std,13,,,,1001=6\n"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({}, None),
        ({"role": ""}, "not_a_deposit(row=2, column='deposit_sku', value='1002')"),
        ({"sold_by": "weight"}, "not_a_deposit(row=2, column='deposit_sku', value='1002')"),
        ({"chain": "1003"}, "deposit_on_deposit(row=3, column='deposit_sku', value='1003')"),
        (
            {"more": "1005,箱,drinks,9,std,13,,,,1004=4\n"},
            "bundle_in_bundle(row=6, column='bundle', value='1004')",
        ),
        ({"price": "-0.25"}, "(row=3, column='price', value='-0.25'"),
    ],
)
def test_a_deposit_leads_to_a_deposit_and_a_bundle_to_goods(cells: dict[str, str], told: str | None) -> None:
    plain = {"deposit": "1002", "role": "deposit", "sold_by": "", "chain": "", **cells}
    deposit = DEPOSIT_ROW.format(**plain).replace("0.25", cells.get("price", "0.25"))
    text = SHELF + COLA_ROW.format(**plain) + deposit + OTHER_ROWS + cells.get("more", "")
    problems = [str(found) for found in read_products(text, "CNY").problems]
    if told is None:
        assert problems == []
        return
    assert told in problems[0], problems
    for found in read_products(text, "CNY").problems:
        assert all(SENTENCES.say(found, language) for language in ("zh-CN", "en"))
