"""Lints every QML file, with the Python types of Touchlane.Bridge known to the linter.

The type description is generated for each run and not kept: it names the machine's own paths.
Exits 0 only where qmllint has not one warning. `qml_lint.py [ROOM]` looks at another folder than ui.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

MODULE = "Touchlane.Bridge"
TOOLS = Path(sys.executable).parent


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(TOOLS / f"pyside6-{name}"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def bridge_sources(room: Path) -> list[Path]:
    """The Python files that register types for QML."""
    decorated = re.compile(r"^@Qml(Element|Anonymous|NamedElement|Singleton)\b", re.MULTILINE)
    return [path for path in sorted(room.rglob("*.py")) if decorated.search(path.read_text(encoding="utf-8"))]


def _says_constant(call: ast.expr | None) -> bool:
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Property"
        and any(k.arg == "constant" and ast.unparse(k.value) == "True" for k in call.keywords)
    )


def constant_properties(source: Path) -> set[tuple[str, str]]:
    """(class, property) of each `Property(..., constant=True)`: metaobjectdump leaves that word out."""
    found = set()
    for owner in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not isinstance(owner, ast.ClassDef):
            continue
        for node in owner.body:
            if isinstance(node, ast.Assign) and _says_constant(node.value):
                found |= {(owner.name, t.id) for t in node.targets if isinstance(t, ast.Name)}
            elif isinstance(node, ast.AnnAssign) and _says_constant(node.value):
                found.add((owner.name, ast.unparse(node.target)))
            elif isinstance(node, ast.FunctionDef) and any(map(_says_constant, node.decorator_list)):
                found.add((owner.name, node.name))
    return found


def metatypes(sources: list[Path], out: Path) -> None:
    """Writes the description of the Python types, constants marked, as qmltyperegistrar reads it."""
    dumped = tool("metaobjectdump", "--quiet", *sources)
    if dumped.returncode:
        sys.exit(f"the types of {MODULE} could not be read:\n{dumped.stdout}{dumped.stderr}")
    units: list[dict[str, Any]] = json.loads(dumped.stdout)
    constants = set().union(*map(constant_properties, sources))
    for unit in units:
        for owner in unit["classes"]:
            for entry in owner.get("properties", []):
                if (owner["className"], entry["name"]) in constants:
                    entry["constant"] = True
    out.write_text(json.dumps(units), encoding="utf-8")


def write_types(sources: list[Path], imports: Path) -> None:
    """Makes `imports`/Touchlane/Bridge, the module as the linter wants to import it."""
    folder = imports.joinpath(*MODULE.split("."))
    folder.mkdir(parents=True)
    metatypes(sources, imports / "metatypes.json")
    made = tool(
        "qmltyperegistrar",
        *("--import-name", MODULE, "--major-version", "1", "--minor-version", "0"),
        *("--generate-qmltypes", folder / "plugins.qmltypes", "-o", imports / "unused.cpp"),
        imports / "metatypes.json",
    )
    if made.returncode:
        sys.exit(f"the types of {MODULE} could not be described:\n{made.stdout}{made.stderr}")
    # Python bases like QQuickPaintedItem are found through this import.
    folder.joinpath("qmldir").write_text(
        f"module {MODULE}\ntypeinfo plugins.qmltypes\nimport QtQuick\n", encoding="utf-8"
    )


def main(room: Path) -> int:
    screens = sorted(room.rglob("*.qml"))
    if not screens:
        print("no QML files yet")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        imports = Path(scratch)
        sources = bridge_sources(room)
        if sources:
            write_types(sources, imports)
        linted = tool("qmllint", "--max-warnings", "0", "-I", room / "qml", "-I", imports, *screens)
    print(linted.stdout + linted.stderr, end="")
    if linted.returncode == 0:
        print(f"{len(screens)} QML files, {len(sources)} files of Python types")
    return int(linted.returncode != 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "ui")))
