"""The gallery draws every look of the screens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

CHECKOUT = Path(__file__).resolve().parents[2]


def gallery(*options: str) -> str:
    command = [sys.executable, "-m", "lab.gallery", "--size", "270x480", "--px-per-mm", "1.0", *options]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=50, cwd=CHECKOUT)
    assert told.stderr == ""
    return told.stdout


def test_it_draws_both_languages_and_a_sheet(tmp_path: Path) -> None:
    assert gallery("--out", str(tmp_path), "--only", "08-leave").startswith("2 pictures")
    with (
        Image.open(tmp_path / "08-leave-en.png") as english,
        Image.open(tmp_path / "contact-sheet.png") as sheet,
    ):
        assert english.size == (270, 480)
        assert sheet.width > english.width


@pytest.mark.soak
def test_it_draws_every_variant_and_a_sheet_over_all(tmp_path: Path) -> None:
    assert gallery("--out", str(tmp_path), "--only", "11-pay", "--all").startswith("24 pictures")
    folders = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert len(folders) == 12
    assert {"upright-light", "lying-contrast-large"} <= folders
    pictures = [Image.open(path).tobytes() for path in tmp_path.glob("*/11-pay-en.png")]
    assert len(set(pictures)) == 12, "each looks different"
    assert (tmp_path / "contact-sheet.png").is_file()
