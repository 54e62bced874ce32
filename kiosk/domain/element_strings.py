"""GS1 element strings: a message cut into application identifiers and their values.

Cutting needs two tables of the GS1 General Specifications only: how long an identifier is (3.2) and which
values have a length of their own (7.8.5); all other values end at a separator (FNC1, sent as GS) or at the
message's end. So an identifier nobody knows is cut right, and a bad value spoils no other one. What cannot be
cut is left out up to the next separator: starting again in the middle could find a GTIN that is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GS = "\x1d"
"""FNC1 between element strings, as decoders send it."""

_MARK = re.compile(r"[<{\[](?:GS|FNC1)[>}\]]|\u241d", re.IGNORECASE)
"""A separator that somebody's software spelled out. No value can hold one: they are no signs of its set."""


def _by_two_digits(table: dict[int, str]) -> dict[str, int]:
    return {start: length for length, starts in table.items() for start in starts.split()}


_IDENTIFIER_DIGITS = _by_two_digits(
    {
        2: "00 01 02 03 04 10 11 12 13 14 15 16 17 18 19 20 21 22 30 37 "
        "90 91 92 93 94 95 96 97 98 99",
        3: "23 24 25 40 41 42 71",
        4: "31 32 33 34 35 36 39 43 70 72 80 81 82",
    }
)  # fmt: skip
_WHOLE_DIGITS = _by_two_digits(
    {20: "00", 16: "01 02 03", 18: "04", 8: "11 12 13 14 15 16 17 18 19", 4: "20", 10: "31 32 33 34 35 36"}
) | {"41": 16}
"""Identifier and value together, where they need no separator."""
_LONGEST = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "235": 28, "255": 25, "392": 15, "393": 18}
"""Of values that end at a separator; a longer one has lost it, and with it what followed."""
_LONGEST_OF_ALL = 90

_BRACKETED = re.compile(r"\(([0-9]{2,4})\)")


@dataclass(frozen=True, slots=True)
class Elements:
    """What was cut, in order: identifier and value. `whole` when nothing was left out."""

    found: tuple[tuple[str, str], ...]
    whole: bool

    def one(self, identifier: str) -> str | None:
        """The value of an identifier; None where it is not there or two values contradict each other."""
        values = {value for name, value in self.found if name == identifier}
        return values.pop() if len(values) == 1 else None


def elements_of(message: str) -> Elements:
    """The element strings of a message, with separators or in brackets, `(01)…(10)…`. Never raises."""
    plain = _MARK.sub(GS, message).strip()
    if _BRACKETED.match(plain):
        return _bracketed(plain)
    found: list[tuple[str, str]] = []
    whole = True
    for run in plain.split(GS):
        rest = run
        while rest:
            element = _first(rest)
            if element is None:
                whole = False
                break
            found.append(element)
            rest = rest[len(element[0]) + len(element[1]) :]
    return Elements(tuple(found), whole and bool(found))


def is_marked(message: str) -> bool:
    """Whether the text itself shows that it is a GS1 message: by separators or brackets."""
    return GS in message or _MARK.search(message) is not None or _BRACKETED.match(message) is not None


def identifier_digits(identifier: str) -> bool:
    """Whether this is as long as an application identifier that begins like it."""
    digits = identifier.isascii() and identifier.isdigit()
    return digits and _IDENTIFIER_DIGITS.get(identifier[:2]) == len(identifier)


def _first(rest: str) -> tuple[str, str] | None:
    """The element string at the start; None where there is none."""
    width = _IDENTIFIER_DIGITS.get(rest[:2], 0)
    identifier = rest[:width]
    if not identifier_digits(identifier):
        return None
    length = _WHOLE_DIGITS.get(identifier[:2])
    if length is not None:
        return (identifier, rest[width:length]) if len(rest) >= length else None
    value = rest[width:]
    longest = _LONGEST.get(identifier) or _LONGEST.get(identifier[:3]) or _LONGEST_OF_ALL
    return (identifier, value) if 0 < len(value) <= longest else None


def _bracketed(text: str) -> Elements:
    _, *parts = _BRACKETED.split(text)
    pairs = [(name, value.strip().strip(GS)) for name, value in zip(parts[::2], parts[1::2], strict=True)]
    found = tuple((name, value) for name, value in pairs if identifier_digits(name) and value)
    return Elements(found, len(found) == len(pairs))
