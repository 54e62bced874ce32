"""Builds a catalogue file from a snapshot: a million goods while the shop goes on selling."""

from __future__ import annotations

import os
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from kiosk.domain.catalogue_checksum import StateChecksum, Value, row_bytes, row_of
from kiosk.domain.catalogue_delta import key_of
from kiosk.domain.catalogue_links import links_of
from kiosk.domain.catalogue_rows import ORDER, End, SnapshotHeader, check_counts
from kiosk.domain.category import Category
from kiosk.domain.offer import Offer
from kiosk.domain.offer_goods import skus_of
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product
from kiosk.domain.recall import Recall
from kiosk.errors import InputRefused, Reason, StoreUnusable
from kiosk.store.catalogue_prices import PriceRows
from kiosk.store.catalogue_schema import (
    FILE_SCHEMA,
    INDEXES,
    INSERT_CODE,
    INSERT_GOOD,
    INSERT_LINK,
    INSERT_PLU,
    INSERT_WORDS,
    TABLES,
    ends_of,
)
from kiosk.store.catalogue_words import Readings, build_words, words_of
from kiosk.store.goods_line import Goods, read_goods, read_line
from kiosk.store.snapshot_file import lines_of

BATCH = 250
PAUSE_S = 0.000_3
"""After each batch, so that who waits for the interpreter gets it: at the till a scan comes first."""

_SINGLY = 8
"""Lines that are not parted further to find what is not ordinary among them."""

_CACHE_KIB = 64 * 1024


def build_catalogue(snapshot: Path, path: Path, *, is_local: bool = False) -> SnapshotHeader:
    """Writes the file and syncs it; what was at `path` is gone. `is_local`: it says that no key signed it.

    Raises InputRefused for a snapshot that is not whole or whose rows do not fit together, StoreUnusable when
    the disk does not take it.
    """
    path.unlink(missing_ok=True)
    try:
        # No journal: a file broken half-way is thrown away, never opened.
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            connection.executescript(
                f"PRAGMA cache_size = -{_CACHE_KIB}; PRAGMA temp_store = MEMORY; {TABLES}"
            )
            connection.execute("BEGIN")
            header = _Builder(connection).fill(snapshot)
            if is_local:
                connection.execute("INSERT INTO about VALUES ('local', 'yes')")
            connection.execute("COMMIT")
        sync_file(path)
    except sqlite3.Error as error:
        raise StoreUnusable(Reason("store.unreachable", {"file": str(path), "detail": str(error)})) from error
    return header


def sync_file(path: Path) -> None:
    """What was written to it is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Builder:
    """Takes the rows of a snapshot into a new file, some hundred goods at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._checksum = StateChecksum()
        self._readings = Readings()
        self._counts: Counter[type] = Counter()
        self._prices = PriceRows(connection)
        self._indexed = False
        self._header: SnapshotHeader | None = None
        self._place = self._number = 0

    def fill(self, snapshot: Path) -> SnapshotHeader:
        # One segment of the index for so many bytes of words: few of them make quick queries.
        for option, value in (("hashsize", 1 << 26), ("automerge", 0)):
            self._connection.execute("INSERT INTO words (words, rank) VALUES (?, ?)", (option, value))
        for lines in lines_of(snapshot):
            self._take_lines(lines)
            time.sleep(PAUSE_S)
        if self._header is None or self._place != ORDER[End]:
            raise InputRefused(Reason("catalogue.truncated", {"rows": self._number}))
        self._finish(self._header)
        return self._header

    def _take_lines(self, lines: Sequence[bytes]) -> None:
        """Goods at once where all of them are ordinary; else those that are, part by part."""
        if self._place == ORDER[Product] and (goods := read_goods(lines)) is not None:
            self._number += len(lines)
            self._put_goods(goods, lines)
        elif len(lines) <= _SINGLY:
            for line in lines:
                self._take_line(line)
        else:
            for start in range(0, len(lines), part := (len(lines) + 3) // 4):
                self._take_lines(lines[start : start + part])

    def _take_line(self, line: bytes) -> None:
        self._number += 1
        row = read_line(line, self._number)
        kind = Product if isinstance(row, Goods) else type(row)
        _check_place(self._number, ORDER[kind], self._place, self._header)
        self._place = ORDER[kind]
        if isinstance(row, SnapshotHeader):
            self._header = row
        elif isinstance(row, End):
            assert self._header is not None  # that comes first
            check_counts(self._header, self._counts, row.rows)
        elif isinstance(row, Goods):
            self._put_goods([row], [line])
        else:
            # In the form it is kept in, however it was written.
            self._take(row, row_bytes(row_of(row)))

    def _take(self, row: Value, line: bytes) -> None:
        if isinstance(row, Product):
            self._put_goods([row], [line])
            return
        self._counts[type(row)] += 1
        self._checksum.add(line)
        if isinstance(row, Price):
            self._index()
            self._prices.put(row, line)
        else:
            put_other(self._connection, row, line)

    def _put_goods(self, goods: Sequence[Goods | Product], lines: Sequence[bytes]) -> None:
        assert self._header is not None  # that comes first
        for line in lines:
            self._checksum.add(line)
        first = self._counts[Product] + 1
        self._counts[Product] += len(goods)
        if self._counts[Product] > self._header.products:
            check_counts(self._header, self._counts, sum(self._counts.values()))
        numbered = list(enumerate(zip(goods, lines, strict=True), first))
        put_goods(self._connection, numbered)
        self._readings.learn(goods)

    def _index(self) -> None:
        """The goods are all there."""
        if self._indexed:
            return
        self._indexed = True
        for index in INDEXES:
            try:
                self._connection.execute(index)
            except sqlite3.IntegrityError:
                raise _sku_twice(self._connection) from None

    def _finish(self, header: SnapshotHeader) -> None:
        self._index()
        self._prices.flush()
        build_words(self._connection, self._readings)
        self._connection.execute("INSERT INTO words (words, rank) VALUES ('automerge', 4)")
        check_links(self._connection)
        about = about_rows(header, self._checksum.hex())
        self._connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())


def _check_place(number: int, at: int, before: int, header: SnapshotHeader | None) -> None:
    if before == ORDER[End]:
        raise InputRefused(Reason("catalogue.row_after_end", {"row": number}))
    if (header is None) != (at == ORDER[SnapshotHeader]):
        raise InputRefused(Reason("catalogue.header_misplaced", {"row": number}))
    if at < before:
        raise InputRefused(Reason("catalogue.row_misplaced", {"row": number}))


def put_goods(
    connection: sqlite3.Connection, numbered: Sequence[tuple[int, tuple[Goods | Product, bytes]]]
) -> None:
    """New goods with their ids, codes, links and words; InputRefused where a code or PLU is taken."""
    connection.executemany(
        INSERT_GOOD, [(number, good.sku, good.category, line) for number, (good, line) in numbered]
    )
    connection.executemany(INSERT_WORDS, [(number, words_of(good)) for number, (good, _) in numbered])
    put_codes(connection, [(number, good) for number, (good, _) in numbered])
    put_links(connection, [good for _, (good, _) in numbered if isinstance(good, Product)])


def put_codes(connection: sqlite3.Connection, goods: Sequence[tuple[int, Goods | Product]]) -> None:
    """What a scan or a PLU finds them by; InputRefused names the first that another good has."""
    codes = [(int(code), number, ends_of(code)) for number, good in goods for code in good.codes]
    plus = [(good.plu, number) for number, good in goods if good.plu is not None]
    try:
        connection.executemany(INSERT_CODE, codes)
        connection.executemany(INSERT_PLU, plus)
    except sqlite3.IntegrityError:
        raise _code_twice(connection, goods) from None


def put_links(connection: sqlite3.Connection, products: Iterable[Product]) -> None:
    """Which goods they speak of: their deposit, the parts of a bundle."""
    links = [("product", each.sku, field, sku) for each in products for field, sku in links_of(each)]
    connection.executemany(INSERT_LINK, links)


def put_other(
    connection: sqlite3.Connection,
    value: Category | Offer | Recall,
    line: bytes,
    *,
    replace: bool = False,
) -> bytes | None:
    """A category, an offer or a recall; the line of the one it replaced, where it may."""
    kind, key = key_of(value)
    held = connection.execute("SELECT body FROM others WHERE kind = ? AND key = ?", (kind, key)).fetchone()
    if held is not None and not replace:
        raise InputRefused(_TWICE[kind](key))
    connection.execute("INSERT OR REPLACE INTO others VALUES (?, ?, ?)", (kind, key, line))
    if not isinstance(value, Category | Recall):
        connection.execute("DELETE FROM links WHERE kind = 'offer' AND owner = ?", (key,))
        links = [("offer", key, "skus", sku) for sku in sorted(skus_of(value))]
        connection.executemany(INSERT_LINK, links)
    return None if held is None else held[0]


_TWICE: Mapping[str, Callable[[str], Reason]] = {
    "category": lambda key: Reason("catalogue.category_twice", {"category": key}),
    "offer": lambda key: Reason("offers.id_twice", {"offer": key}),
    "recall": lambda key: Reason("recalls.id_twice", {"recall": key}),
}


def check_links(connection: sqlite3.Connection) -> None:
    """Raises InputRefused for the first row that speaks of a good which is not there."""
    lost = connection.execute(
        "SELECT kind, owner, field, links.sku FROM links LEFT JOIN goods ON goods.sku = links.sku"
        " WHERE goods.id IS NULL LIMIT 1"
    ).fetchone()
    if lost is None:
        return
    kind, owner, field, sku = lost
    if kind == "offer":
        raise InputRefused(Reason("catalogue.offer_without_good", {"offer": owner, "sku": sku}))
    raise InputRefused(Reason("catalogue.link_without_good", {"sku": owner, "column": field, "value": sku}))


def _code_twice(connection: sqlite3.Connection, goods: Sequence[tuple[int, Goods | Product]]) -> InputRefused:
    """The first of the goods that has a code or a PLU of another one."""
    seen: dict[tuple[str, str], int] = {}
    for number, good in goods:
        keys = [("gtins", code) for code in good.codes] + ([("plu", good.plu)] if good.plu else [])
        for column, value in keys:
            table, key = ("codes", int(value)) if column == "gtins" else ("plus", value)
            where = "gtin" if column == "gtins" else "plu"
            held = connection.execute(f"SELECT good FROM {table} WHERE {where} = ?", (key,)).fetchone()
            taken = seen.setdefault((column, value), number) != number
            if taken or (held is not None and held[0] != number):
                return InputRefused(
                    Reason("catalogue.twice", {"sku": good.sku, "column": column, "value": value})
                )
    raise AssertionError("a constraint failed without two alike")


def _sku_twice(connection: sqlite3.Connection) -> InputRefused:
    (sku,) = connection.execute("SELECT sku FROM goods GROUP BY sku HAVING count(*) > 1 LIMIT 1").fetchone()
    return InputRefused(Reason("catalogue.twice", {"sku": sku, "column": "sku", "value": sku}))


def about_rows(header: SnapshotHeader, checksum: str) -> dict[str, str]:
    """What the file says of itself."""
    return {
        "schema": str(FILE_SCHEMA),
        "revision": str(header.revision),
        "published_at": header.published_at.isoformat(),
        "products": str(header.products),
        "currency": header.currency,
        "checksum": checksum,
    }
