"""Finds digits in the middle of a code without an index of its own: by walks along those that are there.

Digits stand at one of some ten places in a GTIN. What may be in front of them are the numbers of countries
and makers, of which a shop has hundreds, not the powers of ten; what may be behind them, near the end, is a
digit or three, and `codes_by_end` is in the order of codes read backwards. So each place is some hundred
short walks along one of the two orders, whichever are fewer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from typing import Final

import msgspec

from kiosk.store.catalogue_schema import MOST_ENDS

_DIGITS: Final = 14
_FEW_BEHIND: Final = 2
_MOST_BEHIND: Final = 3
"""Digits behind, of which any number may be: a thousand walks."""

_MOST_IN_FRONT: Final = 5000
"""Beginnings at most; where a range has more, codes of the last ones are not found by their middle."""

_BEGINNINGS: Final = f"""
    WITH RECURSIVE begun (number) AS (
        SELECT min(gtin) / ?1 FROM codes
        UNION ALL
        SELECT (SELECT gtin / ?1 FROM codes WHERE gtin >= (begun.number + 1) * ?1 ORDER BY gtin LIMIT 1)
        FROM begun WHERE begun.number IS NOT NULL
    )
    SELECT number FROM begun WHERE number IS NOT NULL LIMIT {_MOST_IN_FRONT}
"""
_WALKS: Final = """
    SELECT codes.good FROM json_each(?1) AS begun CROSS JOIN codes
    ON codes.{order} >= begun.value * ?2 + ?3 AND codes.{order} < begun.value * ?2 + ?4
"""
_BY_BEGINNING: Final = _WALKS.format(order="gtin")
_BY_END: Final = _WALKS.format(order="ends")


class CodeParts:
    """Of one catalogue file, which does not change while it is asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._beginnings: dict[int, tuple[int, str]] = {}

    def holding(self, digits: str) -> Iterator[int]:
        """Ids of goods with a code that has these digits neither first nor last; some more than once."""
        for before in range(1, _DIGITS - len(digits)):
            yield from self._at(digits, before, _DIGITS - len(digits) - before)

    def _at(self, digits: str, before: int, behind: int) -> Iterator[int]:
        """With so many digits before and behind."""
        near_end = behind + len(digits) <= MOST_ENDS
        if near_end and (
            behind <= _FEW_BEHIND or (behind == _MOST_BEHIND and self._begun(before)[0] > 10**behind)
        ):
            order, numbers = _BY_END, _any_of(behind)
            rest, number = MOST_ENDS - behind - len(digits), int(digits[::-1])
        else:
            order, numbers = _BY_BEGINNING, self._begun(before)[1]
            rest, number = behind, int(digits)
        whole = 10 ** (rest + len(digits))
        span = (whole, number * 10**rest, (number + 1) * 10**rest)
        return (good for (good,) in self._connection.execute(order, (numbers, *span)))

    def _begun(self, length: int) -> tuple[int, str]:
        """The first digits that codes have, as many as there are and as JSON; found once."""
        if length not in self._beginnings:
            rows = self._connection.execute(_BEGINNINGS, (10 ** (_DIGITS - length),))
            numbers = [number for (number,) in rows]
            self._beginnings[length] = (len(numbers), msgspec.json.encode(numbers).decode())
        return self._beginnings[length]


@cache
def _any_of(length: int) -> str:
    """Every number of so many digits, each behind the 1 that `ends` begins with."""
    return msgspec.json.encode(list(range(10**length, 2 * 10**length))).decode()
