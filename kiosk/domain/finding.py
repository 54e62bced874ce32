"""Which goods a person means by what they type: Chinese, pinyin, initials, Latin words, PLU, part of a code.

What is typed falls into runs of Chinese characters and runs of Latin letters and digits; a good is meant when
each run fits it:

- Chinese characters: they stand together in its name, short name, brand or size;
- letters and digits: a word of its names, brand or size begins with them; a reading of its Chinese name does,
  from any syllable on (`niun` for 纯牛奶); the readings' initials have them together (`cnn`); its PLU, SKU
  or a barcode begins with them, or a barcode has them anywhere, from four digits on.

The first reading is the one people say; by the others a good is found too, behind those that are said so.

Nothing else of a query counts, so that no query can be anything but letters, digits and characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from kiosk.domain.product import Product

T = TypeVar("T")

HANZI = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{HANZI}]+|[a-z0-9]+")
_IS_HANZI = re.compile(f"[{HANZI}]")

_ACCENTS = re.compile("[\u0300-\u036f]")

MOST_RUNS = 6
LONGEST_QUERY = 64

BEGINS, ENDS, HARDLY = "\x1f", "\x1e", "\x1d"
"""Around what stands in a haystack; none can be in a run. HARDLY: a reading begins, but not the likeliest."""

_CODE = str.maketrans("0123456789", "".join(map(chr, range(1, 11))))
"""Digits of a barcode in a haystack: what is in the middle of a code is looked for in no other number."""

LEAST_DIGITS = 4
"""Of a barcode, from anywhere in it."""

_WITH_UMLAUT = re.compile(r"\b[nl]v")


@dataclass(frozen=True, slots=True)
class Found:
    """A good that a query may mean. `popular`: this shop sells it, as far as it has counted."""

    product: Product
    popular: bool = False


def folded(text: str) -> str:
    """As it is compared: lower-case, full width and accents taken away."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def runs_of(text: str) -> tuple[str, ...]:
    """The runs of a query or a name, in their order."""
    return tuple(_RUNS.findall(folded(text)))


def query_of(text: str) -> tuple[str, ...]:
    """The runs that count of what was typed."""
    return tuple(dict.fromkeys(runs_of(text[:LONGEST_QUERY])))[:MOST_RUNS]


def is_hanzi(run: str) -> bool:
    """Whether a run is of Chinese characters."""
    return _IS_HANZI.match(run) is not None


def printed(gtin14: str) -> str:
    """A GTIN without the zeros in front, as people read it from a pack."""
    return gtin14.lstrip("0")


def texts_of(product: Product) -> tuple[str, ...]:
    """What a good may be found by, as it is written."""
    names, short, size = product.names, product.short, product.size
    return (names.zh, names.en, short.zh, short.en, product.brand, size.zh, size.en)


def haystack_of(product: Product) -> str:
    """All that a run can fit, in one text for `fits`."""
    runs = [run for text in texts_of(product) if text for run in runs_of(text)]
    parts = [run if is_hanzi(run) else BEGINS + run for run in runs]
    heard: set[str] = set()
    mark = BEGINS
    for spelling in product.spellings:
        said = _read(spelling)
        if "v" in spelling:
            # 女 is nv where ü is on no key, and nu to who types nü without its dots.
            said += _read(_WITH_UMLAUT.sub(_without_dots, spelling))
        # Most of another reading is as in the first one: what finds by that needs no second mark.
        parts += [mark + each for each in said if each not in heard]
        heard.update(said)
        mark = HARDLY
    parts.extend(BEGINS + printed(code).translate(_CODE) for code in product.codes)
    parts.append(BEGINS + folded(product.sku))
    if product.plu is not None:
        parts.append(BEGINS + product.plu)
    return ENDS.join(dict.fromkeys(parts))


def _read(spelling: str) -> list[str]:
    """From each syllable on, in full and by initials."""
    syllables = spelling.split()
    whole = "".join(syllables)
    said = ["".join([syllable[0] for syllable in syllables])]
    said += [said[0][place:] for place in range(1, len(syllables))]
    for syllable in syllables:
        said.append(whole)
        whole = whole[len(syllable) :]
    return said


def _without_dots(syllable: re.Match[str]) -> str:
    return syllable[0][0] + "u"


Needles = tuple[tuple[str, ...], ...]
"""What a haystack must hold: of each run, one of these."""


def needles_of(runs: tuple[str, ...]) -> Needles:
    """What a query looks for."""
    return tuple(map(_needles, runs))


def likeliest_of(needles: Needles) -> Needles:
    """The same without the readings that people hardly mean."""
    return tuple(tuple(each for each in some if not each.startswith(HARDLY)) for some in needles)


def _needles(run: str) -> tuple[str, ...]:
    if is_hanzi(run):
        return (run,)
    if not run.isdigit():
        return (BEGINS + run, HARDLY + run)
    # Zeros in front are printed on some packs and not kept on others.
    begins = dict.fromkeys(each for each in (run, run.lstrip("0")) if each)
    codes = [BEGINS + each.translate(_CODE) for each in begins]
    anywhere = [run.translate(_CODE)] if len(run) >= LEAST_DIGITS else []
    return (BEGINS + run, HARDLY + run, *codes, *anywhere)


def fits(haystack: str, needles: Needles) -> bool:
    """Whether every run of a query fits the good of a haystack."""
    return all(any(each in haystack for each in some) for some in needles)


def fitting(haystacks: Iterable[tuple[T, str]], needles: Needles) -> Iterator[T]:
    """Those whose haystack fits, in their order; quick over thousands."""
    (first, *same), *rest = needles
    for what, haystack in haystacks:
        if first not in haystack:
            for each in same:
                if each in haystack:
                    break
            else:
                continue
        if not rest or fits(haystack, tuple(rest)):
            yield what
