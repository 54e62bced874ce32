"""Which kinds of printed code the goods of a catalogue file bear, as their numbers tell."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk.domain.codes_sold import CodesSold

_CODES_SOLD = """
    SELECT EXISTS (SELECT 1 FROM codes WHERE gtin < 100000000) AS gtin8,
           EXISTS (SELECT 1 FROM codes WHERE gtin >= 10000000000000) AS cases,
           EXISTS (
               SELECT 1 FROM (
                   SELECT gtin / 1000000 % 100000 AS maker, gtin / 10 % 100000 AS good
                   FROM codes WHERE gtin BETWEEN 100000000 AND 199999999999
               )
               WHERE maker % 1000 IN (0, 100, 200) AND good < 1000
                  OR maker % 100 = 0 AND good < 100
                  OR maker % 10 = 0 AND good < 10
                  OR good BETWEEN 5 AND 9
           ) AS short_upc
"""
"""GTIN-12 of number system 0 or 1 with the zeros of UPC-E (GS1 GenSpecs 5.2.2.4): a walk along one key."""


def codes_sold(path: Path) -> CodesSold:
    """What the numbers in a catalogue file say of printed codes; raises sqlite3.Error where it is none."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        gtin8, cases, short_upc = connection.execute(_CODES_SOLD).fetchone()
    return CodesSold(gtin8=bool(gtin8), cases=bool(cases), short_upc=bool(short_upc))
