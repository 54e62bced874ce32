"""`kiosk attendant`: a PIN or a badge for somebody, at a kiosk that is stopped."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.assembly import SystemClock
from kiosk.cli import main
from kiosk.domain.events import Lane
from kiosk.store.attendants import PinBook, read_attendants
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[system]\ndata_dir = "{tmp_path / "kiosk"}"\n')
    return file


def records(settings: Path) -> list[dict[str, str]]:
    """What the cloud is told of who was given or lost access."""
    clock = SystemClock()
    with SqliteLedger(settings.parent / "kiosk" / "ledger.db", UuidIds(clock), clock) as ledger:
        pending = ledger.pending(Lane.MONEY, 100)
    return [json.loads(one.body) for one in pending if one.kind == "access_changed"]


def give_pin(settings: Path, monkeypatch: pytest.MonkeyPatch, attendant: str, pin: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))
    assert main(["attendant", attendant, "--settings", str(settings)]) == 0


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


def test_who_has_access_is_listed_and_taken_away(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give_pin(settings, monkeypatch, "A02", "246810")
    give_pin(settings, monkeypatch, "A01", "135790")
    assert main(["attendant", "A01", "--settings", str(settings), "--badge"]) == 0
    capsys.readouterr()
    assert main(["attendant", "--list", "--json", "--settings", str(settings)]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"attendant": "A01", "pin": True, "badge": True},
        {"attendant": "A02", "pin": True, "badge": False},
    ]
    assert main(["attendant", "A01", "--remove", "--settings", str(settings)]) == 0
    assert main(["attendant", "--list", "--settings", str(settings)]) == 0
    assert capsys.readouterr().out.split() == ["A02", "pin"]
    known = book(settings)
    assert (known.check("135790"), known.check("246810")) == (None, "A02")


def test_every_change_of_access_is_recorded_with_the_account_that_made_it(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "chen")
    give_pin(settings, monkeypatch, "A01", "246810")
    give_pin(settings, monkeypatch, "A01", "135790")
    for what in (["--badge"], ["--badge"], ["--remove"]):
        assert main(["attendant", "A01", "--settings", str(settings), *what]) == 0
    assert [(one["attendant"], one["change"], one["by"]) for one in records(settings)] == [
        ("A01", change, "chen")
        for change in ("pin_given", "pin_replaced", "badge_given", "badge_replaced", "removed")
    ]


@pytest.mark.parametrize(("asked", "said"), [(["A09", "--remove"], "A09"), ([], "--list")])
def test_a_mistake_is_answered_in_one_sentence(
    settings: Path, capsys: pytest.CaptureFixture[str], asked: list[str], said: str
) -> None:
    assert main(["attendant", *asked, "--settings", str(settings)]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) == 1
    assert records(settings) == []


def test_a_pin_of_the_wrong_length_changes_nothing(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for pin in ("123", "1234567890123"):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))
        assert main(["attendant", "A01", "--settings", str(settings)]) == 1
        assert "4 to 12" in capsys.readouterr().err
    assert records(settings) == []


def test_a_badge_that_cannot_be_written_leaves_the_old_one_in_force(settings: Path) -> None:
    first = settings.parent / "first.png"
    assert main(["attendant", "A01", "--badge", str(first), "--settings", str(settings)]) == 0
    picture = first.read_bytes()
    with Image.open(first) as image:
        (code,) = zxingcpp.read_barcodes(image.convert("L"))
    for where in (settings.parent / "none" / "badge.png", first):
        assert main(["attendant", "A01", "--badge", str(where), "--settings", str(settings)]) == 1
    assert book(settings).check_badge(code.text) == "A01"
    assert first.read_bytes() == picture


def test_a_badge_nobody_gets_leaves_no_picture(settings: Path) -> None:
    picture = settings.parent / "badge.png"
    (settings.parent / "kiosk").mkdir()
    with SqliteLedger(settings.parent / "kiosk" / "ledger.db", UuidIds(SystemClock()), SystemClock()):
        assert main(["attendant", "A01", "--badge", str(picture), "--settings", str(settings)]) == 1
    assert not picture.exists()
