"""A Python of the kiosk's own: the interpreter that runs this, copied so that it works wherever it is put.

The copy finds its library beside itself, and no path of the machine that made it is left in it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import elf
import prune

HOME = "/usr/lib/touchlane/python"
"""Where the package puts it. What a copy says of its place where nobody asks; it runs anywhere."""
SHARED = ("/usr", "/usr/local")
"""Prefixes that tell nothing of the machine."""


PLACES = ("/usr/lib/touchlane", "/usr/lib", "/usr")
"""What is written over the machine's own folders in a program: the longest that fits."""


class CannotCopy(Exception):
    """This interpreter cannot be made one that runs elsewhere; the sentence says why."""


def copy_interpreter(home: Path) -> Path:
    """Copy interpreter, shared library and standard library below `home`; returns the program.

    Raises:
        CannotCopy: the copy is not the same Python.
    """
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    source = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    program = home / "bin" / version
    program.parent.mkdir(parents=True)
    shutil.copy2(source, program)
    (home / "bin" / "python3").symlink_to(version)
    if sysconfig.get_config_var("Py_ENABLE_SHARED"):
        library = str(sysconfig.get_config_var("INSTSONAME"))
        (home / "lib").mkdir()
        shutil.copy2(Path(str(sysconfig.get_config_var("LIBDIR"))) / library, home / "lib" / library)
    _copy_stdlib(Path(sysconfig.get_path("stdlib")), home / "lib" / version)
    for path in _files(home):
        _shrink(path)
        _forget_machine(path, sys.base_prefix)
    elf.set_runpath(program, "$ORIGIN/../lib")
    _check(program)
    return program


def _check(program: Path) -> None:
    told = _ask(program, "import sys; print(sys.version, sys.prefix, sep='\\n')")
    if told.splitlines() != [*sys.version.splitlines(), str(program.parents[1].resolve())]:
        raise CannotCopy(
            f"the Python at {sys.base_prefix} does not run from another place: its copy says {told!r};"
            " set up with another one: make setup PYTHON=..."
        )


def packages_folder(program: Path) -> Path:
    """Where this copy looks for packages: distributions have renamed it."""
    ask = "import site; print(*site.getsitepackages(), sep='\\n')"
    home = program.parents[1].resolve()
    return next(Path(line) for line in _ask(program, ask).splitlines() if Path(line).is_relative_to(home))


def _ask(program: Path, code: str) -> str:
    command = [str(program), "-I", "-B", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _copy_stdlib(source: Path, target: Path) -> None:
    for path in _files(source):
        relative = path.relative_to(source)
        if not prune.stdlib_has_no_use(relative):
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target / relative)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _shrink(path: Path) -> None:
    """Drop what only a debugger reads, where the machine has the tool."""
    strip = shutil.which("strip")
    if strip and elf.is_elf(path):
        path.chmod(0o755)
        subprocess.run([strip, "--strip-debug", path], check=True, capture_output=True)


def _forget_machine(path: Path, prefix: str) -> None:
    """Write a place of the package over the folders of the prefix."""
    if prefix in SHARED:
        return
    content = path.read_bytes()
    if prefix.encode() not in content:
        return
    instead = same_length(prefix) if elf.is_elf(path) else HOME
    path.write_bytes(content.replace(prefix.encode(), instead.encode()))


def same_length(prefix: str) -> str:
    """A path as long as the prefix, with its last name: the linker lets a text be the tail of another one.

    >>> same_length("/srv/someone/python/3.11.7")
    '/usr/lib/touchlane///3.11.7'
    """
    folders, _, name = prefix.rpartition("/")
    place = next((place for place in PLACES if len(place) <= len(folders)), "")
    return f"{place}{'/' * (len(folders) - len(place))}/{name}"
