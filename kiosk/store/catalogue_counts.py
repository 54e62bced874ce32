"""How much is in a catalogue file, and what lies beside it: for staff and technicians, not for selling."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import StoreUnusable
from kiosk.store.catalogue_file import CatalogueFile, FileHeld
from kiosk.store.catalogue_folder import CatalogueFolder

_COUNTS = """
    SELECT (SELECT count(*) FROM codes), (SELECT count(*) FROM plus),
           (SELECT coalesce(sum(json_array_length(CAST(prices AS TEXT))), 0) FROM goods
            WHERE prices IS NOT NULL),
           (SELECT value FROM about WHERE name = 'schema')
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one file."""

    codes: int
    plus: int
    prices: int
    file_schema: int
    bytes: int


def counts_of(path: Path) -> Counts:
    """Reads the file only; raises sqlite3.Error where it is none."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        codes, plus, prices, schema = connection.execute(_COUNTS).fetchone()
    return Counts(codes, plus, prices, int(schema), path.stat().st_size)


def idle_revision(folder: Path) -> int | None:
    """Of the other file, which is the previous revision; None where there is none that can be read."""
    try:
        idle = CatalogueFile(CatalogueFolder(folder).idle())
    except (StoreUnusable, FileHeld):
        return None
    try:
        return idle.revision
    finally:
        idle.close()
