"""The rules of tests/conftest.py, seen from outside: a pytest run of its own on a small suite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]


def run(folder: Path, source: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs pytest on `source` beside a copy of the suite's own conftest."""
    for name in ("conftest.py", "allowed_skips.toml"):
        (folder / name).write_bytes((TESTS / name).read_bytes())
    (folder / "test_small.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:pytest-qt", *options]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=50)


SKIPS = """
import pytest
def test_runs(): pass
@pytest.mark.skipif(True, reason={reason!r})
def test_left_out(): pass
"""


@pytest.mark.parametrize(
    "options", [pytest.param((), id="alone"), pytest.param(("-n", "1"), id="xdist", marks=pytest.mark.soak)]
)
def test_a_skip_for_an_unlisted_reason_fails_the_run(tmp_path: Path, options: tuple[str, ...]) -> None:
    ended = run(tmp_path, SKIPS.format(reason="too slow today"), *options)
    assert ended.returncode == 1
    assert "NOT ALLOWED, 1 x too slow today" in ended.stdout
    assert "1 passed, 1 skipped" in ended.stdout.splitlines()[-1]


def test_a_skip_for_a_listed_reason_is_told_and_passes(tmp_path: Path) -> None:
    ended = run(tmp_path, SKIPS.format(reason="no photographs at ../photos; set TOUCHLANE_PHOTOS"))
    assert ended.returncode == 0
    assert "1 x no photographs at ../photos" in ended.stdout
    assert "NOT ALLOWED" not in ended.stdout


@pytest.mark.soak
def test_a_module_skipped_as_a_whole_is_judged_too(tmp_path: Path) -> None:
    ended = run(tmp_path, "import pytest\npytest.skip('not now', allow_module_level=True)\n")
    assert ended.returncode != 0
    assert "NOT ALLOWED, 1 x not now" in ended.stdout


LOGS = """
import logging, threading
import pytest

def test_surprise(): logging.getLogger("kiosk.store").warning("disk %d", 7)

@pytest.mark.expects_log("kiosk.store")
def test_expected(): logging.getLogger("kiosk.store.ledger").error("foreseen")

@pytest.mark.expects_log("kiosk.store")
def test_never_came(): pass

@pytest.mark.expects_log("kiosk.store", sometimes=True)
def test_may_come(): pass

def test_in_a_thread():
    thread = threading.Thread(target=logging.getLogger("drivers").warning, args=("lost",))
    thread.start(); thread.join()

@pytest.mark.soak
def test_long(): assert False
"""


def test_an_unexpected_warning_in_the_log_fails_its_test(tmp_path: Path) -> None:
    ended = run(tmp_path, LOGS, "-rE")
    assert ended.returncode == 1
    assert "WARNING kiosk.store: disk 7" in ended.stdout
    assert "WARNING drivers: lost" in ended.stdout
    told = {line.split(" - ")[0] for line in ended.stdout.splitlines() if line.startswith("ERROR ")}
    assert told == {
        f"ERROR test_small.py::{name}" for name in ("test_surprise", "test_never_came", "test_in_a_thread")
    }
    assert "1 deselected" in ended.stdout
