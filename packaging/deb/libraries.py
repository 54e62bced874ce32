"""The Debian packages a tree needs: every library it asks the system for, by the table of system libraries.

A library nobody has listed stops the build, so that no package is made whose dependencies are a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import elf

TABLE = Path(__file__).resolve().parents[1] / "system-libraries.txt"
LIBC = (
    "ld-linux",
    "libc.so",
    "libm.so",
    "libdl.so",
    "libpthread.so",
    "librt.so",
    "libresolv.so",
    "libutil.so",
)
RENAMED = ("libglib2.0-0", "libssl3", "libzbar0")
"""Packages whose name has `t64` at its end from Debian 13 and Ubuntu 24.04 on."""
DEPENDS = ("always", "installed", "console")
RECOMMENDS = ("display", "wayland", "optional")


class Unlisted(Exception):
    """The tree needs a library of which no Debian package is known; the sentence names both."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the files of a tree ask for and the tree does not hold."""

    by_library: dict[str, str]
    """A file that asks for it, by the library's name."""
    glibc: tuple[int, int]


def read_table(table: Path = TABLE) -> dict[str, tuple[str, str]]:
    """(Debian package, need) by library."""
    rows = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
    return {row[0]: (row[1], row[2]) for row in rows if row and not row[0].startswith("#")}


def asked_of_system(tree: Path, beside: Iterable[Path] = ()) -> Asked:
    """What a tree asks for, where the trees `beside` it are installed too."""
    read = {path: found for path in _files(tree) if (found := elf.read(path)) is not None}
    held = {path.name for path in read} | {found.soname for found in read.values()}
    for other in beside:
        held |= {path.name for path in _files(other)}
    asked: dict[str, str] = {}
    for path, found in sorted(read.items()):
        for name in found.needed:
            if name not in held and not name.startswith(LIBC):
                asked.setdefault(name, path.name)
    return Asked(asked, max((found.glibc for found in read.values()), default=(0, 0)))


def _files(tree: Path) -> list[Path]:
    return [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]


def depends(asked: Asked, table: dict[str, tuple[str, str]]) -> list[str]:
    """The `Depends` of a package, without which the kiosk cannot start.

    Raises:
        Unlisted: a library is in no row of the table.
    """
    unlisted = [
        f"{name} (needed by {by})" for name, by in sorted(asked.by_library.items()) if name not in table
    ]
    if unlisted:
        raise Unlisted(f"no Debian package is known for {', '.join(unlisted)}; add it to {TABLE.name}")
    packages = {table[name][0] for name in asked.by_library if table[name][1] in DEPENDS}
    return [f"libc6 (>= {asked.glibc[0]}.{asked.glibc[1]})", *_with_new_names(packages)]


def recommends(table: dict[str, tuple[str, str]]) -> list[str]:
    """The `Recommends`: what a panel on X or Wayland and damaged barcodes need."""
    return _with_new_names({package for package, need in table.values() if need in RECOMMENDS})


def _with_new_names(packages: Iterable[str]) -> list[str]:
    return [f"{name}t64 | {name}" if name in RENAMED else name for name in sorted(packages)]
