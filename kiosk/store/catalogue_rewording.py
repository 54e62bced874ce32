"""What goods are found by, changed after the index was built: together, and in the order of their ids.

The index collects what it is told in memory for as long as ids ascend, and writes a part of it anew at each
step back: told in another order, each good would cost a part.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from kiosk.domain.product import Product
from kiosk.store.catalogue_words import Readings, add_words, words_of

_MOST_WAITING: Final = 20_000
"""Goods; some megabytes."""

_TELL: Final = "INSERT INTO words (words, rowid, text) VALUES (?, ?, ?)"


class Rewording:
    """Words of goods that come, change and go, until `flush`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._readings = Readings()
        self._waiting: dict[int, tuple[str, str]] = {}
        """Words of a good by its id, as the index has them and as it is to have them."""

    def put(self, number: int, product: Product, old: Product | None) -> None:
        """A good comes or changes."""
        self._readings.learn([product])
        self._note(number, "" if old is None else words_of(old), words_of(product))

    def drop(self, number: int, old: Product) -> None:
        """A good goes."""
        self._note(number, words_of(old), "")

    def flush(self) -> None:
        """The index says all of it."""
        told = sorted((number, *words) for number, words in self._waiting.items() if words[0] != words[1])
        self._connection.executemany(_TELL, _steps(told))
        add_words(self._connection, [after for _, _, after in told if after], self._readings)
        self._waiting = {}
        self._readings = Readings()

    def _note(self, number: int, before: str, after: str) -> None:
        # An id is given again where the last good goes.
        first, _ = self._waiting.get(number, (before, ""))
        self._waiting[number] = (first, after)
        if len(self._waiting) >= _MOST_WAITING:
            self.flush()


def _steps(told: list[tuple[int, str, str]]) -> Iterator[tuple[str | None, int, str]]:
    for number, before, after in told:
        if before:
            yield "delete", number, before
        if after:
            yield None, number, after
