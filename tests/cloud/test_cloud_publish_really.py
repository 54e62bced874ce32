"""A publication that looks like a mistake is stopped in words; nothing of it is published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cloud.goods_files import COLUMNS, Disk, goods, gtin, sheet
from tests.cloud.line import Line
from tests.cloud.visits import Operate


def priced(count: int, price: str, first: int = 1) -> str:
    rows = (
        f"{number},测试商品{number}号,Good {number},snacks,{gtin(number)},{price},cn-vat-13,13\n"
        for number in range(first, first + count)
    )
    return "".join(rows)


@pytest.fixture
def disk(line: Line, tmp_path: Path, operate: Operate) -> Disk:
    """A kiosk of a shop with twenty goods at 9.90."""
    assert operate("publish", sheet(tmp_path, goods(20)))[0] == 0
    disk = Disk(line, tmp_path)
    disk.follow()
    return disk


def test_half_a_file_is_not_published_but_by_who_means_it(
    disk: Disk, operate: Operate, tmp_path: Path
) -> None:
    half, before = sheet(tmp_path, goods(13)), disk.store.stats().revision
    for way in ((), ("--unsigned", str(tmp_path / "parcel"))):
        status, said = operate("publish", half, *way)
        assert status == 1
        assert "7 of the 20 goods sold now are not in the file, 14 the first of them: more than 30 %" in said
        assert "nothing was published. If it is meant, say --really" in said
    assert operate("publish", half, "--check")[0] == 0
    disk.follow()
    assert disk.store.stats().revision == before
    assert operate("publish", half, "--really")[0] == 0
    disk.follow()
    assert disk.store.stats().products == 13


@pytest.mark.soak
def test_how_many_may_go_is_the_shops_to_say(disk: Disk, operate: Operate, tmp_path: Path) -> None:
    assert operate("publish", sheet(tmp_path, goods(13)), "--most-lost", "35")[0] == 0
    status, said = operate("publish", sheet(tmp_path, goods(9)), "--most-lost", "5")
    assert (status, "4 of the 13" in said) == (1, True)
    assert operate("publish", sheet(tmp_path, goods(9)), "--most-lost", "0")[0] == 1


@pytest.mark.parametrize("price", ["99", "0"])
def test_a_point_in_the_wrong_place_on_more_than_a_few_goods_is_seen(
    disk: Disk, operate: Operate, tmp_path: Path, price: str
) -> None:
    wrong = COLUMNS + priced(4, price) + priced(16, "9.90", first=5)
    status, said = operate("publish", sheet(tmp_path, wrong))
    assert status == 1
    assert "The prices of 4 goods are 10 times what they were or more" in said
    assert "1 the first of them: ¥9.90 before" in said
    few = COLUMNS + priced(3, price) + priced(17, "12.90", first=4)
    assert operate("publish", sheet(tmp_path, few))[0] == 0


@pytest.mark.soak
def test_the_same_is_seen_in_a_list_of_prices(disk: Disk, operate: Operate, tmp_path: Path) -> None:
    rows = "".join(f"{sku},offer,0.79\n" for sku in range(1, 6))
    wrong = sheet(tmp_path, "sku,kind,price\n" + rows, "prices.csv")
    status, said = operate("prices", wrong)
    assert (status, "The prices of 5 goods" in said) == (1, True)
    assert operate("prices", wrong, "--most-factor", "20")[0] == 0
    status, said = operate("prices", wrong)
    assert (status, json.loads(said)["changed"]) == (0, 0)


def test_a_few_prices_far_off_are_named_and_published(disk: Disk, operate: Operate, tmp_path: Path) -> None:
    few = COLUMNS + priced(2, "0.01") + priced(18, "9.90", first=3)
    status, said = operate("publish", sheet(tmp_path, few))
    assert status == 0
    for sku in ("1", "2"):
        assert f"Good {sku}: ¥9.90 before, ¥0.01 now" in said


def test_a_sheet_without_a_row_lets_go_of_nothing_unless_told(
    disk: Disk, operate: Operate, tmp_path: Path
) -> None:
    lists = {
        "prices": ("sku,price\n", "1,9.50\n"),
        "offers": ("offer_id,name_zh,kind,skus,percent\n", "p,特价,piece,1,10\n"),
    }
    made, goods_now = tmp_path / "made", sheet(tmp_path, goods(20))
    made.mkdir()
    for name, (header, row) in lists.items():
        full, empty = sheet(made, header + row), sheet(tmp_path, header, f"{name}.csv")
        assert operate("publish", goods_now, f"--{name}", empty)[0] == 0, "there is nothing to let go of"
        assert operate("publish", goods_now, f"--{name}", full)[0] == 0
        for way in ((), ("--check",), ("--really",)):
            status, said = operate("publish", goods_now, f"--{name}", empty, *way)
            assert (status, f"say --drop {name}" in said, "1 that were published" in said) == (1, True, True)
    header, row = lists["prices"]
    empty, full = sheet(tmp_path, header, "none.csv"), sheet(made, header + row)
    assert operate("prices", empty)[0] == 1
    assert operate("prices", full, "--drop", "prices")[0] == 1, "dropped, and given as well"
    assert operate("prices", empty, "--drop", "prices")[0] == 0
    disk.follow()
    assert disk.good("1").prices == ()
    assert operate("publish", goods_now, "--drop", "offers")[0] == 0
