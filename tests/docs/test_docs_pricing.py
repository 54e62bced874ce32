"""The guide to pricing against the product: every example costs what the guide says, and has its form."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.price_file import read_price_file, schema
from kiosk.domain.category_csv import read_categories
from kiosk.domain.money import format_minor
from kiosk.domain.offer_csv import read_offers

DOCS = Path(__file__).resolve().parents[2] / "docs"
EXAMPLES = sorted((DOCS / "examples" / "pricing").glob("*.json"))
ROW = re.compile(r"^\| .* \| \[(\w+)\]\(examples/pricing/\1\.json\) \| .+ \| ([0-9.]+) \|$", re.MULTILINE)
TOLD = dict(ROW.findall((DOCS / "pricing.md").read_text("utf-8")))
PUBLISHING = (DOCS / "publishing.md").read_text("utf-8")
SKUS = {"130001", "130012", "130013"}


def test_the_guide_tells_of_every_example() -> None:
    assert set(TOLD) == {path.stem for path in EXAMPLES}
    assert len(EXAMPLES) >= 20


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_costs_what_the_guide_says(path: Path) -> None:
    priced = read_price_file(path.read_bytes()).priced()
    shown = format_minor(priced.total_minor, priced.currency)
    assert re.sub(r"^[^0-9]+", "", shown) == TOLD[path.stem]
    assert len(priced.lines) >= 1


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_has_the_form_of_the_schema(path: Path) -> None:
    form = schema()
    assert list(faults(form, form, json.loads(path.read_text("utf-8")), "$")) == []


def test_the_schema_refuses_what_the_command_refuses() -> None:
    form = schema()
    asked = json.loads(EXAMPLES[0].read_text("utf-8"))
    for change in ({"lines": 5}, {"colour": 1}, {"context": {}}, {"offers": [{"kind": "gift"}]}):
        assert list(faults(form, form, asked | change, "$")) != []


def faults(form: dict[str, Any], rule: dict[str, Any], value: Any, place: str) -> list[str]:
    """Where a value is not of a form: as much of JSON Schema as the form of a price file uses."""
    if "$ref" in rule:
        rule = form["$defs"][rule["$ref"].rpartition("/")[2]]
    if "anyOf" in rule:
        tried = [faults(form, one, value, place) for one in rule["anyOf"]]
        return [] if [] in tried else min(tried, key=len)
    kinds: dict[str, type | tuple[type, ...]] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "boolean": bool,
        "null": type(None),
    }
    found = []
    if "type" in rule and not isinstance(value, kinds[rule["type"]]):
        return [f"{place}: not {rule['type']}"]
    if ("const" in rule and value != rule["const"]) or value not in rule.get("enum", [value]):
        found.append(f"{place}: {value}")
    if isinstance(value, list):
        for number, one in enumerate(value):
            found += faults(form, rule["items"], one, f"{place}[{number}]")
    if isinstance(value, dict) and "properties" in rule:
        found += [f"{place}.{name} is missing" for name in rule.get("required", []) if name not in value]
        for name, one in value.items():
            inner = rule["properties"].get(name)
            found += faults(form, inner, one, f"{place}.{name}") if inner else [f"{place}.{name} is unknown"]
    return found


def test_the_offers_that_publishing_shows_are_taken_as_they_stand() -> None:
    (sheet,) = re.findall(r"^```csv\n(offer_id.*?)^```", PUBLISHING, re.MULTILINE | re.DOTALL)
    (more,) = re.findall(r"^```json\n(.*?)^```", PUBLISHING, re.MULTILINE | re.DOTALL)
    tree = read_categories("category_id,name_zh\ndairy,乳品\n").values
    categories = {each.category_id for each in tree}
    for text in (sheet, more):
        read = read_offers(text, "CNY", SKUS, categories=categories)
        assert read.problems == ()
        assert len(read.rows) >= 1
