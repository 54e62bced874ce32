"""Lints every QML file, with the Python types it imports known to the linter.

The type description is generated for each run and not kept: it names the machine's own paths.
Exits 0 only where qmllint has not one warning. `qml_lint.py [ROOM]` looks at one folder instead of both.
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

ROOMS = ("ui", "lab/workbench")
TOOLS = Path(sys.executable).parent


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(TOOLS / f"pyside6-{name}"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def bridge_sources(room: Path) -> list[Path]:
    """The Python files that register types for QML."""
    decorated = re.compile(r"^@Qml(Element|Anonymous|NamedElement|Singleton)\b", re.MULTILINE)
    return [path for path in sorted(room.rglob("*.py")) if decorated.search(path.read_text(encoding="utf-8"))]


def module_of(source: Path) -> str:
    """The module a file's types are imported from."""
    named = re.search(r'^QML_IMPORT_NAME = "([\w.]+)"', source.read_text(encoding="utf-8"), re.MULTILINE)
    if named is None:
        sys.exit(f"{source} registers types for QML and has no QML_IMPORT_NAME")
    return named[1]


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
    """Writes the description of the Python types, constants marked, as qmltyperegistrar reads it.

    A Python list is a QVariantList to Qt, which metaobjectdump does not know.
    """
    dumped = tool("metaobjectdump", "--quiet", *sources)
    if dumped.returncode:
        sys.exit(f"the Python types could not be read:\n{dumped.stdout}{dumped.stderr}")
    units: list[dict[str, Any]] = json.loads(dumped.stdout)
    constants = set().union(*map(constant_properties, sources))
    for unit in units:
        for owner in unit["classes"]:
            for entry in owner.get("properties", []):
                if (owner["className"], entry["name"]) in constants:
                    entry["constant"] = True
                if entry["type"] == "list":
                    entry["type"] = "QVariantList"
    out.write_text(json.dumps(units), encoding="utf-8")


def write_types(module: str, sources: list[Path], imports: Path) -> None:
    """Makes the folder of `module` in `imports`, as the linter wants to import it."""
    folder = imports.joinpath(*module.split("."))
    folder.mkdir(parents=True)
    described = imports / f"{module}.json"
    metatypes(sources, described)
    made = tool(
        "qmltyperegistrar",
        *("--import-name", module, "--major-version", "1", "--minor-version", "0"),
        *("--generate-qmltypes", folder / "plugins.qmltypes", "-o", imports / "unused.cpp"),
        described,
    )
    if made.returncode:
        sys.exit(f"the types of {module} could not be described:\n{made.stdout}{made.stderr}")
    # Python bases like QQuickPaintedItem are found through this import.
    folder.joinpath("qmldir").write_text(
        f"module {module}\ntypeinfo plugins.qmltypes\nimport QtQuick\n", encoding="utf-8"
    )


def main(rooms: list[Path]) -> int:
    screens = sorted(path for room in rooms for path in room.rglob("*.qml"))
    if not screens:
        print("no QML files yet")
        return 0
    sources = [path for room in rooms for path in bridge_sources(room)]
    with tempfile.TemporaryDirectory() as scratch:
        imports = Path(scratch)
        for module in sorted({module_of(source) for source in sources}):
            write_types(module, [source for source in sources if module_of(source) == module], imports)
        folders = [option for room in rooms for option in ("-I", room / "qml")]
        linted = tool("qmllint", "--max-warnings", "0", *folders, "-I", imports, *screens)
    print(linted.stdout + linted.stderr, end="")
    if linted.returncode == 0:
        print(f"{len(screens)} QML files, {len(sources)} files of Python types")
    return int(linted.returncode != 0)


if __name__ == "__main__":
    sys.exit(main([Path(room) for room in sys.argv[1:] or ROOMS]))
