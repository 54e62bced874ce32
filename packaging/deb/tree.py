"""The tree that a package installs: the packages, the rooms of the product, all compiled, all relocatable."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath

import prune
import qt_parts

SHIPPED = ("kiosk", "drivers", "ui")
"""The rooms of a shop's kiosk; assets go with them."""
DEMONSTRATION = ("lab", "cloud")
DEMO_ASSETS = PurePath("assets/demo")


def install_wheels(lock: Path, cache: Path, without: Path | None = None) -> Path:
    """The lock's packages, unpacked by pip, every hash checked; kept below `cache` till the lock changes.

    `without` is a lock whose packages are left out: they are installed already.

    Raises:
        CalledProcessError: pip could not fetch or verify them; it has said why.
    """
    known = pins(without) if without is not None else []
    text = "\n".join(pin for pin in pins(lock) if pin not in known)
    stamp = hashlib.sha256((sys.version + text).encode()).hexdigest()[:16]
    target = cache / stamp
    if target.is_dir():
        return target
    half = cache / f"{stamp}.half"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    wanted = half / "wanted.lock"
    wanted.write_text(text, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    how = [  # nothing is built or looked up here: what the lock names, as it was published
        "--no-deps",
        "--no-compile",
        "--only-binary",
        ":all:",
        "--require-hashes",
        "--requirement",
        str(wanted),
    ]
    subprocess.run([*pip, *how, "--target", str(half)], check=True, stdin=subprocess.DEVNULL)
    wanted.unlink()
    half.rename(target)
    return target


def pins(lock: Path) -> list[str]:
    """One text for each pin, its hashes with it."""
    joined = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [" ".join(line.split()) for line in joined.splitlines() if line]


def copy_packages(wheels: Path, site: Path) -> None:
    """All packages but what no kiosk runs; PySide6 is left to `copy_qt`."""
    _copy(wheels, site, lambda path: path.parts[0] != "PySide6" and not prune.packages_have_no_use(path))


def copy_qt(pyside: Path, site: Path, rooms: Iterable[Path], installed_for: Iterable[Path] = ()) -> None:
    """The parts of PySide6 the rooms use, without those that are installed for others already."""
    kept = qt_parts.kept_files(pyside, rooms)
    if installed := tuple(installed_for):
        kept -= qt_parts.kept_files(pyside, installed)
    for path in sorted(kept):
        _copy_file(pyside / path, site / "PySide6" / path)


def copy_rooms(checkout: Path, app: Path, rooms: Iterable[str]) -> None:
    """The product's own packages as they are in the checkout."""
    for room in rooms:
        _copy(checkout / room, app / room, lambda path: "__pycache__" not in path.parts)


def copy_assets(checkout: Path, app: Path, *, demo: bool) -> None:
    """Fonts, pictures and words, without the programs that made them; or the demonstration's goods."""

    def wanted(path: PurePath) -> bool:
        return path.suffix != ".py" and ("assets" / path).is_relative_to(DEMO_ASSETS) == demo

    _copy(checkout / "assets", app / "assets", wanted)


def compile_tree(program: Path, root: Path, folders: Iterable[Path]) -> None:
    """Byte code beside each source, never compared with it again. Its paths start at `root`."""
    how = ["-q", "-f", "--invalidation-mode", "unchecked-hash", "-s", str(root), "-p", "/"]
    command = [str(program), "-I", "-B", "-m", "compileall", *how, *(str(folder) for folder in folders)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})


def clear_modes_and_times(root: Path, epoch: int) -> None:
    """Modes and times that do not tell who built when: 755 or 644, all of `epoch`."""
    for path in sorted(root.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _copy(source: Path, target: Path, wanted: Callable[[PurePath], bool]) -> None:
    for path in sorted(source.rglob("*")):
        relative = path.relative_to(source)
        if path.is_file() and wanted(relative):
            _copy_file(path, target / relative)


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)
