"""What is published, as plain files in a folder that any web server or CDN carries:

manifest        the signed manifest; the only file that changes
files/8-….jsonl.gz  snapshots and changes, immutable by their names

The files stand before the manifest that names them, and the manifest changes over whole. Nothing here needs
to be trusted or kept secret from whoever may know tomorrow's prices: a kiosk finds out any other byte.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.files import last_document, read_part
from cloud.database.catalogue_tables import catalogue_files
from kiosk.domain.packed_lines import SUFFIX
from kiosk.errors import InputRefused, Reason

MANIFEST, FILES = "manifest", "files"
PART = 4 * 1024 * 1024
"""Bytes of a file in memory at once."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the folder."""

    written: int
    removed: int


async def write_static(connection: AsyncConnection, folder: Path) -> Written:
    """Brings the folder up to what is published; raises InputRefused (`cloud.nothing_published`), OSError."""
    document = await last_document(connection)
    if document is None:
        raise InputRefused(Reason("cloud.nothing_published"))
    files = folder / FILES
    files.mkdir(parents=True, exist_ok=True)
    row = catalogue_files.c
    known = {each.name: each.size for each in await connection.execute(select(row.name, row.size))}
    missing = [name for name, size in known.items() if not _is_there(files / name, size)]
    for name in missing:
        await _write_file(connection, files / name, known[name])
    _replace(folder / MANIFEST, document)
    gone = [path for path in files.glob(f"*{SUFFIX}") if path.name not in known]
    for path in gone:
        path.unlink()
    return Written(len(missing), len(gone))


def _is_there(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


async def _write_file(connection: AsyncConnection, path: Path, size: int) -> None:
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        for start in range(0, size, PART):
            file.write(await read_part(connection, path.name, start, min(PART, size - start)))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
