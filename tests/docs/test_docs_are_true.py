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
from kiosk.domain.catalogue_csv import read_products
from kiosk.domain.category_csv import read_categories
from kiosk.domain.offer_csv import read_offers
from kiosk.domain.price_csv import read_prices
from kiosk.domain.truth_csv import read_markdowns, read_recalls

CHECKOUT = Path(__file__).resolve().parents[2]
GUIDES = [CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^ {4}((?:sudo -u touchlane )?(?:kiosk|python -m cloud) .*)$", re.MULTILINE)
CSV = re.compile(r"^```csv\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
MACHINE = re.compile(r"/(?:home|root|work|tmp)/|localhost:\d|\.venv/lib")
LARGEST_PICTURE = 300_000
MAKE = re.compile(r"^([a-z]+):.*## ", re.MULTILINE)


@pytest.fixture(params=GUIDES, ids=lambda path: path.name)
def guide(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def commands_of(path: Path) -> Iterator[list[str]]:
    """The words of every line after `$ ` in a console block, and of every indented line that calls a program
    of ours; a line may go on after a backslash.
    """
    text = path.read_text("utf-8")
    for block in CONSOLE.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("$ "):
                yield shlex.split(line.removeprefix("$ "), comments=True)
    for line in INDENTED.findall(text):
        yield shlex.split(line, comments=True)


def as_run(line: list[str]) -> list[str]:
    """The program with its arguments: without variables, account and what its output is given to."""
    words = before_a_pipe([word for word in line if not re.fullmatch(r"[A-Z_]+=\S*", word)])
    if words[:1] == ["sudo"]:
        words = words[3:] if words[1] == "-u" else words[1:]
    return words


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


def test_every_command_a_guide_shows_is_taken_as_it_stands(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    targets = set(MAKE.findall((CHECKOUT / "Makefile").read_text("utf-8")))
    for line in commands_of(guide):
        words = as_run(line)
        if words[0] == "make":
            assert set(words[1:2]) <= targets, f"make has no {words[1]}"
        elif (ours := parser_of(words)) is not None:
            parser, rest = ours
            try:
                parser.parse_args(rest)
            except SystemExit:
                pytest.fail(f"{shlex.join(line)}: {capsys.readouterr().err}")
        elif words[0].endswith("/python"):
            modules = [words[2]] if words[1] == "-m" else []
            assert all(importlib.util.find_spec(module) for module in modules)
            files = [word for word in words[1:] if word.endswith(".py")]
            assert [file for file in files if not (CHECKOUT / file).is_file()] == []


def test_a_command_without_what_it_needs_would_be_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    for line in ("python -m cloud provider check", "kiosk enrol --code X", "kiosk doctor --jason"):
        ours = parser_of(line.split())
        assert ours is not None
        with pytest.raises(SystemExit):
            ours[0].parse_args(ours[1])
    capsys.readouterr()


@pytest.mark.parametrize("path", [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))])
def test_commands_in_a_sentence_exist_and_checks_of_a_provider_name_the_merchant(path: Path) -> None:
    for command in re.findall(r"`(?:\.venv/bin/)?python -m cloud ([^`…|]+)`", path.read_text("utf-8")):
        first, *rest = command.split()
        assert first in cloud_commands(), f"python -m cloud has no {first}"
        if first == "provider" and rest:
            assert "--merchant" in rest, f"{command}: needs --merchant"


def cloud_commands() -> set[str]:
    actions = (action for action in make_parser()._actions if isinstance(action, _SubParsersAction))
    return {name for action in actions for name in action.choices}


def test_the_operators_sample_files_are_taken_together_as_they_stand() -> None:
    sheets = dict.fromkeys(("sku", "offer_id", "recall_id"), "")
    for block in CSV.findall((CHECKOUT / "docs" / "operator.md").read_text("utf-8")):
        kind = "days" if ",days," in block else block.partition(",")[0]
        kind = "price" if block.startswith("sku,price,") else kind
        sheets[kind] = block
    goods = read_products(sheets["sku"], "CNY")
    skus = {product.sku for product in goods.values}
    assert goods.problems == ()
    assert skus
    assert read_offers(sheets["offer_id"], "CNY", skus).problems == ()
    assert read_markdowns(sheets["days"], skus).problems == ()
    assert read_recalls(sheets["recall_id"]).problems == ()
    assert read_prices(sheets["price"], "CNY", "Asia/Shanghai", skus).problems == ()
    assert read_categories(sheets["category_id"]).problems == ()


def test_an_operator_makes_the_tenant_before_the_code() -> None:
    words = [" ".join(line) for line in commands_of(CHECKOUT / "docs" / "operator.md")]
    made = next(place for place, line in enumerate(words) if "seed-demo" in line)
    assert made < next(place for place, line in enumerate(words) if "enrol-code" in line)


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
