"""Which system libraries of `system-libraries.txt` cannot be loaded here.

Prints a line each, `<need> <Debian package>`, and `always <package>` too where Python itself lacks the parts
that make a virtual environment. Runs before anything is installed: standard library only.
"""

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

TABLE = Path(__file__).with_name("system-libraries.txt")


def needs_here() -> set[str]:
    """The needs that hold on this machine, told by the display it offers."""
    needs = {"always", "optional"}
    if os.environ.get("DISPLAY"):
        needs.add("display")
    if os.environ.get("WAYLAND_DISPLAY"):
        needs.add("wayland")
    return needs


def loadable(library: str) -> bool:
    """Asks the loader itself, so that a library from any source counts."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages() -> list[tuple[str, str]]:
    """(need, Debian package) of every library that is needed and cannot be loaded; no package twice."""
    found: dict[str, str] = {}
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        found[f"python{sys.version_info.major}.{sys.version_info.minor}-venv"] = "always"
    needs = needs_here()
    for row in TABLE.read_text(encoding="utf-8").splitlines():
        if not row or row.startswith("#"):
            continue
        library, package, need = row.split()
        if need in needs and not loadable(library):
            found.setdefault(package, need)
    return [(need, package) for package, need in found.items()]


if __name__ == "__main__":
    for need, package in missing_packages():
        print(need, package)
