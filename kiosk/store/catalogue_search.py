"""Finds goods in a catalogue file by what people type, what the shop sells most first.

First come the goods this shop sells, in memory and in their order; what room is left is filled from the
indexes of the file, in the order of publishing. The indexes name candidates quickly and a few too many:
`kiosk.domain.finding.fits` decides.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import msgspec

from kiosk.domain.category import CategoryTree
from kiosk.domain.finding import (
    LEAST_DIGITS,
    Found,
    Needles,
    fits,
    fitting,
    haystack_of,
    is_hanzi,
    likeliest_of,
    needles_of,
    query_of,
)
from kiosk.domain.product import Product
from kiosk.store.catalogue_schema import BY_SKU, MOST_ENDS, with_prices
from kiosk.store.code_parts import CodeParts
from kiosk.store.popularity import Popularity
from kiosk.store.word_query import WordQuery

_product = msgspec.json.Decoder(Product).decode

MOST_FOUND: Final = 200
"""Goods of one answer at most."""

_CANDIDATES: Final = 60
"""Looked at beyond those asked for, of one index; further ones would not come in a blink."""

_HOT: Final = 1000
"""Goods that are looked through first: what is sold less has no order that matters."""

_BY_ID: Final = "SELECT body, prices FROM goods WHERE id = ?"
_GTIN_DIGITS: Final = 14


class CatalogueSearch:
    """Searches over one file by a connection of its own; used by one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, tree: CategoryTree, popularity: Popularity) -> None:
        self._connection = connection
        self._tree = tree
        self._popularity = popularity
        self._words = WordQuery(connection)
        self._parts = CodeParts(connection)
        self._sold: dict[str, tuple[Product, str] | None] = {}
        self._ranked: list[tuple[Product, str]] = []
        self._version = -1

    def close(self) -> None:
        self._connection.close()

    def find(self, text: str, limit: int) -> list[Found]:
        """The goods a text may mean."""
        runs = query_of(text)
        room = min(limit, MOST_FOUND)
        if not runs or room < 1:
            return []
        needles = needles_of(runs)
        likeliest = likeliest_of(needles)
        sold = fitting(self._popular(), likeliest)
        found = {product.sku: Found(product, popular=True) for product in islice(sold, room)}
        hardly: dict[str, Found] = {}
        for product, likely in () if len(found) == room else self._others(runs, needles, likeliest, room):
            (found if likely else hardly).setdefault(product.sku, Found(product))
            if len(found) == room:
                break
        if len(found) < room:
            sold = fitting(self._popular(), needles)
            rest = {product.sku: Found(product, popular=True) for product in sold}
            for each in (*rest.values(), *hardly.values()):
                found.setdefault(each.product.sku, each)
        return list(found.values())[:room]

    def _others(
        self, runs: tuple[str, ...], needles: Needles, likeliest: Needles, room: int
    ) -> Iterator[tuple[Product, bool]]:
        """Goods that fit, whether sold or not, the best kind first, some more than once; and whether by what
        people likely mean."""
        if len(runs) == 1 and not is_hanzi(runs[0]):
            for ids in self._by_keys(runs[0]):
                for product in self._goods(islice(ids, 2 * room)):
                    # Zeros are written in front of short codes too.
                    if runs[0][0] != "0" or fits(haystack_of(product), needles):
                        yield product, True
        for question in self._words.questions(runs):
            rows = self._connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (question,))
            for product in self._goods(number for (number,) in islice(rows, 2 * room + _CANDIDATES)):
                haystack = haystack_of(product)
                if fits(haystack, needles):
                    yield product, fits(haystack, likeliest)

    def in_category(self, category: str, limit: int) -> list[Product]:
        """Goods of a branch; of the whole catalogue for the empty id."""
        room = min(limit, MOST_FOUND)
        branch = set(self._branch(category))
        sold = (product for product, _ in self._popular() if not category or product.category in branch)
        found = {product.sku: product for product in islice(sold, max(room, 0))}
        # An answer has to look past those it has already.
        for each in sorted(branch) if category else [None]:
            if len(found) >= room:
                break
            where = "" if each is None else "WHERE category = ?"
            ids = self._connection.execute(
                f"SELECT id FROM goods {where} ORDER BY id LIMIT {room + len(found)}",
                () if each is None else (each,),
            )
            for product in self._goods(number for (number,) in ids):
                if len(found) < room:
                    found.setdefault(product.sku, product)
        return list(found.values())

    def _branch(self, category: str) -> Iterator[str]:
        yield category
        for daughter in self._tree.under.get(category, ()) if category else ():
            yield from self._branch(daughter.category_id)

    # What the shop sells

    def _popular(self) -> Sequence[tuple[Product, str]]:
        """The goods sold that are in this revision, in their order, with their haystacks."""
        if self._version != self._popularity.version:
            self._version = self._popularity.version
            ranked = self._popularity.ranked()[:_HOT]
            for sku in ranked:
                if sku not in self._sold:
                    row = self._connection.execute(BY_SKU, (sku,)).fetchone()
                    product = None if row is None else _product(with_prices(*row))
                    self._sold[sku] = None if product is None else (product, haystack_of(product))
            self._ranked = [known for sku in ranked if (known := self._sold[sku]) is not None]
        return self._ranked

    # What the indexes name

    def _by_keys(self, run: str) -> Iterator[Iterator[int]]:
        """Ids by PLU, SKU and barcode: what is named here fits, but for zeros in front."""
        if run.isdigit():
            yield self._ids("SELECT good FROM plus WHERE plu >= ? AND plu < ?", (run, run + ":"))
            yield self._by_code(run)
        for sku in dict.fromkeys((run, run.upper())):
            yield self._ids("SELECT id FROM goods WHERE sku >= ? AND sku < ?", (sku, sku + "\U0010ffff"))

    def _by_code(self, run: str) -> Iterator[int]:
        """By the first digits of a code as it is printed, then by its last, then by any."""
        bare = run.lstrip("0")
        for length in range(len(bare), _GTIN_DIGITS + 1) if bare else ():
            zeros = 10 ** (length - len(bare))
            span = (int(bare) * zeros, (int(bare) + 1) * zeros)
            yield from self._ids("SELECT good FROM codes WHERE gtin >= ? AND gtin < ?", span)
        if len(run) >= LEAST_DIGITS:
            end = run[: -MOST_ENDS - 1 : -1]
            zeros = 10 ** (MOST_ENDS - len(end))
            span = (int("1" + end) * zeros, (int("1" + end) + 1) * zeros)
            yield from self._ids("SELECT good FROM codes WHERE ends >= ? AND ends < ?", span)
            yield from self._parts.holding(run)

    def _ids(self, sql: str, values: tuple[str | int, ...]) -> Iterator[int]:
        return (number for (number,) in self._connection.execute(sql, values))

    def _goods(self, ids: Iterable[int]) -> Iterator[Product]:
        for number in ids:
            row = self._connection.execute(_BY_ID, (number,)).fetchone()
            if row is not None:
                yield _product(with_prices(*row))
