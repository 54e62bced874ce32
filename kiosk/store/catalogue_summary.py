"""What is in a catalogue file, by category: for staff and technicians, not for selling."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlite_utils

_BY_CATEGORY = """
    SELECT category, count(*) AS goods,
           sum(json_extract(CAST(body AS TEXT), '$.sold_by') IS 'weight') AS weighed,
           sum(coalesce(json_extract(CAST(body AS TEXT), '$.self_service'), 'allowed') != 'allowed'
               OR json_extract(CAST(body AS TEXT), '$.minimum_age') IS NOT NULL) AS restricted,
           sum(json_extract(CAST(body AS TEXT), '$.member_price_minor') IS NOT NULL) AS member_priced
    FROM goods GROUP BY category ORDER BY category
"""


@dataclass(frozen=True, slots=True)
class CategorySummary:
    """Counts of goods: all, by weight, needing staff or never sold here, with a member price."""

    category: str
    goods: int
    weighed: int
    restricted: int
    member_priced: int


def by_category(path: Path) -> list[CategorySummary]:
    """Reads the file only; raises sqlite3.Error where it is none."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        return [CategorySummary(**row) for row in sqlite_utils.Database(connection).query(_BY_CATEGORY)]
