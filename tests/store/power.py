"""A drive under SQLite that remembers what was written and synced, for cutting the power at any point."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import apsw

FULL = None
"""`Drive.room_for` of a drive that is never full."""

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: kind is write, truncate, sync or delete."""

    kind: str
    file: str
    offset: int = 0
    content: bytes = b""


@dataclass(slots=True)
class Drive:
    """What happened to the files, in order. After `room_for` more writes the drive is full."""

    history: list[Step] = field(default_factory=list)
    room_for: int | None = FULL

    def take(self, step: Step) -> None:
        if step.kind == "write" and self.room_for is not None:
            if self.room_for <= 1:
                raise apsw.FullError("database or disk is full")
            self.room_for -= 1
        self.history.append(step)

    def rebuild(
        self,
        folder: Path,
        cut: int,
        kept: str,
        chance: random.Random,
        before: Mapping[str, bytes] | None = None,
    ) -> None:
        """Writes the files as a cut before operation `cut` may leave them; `before` were there at first.

        What was synced is there. Of the rest, `kept` says: nothing unsynced, all, or torn (any part, by
        sectors). A deletion counts as durable at once.
        """
        files = {name: bytearray(content) for name, content in (before or {}).items()}
        waiting: dict[str, list[Step]] = {}
        for step in self.history[:cut]:
            if step.kind == "sync":
                for each in waiting.pop(step.file, []):
                    _apply(files, each)
            elif step.kind == "delete":
                files.pop(step.file, None)
                waiting.pop(step.file, None)
            else:
                waiting.setdefault(step.file, []).append(step)
        for steps in waiting.values():
            for step in steps:
                for part in _survivors(step, kept, chance):
                    _apply(files, part)
        folder.mkdir(parents=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)


def _survivors(step: Step, kept: str, chance: random.Random) -> list[Step]:
    if kept == "all":
        return [step]
    if kept == "nothing unsynced" or chance.random() < 0.5:
        return []
    if step.kind == "truncate":
        return [step]
    parts = range(0, len(step.content), SECTOR)
    return [
        Step("write", step.file, step.offset + at, step.content[at : at + SECTOR])
        for at in parts
        if chance.random() < 0.7
    ]


def _apply(files: dict[str, bytearray], step: Step) -> None:
    content = files.setdefault(step.file, bytearray())
    if step.kind == "truncate":
        del content[step.offset :]
        return
    end = step.offset + len(step.content)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[step.offset : end] = step.content


class _RecordingFile(apsw.VFSFile):
    def __init__(
        self, drive: Drive, name: str, flags: list[int], opened: str | apsw.URIFilename | None
    ) -> None:
        self._drive, self._name = drive, name
        super().__init__("", opened, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        self._drive.take(Step("write", self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._drive.take(Step("truncate", self._name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._drive.take(Step("sync", self._name))
        super().xSync(flags)


class RecordingVfs(apsw.VFS):
    """The platform's file system, every change to it told to a `Drive`."""

    def __init__(self, name: str, drive: Drive) -> None:
        self._drive = drive
        super().__init__(name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        path = name.filename() if isinstance(name, apsw.URIFilename) else name or "temporary"
        return _RecordingFile(self._drive, Path(path).name, flags, name)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        self._drive.take(Step("delete", Path(filename).name))
        super().xDelete(filename, syncdir)
