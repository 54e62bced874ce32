"""Finds digits in the middle of a code, wherever they stand: by short walks along three orders of all codes.

Digits stand at one of some ten places in a GTIN of 14. What may be in front of the first places is one of the
four-digit beginnings that the shop's codes have: the numbers of countries and kinds of pack, at most some
hundred. From the sixth place on `codes_by_middle` has the codes in the order of what stands there: a place
further on is ten walks, two are a hundred. Near the end `codes_by_end` does the same from behind. So no place
costs more than a hundred walks but the first ones, and whatever there are of makers costs nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from typing import Final

import msgspec

from kiosk.store.catalogue_schema import MIDDLE, MOST_ENDS

_DIGITS: Final = 14
_FRONT: Final = 4
"""Digits of a beginning at most."""

_BEGINNINGS: Final = """
    WITH RECURSIVE begun (number) AS (
        SELECT min(gtin) / ?1 FROM codes
        UNION ALL
        SELECT (SELECT gtin / ?1 FROM codes WHERE gtin >= (begun.number + 1) * ?1 ORDER BY gtin LIMIT 1)
        FROM begun WHERE begun.number IS NOT NULL
    )
    SELECT number FROM begun WHERE number IS NOT NULL
"""
_WALKS: Final = """
    SELECT codes.good FROM json_each(?1) AS begun CROSS JOIN codes
    ON {order} >= begun.value * ?2 + ?3 AND {order} < begun.value * ?2 + ?4
"""
_BY_BEGINNING: Final = _WALKS.format(order="codes.gtin")
_BY_MIDDLE: Final = _WALKS.format(order=f"codes.gtin % {MIDDLE}")
_BY_END: Final = _WALKS.format(order="codes.ends")


class CodeParts:
    """Of one catalogue file, which does not change while it is asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._beginnings: dict[int, str] = {}

    def holding(self, digits: str) -> Iterator[int]:
        """Ids of goods with a code that has these digits neither first nor last; some more than once."""
        for before in range(1, _DIGITS - len(digits)):
            yield from self._at(digits, before, _DIGITS - len(digits) - before)

    def _at(self, digits: str, before: int, behind: int) -> Iterator[int]:
        """With so many digits before and behind."""
        rest, number = behind, int(digits)
        beyond = before - (_FRONT + 1)
        if beyond < 0:
            order, numbers = _BY_BEGINNING, self._begun(before)
        elif beyond <= behind:
            order, numbers = _BY_MIDDLE, _any_of(beyond)
        else:
            order, numbers = _BY_END, _any_of(behind, first=1)
            rest, number = MOST_ENDS - behind - len(digits), int(digits[::-1])
        whole = 10 ** (rest + len(digits))
        span = (whole, number * 10**rest, (number + 1) * 10**rest)
        return (good for (good,) in self._connection.execute(order, (numbers, *span)))

    def _begun(self, length: int) -> str:
        """The first digits that codes have, as JSON; found once."""
        if length not in self._beginnings:
            rows = self._connection.execute(_BEGINNINGS, (10 ** (_DIGITS - length),))
            self._beginnings[length] = msgspec.json.encode([number for (number,) in rows]).decode()
        return self._beginnings[length]


@cache
def _any_of(length: int, first: int = 0) -> str:
    """Every number of so many digits, each behind a first one: `ends` begins with a 1."""
    return msgspec.json.encode(list(range(first * 10**length, (first + 1) * 10**length))).decode()
