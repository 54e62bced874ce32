"""What goods are found by: the words of a catalogue file, made when goods come and go.

Each good has, in an index without text: each Chinese character and each two neighbours of its texts, and each
Latin word. A longer Chinese run is all its pairs, so a query never reads the many goods of a common character
to find the few of a word. The initials of its first reading are there too, each three that stand together,
behind INITIALS. `terms` counts the goods of each word, `hints` lists by what people may type instead:

    1niu        characters with a reading        2niu nai    pairs with readings
    in, inn     characters, pairs by initials    =m, =mi     Latin words by their first letters
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product as pairs_of
from operator import add, itemgetter

from kiosk.domain.finding import is_hanzi, runs_of
from kiosk.domain.product import Product
from kiosk.store.goods_line import Goods

INITIALS = "\u00ac"
"""In front of initials, for the index a letter like others, and in no text as a word is."""

INITIALS_WIDE = 3
"""Letters that stand together."""

LATIN_HINTS = 2
"""Letters; from the next on the words themselves are few enough to look through."""


def words_of(good: Goods | Product) -> str:
    """All words of a good, with something between them that is in none."""
    zh, brand = good.names.zh, good.brand
    words = _words_of(zh)
    if good.names.en:
        words += " " + (good.names.en if good.names.en.isascii() else _words_of(good.names.en))
    if brand and not (brand in zh and _PLAIN(brand)):
        words += " " + _few_words_of(brand)
    for names in (good.size, good.short):
        if names.zh or names.en:
            words += f" {_few_words_of(names.zh)} {_few_words_of(names.en)}"
    return words + _initials_of(good.spellings[0]) if good.spellings else words


def _initials_of(spelling: str) -> str:
    """Each part, behind a space."""
    parts = windows_of("".join(map(_FIRST, spelling.split())))
    return f" {INITIALS}" + f" {INITIALS}".join(parts) if parts else ""


def windows_of(initials: str) -> list[str]:
    """Each three letters that stand together."""
    return [initials[at : at + INITIALS_WIDE] for at in range(len(initials) - INITIALS_WIDE + 1)]


def _words_of(text: str) -> str:
    """The index folds and splits ASCII by itself."""
    if _PLAIN(text):
        return " ".join(text) + " " + " ".join(map(add, text, text[1:]))
    parts: list[str] = []
    for run in runs_of(text):
        if run.isascii():
            parts.append(run)
        else:
            parts.append(" ".join(run))
            parts.append(" ".join(map(add, run, run[1:])))
    return " ".join(parts)


_FIRST = itemgetter(0)
_few_words_of = lru_cache(maxsize=8192)(_words_of)
_PLAIN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+").fullmatch
"""Nothing but characters that folding leaves as they are."""


class Readings:
    """Which syllables characters are read as, learnt from goods whose spelling fits their name."""

    def __init__(self) -> None:
        self._pairs: set[tuple[str, str]] = set()

    def learn(self, goods: Iterable[Goods | Product]) -> None:
        """Takes the readings of their names; a spelling that does not go with its name teaches nothing."""
        signs: list[str] = []
        spoken: list[str] = []
        for good in goods:
            name = good.names.zh
            spaces = len(name) - 1
            if not _PLAIN(name):
                self._learn(name, good.spellings)
                continue
            fitting = [each for each in good.spellings if each.count(" ") == spaces]
            signs.append(name * len(fitting))
            spoken += fitting
        self._pairs.update(zip("".join(signs), " ".join(spoken).split(), strict=True))

    def _learn(self, name: str, spellings: Iterable[str]) -> None:
        signs = [sign for run in runs_of(name) for sign in ([run] if run.isascii() else run)]
        for spelling in spellings:
            syllables = spelling.split()
            if len(syllables) == len(signs):
                self._pairs.update(zip(signs, syllables, strict=True))

    def of_signs(self) -> list[tuple[str, str]]:
        """Characters, each with a syllable; with `v` both as it is and as people type it too."""
        known = [(sign, syllable) for sign, syllable in self._pairs if is_hanzi(sign)]
        typed = [(sign, said.replace("v", "u")) for sign, said in known if "v" in said and said[0] in "nl"]
        return known + typed


def build_words(connection: sqlite3.Connection, readings: Readings) -> None:
    """Counts the terms of all goods and makes every hint."""
    connection.execute("CREATE VIRTUAL TABLE temp.counted USING fts5vocab(main, words, row)")
    connection.execute(
        "INSERT INTO terms SELECT term, doc FROM counted WHERE term NOT GLOB ?", (f"{INITIALS}*",)
    )
    connection.execute("DROP TABLE temp.counted")
    known = readings.of_signs()
    connection.executemany("INSERT OR IGNORE INTO readings VALUES (?, ?)", known)
    said = _by_sign(known)
    counted = connection.execute("SELECT term, goods FROM terms").fetchall()
    hints = ((each, goods, term) for term, goods in counted for each in _hints_of(term, said))
    connection.executemany("INSERT OR IGNORE INTO hints VALUES (?, ?, ?)", sorted(hints))


def add_words(connection: sqlite3.Connection, texts: Iterable[str], readings: Readings) -> None:
    """Terms and hints of goods that came later; counts of terms that are there stay as they were."""
    connection.executemany("INSERT OR IGNORE INTO readings VALUES (?, ?)", readings.of_signs())
    terms = {term for text in texts for term in runs_of(text.partition(f" {INITIALS}")[0])}
    said = _by_sign(connection.execute("SELECT sign, syllable FROM readings"))
    for term in sorted(terms):
        found = connection.execute("SELECT goods FROM terms WHERE term = ?", (term,)).fetchone()
        if found is None:
            connection.execute("INSERT INTO terms VALUES (?, 1)", (term,))
        goods = 1 if found is None else found[0]
        hints = ((each, goods, term) for each in _hints_of(term, said))
        connection.executemany("INSERT OR IGNORE INTO hints VALUES (?, ?, ?)", hints)


def _by_sign(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    said: defaultdict[str, list[str]] = defaultdict(list)
    for sign, syllable in pairs:
        said[sign].append(syllable)
    return dict(said)


def _hints_of(term: str, said: dict[str, list[str]]) -> Iterator[str]:
    """What may be typed instead of a term."""
    if term.isascii():
        for length in range(1, LATIN_HINTS + 1):
            if len(term) >= length:
                yield "=" + term[:length]
    elif len(term) == 1:
        for syllable in said.get(term, ()):
            yield "1" + syllable
            yield "i" + syllable[0]
    else:
        for first, second in pairs_of(said.get(term[0], ()), said.get(term[1], ())):
            yield f"2{first} {second}"
            yield "i" + first[0] + second[0]
