"""The launcher: what a technician reads on a machine that lacks something, and what it does not let in."""

from __future__ import annotations

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
    return launch.complaint(arguments, environment, SYSTEM, all_but(*absent))


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


@pytest.mark.parametrize(
    "arguments", [["demo", "--headless"], ["run", "--help"], ["classify", "4006381333931"], []]
)
def test_what_draws_nothing_needs_no_panel(arguments: list[str]) -> None:
    assert told(arguments, {}) == ""


def test_reading_codes_goes_on_without_the_libraries_of_the_screen() -> None:
    assert told(["scan", "pack.png"], {}, "libEGL.so.1") == ""


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
