"""The launcher: what a technician reads on a machine that lacks something, and what it does not let in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import launch
import pytest

SYSTEM = Path(__file__).resolve().parents[2] / "packaging" / "system-libraries.txt"
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def all_but(*absent: str) -> Callable[[str], bool]:
    """A machine that has every library except these."""
    return lambda library: library not in absent


def told(arguments: list[str], environment: dict[str, str], *absent: str) -> str:
    return launch.complaint(arguments, environment, SYSTEM, all_but(*absent), lambda chosen: True)


def test_a_machine_with_everything_hears_nothing() -> None:
    assert told(["run"], {"DISPLAY": ":0"}) == ""


def test_a_missing_library_is_named_with_the_package_to_install() -> None:
    assert told(["run"], OFFSCREEN, "libEGL.so.1") == (
        "the system lacks libEGL.so.1; run: sudo apt-get install libegl1"
    )


def test_a_package_of_two_missing_libraries_is_named_once() -> None:
    assert told(["doctor"], OFFSCREEN, "libssl.so.3", "libcrypto.so.3").endswith("apt-get install libssl3")


@pytest.mark.parametrize(
    ("environment", "complains"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, False),
        ({"QT_QPA_PLATFORM": "linuxfb:fb=/dev/fb0"}, False),
        (OFFSCREEN, False),
    ],
)
def test_only_the_way_to_this_panel_counts(environment: dict[str, str], complains: bool) -> None:
    assert bool(told(["run"], environment, "libxcb-cursor.so.0")) is complains


def test_without_a_panel_the_ways_to_one_are_named() -> None:
    sentence = told(["run"], {})
    assert sentence.startswith("there is no display: ")
    assert all(way in sentence for way in ("WAYLAND_DISPLAY", "linuxfb", "vnc", "offscreen"))


def test_a_console_without_a_framebuffer_is_told_what_shows_the_kiosk(tmp_path: Path) -> None:
    has = all_but()
    for chosen in ("linuxfb", f"linuxfb:fb={tmp_path / 'fb7'}:size=1x1"):
        if not Path("/dev/fb0").exists() or "fb7" in chosen:
            sentence = launch.complaint(["run"], {"QT_QPA_PLATFORM": chosen}, SYSTEM, has)
            assert "apt-get install cage xwayland" in sentence
    (tmp_path / "fb7").touch()
    assert launch.complaint(["run"], {"QT_QPA_PLATFORM": chosen}, SYSTEM, has) == ""
    assert launch.complaint(["doctor"], {"QT_QPA_PLATFORM": "linuxfb:fb=/dev/none"}, SYSTEM, has) == ""


@pytest.mark.parametrize(
    "arguments", [["demo", "--headless"], ["run", "--help"], ["classify", "4006381333931"], []]
)
def test_what_draws_nothing_needs_no_panel(arguments: list[str]) -> None:
    assert told(arguments, {}) == ""


def test_reading_codes_goes_on_without_the_libraries_of_the_screen() -> None:
    assert told(["scan", "pack.png"], {}, "libEGL.so.1") == ""


@pytest.mark.parametrize("command", ["enrol", "attendant", "print", "scan", "catalogue", "doctor", "run"])
def test_every_command_names_the_package_of_a_library_that_python_itself_lacks(command: str) -> None:
    assert told([command], OFFSCREEN, "libsqlite3.so.0", "libz.so.1") == (
        "the system lacks libsqlite3.so.0, libz.so.1; run: sudo apt-get install libsqlite3-0 zlib1g"
    )
    assert told([command, "--help"], OFFSCREEN, "libsqlite3.so.0") == ""


def test_without_libffi_the_launcher_itself_says_so(tmp_path: Path) -> None:
    """Started by a Python whose ctypes cannot be loaded, as without libffi."""
    (tmp_path / "system-libraries.txt").write_bytes(SYSTEM.read_bytes())
    (tmp_path / "launch.py").write_bytes(Path(launch.__file__).read_bytes())
    (tmp_path / "ctypes.py").write_text("raise ImportError('libffi.so.8: cannot open', name='_ctypes')\n")
    for command in ("enrol", "doctor", "run"):
        said = subprocess.run(
            [sys.executable, str(tmp_path / "launch.py"), command],
            env={"QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=20,
        )
        assert said.returncode == 1
        assert said.stderr == ("kiosk: the system lacks libffi.so.8; run: sudo apt-get install libffi8\n")


def test_no_row_of_the_comments_is_taken_for_a_library() -> None:
    lacks = launch.missing({"always", "display", "wayland", "console", "installed"}, SYSTEM, lambda _: False)
    assert lacks
    assert all(
        ".so." in library and package.startswith(("lib", "zlib")) for library, package in lacks.items()
    )


def test_neither_others_python_nor_others_qt_gets_in() -> None:
    environment = {
        "PYTHONPATH": "/srv/other",
        "PYTHONHOME": "/srv/other",
        "PYTHONSTARTUP": "/srv/other.py",
        "QT_PLUGIN_PATH": "/usr/lib/qt6/plugins",
        "QML_IMPORT_PATH": "/usr/lib/qt6/qml",
        "QT_QPA_PLATFORM": "xcb",
        "LANG": "zh_CN.UTF-8",
    }
    launch.forget_foreign(environment)
    assert environment == {
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "xcb",
        "LANG": "zh_CN.UTF-8",
    }


def test_the_loader_is_asked_itself() -> None:
    assert launch.loadable("libc.so.6")
    assert not launch.loadable("libno-such-thing.so.9")
