"""How people may type a Chinese name: its readings in pinyin, heteronyms kept, made once at publishing.

The first reading is that of the words in the name (银行 is `yin hang`); further ones exchange a syllable
where a character has other readings, in this word or alone, so that whoever reads it so finds it too: a
dictionary of words has 便宜 as `pian yi` only, and 便宜坊 is `bian yi fang`. What is not Chinese stands as it
is (`ke kou ke le 330ml`). Initials are the first letters of syllables: whoever searches makes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from kiosk.domain.product import Product

MOST_SPELLINGS = 12
"""Readings beyond share one where they are APART: only who types most of a long name does not find it."""

APART = 5
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
    return tuple(_spellings(syllables)) if chinese else ()


def _readings(han: str) -> list[tuple[str, ...]]:
    """The readings of each character, that of its word first; none of one that no dictionary has."""
    # Its dictionaries weigh 40 MB, and only publishing needs them.
    from pypinyin.seg.simpleseg import seg

    return [each for word in seg(han) for each in _of_word(word)]


@lru_cache(maxsize=65_536)
def _of_word(word: str) -> tuple[tuple[str, ...], ...]:
    """As `_readings`, of one word of the dictionary or of characters in none: a chain's names share them."""
    from pypinyin import Style, lazy_pinyin, pinyin

    first = lazy_pinyin(word, style=Style.NORMAL, errors=lambda unknown: "?")
    every = pinyin(word, style=Style.NORMAL, heteronym=True, errors=lambda unknown: "?")
    readings = [
        tuple(filter(_SYLLABLE.fullmatch, dict.fromkeys((likeliest, *others, *_alone(sign)))))[:MOST_READINGS]
        for sign, likeliest, others in zip(word, first, every, strict=True)
    ]
    return tuple(each for each in readings if each)


@lru_cache(maxsize=8192)
def _alone(sign: str) -> tuple[str, ...]:
    """The readings of a character, whatever word it is in."""
    from pypinyin import Style, pinyin

    return tuple(pinyin(sign, style=Style.NORMAL, heteronym=True, errors=lambda unknown: "?")[0])


def _spellings(syllables: list[tuple[str, ...]]) -> list[str]:
    """The likeliest, then those with a second reading, then those with a third."""
    exchanges = [
        (place, each[rank])
        for rank in range(1, MOST_READINGS)
        for place, each in enumerate(syllables)
        if len(each) > rank
    ]
    exchanged: list[dict[int, str]] = [{}]
    for place, other in exchanges:
        if len(exchanged) < MOST_SPELLINGS:
            exchanged.append({place: other})
            continue
        for each in exchanged[1:]:
            if all(abs(place - taken) >= APART for taken in each):
                each[place] = other
                break
    return [
        " ".join(each.get(place, known[0]) for place, known in enumerate(syllables)) for each in exchanged
    ]
