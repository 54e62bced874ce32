"""Which parts of PySide6 the screens use: told by their own imports, closed over what those parts need.

Of the wheel's 250 MB a kiosk uses less than half. Python modules come from `from PySide6.QtX import`, QML
modules from `import QtQuick...` and the qmldir files behind them, libraries from the NEEDED entries of what
is kept.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import elf

PLUGINS = (
    "platforms/libqoffscreen.so",
    "platforms/libqxcb.so",
    "platforms/libqwayland.so",
    "platforms/libqlinuxfb.so",
    "platforms/libqvnc.so",
    "imageformats/libqsvg.so",
    "imageformats/libqjpeg.so",
    "iconengines/libqsvgicon.so",
    "generic/libqevdevtouchplugin.so",
    "generic/libqevdevkeyboardplugin.so",
    "generic/libqevdevmouseplugin.so",
    "xcbglintegrations/libqxcb-egl-integration.so",
    "xcbglintegrations/libqxcb-glx-integration.so",
    "wayland-shell-integration/libxdg-shell.so",
    "wayland-shell-integration/libfullscreen-shell-v1.so",
    "wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
)
"""What no import names: how the window reaches a panel, touch on a bare console, pictures."""

ALWAYS_QML = ("QtQml", "QtQuick")
QML_IMPORT = re.compile(r"^import\s+(Qt[\w.]*)", re.MULTILINE)
QMLDIR_IMPORT = re.compile(r"^(?:default import|import|depends)\s+(Qt[\w.]*)", re.MULTILINE)
PYTHON_IMPORT = re.compile(rb"(?<=\0)PySide6\.(Qt\w+)(?=\0)")
"""A module of the binding names, as text, those it imports when it is loaded itself."""
NOT_AT_RUN_TIME = {".pyi", ".qmltypes", ".h", ".cmake", ".json", ".txt", ".conf"}


def python_modules(rooms: Iterable[Path]) -> set[str]:
    """`QtCore`, `QtGui`, ... as imported anywhere in the rooms."""
    found = {"QtCore"}
    for room in rooms:
        for path in sorted(room.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "PySide6":
                    found.update(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
                    found.add(str(node.module).split(".")[1])
                elif isinstance(node, ast.Import):
                    names = (alias.name for alias in node.names)
                    found.update(name.split(".")[1] for name in names if name.startswith("PySide6."))
    return found


def qml_modules(rooms: Iterable[Path], qml: Path) -> set[str]:
    """Modules the rooms' QML imports, and those their qmldir files ask for, styles of other looks apart."""
    texts = (path.read_text(encoding="utf-8") for room in rooms for path in sorted(room.rglob("*.qml")))
    waiting = {*ALWAYS_QML, *(name for text in texts for name in QML_IMPORT.findall(text))}
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        found.add(name)
        qmldir = qml.joinpath(*name.split("."), "qmldir")
        if qmldir.is_file():
            waiting.update(set(QMLDIR_IMPORT.findall(qmldir.read_text(encoding="utf-8"))) - found)
    return found


def with_imported(modules: Iterable[str], pyside: Path) -> set[str]:
    """The modules and those that they import themselves (QtQml imports QtNetwork)."""
    waiting, found = set(modules), set[str]()
    while waiting:
        name = waiting.pop()
        found.add(name)
        binary = pyside / f"{name}.abi3.so"
        if binary.is_file():
            waiting |= {told.decode() for told in PYTHON_IMPORT.findall(binary.read_bytes())} - found
    return found


def library_closure(seeds: Iterable[Path], libraries: Iterable[Path]) -> set[Path]:
    """The seeds and every one of the libraries that they need, directly or not."""
    by_name = {path.name: path for path in libraries}
    waiting, found = list(seeds), set[Path]()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        read = elf.read(path)
        waiting += [by_name[name] for name in (read.needed if read else ()) if name in by_name]
    return found


def kept_files(pyside: Path, rooms: Iterable[Path]) -> set[Path]:
    """The files of the unpacked PySide6 wheel, relative to it, that the rooms run with."""
    rooms = tuple(rooms)
    qt = pyside / "Qt"
    kept = {path for name in PLUGINS if (path := qt / "plugins" / name).is_file()}
    kept.update(pyside / f"{name}.abi3.so" for name in with_imported(python_modules(rooms), pyside))
    kept.update(path for path in pyside.rglob("*.py") if not _tooling(path.relative_to(pyside)))
    for name in qml_modules(rooms, qt / "qml"):
        kept.update(_run_time_files(qt / "qml" / Path(*name.split("."))))
    seeds = {path for path in kept if path.suffix == ".so"}
    libraries = [*(qt / "lib").glob("*.so*"), *pyside.glob("lib*.so*")]
    return {path.relative_to(pyside) for path in kept | library_closure(seeds, libraries) if path.is_file()}


def _run_time_files(module: Path) -> Iterator[Path]:
    """Files of one QML module: its folder, and folders in it that are no modules of their own."""
    if not module.is_dir():
        return
    for path in sorted(module.iterdir()):
        if path.is_file() and path.suffix not in NOT_AT_RUN_TIME:
            yield path
        elif path.is_dir() and path.name != "designer" and not (path / "qmldir").exists():
            yield from _run_time_files(path)


def _tooling(relative: Path) -> bool:
    return relative.parts[0] in {"scripts", "Qt", "typesystems", "doc", "glue", "include"}
