"""SIGKILL at each step of a change of the catalogue's folder, one after another, by real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import itertools, os, shutil, signal, sys
from pathlib import Path
from kiosk.store.catalogue_store import FileCatalogueStore

folder, call, every = sys.argv[1:]

def armed(left, where):
    def hook(event, arguments):
        nonlocal left
        if event in ("open", "os.rename", "os.remove", "sqlite3.connect") and where in str(arguments[0]):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
    return hook

for step in itertools.count(0, int(every)):
    where = f"{folder}-killed-{step:02}"
    shutil.copytree(folder, where)
    child = os.fork()
    if not child:
        sys.addaudithook(armed(step, where))
        getattr(FileCatalogueStore(Path(where)), call)()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    print(where, flush=True)
    if os.WIFEXITED(status):
        sys.exit(os.WEXITSTATUS(status))
    assert os.WTERMSIG(status) == signal.SIGKILL
"""


def killed_at_each_step(folder: Path, call: str, every: int = 1) -> list[Path]:
    """What is left of copies of the folder after a store's method was killed before each file (or every
    so-many-th) that it opens, renames or removes; the last one is where it was let end."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(folder), call, str(every)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return [Path(line) for line in done.stdout.splitlines()]
