"""Prices that look like mistakes are said before they are published, and in the report."""

from __future__ import annotations

from pathlib import Path

from tests.cloud.line import Line
from tests.cloud.visits import Operate

SHEET = """sku,name_zh,category,price,member_price,tax_code,tax_percent
1,牛奶,dairy,0,,CN13,13
2,面包,bakery,8.00,9.00,CN13,13
3,苹果,fruit,5.00,4.00,CN13,13
"""


def test_a_good_for_nothing_and_a_members_price_above_everybodys_are_said(
    line: Line, operate: Operate, tmp_path: Path
) -> None:
    saved, report = tmp_path / "goods.csv", tmp_path / "report.csv"
    saved.write_text(SHEET, "utf-8")
    status, told = operate("publish", str(saved), "--check", "--report", str(report))
    assert status == 0
    for said in (told, report.read_text("utf-8-sig")):
        assert "1 goods cost nothing, 1 the first" in said
        assert "1 goods cost members more than everybody, 2 the first" in said
