"""The local catalogue, changed by a process of its own while this one sells.

A change is seconds of the interpreter's own work. In a thread of this process a scan or a key press waits for
the interpreter again and again: five milliseconds each time, and longer where the machine is busy and whoever
has the interpreter waits for a core. A process of its own leaves only the cores to share, gets less of them,
and gives back all of its memory.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from kiosk.errors import InputRefused, Reason, StoreUnusable
from kiosk.store.catalogue_process import Answer, Apply, Install, Logged
from kiosk.store.catalogue_schema import FILE_SCHEMA
from kiosk.store.catalogue_store import FileCatalogueStore

_log = logging.getLogger(__name__)

COMMAND: Final = (sys.executable, "-m", "kiosk.store.catalogue_process")


class ApartCatalogueStore(FileCatalogueStore):
    """The port `CatalogueStore` of a kiosk that sells meanwhile.

    Where such a process cannot be had, the change is made here: late answers for some seconds, and the shop's
    new prices. So it is where there is none to start, an update has put another version of this program in
    its place, the folder's name is no UTF-8, or it ends by itself without an answer: then a fault of the
    program is raised here.
    """

    def __init__(self, folder: Path, command: Sequence[str] = COMMAND) -> None:
        super().__init__(folder)
        self._path = folder
        self._command = command

    def install(self, snapshot: Path, revision: int, *, checksum: str = "", replaces: int = 0) -> None:
        """As `FileCatalogueStore.install`; StoreUnusable too where the process was ended by a signal."""
        place, file = str(self._path.absolute()), str(snapshot.absolute())
        if not self._done_apart(Install(place, FILE_SCHEMA, revision, checksum, _level(), file, replaces)):
            super().install(snapshot, revision, checksum=checksum, replaces=replaces)

    def apply(self, deltas: Sequence[Path], revision: int, checksum: str) -> None:
        """As `FileCatalogueStore.apply`; StoreUnusable too where the process was ended by a signal."""
        place, files = str(self._path.absolute()), tuple(str(each.absolute()) for each in deltas)
        if not self._done_apart(Apply(place, FILE_SCHEMA, revision, checksum, _level(), files)):
            super().apply(deltas, revision, checksum)

    def _done_apart(self, asked: Install | Apply) -> bool:
        """Whether a process of its own did it; raises what it raised."""
        # The idle file is not held for what another process took into use since.
        self._open_newest()
        answer = self._ask(asked)
        if answer is None:
            return False
        if answer.is_other_form:
            _log.warning("catalogue: another version of the program is in its place; it is changed here")
            return False
        if answer.code:
            reason = Reason(answer.code, answer.values)
            raise InputRefused(reason) if answer.is_refused else StoreUnusable(reason)
        # By who waits for nobody: the first trip finds the new revision open.
        self._open_newest()
        return True

    def _ask(self, asked: Install | Apply) -> Answer | None:
        """None where nobody can be asked. Raises StoreUnusable(`catalogue.change_ended`) after a signal."""
        try:
            line = msgspec.json.encode(asked) + b"\n"
        except UnicodeEncodeError:
            _log.warning("catalogue: the name of %r is no UTF-8; it is changed here", asked.folder)
            return None
        try:
            process = subprocess.Popen(
                self._command,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_imports()},
            )
        except OSError as error:
            told = "catalogue: %s cannot be started (%s); it is changed here"
            _log.warning(told, self._command[0], error)
            return None
        # Its standard input stays open until it has answered: it ends with this process.
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            with suppress(BrokenPipeError):
                process.stdin.write(line)
            answer = _heard(process.stdout)
        if answer is None and process.returncode < 0:
            raise StoreUnusable(Reason("catalogue.change_ended", {"status": process.returncode}))
        if answer is None:
            told = "catalogue: the process that changes it gave no answer (status %d); it is changed here"
            _log.warning(told, process.returncode)
        return answer

    def _open_newest(self) -> None:
        with suppress(StoreUnusable):
            self.current()


def _level() -> int:
    return logging.getLogger().getEffectiveLevel()


def _imports() -> dict[str, str]:
    """The environment of a process that imports what this one does, and nothing from the folder it works in.

    The rooms that run here come first, however they were found; what is relative on the path depends on the
    folder, and is left out.
    """
    rooms = str(Path(__file__).parents[2])
    folders = [rooms, *(each for each in sys.path if Path(each).is_absolute())]
    return {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(folders)),
        "PYTHONSAFEPATH": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",
    }


def _heard(lines: Iterable[bytes]) -> Answer | None:
    """The answer, where one comes; what is logged on the way is logged here."""
    answer = None
    for line in lines:
        with suppress(msgspec.MsgspecError):
            said = msgspec.json.decode(line, type=Logged | Answer)
            if isinstance(said, Answer):
                answer = said
            else:
                logging.getLogger(said.logger).log(said.level, "%s", said.text)
    return answer
