"""How people may type a Chinese name: its readings in pinyin, heteronyms kept, made once at publishing.

The first reading is that of the words in the name (银行 is `yin hang`); further ones exchange one syllable
where a character has other readings there, so that whoever reads it so finds it too. What is not Chinese
stands as it is (`ke kou ke le 330ml`). Initials are the first letters of syllables: whoever searches makes
them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from kiosk.domain.product import Product

MOST_SPELLINGS = 8
MOST_READINGS = 3
"""Of one character: the rest are of old books and names of places."""

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_PARTS = re.compile(f"[{_HAN}]+|[a-z0-9]+")
_SYLLABLE = re.compile("[a-z]{1,6}")


def spelled(products: Iterable[Product]) -> Iterator[Product]:
    """The goods, each with its spellings; those the shop gave itself stay."""
    for product in products:
        made = () if product.spellings else spellings_of(product.names.zh)
        yield replace(product, spellings=made) if made else product


@lru_cache(maxsize=4096)
def spellings_of(name: str) -> tuple[str, ...]:
    """The readings, the likeliest first; none of a name without Chinese."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    syllables: list[tuple[str, ...]] = []
    chinese = False
    for part in _PARTS.findall(plain):
        if part.isascii():
            syllables.append((part,))
        else:
            read = _readings(part)
            chinese = chinese or bool(read)
            syllables += read
    return tuple(islice(_spellings(syllables), MOST_SPELLINGS)) if chinese else ()


def _readings(han: str) -> list[tuple[str, ...]]:
    """The readings of each character, that of its word first; none of one that no dictionary has."""
    # Its dictionaries weigh 40 MB, and only publishing needs them.
    from pypinyin import Style, lazy_pinyin, pinyin

    first = lazy_pinyin(han, style=Style.NORMAL, errors=lambda unknown: "?")
    every = pinyin(han, style=Style.NORMAL, heteronym=True, errors=lambda unknown: "?")
    readings = [
        tuple(filter(_SYLLABLE.fullmatch, dict.fromkeys((likeliest, *others))))[:MOST_READINGS]
        for likeliest, others in zip(first, every, strict=True)
    ]
    return [each for each in readings if each]


def _spellings(syllables: list[tuple[str, ...]]) -> Iterator[str]:
    likeliest = [each[0] for each in syllables]
    yield " ".join(likeliest)
    for place, each in enumerate(syllables):
        for other in each[1:]:
            yield " ".join((*likeliest[:place], other, *likeliest[place + 1 :]))
