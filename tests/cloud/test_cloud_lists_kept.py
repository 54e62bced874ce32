"""A weekly file of goods: the lists published before stay, one goes only where somebody says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.goods_files import COLUMNS, Disk, goods, sheet
from tests.cloud.line import Line
from tests.cloud.visits import Operate

PRICES = "sku,kind,price\n1,offer,7.00\n3,offer,6.00\n"
CATEGORIES = "category_id,name_zh,minimum_age,hours\nsnacks,零食,18,09:00-22:00\n"
OFFERS = "offer_id,name_zh,skus,quantity,price\ntwo,任选两件,1;3,2,12.00\nthree,任选三件,3,3,15.00\n"


@pytest.fixture
def disk(line: Line, tmp_path: Path) -> Disk:
    return Disk(line, tmp_path)


@pytest.fixture
def lists(tmp_path: Path) -> list[str]:
    """Arguments that give a list of each kind."""
    files = {"prices": PRICES, "categories": CATEGORIES, "offers": OFFERS}
    return [
        part for name, text in files.items() for part in (f"--{name}", sheet(tmp_path, text, f"{name}.csv"))
    ]


def told(operate: Operate, *arguments: str) -> dict[str, Any]:
    status, said = operate(*arguments)
    assert status == 0, said
    found: dict[str, Any] = json.loads(said.splitlines()[0])
    return found


def test_lists_that_are_not_given_stay_as_they_are_and_all_changes_are_told(
    disk: Disk, operate: Operate, tmp_path: Path, lists: list[str]
) -> None:
    first = told(operate, "publish", sheet(tmp_path, goods(3)), *lists)
    assert first["lists"]["products"] == {"now": 3, "added": 3, "changed": 0, "dropped": 2}
    assert first["lists"]["offers"] == {"now": 2, "added": 2, "changed": 0, "dropped": 1}
    again = told(operate, "publish", sheet(tmp_path, goods(4, cheaper=1)))
    assert again["lists"] == {
        "products": {"now": 4, "added": 1, "changed": 1, "dropped": 0},
        "prices": {"now": 2, "added": 0, "changed": 0, "dropped": 0},
        "categories": {"now": 1, "added": 0, "changed": 0, "dropped": 0},
        "offers": {"now": 2, "added": 0, "changed": 0, "dropped": 0},
    }
    disk.follow()
    catalogue = disk.store.current()
    assert [row.amount_minor for row in disk.good("1").prices] == [700]
    assert (catalogue.categories.categories[0].minimum_age, len(catalogue.offers.by_id)) == (18, 2)


@pytest.mark.soak
def test_one_list_goes_where_it_is_said_the_others_stay(
    disk: Disk, operate: Operate, tmp_path: Path, lists: list[str]
) -> None:
    told(operate, "publish", sheet(tmp_path, goods(3)), *lists)
    after = told(operate, "publish", sheet(tmp_path, goods(3)), "--drop", "prices", "--drop", "offers")
    assert after["lists"]["prices"] == {"now": 0, "added": 0, "changed": 0, "dropped": 2}
    assert after["lists"]["offers"] == {"now": 0, "added": 0, "changed": 0, "dropped": 2}
    assert after["lists"]["categories"]["now"] == 1
    status, said = operate("publish", sheet(tmp_path, goods(3)), *lists, "--drop", "prices")
    assert (status, "prices" in said) == (1, True)


def test_a_good_that_goes_takes_its_prices_along_and_offers_go_on_with_the_rest(
    disk: Disk, operate: Operate, tmp_path: Path, lists: list[str]
) -> None:
    told(operate, "publish", sheet(tmp_path, goods(3)), *lists)
    status, said = operate("publish", sheet(tmp_path, goods(2)))
    assert status == 0
    after = json.loads(said.splitlines()[0])
    assert after["lists"]["prices"] == {"now": 1, "added": 0, "changed": 0, "dropped": 1}
    assert after["lists"]["offers"] == {"now": 1, "added": 0, "changed": 1, "dropped": 1}
    assert "two" in said
    assert "three" in said
    disk.follow()
    (offer,) = disk.store.current().offers.offers
    assert (offer.offer_id, getattr(offer, "skus", ())) == ("two", ("1",))
    disk.store.current().verify()


def test_a_file_without_goods_is_no_shop(disk: Disk, operate: Operate, tmp_path: Path) -> None:
    for text in (COLUMNS, COLUMNS + ",,,,,,,\n"):
        status, said = operate("publish", sheet(tmp_path, text))
        assert (status, "no goods" in said) == (1, True), said
    assert disk.line.town.revision == 1
    disk.follow()
    assert disk.revision == 1


def test_what_would_change_is_told_without_publishing_and_before_signing_elsewhere(
    disk: Disk, operate: Operate, tmp_path: Path, lists: list[str]
) -> None:
    told(operate, "publish", sheet(tmp_path, goods(3)), *lists)
    path = sheet(tmp_path, goods(2))
    for more in (["--check"], ["--unsigned", str(tmp_path / "out")]):
        would = told(operate, "publish", path, *more)
        assert would["lists"]["products"] == {"now": 2, "added": 0, "changed": 0, "dropped": 1}
    disk.follow()
    assert disk.revision == 2
