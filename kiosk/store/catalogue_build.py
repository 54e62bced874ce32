"""Builds a catalogue file from the rows of a snapshot."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from kiosk.domain.catalogue_rows import Row, SnapshotHeader
from kiosk.domain.product import Product
from kiosk.domain.promotion import MultiBuy, NearDate, Offer, compile_offers
from kiosk.domain.recall import Recall, compile_recalls
from kiosk.errors import InputRefused, Reason, StoreUnusable
from kiosk.store.catalogue_file import (
    INSERT_PRODUCT,
    SCHEMA,
    StateChecksum,
    about_rows,
    file_schema,
    offer_body,
    product_values,
    recall_body,
)

_CHUNK = 1000


def build_catalogue(rows: Iterable[Row], path: Path) -> SnapshotHeader:
    """Writes the file and syncs it; what was at `path` is gone.

    Raises InputRefused for rows that do not fit together, StoreUnusable when the disk does not take it.
    """
    path.unlink(missing_ok=True)
    try:
        # No journal: a file broken half-way is thrown away, never opened.
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            connection.executescript(SCHEMA)
            connection.execute("BEGIN")
            header = _Builder(connection).fill(iter(rows))
            connection.execute("COMMIT")
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except sqlite3.Error as error:
        raise StoreUnusable(Reason("store.unreachable", {"file": str(path), "detail": str(error)})) from error
    return header


class _Builder:
    """Takes products and offers into a new file, a chunk at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._checksum = StateChecksum()
        self._products = 0

    def fill(self, rows: Iterator[Row]) -> SnapshotHeader:
        header = next(rows)
        assert isinstance(header, SnapshotHeader)
        offers: list[Offer] = []
        recalls: list[Recall] = []
        goods = _products_of(rows, offers, recalls)
        while chunk := list(islice(goods, _CHUNK)):
            self._take(chunk)
        self._take_offers(offers, header.revision)
        self._take_recalls(recalls, header.revision)
        about = about_rows(header, self._checksum.hex(), file_schema(offers, recalls))
        self._connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        return header

    def _take(self, chunk: list[Product]) -> None:
        numbered = list(enumerate(chunk, self._products + 1))
        self._products += len(chunk)
        values = [(product_values(product), number) for number, product in numbered]
        for row, _ in values:
            self._checksum.add(row)
        gtins = [(int(gtin), number) for number, product in numbered for gtin in product.gtins]
        try:
            self._connection.executemany(INSERT_PRODUCT, ((*row, number) for row, number in values))
            self._connection.executemany("INSERT INTO gtins VALUES (?, ?)", gtins)
        except sqlite3.IntegrityError:
            raise self._twice(chunk) from None

    def _take_offers(self, offers: list[Offer], revision: int) -> None:
        compile_offers(offers, revision)
        for offer in offers:
            for sku in offer.skus:
                if not self._has("SELECT 1 FROM products WHERE sku = ?", sku):
                    raise InputRefused(
                        Reason("catalogue.offer_without_good", {"offer": offer.offer_id, "sku": sku})
                    )
            row = (offer.offer_id, offer_body(offer))
            self._checksum.add(row)
            self._connection.execute("INSERT INTO offers VALUES (?, ?)", row)

    def _take_recalls(self, recalls: list[Recall], revision: int) -> None:
        """Their goods need not be in the catalogue."""
        compile_recalls(recalls, revision)
        for recall in recalls:
            row = (recall.recall_id, recall_body(recall))
            self._checksum.add(row)
            self._connection.execute("INSERT INTO recalls VALUES (?, ?)", row)

    def _twice(self, chunk: list[Product]) -> InputRefused:
        """The first product of the chunk whose SKU, PLU or GTIN another one has."""
        self._connection.execute(
            "DELETE FROM gtins WHERE product_id > ?", (before := self._products - len(chunk),)
        )
        self._connection.execute("DELETE FROM products WHERE id > ?", (before,))
        seen: set[tuple[str, str]] = set()
        for product in chunk:
            for column, value, sql in _keys(product):
                if (column, value) in seen or self._has(sql, int(value) if column == "gtins" else value):
                    return InputRefused(
                        Reason("catalogue.twice", {"sku": product.sku, "column": column, "value": value})
                    )
                seen.add((column, value))
        raise AssertionError("a constraint failed without two alike")

    def _has(self, sql: str, key: str | int) -> bool:
        return self._connection.execute(sql, (key,)).fetchone() is not None


def _keys(product: Product) -> Iterator[tuple[str, str, str]]:
    yield "sku", product.sku, "SELECT 1 FROM products WHERE sku = ?"
    if product.plu is not None:
        yield "plu", product.plu, "SELECT 1 FROM products WHERE plu = ?"
    for gtin in product.gtins:
        yield "gtins", gtin, "SELECT 1 FROM gtins WHERE gtin = ?"


def _products_of(rows: Iterator[Row], offers: list[Offer], recalls: list[Recall]) -> Iterator[Product]:
    """The products as they come; what speaks of them is put aside until all products are there."""
    for row in rows:
        if isinstance(row, Product):
            yield row
        elif isinstance(row, MultiBuy | NearDate):
            offers.append(row)
        elif isinstance(row, Recall):
            recalls.append(row)
