"""The local catalogue, changed by a process of its own while this one sells.

A change is seconds of the interpreter's own work. In a thread of this process a scan or a key press waits for
the interpreter again and again: five milliseconds each time, and longer where the machine is busy and whoever
has the interpreter waits for a core. A process of its own leaves only the cores to share, gets less of them,
and gives back all of its memory.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from kiosk.errors import InputRefused, Reason, StoreUnusable
from kiosk.store.catalogue_process import Answer, Apply, Install
from kiosk.store.catalogue_schema import FILE_SCHEMA
from kiosk.store.catalogue_store import FileCatalogueStore

_log = logging.getLogger(__name__)

COMMAND: Final = (sys.executable, "-m", "kiosk.store.catalogue_process")


class ApartCatalogueStore(FileCatalogueStore):
    """The port `CatalogueStore` of a kiosk that sells meanwhile.

    Where such a process cannot be had (there is none to start, or an update has put another version of this
    program in its place), the change is made here: late answers for some seconds, and the shop's new prices.
    """

    def __init__(self, folder: Path, command: Sequence[str] = COMMAND) -> None:
        super().__init__(folder)
        self._path = folder
        self._command = command

    def install(self, snapshot: Path, revision: int, *, checksum: str = "", replaces: int = 0) -> None:
        """As `FileCatalogueStore.install`; StoreUnusable too where the process was ended from outside."""
        place, file = str(self._path.absolute()), str(snapshot.absolute())
        if not self._done_apart(Install(place, FILE_SCHEMA, revision, checksum, file, replaces)):
            super().install(snapshot, revision, checksum=checksum, replaces=replaces)

    def apply(self, deltas: Sequence[Path], revision: int, checksum: str) -> None:
        """As `FileCatalogueStore.apply`; StoreUnusable too where the process was ended from outside."""
        place, files = str(self._path.absolute()), tuple(str(each.absolute()) for each in deltas)
        if not self._done_apart(Apply(place, FILE_SCHEMA, revision, checksum, files)):
            super().apply(deltas, revision, checksum)

    def _done_apart(self, asked: Install | Apply) -> bool:
        """Whether a process of its own did it; raises what it raised."""
        # The idle file is not held for what another process took into use since.
        self._open_newest()
        answer = self._ask(asked)
        if answer is None or answer.is_other_form:
            _log.warning("catalogue: no process of its own can change it: it is changed here")
            return False
        if answer.code:
            reason = Reason(answer.code, answer.values)
            raise InputRefused(reason) if answer.is_refused else StoreUnusable(reason)
        # By who waits for nobody: the first trip finds the new revision open.
        self._open_newest()
        return True

    def _ask(self, asked: Install | Apply) -> Answer | None:
        """None where nobody can be asked."""
        try:
            process = subprocess.Popen(
                self._command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        except OSError as error:
            _log.warning("catalogue: %s cannot be started: %s", self._command[0], error)
            return None
        # Its standard input stays open until it has answered: it ends with this process.
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            with suppress(BrokenPipeError):
                process.stdin.write(msgspec.json.encode(asked) + b"\n")
            told = process.stdout.read()
        try:
            return msgspec.json.decode(told, type=Answer)
        except msgspec.MsgspecError:
            raise StoreUnusable(Reason("catalogue.change_ended", {"status": process.returncode})) from None

    def _open_newest(self) -> None:
        with suppress(StoreUnusable):
            self.current()
