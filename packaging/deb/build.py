"""`make package`: two Debian packages from this checkout and its lock files, below `dist`.

touchlane       what a shop's kiosk installs: a Python of its own, packages, rooms, unit, settings
touchlane-demo  lab and cloud with their packages, for `kiosk demo` on one machine
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import interpreter
import libraries
import package
import settings_file
import tree

CHECKOUT = Path(__file__).resolve().parents[2]
LOCKS = CHECKOUT / "packaging" / "locks"
HERE = Path(__file__).resolve().parent
HOME = "usr/lib/touchlane"
EXECUTABLES = {"kiosk.sh": "kiosk", "kiosk-session.sh": "kiosk-session"}


class Refused(Exception):
    """No package can be made here; the sentence says what to do."""


def project_version() -> str:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def epoch() -> int:
    """The time every file and archive tells: SOURCE_DATE_EPOCH, else that of the last commit."""
    if told := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(told)
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    return int(asked.stdout) if asked.returncode == 0 else int((CHECKOUT / "pyproject.toml").stat().st_mtime)


def architecture() -> str:
    """Debian's name of this machine's architecture."""
    for tool, debian in (("dpkg-deb", "dpkg"), ("dpkg", "dpkg")):
        if shutil.which(tool) is None:
            raise Refused(f"this machine has no {tool}; install the package {debian}")
    told = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def stage_kiosk(root: Path, wheels: Path, version: str) -> Path:
    """Everything the kiosk's package installs; returns its Python."""
    home = root / HOME
    program = interpreter.copy_interpreter(home / "python")
    site = interpreter.packages_folder(program)
    tree.copy_packages(wheels, site)
    tree.copy_qt(wheels / "PySide6", site, [CHECKOUT / room for room in tree.SHIPPED])
    tree.copy_rooms(CHECKOUT, home / "app", tree.SHIPPED)
    tree.copy_assets(CHECKOUT, home / "app", demo=False)
    _make_known(site, home / "app", version)
    for source in (HERE / "launch.py", libraries.TABLE):
        shutil.copy(source, home)
    tree.compile_tree(program, root, [home / "python" / "lib", home / "app", home / "launch.py"])
    _place_in_system(root, home)
    return program


def _make_known(site: Path, app: Path, version: str) -> None:
    """The rooms on Python's path, and the product's version where Python asks for it."""
    (site / "touchlane.pth").write_text(f"{os.path.relpath(app, site)}\n", encoding="utf-8")
    about = site / f"touchlane-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.4\nName: touchlane\nVersion: {version}\n", encoding="utf-8"
    )


def _place_in_system(root: Path, home: Path) -> None:
    """Commands, unit, settings and documents at the places Debian has for them."""
    for template, name in EXECUTABLES.items():
        _put(package.TEMPLATES / template, home / "bin" / name)
        (home / "bin" / name).chmod(0o755)
    (root / "usr" / "bin").mkdir()
    (root / "usr" / "bin" / "kiosk").symlink_to("../lib/touchlane/bin/kiosk")
    _put(package.TEMPLATES / "touchlane-kiosk.service", root / "lib/systemd/system/touchlane-kiosk.service")
    settings = root / "usr" / "share" / "touchlane" / "kiosk.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(settings_file.text(), encoding="utf-8")
    documents = root / "usr/share/doc/touchlane"
    _put(package.TEMPLATES / "copyright", documents / "copyright")
    _put(package.TEMPLATES / "70-touchlane.rules", documents / "examples" / "70-touchlane.rules")
    _put(CHECKOUT / "docs" / "installing.md", documents / "installing.md")


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def stage_demo(root: Path, kiosk_root: Path, program: Path, wheels: Path, more_wheels: Path) -> None:
    """What `kiosk demo` needs beside the kiosk's package, at places that package leaves free."""
    home, kiosk_home = root / HOME, kiosk_root / HOME
    site = home / interpreter.packages_folder(program).relative_to(kiosk_home.resolve())
    shipped = [CHECKOUT / room for room in tree.SHIPPED]
    tree.copy_packages(more_wheels, site)
    every_room = [*shipped, *(CHECKOUT / room for room in tree.DEMONSTRATION)]
    tree.copy_qt(wheels / "PySide6", site, every_room, installed_for=shipped)
    tree.copy_rooms(CHECKOUT, home / "app", tree.DEMONSTRATION)
    tree.copy_assets(CHECKOUT, home / "app", demo=True)
    tree.compile_tree(program, root, [home])
    _put(package.TEMPLATES / "copyright", root / "usr/share/doc/touchlane-demo/copyright")


def machine_paths(root: Path) -> Iterator[str]:
    """Files that name this checkout or the Python that built them."""
    secret = [str(CHECKOUT).encode(), str(root).encode()]
    if sys.base_prefix not in interpreter.SHARED:
        secret.append(sys.base_prefix.encode())
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            yield from (f"{path.relative_to(root)}: {told.decode()}" for told in secret if told in content)


def make_packages(work: Path, target: Path) -> list[Path]:
    """Both packages; `work` keeps the unpacked wheels for the next time."""
    values = {"version": project_version(), "architecture": architecture()}
    wheels = tree.install_wheels(LOCKS / "kiosk.lock", work / "wheels")
    more = tree.install_wheels(LOCKS / "cloud.lock", work / "wheels", without=LOCKS / "kiosk.lock")
    roots = {name: work / name for name in ("touchlane", "touchlane-demo")}
    for root in roots.values():
        shutil.rmtree(root, ignore_errors=True)
    kiosk_root, demo_root = roots.values()
    program = stage_kiosk(kiosk_root, wheels, values["version"])
    stage_demo(demo_root, kiosk_root, program, wheels, more)
    table = libraries.read_table()
    made = []
    for name, root in roots.items():
        if named := list(machine_paths(root)):
            raise Refused(f"the package would hold paths of this machine: {'; '.join(named[:5])}")
        asked = libraries.asked_of_system(root, beside=() if root is kiosk_root else (kiosk_root,))
        needs = {
            "depends": ", ".join(libraries.depends(asked, table)),
            "recommends": ", ".join([*libraries.recommends(table), "cage", "xwayland"]),
        }
        made.append(package.build(root, name, {**values, **needs}, target, epoch()))
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the Debian packages.")
    parser.add_argument("--work", type=Path, default=CHECKOUT / "build" / "deb", metavar="DIR")
    parser.add_argument("--target", type=Path, default=CHECKOUT / "dist", metavar="DIR")
    options = parser.parse_args()
    began = time.monotonic()
    try:
        made = make_packages(options.work.resolve(), options.target.resolve())
    except (Refused, interpreter.CannotCopy, libraries.Unlisted) as refused:
        print(f"make package: {refused}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        print(f"make package: {' '.join(map(str, failed.cmd[:4]))} ... failed; see above", file=sys.stderr)
        return 1
    for archive in made:
        installed = package.installed_kb(options.work.resolve() / archive.name.partition("_")[0]) / 1024
        print(f"{archive}  {archive.stat().st_size / 2**20:.0f} MiB, installed {installed:.0f} MiB")
    print(f"{time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
