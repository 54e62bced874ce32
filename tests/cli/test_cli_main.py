"""The `kiosk` command itself: its list of commands, and how it ends when something is wrong."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kiosk import cli
from kiosk.cli import COMMANDS, TRACEBACK, main
from kiosk.errors import BugError, InputRefused, Reason


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv(TRACEBACK, raising=False)


@pytest.fixture
def command_that(monkeypatch: pytest.MonkeyPatch) -> object:
    """Adds a command `odd` that raises what it is given."""

    def add(fault: BaseException) -> None:
        def run(args: object) -> int:
            raise fault

        module = ModuleType("odd")
        module.add_arguments = lambda parser: None  # type: ignore[attr-defined]
        module.run = run  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "odd", module)
        monkeypatch.setitem(COMMANDS, "odd", ("odd", "end oddly"))

    return add


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_listed_command_is_there(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(importlib.import_module(COMMANDS[name][0]).run)
    assert main([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"usage: kiosk {name}")


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in COMMANDS)


@pytest.mark.parametrize(
    "argv", [[], ["nonsense"], ["price"], ["classify"], ["classify", "1", "--context", "x"]]
)
def test_wrong_arguments_end_with_two(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("usage: kiosk")


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        (InputRefused(Reason("basket.no_such_line")), 1, "kiosk: This is no longer in your basket.\n"),
        (InputRefused(Reason("not.yet_said", {"x": 1})), 1, "kiosk: not.yet_said(x=1)\n"),
        (FileNotFoundError(2, "No such file", "a.db"), 1, "kiosk: a.db: No such file\n"),
        (OSError("the line is dead"), 1, "kiosk: the line is dead\n"),
        (KeyboardInterrupt(), 130, ""),
        (SystemExit("gone"), 1, ""),
    ],
)
def test_how_a_command_ends(
    command_that: object, capsys: pytest.CaptureFixture[str], fault: BaseException, code: int, told: str
) -> None:
    assert callable(command_that)
    command_that(fault)
    assert main(["odd"]) == code
    assert capsys.readouterr().err == told


def test_a_fault_of_the_program_is_one_sentence_unless_asked(
    command_that: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(command_that)
    command_that(BugError("a rule is broken"))
    assert main(["odd"]) == 70
    err = capsys.readouterr().err
    assert "BugError('a rule is broken')" in err
    assert err.count("\n") == 1
    monkeypatch.setenv(TRACEBACK, "1")
    with pytest.raises(BugError):
        main(["odd"])


def test_a_command_of_the_lab_that_is_not_installed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(COMMANDS, "play", ("lab_elsewhere.play", "play"))
    assert main(["play"]) == 1
    assert "“kiosk play” is not installed here" in capsys.readouterr().err
    assert main(["--help"]) == 0


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    """`kiosk classify … | head -1`"""
    script = "import sys; from kiosk.cli import main; sys.exit(main())"
    texts = ["9521234543213"] * 5000
    with subprocess.Popen(
        [sys.executable, "-c", script, "classify", *texts],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(cli.__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 1
