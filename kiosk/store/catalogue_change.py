"""Brings a catalogue file from one revision to a later one by deltas, all of them in one transaction."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import msgspec

from kiosk.domain.catalogue_checksum import StateChecksum, Value, row_bytes, row_of
from kiosk.domain.catalogue_delta import Alter, Change, DeltaHeader, Drop, Put, Reprice, read_delta
from kiosk.domain.catalogue_links import links_of
from kiosk.domain.category import Category
from kiosk.domain.offer import Offer
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product
from kiosk.domain.recall import Recall
from kiosk.errors import InputRefused, Reason
from kiosk.store.catalogue_build import BATCH, PAUSE_S, check_links, put_codes, put_links, put_other
from kiosk.store.catalogue_prices import PriceRows, split
from kiosk.store.catalogue_reprice import reprice
from kiosk.store.catalogue_rewording import Rewording
from kiosk.store.catalogue_schema import INSERT_GOOD
from kiosk.store.snapshot_file import lines_of

_product = msgspec.json.Decoder(Product).decode


@dataclass(frozen=True, slots=True)
class DeltaFile:
    """A verified delta on the disk."""

    path: Path
    header: DeltaHeader

    def changes(self) -> Iterable[Change]:
        """Its rows; InputRefused as `read_delta` raises it."""
        rows = read_delta(chain.from_iterable(lines_of(self.path)))
        return (row for row in rows if not isinstance(row, DeltaHeader))


def open_delta(path: Path) -> DeltaFile:
    """Reads all of it once, so that a file that is not whole is refused before anything is touched."""
    header: DeltaHeader | None = None
    for row in read_delta(chain.from_iterable(lines_of(path))):
        if isinstance(row, DeltaHeader):
            header = row
    assert header is not None  # read_delta has refused a file without one
    return DeltaFile(path, header)


def open_kept(path: Path) -> DeltaFile:
    """One that was read whole when it came: only its first row is looked at."""
    header = next(read_delta(next(lines_of(path), [])), None)
    if not isinstance(header, DeltaHeader):
        raise InputRefused(Reason("catalogue.truncated", {"rows": 0}))
    return DeltaFile(path, header)


def apply_deltas(connection: sqlite3.Connection, deltas: Sequence[DeltaFile], checksum: str) -> None:
    """Applies a chain that begins at the file's revision. The connection is in autocommit; on any exception
    the file is as it was.

    Raises InputRefused for a change that does not fit the file or a wrong checksum, sqlite3.Error when the
    disk does not take it.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        rewording = Rewording(connection)
        for delta in deltas:
            _Change(connection, delta.header, rewording).take(delta.changes())
        rewording.flush()
        about = dict(connection.execute("SELECT name, value FROM about"))
        if about["checksum"] != checksum:
            raise InputRefused(Reason("catalogue.wrong_checksum", {"revision": int(about["revision"])}))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class _Change:
    """One delta, on a file that has its first revision."""

    def __init__(self, connection: sqlite3.Connection, header: DeltaHeader, rewording: Rewording) -> None:
        self._connection = connection
        self._header = header
        self._rewording = rewording
        about = dict(connection.execute("SELECT name, value FROM about"))
        self._checksum = StateChecksum(about["checksum"])
        self._products = int(about["products"])
        self._prices = PriceRows(connection)
        self._uncoded: dict[int, Product] = {}
        (self._last_id,) = connection.execute("SELECT coalesce(max(id), 0) FROM goods").fetchone()

    def take(self, changes: Iterable[Change]) -> None:
        for number, change in enumerate(changes, 1):
            match change:
                case Drop(kind, keys):
                    self._drop(kind, keys)
                case Reprice():
                    self._reprice(change)
                case Alter(sku):
                    product = change.on(_product(self._good(sku)[1]), number)
                    self._put(product)
                case Put(value):
                    self._put(value)
            if number % BATCH == 0:
                time.sleep(PAUSE_S)
        self._finish()

    def _finish(self) -> None:
        self._prices.flush()
        # Only now: a code may have gone from one good to another.
        put_codes(self._connection, list(self._uncoded.items()))
        check_links(self._connection)
        if self._checksum.hex() != self._header.checksum:
            values = {"revision": self._header.to_revision}
            raise InputRefused(Reason("catalogue.wrong_checksum", values))
        about = {
            "revision": str(self._header.to_revision),
            "published_at": self._header.published_at.isoformat(),
            "products": str(self._products),
            "checksum": self._header.checksum,
        }
        self._connection.executemany(
            "UPDATE about SET value = ? WHERE name = ?", [(value, name) for name, value in about.items()]
        )

    # Out

    def _drop(self, kind: str, keys: tuple[str, ...]) -> None:
        for key in keys:
            if kind == "product":
                self._drop_product(key)
            elif kind == "price":
                self._checksum.take_out(self._prices.drop(key, self._missing("price", key)))
            else:
                self._drop_other(kind, key)

    def _drop_product(self, sku: str) -> None:
        self._prices.flush()
        number, body, prices = self._good(sku)
        for row in (body, *split(prices)):
            self._checksum.take_out(row)
        old = _product(body)
        self._forget(number, old)
        self._rewording.drop(number, old)
        self._connection.execute("DELETE FROM goods WHERE id = ?", (number,))
        self._products -= 1

    def _forget(self, number: int, product: Product) -> None:
        """Its codes, PLU and links lead nowhere any more."""
        self._connection.execute("DELETE FROM links WHERE kind = 'product' AND owner = ?", (product.sku,))
        codes = [(int(code), number) for code in product.codes]
        self._connection.executemany("DELETE FROM codes WHERE gtin = ? AND good = ?", codes)
        if product.plu is not None:
            plu = (product.plu, number)
            self._connection.execute("DELETE FROM plus WHERE plu = ? AND good = ?", plu)

    def _drop_other(self, kind: str, key: str) -> None:
        found = self._connection.execute(
            "SELECT body FROM others WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        if found is None:
            raise InputRefused(self._missing(kind, key)())
        self._checksum.take_out(found[0])
        self._connection.execute("DELETE FROM others WHERE kind = ? AND key = ?", (kind, key))
        self._connection.execute("DELETE FROM links WHERE kind = ? AND owner = ?", (kind, key))

    # In

    def _reprice(self, change: Reprice) -> None:
        missing = partial(self._lost, "product")
        for _ in reprice(self._connection, change, self._checksum, missing):
            time.sleep(PAUSE_S)

    def _put(self, value: Value) -> None:
        # In the form it is kept in, however it was written.
        line = row_bytes(row_of(value))
        self._checksum.add(line)
        if isinstance(value, Product):
            self._put_product(value, line)
        elif isinstance(value, Price):
            before = self._prices.put(value, line, replace=True)
            if before is not None:
                self._checksum.take_out(before)
        else:
            self._put_other(value, line)

    def _put_product(self, product: Product, line: bytes) -> None:
        found = self._connection.execute(
            "SELECT id, body FROM goods WHERE sku = ?", (product.sku,)
        ).fetchone()
        if found is None:
            self._last_id += 1
            self._connection.execute(INSERT_GOOD, (self._last_id, product.sku, product.category, line))
            self._products += 1
            self._rewording.put(self._last_id, product, None)
            self._lead_to(self._last_id, product)
        else:
            self._replace(found[0], _product(found[1]), product, line)
            self._checksum.take_out(found[1])

    def _replace(self, number: int, old: Product, new: Product, line: bytes) -> None:
        """Touches what differs: an index is walked and written for each entry that goes and comes."""
        self._connection.execute("UPDATE goods SET body = ? WHERE id = ?", (line, number))
        if new.category != old.category:
            self._connection.execute("UPDATE goods SET category = ? WHERE id = ?", (new.category, number))
        self._rewording.put(number, new, old)
        if (new.codes, new.plu, *links_of(new)) != (old.codes, old.plu, *links_of(old)):
            self._forget(number, old)
            self._lead_to(number, new)

    def _lead_to(self, number: int, product: Product) -> None:
        put_links(self._connection, [product])
        self._uncoded[number] = product

    def _put_other(self, value: Category | Offer | Recall, line: bytes) -> None:
        before = put_other(self._connection, value, line, replace=True)
        if before is not None:
            self._checksum.take_out(before)

    # What is there

    def _good(self, sku: str) -> tuple[int, bytes, bytes | None]:
        found = self._connection.execute("SELECT id, body, prices FROM goods WHERE sku = ?", (sku,))
        row: tuple[int, bytes, bytes | None] | None = found.fetchone()
        if row is None:
            raise InputRefused(self._missing("product", sku)())
        return row

    def _missing(self, kind: str, key: str) -> Callable[[], Reason]:
        return lambda: self._lost(kind, key)

    def _lost(self, kind: str, key: str) -> Reason:
        values: dict[str, str | int] = {"revision": self._header.to_revision, "kind": kind, "key": key}
        return Reason("catalogue.drop_of_none", values)
