"""The import contracts of pyproject.toml hold, and each of them catches what it is for."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOTS = ("kiosk", "drivers", "ui", "cloud", "lab")

# What the deciding rooms may import beside the standard library and the product's own rooms.
OUTSIDE: dict[str, set[str]] = {
    "kiosk/domain": set(),
    "kiosk/errors.py": set(),
    "kiosk/ports.py": set(),
    "kiosk/catalogue_ports.py": set(),
    "kiosk/cloud_ports.py": set(),
    "kiosk/device_ports.py": set(),
    "kiosk/services": set(),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=50)


def test_the_contracts_hold(checkout: Path) -> None:
    ended = lint_imports(checkout)
    assert ended.returncode == 0, ended.stdout


@pytest.fixture(scope="module")
def bare_house(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rooms without their contents, under the real contracts."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(checkout / "pyproject.toml", folder)
    for room in (*ROOTS, "kiosk/domain", "kiosk/services", "kiosk/store", "kiosk/remote", "kiosk/cli"):
        (folder / room).mkdir()
        (folder / room / "__init__.py").touch()
    rooms = [path.stem for path in (checkout / "kiosk").glob("[a-z]*.py")]
    for module in (*rooms, "remote/wire", "remote/cloud_api", "store/ledger"):
        (folder / "kiosk" / f"{module}.py").touch()
    return folder


BROKEN = [
    ("kiosk/domain/basket.py", "import sqlite3", "domain and errors are pure"),
    ("kiosk/domain/basket.py", "from kiosk import ports", "each room knows those below it"),
    ("kiosk/services/paying.py", "from kiosk.store import ledger", "each room knows those below it"),
    ("kiosk/services/paying.py", "from kiosk import cloud_ports", "ports are had from kiosk.ports"),
    ("kiosk/services/paying.py", "import PySide6.QtCore", "Qt is for ui and lab"),
    ("kiosk/remote/sync.py", "import kiosk.store.ledger", "each room knows those below it"),
    ("kiosk/store/files.py", "import drivers", "the shop knows no hardware"),
    ("kiosk/services/demo.py", "import lab", "the shop knows no hardware"),
    ("drivers/scale.py", "import kiosk.services", "drivers know ports"),
    ("ui/navigator.py", "import kiosk.remote.wire", "the screens know services"),
    ("cloud/intake.py", "import kiosk.remote.cloud_api", "the cloud shares the domain"),
    ("cloud/intake.py", "from kiosk import ports", "the cloud shares the domain"),
    ("kiosk/wildcard.py", "", "each room knows those below it"),  # a new room needs a place in the layers
]


@pytest.mark.parametrize(("path", "line", "contract"), BROKEN, ids=lambda value: str(value).replace(" ", "-"))
def test_a_forbidden_import_breaks_its_contract(
    bare_house: Path, path: str, line: str, contract: str
) -> None:
    planted = bare_house / path
    planted.write_text(line + "\n", encoding="utf-8")
    try:
        ended = lint_imports(bare_house)
    finally:
        planted.unlink()
    assert ended.returncode == 1
    told = ended.stdout.split("Broken contracts")[-1] if "Broken contracts" in ended.stdout else ended.stdout
    assert contract in told


ALLOWED = [
    ("kiosk/cli/run.py", "import kiosk.assembly, lab, ui"),
    ("kiosk/assembly.py", "import drivers, kiosk.store.ledger, kiosk.services"),
    ("cloud/intake.py", "import kiosk.remote.wire, kiosk.errors"),
    ("ui/navigator.py", "import kiosk.errors, kiosk.ports, PySide6.QtCore"),
    ("lab/demo.py", "import kiosk.assembly, cloud, ui, drivers"),
]


def test_what_the_design_allows_breaks_nothing(bare_house: Path) -> None:
    before = {
        path: (bare_house / path).read_text() if (bare_house / path).exists() else None for path, _ in ALLOWED
    }
    for path, line in ALLOWED:
        (bare_house / path).write_text(line + "\n", encoding="utf-8")
    ended = lint_imports(bare_house)
    for path, text in before.items():
        if text is None:
            (bare_house / path).unlink()
        else:
            (bare_house / path).write_text(text, encoding="utf-8")
    assert ended.returncode == 0, ended.stdout


def outside_imports(source: str) -> set[str]:
    """The packages a source imports that are neither the standard library's nor the product's."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - set(ROOTS)


def test_the_rooms_that_decide_stand_on_the_standard_library(texts: dict[Path, str]) -> None:
    used = {
        room: set().union(
            *(
                outside_imports(text)
                for path, text in texts.items()
                if path.suffix == ".py" and (path.as_posix() == room or path.is_relative_to(room))
            )
        )
        for room in OUTSIDE
    }
    assert [(room, name) for room in OUTSIDE for name in sorted(used[room] - OUTSIDE[room])] == []
