"""The guides against the product: commands, links, pictures, reference, libraries."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.cli import make_parser
from kiosk.cli import COMMANDS

CHECKOUT = Path(__file__).resolve().parents[2]
GUIDES = [CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
MACHINE = re.compile(r"/(?:home|root|work|tmp)/|localhost:\d|\.venv/lib")
LARGEST_PICTURE = 300_000
MAKE = re.compile(r"^([a-z]+):.*## ", re.MULTILINE)


@pytest.fixture(params=GUIDES, ids=lambda path: path.name)
def guide(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def commands_of(path: Path) -> Iterator[list[str]]:
    """The words of every line after `$ ` in a console block; a line may go on after a backslash."""
    for block in CONSOLE.findall(path.read_text("utf-8")):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("$ "):
                yield shlex.split(line.removeprefix("$ "), comments=True)


def flags(parser: ArgumentParser, words: list[str]) -> tuple[set[str], list[str]]:
    """The flags a command line may have, down to its action, and the words that are left."""
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            assert words, f"{parser.prog} needs one of {', '.join(action.choices)}"
            assert words[0] in action.choices, f"{parser.prog} has no {words[0]}"
            return flags(action.choices[words[0]], words[1:])
    return {flag for action in parser._actions for flag in action.option_strings}, words


def parser_of(words: list[str]) -> tuple[ArgumentParser, list[str]] | None:
    """Which of our parsers reads a command line; None for another program."""
    program = words[0].rpartition("/")[2]
    if program == "kiosk":
        assert words[1] in COMMANDS, f"there is no kiosk {words[1]}"
        parser = ArgumentParser(prog=f"kiosk {words[1]}")
        importlib.import_module(COMMANDS[words[1]][0]).add_arguments(parser)
        return parser, words[2:]
    if program == "python" and words[1:3] == ["-m", "cloud"]:
        return make_parser(), words[3:]
    return None


def before_a_pipe(words: list[str]) -> list[str]:
    ends = [place for place, word in enumerate(words) if word in {"|", ">", "<", "&&", "&"}]
    return words[: ends[0]] if ends else words


def test_every_command_a_guide_shows_exists_with_its_flags(guide: Path) -> None:
    targets = set(MAKE.findall((CHECKOUT / "Makefile").read_text("utf-8")))
    for line in commands_of(guide):
        words = before_a_pipe([word for word in line if not re.fullmatch(r"[A-Z_]+=\S*", word)])
        if words[:1] == ["sudo"]:
            words = words[3:] if words[1] == "-u" else words[1:]
        if words[0] == "make":
            assert set(words[1:2]) <= targets, f"make has no {words[1]}"
        elif (ours := parser_of(words)) is not None:
            known, rest = flags(*ours)
            used = {word.partition("=")[0] for word in rest if word.startswith("--")}
            assert used <= known, f"{shlex.join(line)}: {used - known} unknown"
        elif words[0].endswith("/python"):
            modules = [words[2]] if words[1] == "-m" else []
            assert all(importlib.util.find_spec(module) for module in modules)
            files = [word for word in words[1:] if word.endswith(".py")]
            assert [file for file in files if not (CHECKOUT / file).is_file()] == []


def test_every_link_and_picture_of_a_guide_is_there(guide: Path) -> None:
    for link in LINK.findall(guide.read_text("utf-8")):
        if "://" not in link and not link.startswith("#"):
            assert (guide.parent / link.partition("#")[0]).exists(), link


def test_a_guide_knows_no_machine(guide: Path) -> None:
    assert MACHINE.findall(guide.read_text("utf-8")) == []


def test_pictures_are_small_and_all_of_them_are_shown() -> None:
    pictures = set((CHECKOUT / "docs" / "pictures").glob("*.png"))
    shown = {
        (guide.parent / link).resolve() for guide in GUIDES for link in LINK.findall(guide.read_text("utf-8"))
    }
    assert pictures <= shown
    assert {path.name for path in pictures if path.stat().st_size > LARGEST_PICTURE} == set()


def test_the_generated_reference_is_what_the_product_is_now() -> None:
    command = [sys.executable, str(CHECKOUT / "docs" / "make_reference.py"), "--check"]
    environment = {**os.environ, "COLUMNS": "40", "TOUCHLANE_CLOUD_DATA": "elsewhere", "LANG": "zh_CN.UTF-8"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env=environment, check=False, cwd="/"
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_readme_gives_a_reason_for_every_library_and_for_no_other() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["cloud"]]
    names = {re.split(r"[\[<>=]", requirement)[0] for requirement in declared}
    table = (
        (CHECKOUT / "README.md").read_text("utf-8").partition("## Why each library")[2].partition("\n## ")[0]
    )
    assert set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)) == names
