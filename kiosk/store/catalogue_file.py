"""One revision of the catalogue as an SQLite file, held open by a trip."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from kiosk.domain.catalogue_rows import End, SnapshotHeader, decode_line
from kiosk.domain.category import Category, CategoryTree, compile_categories
from kiosk.domain.finding import Found
from kiosk.domain.offer import Offer
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook, compile_offers
from kiosk.domain.recall import Recall, RecallBook, compile_recalls
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import CatalogueStats
from kiosk.store.catalogue_schema import BY_GTIN, BY_PLU, BY_SKU, FILE_SCHEMA, with_prices
from kiosk.store.catalogue_search import CatalogueSearch
from kiosk.store.popularity import Popularity
from kiosk.store.read_through import read_through

_product = msgspec.json.Decoder(Product).decode

T = TypeVar("T")

_SEARCH_CACHE_KIB: Final = 8 * 1024

_PROBES: Final = 100

OTHER_FORM: Final = "catalogue.unknown_file_schema"
"""The reason's code where another version of this program has built the file."""


def corrupt(file: Path, detail: str) -> StoreUnusable:
    """The exception for a file that is not as it was built."""
    return StoreUnusable(Reason("catalogue.corrupt", {"file": str(file), "detail": detail}))


class FileHeld(Exception):
    """The file is being changed; whoever wants it reads the pointer again."""


def open_read_only(path: Path) -> sqlite3.Connection:
    """A connection to a file nobody writes; raises sqlite3.Error.

    The file is read, not mapped: a lookup is as quick (20 us at a million goods either way), and where a
    mapped file is cut short or its disk gives up, the process ends by SIGBUS.
    """
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)


class CatalogueFile:
    """The port `Catalogue` over one built file; it stays as it is while it is held, whatever takes its name.

    Lookups take some ten microseconds. Raises StoreUnusable when the file is missing, damaged or of
    another schema, FileHeld while it is being changed.
    """

    def __init__(self, path: Path, popularity: Popularity | None = None) -> None:
        self.path = path
        self._popularity = popularity or Popularity()
        self._searching = threading.Lock()
        self._search: CatalogueSearch | None = None
        self.is_damaged = False
        """Something of it could not be read: what else is wrong nobody knows."""
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            raise StoreUnusable(Reason("catalogue.file_missing", {"file": str(path)})) from None
        # The last trip that holds the file lets go of it, whoever that is.
        self._hold = weakref.finalize(self, os.close, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            self._hold()
            raise FileHeld from None
        try:
            self._connection = open_read_only(path)
        except sqlite3.Error as error:
            self._hold()
            raise corrupt(path, str(error)) from error
        self._release = weakref.finalize(self, self._connection.close)
        try:
            self._about = dict(self._connection.execute("SELECT name, value FROM about"))
            self._read_about()
        except (sqlite3.Error, KeyError, ValueError) as error:
            self.close()
            raise corrupt(path, str(error)) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Lets go of the file at once."""
        with self._searching:
            if self._search is not None:
                self._search.close()
                self._search = None
        self._release()
        self._hold()

    def _read_about(self) -> None:
        if self._about["schema"] != str(FILE_SCHEMA):
            values: dict[str, str | int] = {"file": str(self.path), "found": self._about["schema"]}
            raise StoreUnusable(Reason(OTHER_FORM, {**values, "known": FILE_SCHEMA}))
        self._revision = int(self._about["revision"])
        self.currency = self._about["currency"]
        self.checksum = self._about["checksum"]
        self.stats = CatalogueStats(
            self._revision,
            int(self._about["products"]),
            datetime.fromisoformat(self._about["published_at"]),
            self.checksum,
            "local" in self._about,
        )
        rows = list(self._others())
        tree = (row for row in rows if isinstance(row, Category))
        self._categories = compile_categories(tree, self._revision)
        offers = (row for row in rows if not isinstance(row, Category | Recall))
        self._offers = compile_offers(offers, self._revision, self._categories)
        self._recalls = compile_recalls((row for row in rows if isinstance(row, Recall)), self._revision)

    def _others(self) -> Iterator[Category | Offer | Recall]:
        bodies = self._connection.execute("SELECT body FROM others ORDER BY kind, key")
        for number, (body,) in enumerate(bodies, 1):
            row = decode_line(body, number)
            if isinstance(row, Product | Price | SnapshotHeader | End):
                raise corrupt(self.path, f"row {number} of the others is none of them")
            yield row

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
        return self._categories

    def by_gtin(self, gtin14: str) -> Product | None:
        """The product with this GTIN, 14 digits."""
        return self._one(BY_GTIN, int(gtin14))

    def by_plu(self, plu: str) -> Product | None:
        """The product with this store number."""
        return self._one(BY_PLU, plu)

    def by_sku(self, skus: Iterable[str]) -> dict[str, Product]:
        """Those of the SKUs that are there."""
        found = ((sku, self._one(BY_SKU, sku)) for sku in skus)
        return {sku: product for sku, product in found if product is not None}

    def search(self, text: str, limit: int) -> Sequence[Found]:
        """Goods that a text may mean, what this shop sells most first."""
        return self._ask(lambda search: search.find(text, limit))

    def in_category(self, category: str, limit: int) -> Sequence[Product]:
        """Goods of a branch, what this shop sells most first."""
        return self._ask(lambda search: search.in_category(category, limit))

    def _ask(self, question: Callable[[CatalogueSearch], list[T]]) -> list[T]:
        """Searches have a connection of their own, so that a scan never waits for one."""
        try:
            with self._searching:
                if self._search is None:
                    connection = open_read_only(self.path)
                    connection.execute(f"PRAGMA cache_size = -{_SEARCH_CACHE_KIB}")
                    self._search = CatalogueSearch(connection, self._categories, self._popularity)
                return question(self._search)
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            raise self._damaged(str(error)) from error

    def products(self) -> Iterator[Product]:
        """Every product, in the order it was published."""
        rows = self._connection.execute("SELECT body, prices FROM goods ORDER BY id")
        return (_product(with_prices(body, prices)) for body, prices in rows)

    def check(self) -> None:
        """What is done before a file is taken into use: its pages, and some goods by their codes.

        Raises StoreUnusable when anything is not as it should be.
        """
        self._check_pages()
        try:
            first, last = self._connection.execute("SELECT min(gtin), max(gtin) FROM codes").fetchone()
            for part in range(_PROBES if first is not None else 0):
                self._probe(first + (last - first) * part // _PROBES)
            (goods,) = self._connection.execute("SELECT count(*) FROM goods").fetchone()
        except sqlite3.Error as error:
            raise self._damaged(str(error)) from error
        if goods != self.stats.products:
            raise self._damaged(f"{goods} products, not {self.stats.products}")

    def _probe(self, start: int) -> None:
        """Looks up the first code from a number on."""
        sql = "SELECT gtin FROM codes WHERE gtin >= ? ORDER BY gtin LIMIT 1"
        (gtin,) = self._connection.execute(sql, (start,)).fetchone()
        product = self.by_gtin(str(gtin))
        if product is None or f"{gtin:014d}" not in product.codes:
            raise self._damaged(f"the barcode {gtin:014d} leads to no product")

    def verify(self, signed: str = "") -> None:
        """Reads all of it; StoreUnusable when a page or a row is not as it was published, or a code leads
        elsewhere than its good says. `signed`: the checksum in the shop's manifest; whoever changes the rows
        can change the one in the file too."""
        self._check_pages()
        try:
            read = read_through(self._connection)
        except (sqlite3.Error, msgspec.MsgspecError, TypeError) as error:
            raise self._damaged(str(error)) from error
        if read.checksum != self.checksum:
            raise self._damaged("the rows are not those that were published")
        if read.lost:
            raise self._damaged(f"{read.lost} codes do not lead to their product")
        if read.beyond:
            raise self._damaged(f"{read.beyond} codes more than the products have")
        if signed and read.checksum != signed:
            raise self._damaged("the rows are not those that were signed")

    def _check_pages(self) -> None:
        """Through a connection of its own: what is read once need not stay in the cache."""
        try:
            with closing(open_read_only(self.path)) as connection:
                verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.Error as error:
            raise self._damaged(str(error)) from error
        if verdict != "ok":
            raise self._damaged(verdict)

    def _one(self, sql: str, key: str | int) -> Product | None:
        try:
            row = self._connection.execute(sql, (key,)).fetchone()
            return None if row is None else _product(with_prices(row[0], row[1]))
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, detail: str) -> StoreUnusable:
        self.is_damaged = True
        return corrupt(self.path, detail)
