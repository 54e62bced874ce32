"""The barcode master: exports of Open Food Facts in, a shop's sheet of codes and prices out."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from cloud.catalogue.open_food_facts import MasterGood, read_export
from kiosk.errors import InputRefused
from tests.cloud.goods_files import gtin
from tests.cloud.town import Town
from tests.cloud.visits import Operate

SAMPLE = Path(__file__).resolve().parents[2] / "assets" / "demo" / "barcode_master.jsonl"
"""In the export's form, of the demo's own goods."""
TABLE = (
    "code\turl\tproduct_name\tbrands\tquantity\tcategories_tags\timage_url\n"
    "9521130011809\thttp://x\tOrganic \u200bwhole milk\tMorning, Other\t250 ml\ten:dairies,en:milks\thttps://i/1.jpg\n"
    "9521130011808\t\tWrong check digit\t\t\t\t\n"
    "\t\tNo code\t\t\t\t\n"
    '9521140011912\t\t全麦 "吐司"\t\t400 g\ten:plant-based-foods\tjavascript:alert(1)\n'
    "9521150012022\n"
)


@pytest.fixture
def owner(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The operator has the owner's role too."""
    monkeypatch.setenv("DATABASE_OWNER_URL", town.urls.owner)
    return town


def test_a_table_is_read_row_by_row_whatever_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "products.csv.gz"
    path.write_bytes(gzip.compress(TABLE.encode()))
    milk, wrong, no_code, toast, short = read_export(path)
    assert milk == MasterGood(
        gtin14="09521130011809",
        name_zh="",
        name_en="Organic whole milk",
        brand="Morning",
        size="250 ml",
        category="dairy",
        picture_url="https://i/1.jpg",
    )
    assert (wrong, no_code, short) == (None, None, None)
    assert toast is not None
    assert (toast.name_zh, toast.category, toast.picture_url) == ('全麦 "吐司"', "other", "")


def test_lines_of_json_are_read_with_both_names(tmp_path: Path) -> None:
    goods = list(read_export(SAMPLE))
    assert all(good is not None and good.name_zh and good.name_en for good in goods)
    odd = tmp_path / "odd.jsonl"
    odd.write_text('{"code": 5}\n[1]\n{"code": "9521130011809", "product_name": ["x"]}\n{broken\n', "utf-8")
    assert list(read_export(odd)) == [None] * 4


NO_EXPORTS = {
    "empty": b"",
    "another_table": b"a,b\n1,2\n",
    "no_text": b"\xff\xfe\x00",
    "cut_short": gzip.compress(TABLE.encode(), mtime=0)[:60],
}


@pytest.mark.parametrize("kind", NO_EXPORTS)
def test_what_is_no_export_is_said_so(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("cut.csv.gz" if kind == "cut_short" else "other.csv")
    path.write_bytes(NO_EXPORTS[kind])
    with pytest.raises(InputRefused, match=r"master\."):
        list(read_export(path))


def test_a_sheet_of_codes_and_prices_is_completed_looked_over_and_published(
    owner: Town, operate: Operate, tmp_path: Path
) -> None:
    status, told = operate("master", "import", str(SAMPLE))
    assert (status, json.loads(told.splitlines()[0])) == (0, {"taken": 8, "left_out": 0})
    again = tmp_path / "again.jsonl"
    toast = {
        "code": "9521140011912",
        "product_name": "吐司",
        "image_url": "https://pictures.example/toast.jpg",
    }
    again.write_text(SAMPLE.read_text("utf-8").rstrip() + "\n" + json.dumps(toast), "utf-8")
    assert operate("master", "import", str(again))[0] == 0
    mine = tmp_path / "mine.csv"
    mine.write_text(
        f"gtin,price,name_zh\n9521130011809,65.00,\n952 1140 011912,12.90,我的吐司\n{gtin(7)},3.00,\n",
        "utf-8",
    )
    full = tmp_path / "full.csv"
    status, told = operate("publish", str(mine), "--from-master", str(full), "--tax", "cn-vat-13=13")
    assert status == 0
    assert gtin(7) in told
    with full.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["name_zh"] == "有机纯牛奶"
    assert (rows[0]["sku"], rows[0]["category"], rows[0]["tax_percent"]) == ("9521130011809", "dairy", "13")
    assert rows[1]["name_zh"] == "我的吐司", "what the shop wrote stays"
    links = [row["picture_url"] for row in rows]
    assert links == ["", "https://pictures.example/toast.jpg", ""], "to be looked at by a person"
    assert operate("publish", str(full))[0] == 1, "one good has no name yet"
    rows[2] |= {"name_zh": "手工面", "category": "noodles"}
    with full.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    status, told = operate("publish", str(full))
    assert (status, json.loads(told.splitlines()[0])["products"]) == (0, 3)
    assert operate("publish", str(mine), "--from-master", str(full))[0] == 1, "never over another file"


def test_only_the_owner_of_the_tables_fills_what_all_tenants_share(town: Town, operate: Operate) -> None:
    status, told = operate("master", "import", str(SAMPLE))
    assert (status, "DATABASE_OWNER_URL" in told) == (1, True)
