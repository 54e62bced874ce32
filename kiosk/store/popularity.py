"""What this shop sells, counted from its own sales: a small file beside the catalogue, for the order of what
is found. It survives every revision, and losing it costs nothing but that order."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

_log = logging.getLogger(__name__)

NAME: Final = "catalogue-popularity.db"
HALF_LIFE_DAYS: Final = 28
"""A piece sold four weeks ago counts half of one sold today."""

KEPT: Final = 3000
"""Goods at most: more than a kiosk sells in a season."""

_START: Final = date(2026, 1, 1)
_FARTHEST: Final = 25_000
"""Days from the start; a clock farther off counts as there."""

_TABLE = "CREATE TABLE IF NOT EXISTS sold (sku TEXT PRIMARY KEY, weight REAL NOT NULL) WITHOUT ROWID"


def weight_on(day: date) -> float:
    """What a piece sold on a day weighs: doubled each half-life, so that older ones need not be touched."""
    days = max(-_FARTHEST, min(_FARTHEST, (day - _START).days))
    return float(2.0 ** (days / HALF_LIFE_DAYS))


class Popularity:
    """Weights by SKU; without a file it begins empty and is kept nowhere. Safe from several threads."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._weights: dict[str, float] | None = None
        self.version = 0

    def ranked(self) -> list[str]:
        """The SKUs, the most sold first."""
        with self._lock:
            weights = self._loaded()
            return sorted(weights, key=lambda sku: (-weights[sku], sku))

    def count(self, pieces: Mapping[str, int], day: date) -> None:
        """Counts what was sold on a day; raises nothing."""
        added = {sku: number * weight_on(day) for sku, number in pieces.items() if number > 0}
        with self._lock:
            weights = self._loaded()
            for sku, weight in added.items():
                weights[sku] = weights.get(sku, 0.0) + weight
            gone = sorted(weights, key=weights.__getitem__)[: max(0, len(weights) - KEPT)]
            for sku in gone:
                del weights[sku]
            self.version += 1
            self._write({sku: weights[sku] for sku in added if sku in weights}, gone)

    def _loaded(self) -> dict[str, float]:
        if self._weights is None:
            self._weights = self._read()
        return self._weights

    def _read(self) -> dict[str, float]:
        if self._path is None or not self._path.exists():
            return {}
        try:
            with closing(sqlite3.connect(self._path)) as connection:
                rows = connection.execute(
                    "SELECT sku, weight FROM sold ORDER BY weight DESC LIMIT ?", (KEPT,)
                )
                return {sku: weight for sku, weight in rows if isinstance(weight, float)}
        except sqlite3.Error as error:
            _log.info("%s is not readable (%s); what sells is counted anew", self._path, error)
            self._path.unlink(missing_ok=True)
            return {}

    def _write(self, weights: Mapping[str, float], gone: list[str]) -> None:
        if self._path is None:
            return
        try:
            with closing(sqlite3.connect(self._path)) as connection, connection:
                connection.execute(_TABLE)
                connection.executemany("INSERT OR REPLACE INTO sold VALUES (?, ?)", weights.items())
                connection.executemany("DELETE FROM sold WHERE sku = ?", [(sku,) for sku in gone])
        except (sqlite3.Error, OSError) as error:
            _log.info("what was sold is not counted in %s (%s)", self._path, error)
