"""Starts the installed kiosk: forgets foreign settings, says which system package is missing, runs it.

Run by the kiosk's own Python in isolated mode; what is used here needs no system library but the C library.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from pathlib import Path

TABLE = Path(__file__).with_name("system-libraries.txt")
FOREIGN = ("PYTHON", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QML_IMPORT_PATH", "QML2_IMPORT_PATH")
"""Beginnings of variables that make Python or Qt load what others have installed."""
PLATFORM_NEEDS = {"xcb": "display", "wayland": "wayland", "linuxfb": "console"}
SHOWING = ("run", "demo")
SCREENLESS = ("enrol", "attendant", "doctor", "catalogue", "classify", "price", "print", "scan")
"""Commands that draw nothing: they need the libraries of Python and of reading codes, and none of a panel."""
LIBFFI = "libffi.so.8"


def forget_foreign(environment: MutableMapping[str, str]) -> None:
    """Also for the processes started from here, which run no script and so must not look in their folder."""
    for name in [name for name in environment if name.startswith(FOREIGN)]:
        del environment[name]
    environment["PYTHONSAFEPATH"] = "1"
    environment["PYTHONDONTWRITEBYTECODE"] = "1"


def command_of(arguments: Sequence[str]) -> str:
    return next((word for word in arguments if not word.startswith("-")), "")


def platform(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The way to the panel as Qt will choose it; empty where there is none."""
    if "--headless" in arguments:
        return "offscreen"
    if chosen := environment.get("QT_QPA_PLATFORM"):
        return chosen.partition(":")[0].partition(";")[0]
    if environment.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if environment.get("DISPLAY") else ""


def loadable(library: str) -> bool:
    """Whether the loader finds it; without libffi nobody can ask, and only libffi itself is told missing."""
    try:
        import ctypes
    except ImportError:
        return library != LIBFFI
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def drawable(chosen: str) -> bool:
    """Whether the framebuffer named in `linuxfb:fb=...`, else the first one, may be opened."""
    options = chosen.partition(":")[2].split(":")
    named = (option.removeprefix("fb=") for option in options if option.startswith("fb="))
    return os.access(next(named, "/dev/fb0"), os.R_OK | os.W_OK)


def missing(needs: set[str], table: Path, can_load: Callable[[str], bool]) -> dict[str, str]:
    """Debian package by library, of those libraries that the needs ask for and that cannot be loaded."""
    rows = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
    wanted = {row[0]: row[1] for row in rows if len(row) == 3 and row[2] in needs}
    return {library: package for library, package in wanted.items() if not can_load(library)}


def complaint(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    table: Path = TABLE,
    can_load: Callable[[str], bool] = loadable,
    can_draw: Callable[[str], bool] = drawable,
) -> str:
    """Why this machine cannot do what is asked, as a sentence; empty where it can."""
    command = command_of(arguments)
    asks_help = bool({"-h", "--help"} & set(arguments))
    if asks_help or command not in (*SHOWING, *SCREENLESS):
        return ""
    way = platform(arguments, environment)
    if not way and command in SHOWING:
        return (
            "there is no display: start it on one (DISPLAY or WAYLAND_DISPLAY is set there), or set"
            " QT_QPA_PLATFORM to linuxfb for a bare console, vnc for a remote one, offscreen for none"
        )
    if way == "linuxfb" and command in SHOWING and not can_draw(environment.get("QT_QPA_PLATFORM", "")):
        return (
            "this console has no framebuffer that may be drawn on (/dev/fb0); run: sudo apt-get install cage"
            " xwayland, or name another device: QT_QPA_PLATFORM=linuxfb:fb=/dev/fb1"
        )
    needs = {"installed"}
    if command in (*SHOWING, "doctor"):
        needs |= {"always", PLATFORM_NEEDS.get(way, "always")}
    lacks = missing(needs, table, can_load)
    if not lacks:
        return ""
    packages = " ".join(sorted(set(lacks.values())))
    return f"the system lacks {', '.join(lacks)}; run: sudo apt-get install {packages}"


def main() -> int:
    forget_foreign(os.environ)
    arguments = sys.argv[1:]
    told = complaint(arguments, os.environ)
    if told:
        sys.stderr.write(f"kiosk: {told}\n")
        if command_of(arguments) != "doctor" or missing({"installed"}, TABLE, loadable):
            return 1
    sys.argv[0] = "kiosk"
    from kiosk.cli import main as command

    status = command()
    return status or bool(told)


if __name__ == "__main__":
    sys.exit(main())
