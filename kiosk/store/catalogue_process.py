"""`python -m kiosk.store.catalogue_process`: one change of a catalogue folder, asked and answered in JSON.

Whoever asks writes a line, and keeps the other end of standard input open as long as the change is wanted.
Lines on standard output tell what is logged meanwhile, and the answer last. No answer comes where a fault of
the program, told on standard error, or a signal ended this process. When its input closes it ends at once:
what is cut off leaves one whole revision (`kiosk.store.catalogue_store`), and the folder is free for whoever
starts next.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from pathlib import Path

import msgspec

from kiosk.errors import InputRefused, Reason, StoreUnusable
from kiosk.store.catalogue_schema import FILE_SCHEMA
from kiosk.store.catalogue_store import FileCatalogueStore

NICENESS = 5
"""Behind whoever sells; where a core is to spare it takes no longer."""

_STDIN = 0


class Asked(msgspec.Struct, frozen=True, tag_field="change"):
    """A change of a folder."""

    folder: str
    form: int
    """The schema of the files that the asking program reads."""
    revision: int
    checksum: str
    log_level: int
    """The least that is logged, in the numbers of `logging`."""


class Install(Asked, frozen=True, tag="install"):
    """`CatalogueStore.install`."""

    snapshot: str
    replaces: int


class Apply(Asked, frozen=True, tag="apply"):
    """`CatalogueStore.apply`."""

    deltas: tuple[str, ...]


class Logged(msgspec.Struct, frozen=True, tag="logged"):
    """A message for the log of whoever asked."""

    logger: str
    level: int
    text: str


class Answer(msgspec.Struct, frozen=True, tag="answer"):
    """What became of it; without a code it is done."""

    code: str = ""
    values: dict[str, str | int] = {}
    is_refused: bool = False
    """InputRefused, else StoreUnusable."""
    is_other_form: bool = False
    """An update has put another version of the program here, whose files the asking one cannot read."""


def main() -> None:
    """Reads what is asked, does it and answers; raises what is a fault of the program."""
    # Ctrl-C reaches all processes of a terminal; this one ends with the one that asked.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    asked = msgspec.json.decode(sys.stdin.buffer.readline(), type=Install | Apply)
    threading.Thread(target=_end_with_asker, name="asker", daemon=True).start()
    logging.basicConfig(level=asked.log_level, handlers=[_ToAsker()])
    _say(_answer(asked))


class _ToAsker(logging.Handler):
    """The log is that of whoever asked: its form, and where it goes, are known there."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            _say(Logged(record.name, record.levelno, self.format(record)))
        except Exception:
            self.handleError(record)


def _say(line: Logged | Answer) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()


def _end_with_asker() -> None:
    os.read(_STDIN, 1)
    os._exit(1)


def _answer(asked: Install | Apply) -> Answer:
    if asked.form != FILE_SCHEMA:
        return Answer(is_other_form=True)
    try:
        _change(asked)
    except (InputRefused, StoreUnusable) as trouble:
        return _told(trouble.reason, is_refused=isinstance(trouble, InputRefused))
    return Answer()


def _change(asked: Install | Apply) -> None:
    store = FileCatalogueStore(Path(asked.folder))
    if isinstance(asked, Install):
        snapshot = Path(asked.snapshot)
        store.install(snapshot, asked.revision, checksum=asked.checksum, replaces=asked.replaces)
    else:
        store.apply([Path(each) for each in asked.deltas], asked.revision, asked.checksum)


def _told(reason: Reason, *, is_refused: bool) -> Answer:
    return Answer(reason.code, dict(reason.values), is_refused)


if __name__ == "__main__":
    main()
