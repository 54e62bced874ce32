"""What goes into the tree: a Python that forgets its machine, packages without ballast, listed libraries."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path, PurePath

import elf
import interpreter
import libraries
import prune
import pytest
import tree
from hypothesis import given
from hypothesis import strategies as st

NAMES = st.from_regex(r"[a-z0-9.]{1,12}", fullmatch=True)


@given(folders=st.lists(NAMES, min_size=1, max_size=6), name=NAMES)
def test_a_prefix_is_written_over_at_its_length_and_keeps_its_tail(folders: list[str], name: str) -> None:
    prefix = f"/{'/'.join(folders)}/{name}"
    written = interpreter.same_length(prefix)
    assert len(written) == len(prefix)
    assert written.endswith(f"/{name}")
    assert set(written.removesuffix(name)) <= set("/usr/lib/touchlane/")


def test_the_copy_is_the_same_python_at_another_place(tmp_path: Path) -> None:
    program = interpreter.copy_interpreter(tmp_path / "first" / "python")
    moved = tmp_path / "second"
    (tmp_path / "first").rename(moved)
    program = moved / program.relative_to(tmp_path / "first")
    code = (
        "import sys, ssl, sqlite3, ctypes, zoneinfo; '元'.encode('gb18030')\n"
        "print(sys.version.split()[0], sys.prefix)"
    )
    told = subprocess.run(
        [program, "-I", "-B", "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert told.split() == [sys.version.split()[0], str(moved / "python")]
    assert interpreter.packages_folder(program).is_relative_to(moved)
    if sys.base_prefix not in interpreter.SHARED:
        told_by = [
            path
            for path in moved.rglob("*")
            if path.is_file() and sys.base_prefix.encode() in path.read_bytes()
        ]
        assert told_by == []


def test_a_search_path_is_replaced_by_a_shorter_one_only(tmp_path: Path, pyside: Path) -> None:
    library = shutil.copy(pyside / "QtCore.abi3.so", tmp_path)
    before = elf.read(Path(library))
    assert before is not None
    assert before.runpath
    assert elf.set_runpath(Path(library), "$ORIGIN")
    after = elf.read(Path(library))
    assert after is not None
    assert (after.runpath, after.needed) == ("$ORIGIN", before.needed)
    with pytest.raises(elf.CannotRewrite, match="is longer than"):
        elf.set_runpath(Path(library), "/a" * 200)


def test_what_is_no_library_is_not_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("ELF", encoding="utf-8")
    assert elf.read(tmp_path / "a.txt") is None


@pytest.mark.parametrize(
    ("path", "unused"),
    [
        ("test/test_os.py", True),
        ("unittest/mock.py", False),
        ("tkinter/__init__.py", True),
        ("encodings/gb18030.py", False),
        ("lib-dynload/_codecs_cn.cpython-311-x86_64-linux-gnu.so", False),
        ("lib-dynload/_testcapi.cpython-311-x86_64-linux-gnu.so", True),
        ("json/__pycache__/decoder.cpython-311.pyc", True),
        ("sqlite3/dbapi2.py", False),
    ],
)
def test_the_standard_library_goes_without_its_tests_and_desktop(path: str, unused: bool) -> None:
    assert prune.stdlib_has_no_use(PurePath(path)) is unused


@pytest.mark.parametrize(
    ("path", "unused"),
    [
        ("pip/__init__.py", True),
        ("numpy/_core/tests/test_array.py", True),
        ("numpy/_core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so", False),
        ("numpy/testing/__init__.py", False),
        ("requests-2.34.2.dist-info/METADATA", False),
        ("requests-2.34.2.dist-info/licenses/LICENSE", False),
        ("requests-2.34.2.dist-info/RECORD", True),
        ("cv2/data/haarcascade_eye.xml", True),
        ("cv2/data/__init__.py", False),
    ],
)
def test_packages_go_without_what_builds_and_tests_them(path: str, unused: bool) -> None:
    assert prune.packages_have_no_use(PurePath(path)) is unused


def test_only_new_pins_of_a_lock_are_installed_beside_another(checkout: Path) -> None:
    locks = checkout / "packaging" / "locks"
    kiosk, cloud = (set(tree.pins(locks / name)) for name in ("kiosk.lock", "cloud.lock"))
    assert kiosk < cloud
    assert any(pin.startswith("fastapi==") for pin in cloud - kiosk)
    assert all("--hash=sha256:" in pin for pin in cloud)


def test_modes_and_times_tell_nothing_of_the_builder(tmp_path: Path) -> None:
    program, note = tmp_path / "bin", tmp_path / "note"
    for path, mode in ((program, 0o700), (note, 0o666)):
        path.write_text("", encoding="utf-8")
        path.chmod(mode)
    (tmp_path / "link").symlink_to("note")
    tree.clear_modes_and_times(tmp_path, 1_700_000_000)
    assert [oct(path.stat().st_mode & 0o777) for path in (program, note)] == ["0o755", "0o644"]
    assert {path.lstat().st_mtime for path in tmp_path.iterdir()} == {1_700_000_000}


def test_every_library_asked_of_the_system_becomes_a_dependency() -> None:
    asked = libraries.Asked({"libssl.so.3": "_ssl.so", "libEGL.so.1": "libQt6Gui.so.6"}, (2, 35))
    assert libraries.depends(asked, libraries.read_table()) == [
        "libc6 (>= 2.35)",
        "libegl1",
        "libssl3t64 | libssl3",
    ]


def test_an_unlisted_library_stops_the_build() -> None:
    with pytest.raises(libraries.Unlisted, match=r"libnew\.so\.1 \(needed by thing\.so\)"):
        libraries.depends(libraries.Asked({"libnew.so.1": "thing.so"}, (2, 35)), libraries.read_table())


def test_a_tree_asks_only_for_what_neither_it_nor_its_neighbour_holds(tmp_path: Path, pyside: Path) -> None:
    tree_folder, neighbour = tmp_path / "tree", tmp_path / "neighbour"
    for folder, source in ((tree_folder, "QtCore.abi3.so"), (neighbour, "Qt/lib/libQt6Core.so.6")):
        folder.mkdir()
        shutil.copy(pyside / source, folder)
    assert "libQt6Core.so.6" in libraries.asked_of_system(tree_folder).by_library
    asked = libraries.asked_of_system(tree_folder, beside=[neighbour])
    assert "libQt6Core.so.6" not in asked.by_library
    assert asked.glibc >= (2, 17)
    assert not any(name.startswith("libc.so") for name in asked.by_library)
