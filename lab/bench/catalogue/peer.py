"""The same goods in plain SQLite: a table, LIKE, and FTS5's trigrams, as one does it in an afternoon."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;
CREATE TABLE product (gtin INTEGER PRIMARY KEY, sku TEXT, name TEXT, name_en TEXT, brand TEXT, pinyin TEXT,
    initials TEXT, plu TEXT, price_minor INTEGER, tax_bp INTEGER, code TEXT);
"""

_SEARCHED = ("name", "name_en", "brand", "pinyin", "initials", "plu", "code")
TRIGRAM = 3


@dataclass(frozen=True, slots=True)
class Peer:
    """A file of the plain way, and what it cost."""

    connection: sqlite3.Connection
    build_s: float
    build_cpu_s: float
    bytes: int

    def price(self, gtin: int) -> object:
        """The bare key lookup."""
        return self.connection.execute("SELECT price_minor FROM product WHERE gtin = ?", (gtin,)).fetchone()

    def like(self, text: str, limit: int) -> list[Any]:
        """Each word anywhere in any text."""
        either = " OR ".join(f"{each} LIKE ?" for each in _SEARCHED)
        words = text.split()
        sql = f"SELECT * FROM product WHERE {' AND '.join([f'({either})'] * len(words))} LIMIT ?"
        values = [f"%{word}%" for word in words for _ in _SEARCHED]
        return self.connection.execute(sql, (*values, limit)).fetchall()

    def trigrams(self, text: str, limit: int) -> list[Any]:
        """Each word of three characters or more; nothing where there is none: that is how trigrams are."""
        words = [f'"{word}"' for word in text.split() if len(word) >= TRIGRAM]
        if not words:
            return []
        sql = (
            "SELECT product.* FROM words JOIN product ON product.gtin = words.rowid"
            " WHERE words MATCH ? LIMIT ?"
        )
        return self.connection.execute(sql, (" AND ".join(words), limit)).fetchall()


def build(path: Path, lines: Iterable[list[bytes]]) -> Peer:
    """From the lines of the same snapshot, decoded by the standard library."""
    began, worked = time.perf_counter(), time.process_time()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    for batch in lines:
        connection.executemany(
            "INSERT OR IGNORE INTO product VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", list(_rows(batch))
        )
    connection.execute(
        f"CREATE VIRTUAL TABLE words USING fts5({', '.join(_SEARCHED)},"
        " content=product, content_rowid=gtin, tokenize='trigram')"
    )
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
    connection.execute("COMMIT")
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - worked
    return Peer(connection, seconds, cpu_s, path.stat().st_size)


def _rows(batch: list[bytes]) -> Iterator[tuple[object, ...]]:
    for line in batch:
        row = json.loads(line)
        if row["type"] != "product":
            continue
        spelling = row["spellings"][0].split() if row.get("spellings") else []
        codes = [*row["gtins"], *(pack["gtin"] for pack in row.get("packs", ()))]
        for code in codes:
            yield (
                int(code), row["sku"], row["names"]["zh"], row["names"]["en"], row["brand"],
                "".join(spelling), "".join(each[0] for each in spelling), row.get("plu"),
                row["price_minor"], row["tax_bp"], code.lstrip("0"),
            )  # fmt: skip
