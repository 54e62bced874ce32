"""What is kept of PySide6: all the screens run with, nothing they do not, and no library left hanging."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import elf
import pytest
import qt_parts

Room = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def kept(checkout: Path, pyside: Path) -> set[Path]:
    return qt_parts.kept_files(pyside, [checkout / room for room in ("kiosk", "drivers", "ui")])


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """A room with one file."""

    def make(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return make


def test_python_modules_are_found_however_they_are_imported(room: Room) -> None:
    text = (
        "import PySide6.QtSvg\nfrom PySide6 import QtGui\nif late:\n    from PySide6.QtQml import QmlElement"
    )
    assert qt_parts.python_modules([room("screen.py", text)]) == {"QtCore", "QtSvg", "QtGui", "QtQml"}


def test_a_module_brings_those_it_imports_itself(pyside: Path) -> None:
    assert "QtNetwork" in qt_parts.with_imported({"QtQml"}, pyside)
    assert "QtWidgets" not in qt_parts.with_imported({"QtQml"}, pyside)


def test_a_qml_module_brings_those_its_qmldir_names_but_no_style_unasked(room: Room, pyside: Path) -> None:
    found = qt_parts.qml_modules(
        [room("A.qml", "import QtQuick.Controls.Basic as B\n")], pyside / "Qt" / "qml"
    )
    assert {"QtQuick.Controls.Basic", "QtQuick.Templates", "QtQuick", "QtQml.Models"} <= found
    assert "QtQuick.Controls.Material" not in found


def test_no_kept_library_needs_one_that_was_left_out(pyside: Path, kept: set[Path]) -> None:
    in_wheel = {path.name for path in (*pyside.glob("Qt/lib/*.so*"), *pyside.glob("lib*.so*"))}
    in_kept = {path.name for path in kept}
    hanging = {
        f"{path} needs {name}"
        for path in kept
        if ".so" in path.name and (read := elf.read(pyside / path))
        for name in read.needed
        if name in in_wheel - in_kept
    }
    assert hanging == set()


def test_every_plugin_by_which_a_kiosk_reaches_its_panel_exists(kept: set[Path]) -> None:
    assert {Path("Qt/plugins") / name for name in qt_parts.PLUGINS} <= kept


def test_what_no_kiosk_runs_is_left_out(pyside: Path, kept: set[Path]) -> None:
    names = " ".join(map(str, kept))
    for unused in (
        "Designer",
        "QtSql",
        "QtTest",
        "WebEngine",
        "Material",
        "gtk3",
        "eglfs",
        ".pyi",
        ".qmltypes",
        "linguist",
    ):
        assert unused not in names
    assert sum((pyside / path).stat().st_size for path in kept) < 130 * 2**20


def test_the_kept_part_alone_shows_a_window(pyside: Path, kept: set[Path], tmp_path: Path) -> None:
    for path in kept:
        (target := tmp_path / "PySide6" / path).parent.mkdir(parents=True, exist_ok=True)
        _link(pyside / path, target)
    (tmp_path / "shiboken6").symlink_to(pyside.parent / "shiboken6")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import PySide6; from PySide6 import QtSvg\n"
        "from PySide6.QtCore import QUrl; from PySide6.QtGui import QGuiApplication\n"
        "from PySide6.QtQuick import QQuickView\n"
        "app = QGuiApplication([]); view = QQuickView()\n"
        "view.setSource(QUrl('data:,import QtQuick; import QtQuick.Templates as T; T.Button { }'))\n"
        "view.show(); image = view.grabWindow()\n"
        "print(PySide6.__path__[0], view.status().name, image.isNull())\n"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, timeout=30
    )
    assert said.stdout.split() == [str(tmp_path / "PySide6"), "Ready", "False"], said.stderr


def _link(source: Path, target: Path) -> None:
    """The same file under another name, so that it finds its neighbours there; a copy across file systems."""
    try:
        os.link(source, target)
    except OSError:
        target.write_bytes(source.read_bytes())
