"""One revision of the catalogue as an SQLite file: built once, then only read."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.domain.catalogue_rows import SnapshotHeader, decode_line, offer_row, recall_row
from kiosk.domain.category import NO_CATEGORIES, CategoryTree
from kiosk.domain.product import Names, Product, SelfService, SoldBy
from kiosk.domain.promotion import MultiBuy, NearDate, Offer, OfferBook, compile_offers
from kiosk.domain.recall import Recall, RecallBook, compile_recalls
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import CatalogueStats

PLAIN_SCHEMA, FILE_SCHEMA = 1, 2
"""A file with recalls or markdowns is of schema 2: a program of before them must not sell by it. Every other
file is of schema 1, which it reads as ever."""

_CHECKSUM_MOD = 1 << 256

SCHEMA: Final = """
CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    sku TEXT NOT NULL UNIQUE,
    plu TEXT UNIQUE,
    name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
    size_zh TEXT NOT NULL, size_en TEXT NOT NULL,
    brand TEXT NOT NULL, category TEXT NOT NULL,
    gtins TEXT NOT NULL,
    sold_by TEXT NOT NULL,
    price_minor INTEGER NOT NULL, member_price_minor INTEGER,
    tax_code TEXT NOT NULL, tax_bp INTEGER NOT NULL,
    tare_g INTEGER NOT NULL, minimum_age INTEGER, self_service TEXT NOT NULL
);
-- The number itself is the key of the table: a scan is one descent and one row.
CREATE TABLE gtins (gtin INTEGER PRIMARY KEY, product_id INTEGER NOT NULL);
CREATE TABLE offers (offer_id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE recalls (recall_id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

_COLUMNS: Final = (
    "sku, plu, name_zh, name_en, size_zh, size_en, brand, category, gtins, sold_by, price_minor,"
    " member_price_minor, tax_code, tax_bp, tare_g, minimum_age, self_service"
)

_BY_GTIN: Final = (
    f"SELECT {_COLUMNS} FROM gtins JOIN products ON products.id = gtins.product_id WHERE gtin = ?"
)
_BY_PLU: Final = f"SELECT {_COLUMNS} FROM products WHERE plu = ?"
_BY_SKU: Final = f"SELECT {_COLUMNS} FROM products WHERE sku = ?"

INSERT_PRODUCT: Final = f"INSERT INTO products ({_COLUMNS}, id) VALUES ({', '.join('?' * 18)})"


def product_values(product: Product) -> tuple[str | int | None, ...]:
    """The row of a product, without its id."""
    return (
        product.sku,
        product.plu,
        product.names.zh,
        product.names.en,
        product.size.zh,
        product.size.en,
        product.brand,
        product.category,
        " ".join(product.gtins),
        product.sold_by.value,
        product.price_minor,
        product.member_price_minor,
        product.tax_code,
        product.tax_bp,
        product.tare_g,
        product.minimum_age,
        product.self_service.value,
    )


_SOLD_BY = {each.value: each for each in SoldBy}
_SELF_SERVICE = {each.value: each for each in SelfService}


def _product(row: tuple[Any, ...]) -> Product:
    return Product(
        sku=row[0],
        plu=row[1],
        names=Names(row[2], row[3]),
        size=Names(row[4], row[5]),
        brand=row[6],
        category=row[7],
        gtins=tuple(row[8].split()),
        sold_by=_SOLD_BY[row[9]],
        price_minor=row[10],
        member_price_minor=row[11],
        tax_code=row[12],
        tax_bp=row[13],
        tare_g=row[14],
        minimum_age=row[15],
        self_service=_SELF_SERVICE[row[16]],
    )


def offer_body(offer: Offer) -> str:
    """The offer as the file keeps it: its row of a snapshot."""
    return json.dumps(offer_row(offer), ensure_ascii=False)


def recall_body(recall: Recall) -> str:
    """The recall as the file keeps it: its row of a snapshot."""
    return json.dumps(recall_row(recall), ensure_ascii=False)


def file_schema(offers: Iterable[Offer], recalls: Iterable[Recall]) -> int:
    """The oldest schema whose readers understand all of it."""
    plain = all(isinstance(offer, MultiBuy) for offer in offers) and not list(recalls)
    return PLAIN_SCHEMA if plain else FILE_SCHEMA


class StateChecksum:
    """A checksum of rows in any order: the sum of their SHA-256, so that a change can be taken in and out."""

    def __init__(self) -> None:
        self._sum = 0

    def add(self, row: Iterable[object]) -> None:
        """Counts one row in."""
        digest = hashlib.sha256("\x1f".join(map(repr, row)).encode()).digest()
        self._sum = (self._sum + int.from_bytes(digest, "big")) % _CHECKSUM_MOD

    def hex(self) -> str:
        """64 digits."""
        return f"{self._sum:064x}"


def corrupt(file: Path, detail: str) -> StoreUnusable:
    """The exception for a file that is not as it was built."""
    return StoreUnusable(Reason("catalogue.corrupt", {"file": str(file), "detail": detail}))


class CatalogueFile:
    """The port `Catalogue` over one built file; it stays readable when another takes its name.

    Lookups take some ten microseconds. Raises StoreUnusable when the file is missing, damaged or of
    another schema.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise StoreUnusable(Reason("catalogue.file_missing", {"file": str(path)}))
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro&immutable=1",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            )
        except sqlite3.Error as error:
            raise corrupt(path, str(error)) from error
        # The last trip that holds the file lets go of it, whoever that is.
        self.close = weakref.finalize(self, self._connection.close)
        try:
            self._about = dict(self._connection.execute("SELECT name, value FROM about"))
            self._read_about()
        except (sqlite3.Error, KeyError, ValueError) as error:
            self.close()
            raise corrupt(path, str(error)) from error
        except StoreUnusable:
            self.close()
            raise

    def _read_about(self) -> None:
        if self._about["schema"] not in (str(PLAIN_SCHEMA), str(FILE_SCHEMA)):
            values: dict[str, str | int] = {"file": str(self.path), "found": self._about["schema"]}
            raise StoreUnusable(Reason("catalogue.unknown_file_schema", {**values, "known": FILE_SCHEMA}))
        self._revision = int(self._about["revision"])
        self.currency = self._about["currency"]
        self.checksum = self._about["checksum"]
        self.stats = CatalogueStats(
            self._revision,
            int(self._about["products"]),
            datetime.fromisoformat(self._about["published_at"]),
        )
        self._offers = compile_offers(self._stored_offers(), self._revision)
        self._recalls = compile_recalls(self._stored_recalls(), self._revision)

    @property
    def revision(self) -> int:
        return self._revision

    @property
    def offers(self) -> OfferBook:
        return self._offers

    @property
    def recalls(self) -> RecallBook:
        return self._recalls

    @property
    def categories(self) -> CategoryTree:
        return NO_CATEGORIES

    def by_gtin(self, gtin14: str) -> Product | None:
        """The product with this GTIN, 14 digits."""
        return self._one(_BY_GTIN, int(gtin14))

    def by_plu(self, plu: str) -> Product | None:
        """The product with this store number."""
        return self._one(_BY_PLU, plu)

    def by_sku(self, skus: Iterable[str]) -> dict[str, Product]:
        """Those of the SKUs that are there."""
        found = ((sku, self._one(_BY_SKU, sku)) for sku in skus)
        return {sku: product for sku, product in found if product is not None}

    def products(self) -> Iterator[Product]:
        """Every product, in the order it was published."""
        return map(_product, self._connection.execute(f"SELECT {_COLUMNS} FROM products ORDER BY id"))

    def verify(self) -> None:
        """Reads all of it; StoreUnusable when a page or a row is not as it was built."""
        try:
            verdict = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise corrupt(self.path, verdict)
            checksum = StateChecksum()
            for row in self._connection.execute(f"SELECT {_COLUMNS} FROM products"):
                checksum.add(row)
            for row in self._connection.execute("SELECT offer_id, body FROM offers"):
                checksum.add(row)
            for row in self._recall_rows("recall_id, body"):
                checksum.add(row)
            loose = self._connection.execute(
                "SELECT count(*) FROM products, json_each('[\"' || replace(gtins, ' ', '\",\"') || '\"]')"
                " LEFT JOIN gtins ON gtin = CAST(json_each.value AS INTEGER) AND product_id = products.id"
                " WHERE gtins <> '' AND gtin IS NULL"
            ).fetchone()[0]
        except sqlite3.Error as error:
            raise corrupt(self.path, str(error)) from error
        if checksum.hex() != self.checksum:
            raise corrupt(self.path, "the rows are not those that were published")
        if loose:
            raise corrupt(self.path, f"{loose} barcodes lead to no product")

    def _one(self, sql: str, key: str | int) -> Product | None:
        try:
            row = self._connection.execute(sql, (key,)).fetchone()
        except sqlite3.Error as error:
            raise corrupt(self.path, str(error)) from error
        return None if row is None else _product(row)

    def _stored_offers(self) -> Iterator[Offer]:
        rows = self._connection.execute("SELECT body FROM offers ORDER BY offer_id")
        for number, (body,) in enumerate(rows, 1):
            offer = decode_line(body.encode(), number)
            if not isinstance(offer, MultiBuy | NearDate):
                raise corrupt(self.path, f"offer {number} is none")
            yield offer

    def _stored_recalls(self) -> Iterator[Recall]:
        for number, (body,) in enumerate(self._recall_rows("body"), 1):
            recall = decode_line(body.encode(), number)
            if not isinstance(recall, Recall):
                raise corrupt(self.path, f"recall {number} is none")
            yield recall

    def _recall_rows(self, columns: str) -> Iterable[Any]:
        """None of a file of before there were recalls."""
        if self._about["schema"] == str(PLAIN_SCHEMA):
            return ()
        return self._connection.execute(f"SELECT {columns} FROM recalls ORDER BY recall_id")


def about_rows(header: SnapshotHeader, checksum: str, schema: int) -> dict[str, str]:
    """What the file says of itself."""
    return {
        "schema": str(schema),
        "revision": str(header.revision),
        "published_at": header.published_at.isoformat(),
        "products": str(header.products),
        "offers": str(header.offers),
        "currency": header.currency,
        "checksum": checksum,
    }
