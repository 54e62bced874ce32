"""A catalogue file of another version of this program, told again as the snapshot it was built from.

What a file keeps of each row is the row itself; all else in it is made of the rows. So a file whose tables
are of another form is read by its rows alone, as long as those stand where they have stood since form 3.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.catalogue_checksum import row_bytes
from kiosk.domain.catalogue_rows import SNAPSHOT_SCHEMA
from kiosk.store.catalogue_prices import split


@dataclass(frozen=True, slots=True)
class OldFile:
    """What such a file says of itself."""

    path: Path
    checksum: str
    is_local: bool
    header: dict[str, object]


def read_old(path: Path) -> OldFile:
    """Raises sqlite3.Error, KeyError or ValueError where the rows do not stand where they should."""
    with closing(_opened(path)) as connection:
        about = dict(connection.execute("SELECT name, value FROM about"))
        goods = prices = 0
        for (rows,) in connection.execute("SELECT prices FROM goods"):
            goods, prices = goods + 1, prices + len(split(rows))
        others = dict(connection.execute("SELECT kind, count(*) FROM others GROUP BY kind"))
    header: dict[str, object] = {
        "type": "header",
        "schema": SNAPSHOT_SCHEMA,
        "revision": int(about["revision"]),
        "published_at": about["published_at"],
        "products": goods,
        "offers": others.get("offer", 0),
        "currency": about["currency"],
        "recalls": others.get("recall", 0),
        "categories": others.get("category", 0),
        "prices": prices,
    }
    return OldFile(path, about["checksum"], "local" in about, header)


def snapshot_of(old: OldFile) -> Iterator[bytes]:
    """Its lines, newlines with them."""
    count = 0
    with closing(_opened(old.path)) as connection:
        yield row_bytes(old.header) + b"\n"
        for row in _rows(connection):
            count += 1
            yield row + b"\n"
    yield json.dumps({"type": "end", "rows": count}).encode() + b"\n"


def _rows(connection: sqlite3.Connection) -> Iterator[bytes]:
    """In the order of a snapshot."""
    yield from _others(connection, "category")
    for (body,) in connection.execute("SELECT body FROM goods ORDER BY id"):
        yield body
    for (prices,) in connection.execute("SELECT prices FROM goods WHERE prices IS NOT NULL ORDER BY id"):
        yield from split(prices)
    for kind in ("offer", "recall"):
        yield from _others(connection, kind)


def _others(connection: sqlite3.Connection, kind: str) -> Iterator[bytes]:
    for (body,) in connection.execute("SELECT body FROM others WHERE kind = ? ORDER BY key", (kind,)):
        yield body


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
