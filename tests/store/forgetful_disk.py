"""A disk that forgets what was not synced: files' contents, and names in a folder, each by itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

Names = dict[str, int]
"""The files of the folder, by the number of their inode."""


class ForgetfulDisk:
    """Watches a folder's syncs and replacements. `cut` makes the folders that a power cut now may leave: what
    is durable for sure, with none, all or only the last of the names that were given since."""

    def __init__(self, folder: Path, pointer: str) -> None:
        self._folder = folder
        self._pointer = pointer
        self._contents: dict[int, bytes] = {}
        self._names: Names = {}
        self.sync_all()

    def sync_all(self) -> None:
        """All that is there is durable."""
        self._names = self._listed()
        for name, inode in self._names.items():
            self._contents[inode] = (self._folder / name).read_bytes()

    def synced(self, path: Path) -> None:
        """Somebody called fsync on it."""
        if path == self._folder:
            self._names = self._listed()
        elif path.parent == self._folder:
            self._contents[path.stat().st_ino] = path.read_bytes()

    def cut(self, into: Path) -> Iterator[Path]:
        listed = self._listed()
        pointed = {name: inode for name, inode in listed.items() if name == self._pointer}
        for number, names in enumerate((self._names, listed, {**self._names, **pointed})):
            made = into / str(number)
            made.mkdir(parents=True)
            for name, inode in names.items():
                (made / name).write_bytes(self._contents.get(inode, b""))
            yield made

    def _listed(self) -> Names:
        return {path.name: path.stat().st_ino for path in self._folder.iterdir() if path.is_file()}


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch, disk: ForgetfulDisk, then: Callable[[], None]) -> Iterator[None]:
    """Calls `then` after each sync and each replacement."""
    fsync, replace = os.fsync, os.replace

    def syncing(descriptor: int) -> None:
        fsync(descriptor)
        disk.synced(Path(f"/proc/self/fd/{descriptor}").readlink())
        then()

    def replacing(source: Path, target: Path) -> None:
        replace(source, target)
        then()

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", syncing)
        patched.setattr(os, "replace", replacing)
        yield
