"""`kiosk doctor --scanner-setup` and `--scanner-check`, and the scanner's line of the check-up."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.scanner.setup.symbols import SYMBOLS
from drivers.virtual.scanner import Habits, VirtualScanner
from kiosk.checkup import Finding, checkup
from kiosk.cli import main
from kiosk.errors import Reason
from kiosk.settings import load_settings


@pytest.fixture
def device(tmp_path: Path) -> Iterator[VirtualScanner]:
    virtual = VirtualScanner(tmp_path / "scanner")
    virtual.plug()
    yield virtual
    virtual.unplug()


@pytest.fixture
def settings(tmp_path: Path, device: VirtualScanner) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(f'[system]\ndata_dir = "{tmp_path}"\n[scanner]\npath = "{device.link}"\n')
    return path


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "扫码枪设置单"), ("en", "Setting up")])
def test_the_sheet_in_words_and_as_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    asked = ["doctor", "--scanner-setup", "honeywell", "--language", language]
    assert main(asked) == 0
    told = capsys.readouterr().out
    assert word in told
    assert "130" in told
    assert main([*asked, "--out", str(tmp_path / "sheet.pdf")]) == 0
    assert (tmp_path / "sheet.pdf").stat().st_size > 20_000


def test_a_sheet_of_no_make_or_kind_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--scanner-setup", "acme"]) == 2
    assert main(["doctor", "--scanner-setup", "--out", str(tmp_path / "sheet.doc")]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_a_trial_from_beginning_to_end(settings: Path, device: VirtualScanner) -> None:
    """The command as a technician runs it, scanning whatever it asks for."""
    habits = Habits(aim=False, gs=b"")
    kiosk = "import sys; from kiosk.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", kiosk, "doctor", "--scanner-check", "--settings", str(settings)]
    command += ["--language", "en", "--wait-s", "20"]
    by_name = {symbol.name: symbol for symbol in SYMBOLS}
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if "  Scan " in line:
                symbol = by_name[line.partition("  Scan ")[2].partition(". (")[0]]
                device.write(habits.wire(symbol.text, symbol.aims[0]))
        assert process.wait(timeout=10) == 1
    told = "".join(said)
    assert told.count("Switch on: transmit AIM code identifier") == len(SYMBOLS)
    assert told.count("transmit FNC1 as GS") == 2
    assert said[-1].startswith("9 of 9 symbols do not arrive")


def test_a_silent_scanner_is_told_symbol_by_symbol(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--scanner-check", "--json", "--settings", str(settings), "--wait-s", "0.05"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["symbol"] for row in rows] == [symbol.name for symbol in SYMBOLS]
    assert not any(row["ok"] or row["arrived"] for row in rows)


def test_a_trial_without_a_scanner_is_refused_in_words(
    tmp_path: Path, device: VirtualScanner, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, lost = tmp_path / "empty.toml", tmp_path / "lost.toml"
    empty.write_text("")
    lost.write_text('[scanner]\npath = "/dev/no-such-scanner"\n')
    for path, word in ((empty, "scanner.path"), (lost, "/dev/no-such-scanner")):
        assert main(["doctor", "--scanner-check", "--settings", str(path)]) == 1
        told = capsys.readouterr().err
        assert word in told
        assert told.count("\n") == 1
    assert main(["doctor", "--scanner-check", "--wait-s", "soon"]) == 2
    assert device.plugged


def test_the_check_up_opens_the_scanner(settings: Path, device: VirtualScanner) -> None:
    def found() -> Finding:
        return next(one for one in checkup(load_settings(settings)) if one.what == "scanner")

    assert found() == Finding("scanner", f"{device.link}, serial")
    device.unplug()
    assert found().reason == Reason("scanner.missing", {"device": str(device.link)})
