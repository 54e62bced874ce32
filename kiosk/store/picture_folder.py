"""Pictures on the disk: a file each, named by its own hash, so that no file can be taken for another one.

A file is whole or not there. The folder keeps to its size: the pictures longest unseen go first.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from kiosk.domain.picture_file import PictureKind, is_picture_name, picture_name, read_picture_head
from kiosk.errors import InputRefused, Reason, StoreUnusable

MOST_BYTES = 512 * 1024 * 1024


class PictureFolder:
    """The port `PictureStore` over a folder; made at the first picture. For one kiosk at a time."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most_bytes
        self._bytes: int | None = None
        """Of all files; None until they were counted."""

    def held(self, names: Iterable[str]) -> dict[str, Path]:
        """The files of those that are there, counted as seen now."""
        found = {}
        for name in filter(is_picture_name, names):
            for kind in PictureKind:
                path = self._folder / f"{name}.{kind}"
                try:
                    os.utime(path)
                except OSError:
                    continue
                found[name] = path
                break
        return found

    def keep(self, name: str, content: bytes) -> Path:
        """Raises InputRefused for what is no picture or not the one of this name, StoreUnusable."""
        head = read_picture_head(content)
        if picture_name(content) != name:
            raise InputRefused(Reason("picture.other_content", {"picture": name[:12]}))
        path = self._folder / f"{name}.{head.kind}"
        part = path.with_suffix(".part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room(len(content))
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            values = {"file": str(path), "detail": error.strerror or str(error)}
            raise StoreUnusable(Reason("store.unreachable", values)) from error
        self._bytes = (self._bytes or 0) + len(content)
        return path

    def _make_room(self, size: int) -> None:
        if self._bytes is not None and self._bytes + size <= self._most:
            return
        files = sorted(_files(self._folder))
        self._bytes = sum(length for _, length, _ in files)
        for _, length, path in files:
            if self._bytes + size <= self._most:
                break
            path.unlink(missing_ok=True)
            self._bytes -= length


def _files(folder: Path) -> Iterable[tuple[int, int, Path]]:
    """(last seen, bytes, path) of each; what a power cut left half-written goes with the oldest."""
    for entry in os.scandir(folder):
        told = entry.stat()
        yield told.st_mtime_ns, told.st_size, Path(entry.path)
