"""`kiosk attendant`: a PIN or a badge for somebody, at a kiosk that is stopped."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.assembly import SystemClock
from kiosk.cli import main
from kiosk.store.attendants import PinBook, read_attendants
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[system]\ndata_dir = "{tmp_path / "kiosk"}"\n')
    return file


def book(settings: Path) -> PinBook:
    clock = SystemClock()
    with SqliteLedger(settings.parent / "kiosk" / "ledger.db", UuidIds(clock), clock) as ledger:
        return PinBook(read_attendants(ledger))


def test_the_badge_in_the_picture_is_the_one_the_kiosk_knows(settings: Path) -> None:
    picture = settings.parent / "badge.png"
    assert main(["attendant", "A01", "--badge", str(picture), "--settings", str(settings)]) == 0
    assert picture.stat().st_mode & 0o077 == 0
    with Image.open(picture) as image:
        (code,) = zxingcpp.read_barcodes(image.convert("L"))
    assert book(settings).check_badge(code.text) == "A01"


def test_a_badge_can_be_shown_on_the_terminal(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attendant", "A01", "--settings", str(settings), "--badge"]) == 0
    assert "█" in capsys.readouterr().out


def test_a_pin_comes_from_standard_input(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("246810\n"))
    assert main(["attendant", "A01", "--settings", str(settings)]) == 0
    assert book(settings).check("246810") == "A01"


def test_a_picture_that_cannot_be_written_is_said(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = settings.parent / "none" / "badge.png"
    assert main(["attendant", "A01", "--badge", str(nowhere), "--settings", str(settings)]) != 0
    assert str(nowhere) in capsys.readouterr().err
