"""The lock files hold every package pyproject.toml names, pinned with hashes, and agree with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = {
    "development.lock": ("dependencies", "cloud", "test"),
    "kiosk.lock": ("dependencies",),
}


def pins(lock: Path) -> dict[str, list[str]]:
    """The versions of each package by name: more than one where a marker chooses."""
    found: dict[str, list[str]] = {}
    for match in re.finditer(
        r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(match[1]), []).append(match[2])
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_named_package_is_pinned_as_asked(checkout: Path, name: str) -> None:
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"dependencies": project["dependencies"], **project["optional-dependencies"]}
    pinned = pins(checkout / "packaging" / "locks" / name)
    wrong = []
    for line in (line for group in LOCKS[name] for line in groups[group]):
        asked = Requirement(line)
        versions = pinned.get(canonicalize_name(asked.name), [])
        if not versions or not all(
            asked.specifier.contains(version, prereleases=True) for version in versions
        ):
            wrong.append(f"{line}: locked {versions}")
    assert wrong == [], "make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes_and_nothing_else_is_in_a_lock(checkout: Path, name: str) -> None:
    text = (checkout / "packaging" / "locks" / name).read_text(encoding="utf-8")
    for entry in text.replace("\\\n", " ").splitlines():
        assert re.fullmatch(
            r"[\w.-]+(\[[\w,-]+\])?==\S+( ; [^#]*?)?\s+(--hash=sha256:[0-9a-f]{64}\s*)+", entry
        ), entry


def test_a_shop_runs_the_versions_that_were_tested(checkout: Path) -> None:
    development, kiosk = (pins(checkout / "packaging" / "locks" / name) for name in LOCKS)
    assert kiosk.items() <= development.items()
    assert "pytest" not in kiosk
    assert "biip" not in kiosk, "the tests' own reading of GS1 texts"
    assert "fastapi" not in kiosk
