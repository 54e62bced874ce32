"""A shop's machine with `kiosk catalogue` and files in a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli import main

HEADER = "sku,name_zh,name_en,category,gtin,plu,sold_by,price,member_price,tax_code,tax_percent"
MILK = "1001,有机纯牛奶,Organic milk,dairy,952-1001-00001-7,,,59.90,54.90,cn-vat-9,9"


class Shop:
    """A shop's machine, its store in a folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.said = self.complained = ""

    def run(self, action: str, *arguments: object) -> int:
        code = main(["catalogue", action, "--store", str(self.folder / "store"), *map(str, arguments)])
        self.said, self.complained = self._capsys.readouterr()
        return code

    def file(self, *rows: str, name: str = "goods.csv", encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes("\n".join(rows).encode(encoding))
        return path

    def answers(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.said.splitlines()]
