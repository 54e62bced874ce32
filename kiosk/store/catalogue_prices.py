"""The rows of price lists, each beside the good it is of: one JSON list a good, in the order they came."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import msgspec

from kiosk.domain.price_row import Price
from kiosk.errors import InputRefused, Reason

_rows = msgspec.json.Decoder(list[msgspec.Raw]).decode
_price = msgspec.json.Decoder(Price).decode


def split(prices: bytes | None) -> list[bytes]:
    """The single rows of what a good has, as they were published."""
    return [] if prices is None else [bytes(row) for row in _rows(prices)]


def joined(rows: list[bytes]) -> bytes | None:
    """What a good has of these rows."""
    return b"[" + b",".join(rows) + b"]" if rows else None


class PriceRows:
    """Puts and takes price rows; those of one good in a row cost one write."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._sku = ""
        self._good = 0
        self._rows: dict[str, bytes] = {}
        self._changed = False

    def put(self, price: Price, line: bytes, *, replace: bool = False) -> bytes | None:
        """Adds a row; the one it replaced, where it may.

        Raises InputRefused: `catalogue.price_without_good`, `catalogue.price_twice`.
        """
        self._turn_to(price.sku, lambda: Reason("catalogue.price_without_good", {"sku": price.sku}))
        before = self._rows.get(price.price_id)
        if before is not None and not replace:
            raise InputRefused(Reason("catalogue.price_twice", {"price": price.price_id}))
        self._rows[price.price_id] = line
        self._changed = True
        return before

    def drop(self, price_id: str, missing: Callable[[], Reason]) -> bytes:
        """Takes a row out and gives it; InputRefused with `missing` where there is none."""
        self._turn_to(price_id.rsplit("/", 3)[0], missing)
        if price_id not in self._rows:
            raise InputRefused(missing())
        self._changed = True
        return self._rows.pop(price_id)

    def flush(self) -> None:
        """Writes what is held back."""
        if self._changed:
            prices = joined(list(self._rows.values()))
            self._connection.execute("UPDATE goods SET prices = ? WHERE id = ?", (prices, self._good))
        self._sku, self._rows, self._changed = "", {}, False

    def _turn_to(self, sku: str, missing: Callable[[], Reason]) -> None:
        if sku == self._sku:
            return
        self.flush()
        found = self._connection.execute("SELECT id, prices FROM goods WHERE sku = ?", (sku,)).fetchone()
        if found is None:
            raise InputRefused(missing())
        self._sku, self._good = sku, found[0]
        self._rows = {_price(row).price_id: row for row in split(found[1])}
