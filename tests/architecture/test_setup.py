"""Set-up as a shop owner meets it: the real script in a checkout of its own, at a path with a space.

pip finds the packages in the environment that runs the tests, so no network is needed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

NEEDED = ("Makefile", "pyproject.toml", "README.md", "LICENSE", "packaging")


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = (
        os.environ | {"PYTHONPATH": sysconfig.get_path("purelib"), "PYTHON": sys.executable} | variables
    )
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):  # of the make that runs the tests
        environment.pop(name, None)
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=55,
    )


def modes(folder: Path) -> dict[Path, int]:
    """The mode of `folder`, what is in it, and every folder above it."""
    return {path: path.stat().st_mode for path in (*folder.parents, folder, *folder.rglob("*"))}


@pytest.fixture
def house(checkout: Path, tmp_path: Path) -> Path:
    """A checkout with what set-up reads, and not set up yet."""
    folder = tmp_path / "self checkout"
    folder.mkdir(mode=0o750)
    not_run_yet = shutil.ignore_patterns("__pycache__")
    for name in NEEDED:
        source = checkout / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=not_run_yet)
        else:
            shutil.copy(source, folder)
    (folder / "kiosk").mkdir()
    (folder / "kiosk" / "__init__.py").write_text('"""A shop."""\n', encoding="utf-8")
    return folder


@pytest.mark.soak
@pytest.mark.timeout(120)
def test_set_up_from_nothing_to_clean(house: Path) -> None:
    before = modes(house)
    asked = run(house, "packaging/setup.sh", "--check")
    assert asked.returncode == 1
    assert "run make setup" in asked.stdout
    assert modes(house) == before, "a question changes nothing"

    made = run(house, "make", "setup")
    assert made.returncode == 0, made.stdout + made.stderr
    assert [line[:3] for line in made.stdout.splitlines() if line[1:3] == "/4"] == [
        "1/4",
        "2/4",
        "3/4",
        "4/4",
    ]
    after = modes(house)
    assert {path: after[path] for path in before} == before, "no existing file or folder changes its mode"
    assert (house / ".venv" / "bin" / "kiosk").exists()

    began = time.perf_counter()
    again = run(house, "make", "setup")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert time.perf_counter() - began < 1.0, (
        "a second call finds nothing to do; 0.02 s alone, more beside other work"
    )

    (house / ".venv" / "touchlane-setup").unlink()
    (house / ".venv" / "bin" / "pip").unlink()
    mended = run(house, "make", "setup")
    assert mended.returncode == 0, mended.stdout + mended.stderr
    assert (house / ".venv" / "bin" / "pip").exists(), "a set-up that was cut short is made anew"

    cleaned = run(house, "make", "clean")
    assert cleaned.returncode == 0, cleaned.stderr
    assert modes(house) == before, "clean leaves what was there at first, as it was"


@pytest.mark.parametrize("interpreter", ["no-such-python", "false"])
def test_without_a_python_that_fits_it_stops_with_one_sentence(house: Path, interpreter: str) -> None:
    ended = run(house, "packaging/setup.sh", PYTHON=interpreter)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("set-up stopped: no Python from 3.11 to 3.13")
    assert ended.stderr.count("\n") == 1


def test_the_interpreter_named_may_lie_at_a_path_with_a_space(house: Path) -> None:
    named = house / "my python"
    named.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    named.chmod(0o755)
    asked = run(house, "packaging/setup.sh", "--check", PYTHON=str(named))
    assert asked.stdout.splitlines()[0] == f"python: {named}"


def test_on_a_machine_without_wheels_it_stops_with_one_sentence(house: Path, tmp_path: Path) -> None:
    uname = tmp_path / "uname"
    uname.write_text("#!/bin/sh\necho Linux riscv64\n", encoding="utf-8")
    uname.chmod(0o755)
    ended = run(house, "packaging/setup.sh", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert ended.returncode == 1
    assert "Linux riscv64" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not (house / ".venv").exists()


def test_where_nothing_may_be_installed_it_names_the_command(house: Path, tmp_path: Path) -> None:
    """A user without apt: a missing library that is needed stops, one that is optional does not."""
    table = house / "packaging" / "system-libraries.txt"
    table.write_text("libnowhere.so.1 libnowhere1 always\nlibless.so.1 libless1 optional\n", encoding="utf-8")
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\nexit 100\n", encoding="utf-8")
    apt.chmod(0o755)
    ended = run(house, "packaging/setup.sh", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert ended.returncode == 1
    assert "sudo apt-get install -y libnowhere1 libless1" in ended.stderr
    assert not (house / ".venv").exists()
