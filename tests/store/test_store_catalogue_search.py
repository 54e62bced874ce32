"""Goods are found by what people type, what the shop sells most first, whatever is typed."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.domain.category import Category
from kiosk.domain.gtin import check_digit
from kiosk.domain.product import Names, Product
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.popularity import KEPT, NAME, Popularity
from tests.store.catalogue_values import MILK, with_check_digit
from tests.store.revisions import write_revision

TODAY = date(2026, 11, 22)


def good(number: int, zh: str, spellings: tuple[str, ...], en: str = "", **more: object) -> Product:
    gtin = with_check_digit(f"095210020{number:04d}")
    fields = {
        "names": Names(zh, en),
        "spellings": spellings,
        "gtins": (gtin,),
        "size": Names(""),
        "brand": "",
    }
    return replace(MILK, sku=str(5000 + number), **fields | more)  # type: ignore[arg-type]


SHELF = (
    good(1, "有机纯牛奶", ("you ji chun niu nai",), "Organic whole milk", size=Names("250ml × 12")),
    good(2, "草莓牛奶", ("cao mei niu nai",), "Strawberry milk", brand="云岭"),
    good(3, "牛肉干", ("niu rou gan",), "Beef jerky", category="snacks"),
    good(4, "重庆小面", ("chong qing xiao mian", "zhong qing xiao mian"), "Chongqing", category="snacks"),
    good(5, "西安凉皮", ("xi an liang pi",), "Xi'an cold noodles", category="noodles"),
    good(6, "鲜奶酪", ("xian nai lao",), "Crème fresh cheese", plu="20577"),
    good(7, "红富士苹果", ("hong fu shi ping guo",), "Fuji apples", category="fruit", plu="20101"),
    good(8, "AD钙奶 220ml", ("ad gai nai 220ml",), "Calcium milk drink"),
    good(9, "绿茶", ("lv cha", "lu cha"), "Green tea", short=Names("绿", "Tea")),
    good(10, "牛轧糖", ("niu ga tang", "niu zha tang"), "Nougat"),
    good(11, "女儿红", ("nv er hong",), "Rice wine"),
)  # fmt: skip
TREE = (
    Category(category_id="dairy", names=Names("乳品")),
    Category(category_id="food", names=Names("食品")),
    Category(category_id="snacks", parent="food", names=Names("零食")),
    Category(category_id="noodles", parent="snacks", names=Names("面食")),
)


@pytest.fixture
def shop(tmp_path: Path, store: FileCatalogueStore) -> FileCatalogueStore:
    store.install(write_revision(tmp_path / "s", (*TREE, *SHELF), 7), 7)
    return store


def numbers(store: FileCatalogueStore, text: str, limit: int = 20) -> list[int]:
    return [int(each.product.sku) - 5000 for each in store.current().search(text, limit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("奶", {1, 2, 6, 8}),  # one character
        ("牛奶", {1, 2}),
        ("纯牛奶", {1}),
        ("奶牛", set()),
        ("niunai", {1, 2}),  # full pinyin from any syllable on
        ("niu nai", {1, 2}),
        ("niun", {1, 2}),
        ("niu", {1, 2, 3, 10}),
        ("chongqing", {4}),  # heteronyms
        ("zhongqing", {4}),
        ("niuzha", {10}),
        ("lvcha", {9}),
        ("xian", {5, 6}),  # 西安 and 鲜
        ("nver", {11}),
        ("nuer", {11}),
        ("nüer", {11}),
        ("lücha", {9}),
        ("nn", {1, 2}),  # initials
        ("yjcnn", {1}),
        ("cqxm", {4}),
        ("zqx", {4}),
        ("agn2", {8}),
        ("milk", {1, 2, 8}),
        ("MILK", {1, 2, 8}),
        ("creme", {6}),
        ("Crème", {6}),
        ("str milk", {2}),
        ("云岭", {2}),  # brand
        ("２５０ｍｌ", {1}),
        ("AD钙奶", {8}),
        ("牛奶 organic", {1}),
        ("20577", {6}),  # PLU
        ("205", {6}),
        ("09521002", set(range(1, 12))),  # the first digits of a code
        ("9521002", set(range(1, 12))),
        ("5003", {3}),  # SKU
        ("", set()),
        ("  ", set()),
        ("!?-()\"'*%_^:", set()),
        ("\x1b@\x00\x1f\x1e", set()),
    ],
)
def test_what_is_typed_finds_what_is_meant(shop: FileCatalogueStore, text: str, expected: set[int]) -> None:
    assert set(numbers(shop, text)) == expected


def test_the_last_digits_of_a_barcode_are_enough(shop: FileCatalogueStore) -> None:
    for each in SHELF:
        assert int(each.sku) - 5000 in numbers(shop, each.gtins[0][-5:])


def test_four_digits_from_anywhere_in_a_barcode_are_enough(tmp_path: Path, store: FileCatalogueStore) -> None:
    chance = random.Random("codes")
    bodies = [
        "0" * zeros + f"{chance.randrange(10 ** (13 - zeros)):0{13 - zeros}d}" for zeros in (0, 1, 2, 6) * 8
    ]
    goods = [
        replace(good(number, "货", ()), gtins=(body + str(check_digit(body)),))
        for number, body in enumerate(bodies)
    ]
    store.install(write_revision(tmp_path / "s", goods, 7), 7)
    for each in goods:
        shown = each.gtins[0].lstrip("0")
        for length in (4, 5, 7, 9):
            for start in range(len(shown) - length + 1):
                asked = shown[start : start + length]
                found = {one.product.sku for one in store.current().search(asked, 200)}
                meant = {one.sku for one in goods if asked in one.gtins[0].lstrip("0")}
                assert each.sku in found, (shown, asked)
                assert meant <= found, asked


@pytest.mark.parametrize("every", [80, pytest.param(16, marks=pytest.mark.soak)])
def test_a_shop_of_many_makers_is_searched_to_its_last_code(
    tmp_path: Path, store: FileCatalogueStore, every: int
) -> None:
    """Each good is of another maker, more than anybody could walk through."""
    chance = random.Random("makers")
    bodies = [f"069{maker:05d}{chance.randrange(10**5):05d}" for maker in range(0, 100_000, every)]
    goods = [
        replace(good(number, "货", ()), gtins=(body + str(check_digit(body)),))
        for number, body in enumerate(bodies)
    ]
    store.install(write_revision(tmp_path / "s", goods, 7), 7)
    for each in goods[-10:]:
        for start in range(2, 7):
            asked = each.gtins[0][start : start + 6]
            assert each.sku in {one.product.sku for one in store.current().search(asked, 200)}, asked


def test_digits_of_other_numbers_are_no_part_of_a_barcode(shop: FileCatalogueStore) -> None:
    assert numbers(shop, "0577") == []  # of the PLU 20577
    assert numbers(shop, "521") == [], "three digits are of too many codes"


def test_all_goods_with_these_initials_are_found(tmp_path: Path, store: FileCatalogueStore) -> None:
    """Of hundreds that have the same pairs of letters, but not together."""
    shelf = [good(number, "山西面", ("shan xi mian",)) for number in range(1, 48)]
    others = [
        good(100 + number, f"{first}西{between}西{last}", (f"s x {between_read} x m",))
        for number, (first, between, between_read, last) in enumerate(
            (first, between, read, last)
            for first in "山沙上少双松三苏"
            for between, read in zip("大小中高金", ("da", "xiao", "zhong", "gao", "jin"), strict=True)
            for last in "面米毛门麦木蜜梅猫马"
        )
    ]
    store.install(write_revision(tmp_path / "s", (*others, *shelf), 7), 7)
    assert set(numbers(store, "sxm", 200)) == set(range(1, 48))


def test_the_reading_people_say_comes_before_one_a_character_has_elsewhere(
    tmp_path: Path, store: FileCatalogueStore
) -> None:
    hotpot = good(1, "重庆锅", ("chong qing guo", "zhong qing guo"))
    clock = good(2, "中秋饼", ("zhong qiu bing",))
    store.install(write_revision(tmp_path / "s", (hotpot, clock), 7), 7)
    assert numbers(store, "zhong") == [2, 1]
    assert numbers(store, "zhongqing") == [1]
    store.count_sold({hotpot.sku: 5}, TODAY)
    assert numbers(store, "zhong") == [2, 1]
    assert numbers(store, "zhong", 1) == [2]
    assert numbers(store, "zhongq", 9) == [2, 1]


def test_what_this_shop_sells_comes_first_and_what_it_sells_now_before_what_it_sold(
    tmp_path: Path, shop: FileCatalogueStore
) -> None:
    assert numbers(shop, "奶", 2) == [1, 2]
    shop.count_sold({"5008": 3, "5006": 1, "gone": 9}, TODAY)
    assert numbers(shop, "奶") == [8, 6, 1, 2]
    assert [each.popular for each in shop.current().search("奶", 9)] == [True, True, False, False]
    shop.count_sold({"5002": 2}, date(2027, 6, 1))
    assert numbers(shop, "奶", 3) == [2, 8, 6]
    again = FileCatalogueStore(tmp_path / "kiosk")
    assert numbers(again, "奶", 3) == [2, 8, 6]


def test_a_new_revision_keeps_what_was_counted(tmp_path: Path, shop: FileCatalogueStore) -> None:
    shop.count_sold({"5008": 3}, TODAY)
    shop.install(write_revision(tmp_path / "s", SHELF[1:], 8), 8)
    assert numbers(shop, "奶", 1) == [8]


def test_a_category_shows_its_goods_and_those_under_it(shop: FileCatalogueStore) -> None:
    catalogue = shop.current()

    def shown(category: str, limit: int = 20) -> list[int]:
        return [int(each.sku) - 5000 for each in catalogue.in_category(category, limit)]

    assert set(shown("food")) == {3, 4, 5}
    assert shown("noodles") == [5]
    assert shown("fruit") == [7]  # of no category of the tree
    assert shown("none") == []
    assert shown("", 20) == list(range(1, 12))
    shop.count_sold({"5005": 1, "5004": 2}, TODAY)
    assert shown("food") == [4, 5, 3]
    assert shown("food", 1) == [4]
    assert shown("", 2) == [4, 5]


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 99])
def test_what_was_counted_and_is_damaged_is_counted_anew(
    tmp_path: Path, shop: FileCatalogueStore, damage: bytes
) -> None:
    shop.count_sold({"5008": 3}, TODAY)
    (tmp_path / "kiosk" / NAME).write_bytes(damage)
    again = FileCatalogueStore(tmp_path / "kiosk")
    assert numbers(again, "奶", 1) == [1]
    again.count_sold({"5006": 3}, TODAY)
    assert numbers(FileCatalogueStore(tmp_path / "kiosk"), "奶", 1) == [6]


def test_counting_never_fails_a_sale_and_never_grows_without_end(tmp_path: Path) -> None:
    Popularity(tmp_path / "nowhere" / "file").count({"1": 1}, TODAY)
    counted = Popularity(tmp_path / "file")
    counted.count({"old": 1, "refund": -1}, date(1, 1, 1))
    counted.count({str(sku): 1 for sku in range(KEPT)}, TODAY)
    counted.count({"7": 1}, date(9999, 12, 31))
    for each in (counted, Popularity(tmp_path / "file")):
        ranked = each.ranked()
        assert len(ranked) == KEPT
        assert ranked[0] == "7"
        assert "old" not in ranked
