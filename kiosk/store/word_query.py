"""What is typed as questions to the index of words, in the query language of FTS5.

Every term is quoted, so that a query says nothing but which goods.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import add
from typing import Final

from kiosk.domain.finding import is_hanzi
from kiosk.store.catalogue_words import INITIALS, INITIALS_WIDE, LATIN_HINTS, windows_of

_ALTERNATIVES: Final = 48
"""Terms one part of a question offers at most, those of most goods first."""

_LOOKED_AT: Final = 400
"""Pairs looked through for those that stand one after another."""

_SPLITS: Final = 4
"""Ways to cut letters into syllables that are tried."""

_LONGEST_SYLLABLE: Final = 6
_AFTER: Final = "\U0010ffff"


class WordQuery:
    """Knows the terms and hints of one catalogue file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._syllables: frozenset[str] | None = None
        self._starts: frozenset[str] = frozenset()

    def questions(self, runs: Sequence[str]) -> Iterator[str]:
        """Questions whose answers hold the goods that fit all runs, the likeliest first."""
        if len(runs) == 1:
            yield from self._of(runs[0])
            return
        parts = [" OR ".join(f"({each})" for each in self._of(run)) for run in runs]
        if all(parts):
            yield " AND ".join(f"({part})" for part in parts)

    def _of(self, run: str) -> Iterator[str]:
        if is_hanzi(run):
            yield _all(map(add, run, run[1:])) if len(run) > 1 else _quoted(run)
            return
        kinds = [self._by_words(run)]
        if run.isalpha():
            kinds = [*(self._by_pinyin(cut) for cut in self._cuts(run)), *kinds]
        if not run.isdigit():
            kinds += self._by_initials(run)
        yield from dict.fromkeys(question for question in kinds if question)

    def _by_words(self, run: str) -> str:
        if len(run) <= LATIN_HINTS:
            return _any(self._hints("=" + run))
        return _any(self._terms("SELECT term FROM terms WHERE term >= ? AND term < ?", (run, run + _AFTER)))

    def _by_initials(self, run: str) -> tuple[str, ...]:
        """All goods with these of their first reading, then the likeliest of another one."""
        if len(run) < INITIALS_WIDE:
            return (_any(self._hints("i" + run)),)
        links = [self._hints("i" + first + second, _LOOKED_AT) for first, second in pairwise(run)]
        return (_all(INITIALS + part for part in windows_of(run)), _chain(links))

    def _by_pinyin(self, cut: tuple[str, ...]) -> str:
        """Of syllables, the last of which may only have begun."""
        *before, last = cut
        if not before:
            return _any(self._hints_from("1" + last))
        links = [self._hints(f"2{first} {second}", _LOOKED_AT) for first, second in pairwise(before)]
        return _chain([*links, self._hints_from(f"2{before[-1]} {last}", _LOOKED_AT)])

    def _cuts(self, run: str) -> list[tuple[str, ...]]:
        """The ways to cut a run into syllables of this catalogue, the fewest syllables first."""
        if self._syllables is None:
            rows = self._connection.execute("SELECT DISTINCT syllable FROM readings").fetchall()
            self._syllables = frozenset(syllable for (syllable,) in rows)
            self._starts = frozenset(each[:length] for each in self._syllables for length in range(1, 7))
        found: list[tuple[str, ...]] = []
        self._cut(run, (), found)
        return sorted(found, key=len)[:_SPLITS]

    def _cut(self, rest: str, before: tuple[str, ...], found: list[tuple[str, ...]]) -> None:
        if len(found) >= 4 * _SPLITS:
            return
        if rest in self._starts:
            found.append((*before, rest))
        for length in range(min(_LONGEST_SYLLABLE, len(rest) - 1), 0, -1):
            if rest[:length] in (self._syllables or ()):
                self._cut(rest[length:], (*before, rest[:length]), found)

    # Terms

    def _hints(self, said: str, most: int = _ALTERNATIVES) -> list[str]:
        return self._terms("SELECT term FROM hints WHERE said = ?", (said,), most)

    def _hints_from(self, said: str, most: int = _ALTERNATIVES) -> list[str]:
        values = (said, said + _AFTER)
        found = self._terms("SELECT term FROM hints WHERE said >= ? AND said < ?", values, most)
        return list(dict.fromkeys(found))

    def _terms(self, sql: str, values: tuple[str, ...], most: int = _ALTERNATIVES) -> list[str]:
        rows = self._connection.execute(f"{sql} ORDER BY goods DESC LIMIT {most}", values)
        return [term for (term,) in rows]


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _any(terms: Sequence[str]) -> str:
    """Empty where there is no term: then nothing is asked."""
    return " OR ".join(map(_quoted, terms))


def _all(terms: Iterable[str]) -> str:
    return " AND ".join(map(_quoted, dict.fromkeys(terms)))


def _chain(links: Sequence[Sequence[str]]) -> str:
    """Pairs that stand one after another: each begins with the character the one before it ends with."""
    linked = _linked(links)
    if len(linked) > 1:
        # And once more from the end, so that none is left that leads nowhere.
        linked = [
            [pair[::-1] for pair in link]
            for link in reversed(_linked([[pair[::-1] for pair in link] for link in reversed(linked)]))
        ]
    if not all(linked):
        return ""
    return " AND ".join(dict.fromkeys(f"({_any(link[:_ALTERNATIVES])})" for link in linked))


def _linked(links: Sequence[Sequence[str]]) -> list[list[str]]:
    kept = [list(links[0])]
    for link in links[1:]:
        ends = {pair[-1] for pair in kept[-1]}
        kept.append([pair for pair in link if pair[0] in ends])
    return kept
