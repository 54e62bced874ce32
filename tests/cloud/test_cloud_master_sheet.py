"""What volunteers wrote of a barcode, on its way through a spreadsheet into a shop."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cloud.goods_files import gtin
from tests.cloud.town import Town
from tests.cloud.visits import Operate


def test_a_volunteers_formula_is_text_in_the_sheet_to_look_over_and_a_name_when_published(
    town: Town, operate: Operate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", town.urls.owner)
    names = {1: '=HYPERLINK("http://x")', 2: "@SUM(A1)", 3: "+C 维生素", 4: "-18 冰"}
    export = tmp_path / "export.jsonl"
    lines = [{"code": gtin(number), "product_name": name} for number, name in names.items()]
    export.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    assert operate("master", "import", str(export))[0] == 0
    mine, full = tmp_path / "mine.csv", tmp_path / "full.csv"
    mine.write_text("gtin,price\n" + "".join(f"{gtin(number)},1.00\n" for number in names), "utf-8")
    assert operate("publish", str(mine), "--from-master", str(full), "--tax", "cn-vat-13=13")[0] == 0
    with full.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    status, told = operate("publish", str(full))
    assert (status, json.loads(told.splitlines()[0])["products"]) == (0, 4)


def test_a_row_with_a_comma_too_many_shifts_nothing(town: Town, operate: Operate, tmp_path: Path) -> None:
    mine, full = tmp_path / "mine.csv", tmp_path / "full.csv"
    mine.write_text(f"gtin,name_zh,price\n{gtin(1)},面,1.00\n{gtin(2)},米,精选,2.00\n", "utf-8")
    status, told = operate("master", "fill", str(mine), str(full))
    assert (status, full.exists()) == (1, False)
    assert "Row 3 has 4 columns" in told
