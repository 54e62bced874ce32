"""Sheets as spreadsheets in China save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.cli import main as kiosk
from tests.cloud.goods_files import Disk, goods
from tests.cloud.line import Line
from tests.cloud.visits import Operate


def test_a_sheet_in_gb18030_is_published_and_that_it_was_one_is_said(
    line: Line, operate: Operate, tmp_path: Path
) -> None:
    saved, report, page = tmp_path / "goods.csv", tmp_path / "report.csv", tmp_path / "report.html"
    saved.write_bytes(goods(3).encode("gb18030"))
    assert operate("publish", str(saved), "--check", "--report", str(page))[0] == 0
    status, told = operate("publish", str(saved), "--report", str(report))
    assert status == 0
    for said in (told, page.read_text("utf-8"), report.read_text("utf-8-sig")):
        assert "GB18030" in said
    disk = Disk(line, tmp_path)
    disk.follow()
    assert disk.good("1").names.zh == "测试商品1号"
    saved.write_bytes(b"\xff\xfes\x00k\x00u\x00")
    status, told = operate("publish", str(saved))
    assert (status, "UTF-8" in told) == (1, True)


def test_the_kiosks_own_import_reads_it_too_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "goods.csv"
    saved.write_bytes(goods(3).encode("gb18030"))
    assert kiosk(["catalogue", "import", str(saved), "--store", str(tmp_path / "kiosk")]) == 0
    assert "GB18030" in capsys.readouterr().err
    assert kiosk(["catalogue", "lookup", "1", "--store", str(tmp_path / "kiosk")]) == 0
    assert "测试商品1号" in capsys.readouterr().out
