"""How each character reaches the paper: its bytes, the mode they are valid in, the columns they take.

Data never commands the printer: a glyph's bytes are printable ASCII, a code page byte from 0x80 up, or a
two-byte Chinese code (lead from 0x81, trail from 0x40), so no C0 byte can be among them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from drivers.printer.profile import Charset, PrinterProfile

ANY_MODE = -1
"""ASCII: the same byte in Chinese mode and on every code page."""
HAN_MODE = -2

_KEPT = 20_000
_SPACES = "\t\n\v\f\r\x85\u2028\u2029"
_NEVER_FIRST = frozenset("，。、；：？！）】》」』”’…％,.;:?!)]}%")
"""A line of Chinese does not begin with these."""


class Glyph(NamedTuple):
    """One character as this printer prints it."""

    char: str
    code: bytes
    columns: int
    mode: int
    """ANY_MODE, HAN_MODE or the number of a code page."""


_columns = attrgetter("columns")
UNPRINTABLE = Glyph("?", b"?", 1, ANY_MODE)


class Alphabet:
    """The characters of one profile. Pure; what was looked up is remembered."""

    def __init__(self, profile: PrinterProfile) -> None:
        self._profile = profile
        self._known: dict[str, Glyph | None] = {}

    def glyphs(self, text: str) -> list[Glyph]:
        """The text without what must not or cannot stand on paper; what has no code becomes `?`."""
        known = self._known
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        try:
            line = [known[char] for char in text]
        except KeyError:
            line = [known[char] if char in known else self._learn(char) for char in text]
        return [glyph for glyph in line if glyph is not None]

    def _learn(self, char: str) -> Glyph | None:
        if len(self._known) >= _KEPT:
            self._known.clear()
        glyph = self._known[char] = self._find(char)
        return glyph

    def _find(self, char: str) -> Glyph | None:
        if char in _SPACES or (unicodedata.category(char) == "Zs" and char != "\u3000"):
            return Glyph(" ", b" ", 1, ANY_MODE)
        if unicodedata.category(char) in {"Cc", "Cf", "Mn", "Me"}:
            return None  # controls, bidi and zero-width characters, marks without a letter
        if char.isascii():
            return Glyph(char, char.encode(), 1, ANY_MODE)
        if unicodedata.category(char) in {"Co", "Cn", "Cs"}:
            return UNPRINTABLE
        if char == "\u00a5" and self._profile.charset is not Charset.NONE:
            char = "\uffe5"  # its own code is four bytes long, which older firmware prints as garbage
        # Latin has narrow forms on the code pages; the Chinese set has wide ones of some of the same.
        narrow_first = char < "\u0250" or char == "\u20ac"
        found = (self._narrow(char), self._wide(char))
        return found[0 if narrow_first else 1] or found[1 if narrow_first else 0] or UNPRINTABLE

    def _narrow(self, char: str) -> Glyph | None:
        for page in self._profile.code_pages:
            code = char.encode(page.codec, "ignore")
            if len(code) == 1 and code[0] >= 0x80:
                return Glyph(char, code, 1, page.number)
        return None

    def _wide(self, char: str) -> Glyph | None:
        if self._profile.charset is Charset.NONE:
            return None
        code = char.encode(self._profile.charset, "ignore")
        if len(code) == 2 and code[0] >= 0x81 and code[1] >= 0x40:
            return Glyph(char, code, 2, HAN_MODE)
        return None


@lru_cache(maxsize=8)
def alphabet(profile: PrinterProfile) -> Alphabet:
    """The one of this profile."""
    return Alphabet(profile)


def columns_of(glyphs: Sequence[Glyph]) -> int:
    """Columns at normal width."""
    return sum(map(_columns, glyphs))


def wrapped(glyphs: list[Glyph], columns: int) -> list[list[Glyph]]:
    """Lines of at most `columns`: broken at spaces and beside Han, inside a word only if need be."""
    if columns_of(glyphs) <= columns:
        return [glyphs]
    lines, start, used = [], 0, 0
    end, resume = 0, 0  # the last place to break: the line ends before `end`, the next begins at `resume`
    for at, glyph in enumerate(glyphs):
        if glyph.char == " ":
            end, resume = at, at + 1
        elif at > start and _parts(glyphs[at - 1], glyph):
            end, resume = at, at
        if used + glyph.columns > columns:
            if end <= start:
                end, resume = at, at
            lines.append(glyphs[start:end])
            start = resume
            used = columns_of(glyphs[start:at])
        used += glyph.columns if at >= start else 0
    if start < len(glyphs):
        lines.append(glyphs[start:])
    return lines


def _parts(before: Glyph, after: Glyph) -> bool:
    return (before.columns == 2 or after.columns == 2) and after.char not in _NEVER_FIRST
