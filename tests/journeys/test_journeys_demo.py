"""`kiosk demo --headless`: what an integrator sees of the whole shop in one command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from cloud.database.embedded import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[2]
WITHIN_S = 150


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[str]]]:
    """The folder and the lines of one trip."""
    out = tmp_path_factory.mktemp("demo")
    command = [str(Path(sys.executable).with_name("kiosk")), "demo", "--headless", "--out", str(out)]
    try:
        ended = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=WITHIN_S, check=False
        )
        assert ended.returncode == 0, ended.stderr[-2000:]
        yield out, ended.stdout.splitlines()
    finally:
        EmbeddedPostgres(out / "shop" / "cloud").destroy()


@pytest.mark.timeout(WITHIN_S + 30)
def test_the_trip_is_told_in_few_lines_and_in_a_file(played: tuple[Path, list[str]]) -> None:
    out, lines = played
    assert 0 < len(lines) <= 25
    told: dict[str, Any] = json.loads((out / "trip.json").read_text(encoding="utf-8"))
    bought = [(line["name"]["en"], line["quantity"], line["weight_g"]) for line in told["lines"]]
    assert bought == [
        ("Organic whole milk", 2, None),
        ("Wholewheat toast", 1, None),
        ("Fuji apples", 1, 1240),
    ]
    assert told["total_minor"] == sum(line["total_minor"] for line in told["lines"]) == 11980 + 1090 + 1486
    assert told["payment"]["state"] == "PAID"
    assert told["sale_id"]
    assert (told["member_bound"], told["printed"], told["synced"]) == (True, True, True)
    assert any(told["sale_no"] in line for line in lines)


@pytest.mark.timeout(WITHIN_S + 30)
def test_the_pictures_show_something(played: tuple[Path, list[str]]) -> None:
    out, _ = played
    pictures = [out / "contact-sheet.png", out / "receipt.png", *(out / "screens").glob("*.png")]
    assert len(pictures) >= 8
    for picture in pictures:
        pixels = np.asarray(Image.open(picture).convert("L"))
        assert pixels.std() > 10, f"{picture.name} is blank"


@pytest.mark.timeout(WITHIN_S + 30)
def test_the_paper_leads_to_the_e_receipt(played: tuple[Path, list[str]]) -> None:
    out, _ = played
    told = json.loads((out / "trip.json").read_text(encoding="utf-8"))
    codes = zxingcpp.read_barcodes(np.asarray(Image.open(out / "receipt.png").convert("L")))
    assert [code.text for code in codes] == [told["receipt_url"]]
