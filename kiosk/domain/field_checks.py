"""Checks of single values that come from a file: each gives the value or says what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self, TypeVar

from kiosk.domain.product import Names
from kiosk.errors import Reason

E = TypeVar("E", bound=StrEnum)

_SHOWN = 60


class WrongValue(ValueError):
    """A value is not what its field takes. `reason` has the code, the value and what was expected."""

    def __init__(self, code: str, value: object, **expected: str | int) -> None:
        self.reason = Reason(code, {"value": shown(value), **expected})
        self.place = ""
        """Where in the field's value it is: `.goods.skus`, `[2].count`; empty: it is all of it."""
        super().__init__(str(self.reason))

    def within(self, place: str) -> Self:
        """The same fault, told by whom that value is a part of."""
        self.place = place + self.place
        return self


def shown(value: object) -> str:
    """The value as a message may show it: printable, at most 60 characters."""
    text = value if isinstance(value, str) else repr(value)
    clean = "".join(each if each.isprintable() else "·" for each in text[: _SHOWN + 1])
    return clean if len(clean) <= _SHOWN else clean[: _SHOWN - 1] + "…"


def gtin14(text: str) -> str:
    """A GTIN-8, -12, -13 or -14 as 14 digits, whatever spaces, hyphens or lost zeros it was written with.

    The check digit is that of GS1 General Specifications 7.9: weights 3 and 1 from the right.
    """
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{7,14}", digits) or not digits.strip("0"):
        raise WrongValue("catalogue.not_a_gtin", text)
    padded = digits.zfill(14)
    each = [int(digit) for digit in padded]
    expected = -(3 * sum(each[0:13:2]) + sum(each[1:13:2])) % 10
    if each[13] != expected:
        raise WrongValue("catalogue.wrong_check_digit", text, expected=expected)
    return padded


def text(least: int, most: int) -> Callable[[object], str]:
    """Printable text of so many characters, without space around it."""

    def check(value: object) -> str:
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise WrongValue("catalogue.not_a_text", value, least=least, most=most)
        if not value.isprintable() or value != value.strip():
            raise WrongValue("catalogue.unprintable", value)
        return value

    return check


def whole(least: int, most: int) -> Callable[[object], int]:
    """A whole number in a range."""

    def check(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise WrongValue("catalogue.not_a_whole_number", value, least=least, most=most)
        return value

    return check


def one_of(kind: type[E]) -> Callable[[object], E]:
    """One of the words of an enumeration."""

    def check(value: object) -> E:
        for member in kind:
            if value == member.value:
                return member
        raise WrongValue("catalogue.not_one_of", value, choices=", ".join(kind))

    return check


def matching(pattern: str, code: str) -> Callable[[object], str]:
    """Text of a form; `code` says which."""
    compiled = re.compile(pattern)

    def check(value: object) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise WrongValue(code, value)
        return value

    return check


def names(least: int, most: int = 120) -> Callable[[object], Names]:
    """`{"zh": ..., "en": ...}`; `en` may be left out."""
    zh, en = text(least, most), text(0, most)

    def check(value: object) -> Names:
        if not isinstance(value, dict) or not {"zh"} <= value.keys() <= {"zh", "en"}:
            raise WrongValue("catalogue.not_names", value)
        return Names(zh(value["zh"]), en(value.get("en", "")))

    return check


def flag(value: object) -> bool:
    """Yes or no."""
    if type(value) is not bool:
        raise WrongValue("catalogue.not_yes_or_no", value)
    return value


def instant(value: object) -> datetime:
    """An ISO 8601 instant with its offset from UTC, as UTC."""
    try:
        found = datetime.fromisoformat(value if isinstance(value, str) else "")
        utc = None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        utc = None
    if utc is None:
        raise WrongValue("catalogue.not_an_instant", value)
    return utc
