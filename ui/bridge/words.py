"""Values of a view as words: money, names and reasons, in the language on the screen."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.money import format_minor
from kiosk.domain.product import Names
from kiosk.errors import Reason
from kiosk.ports import Sentences

LANGUAGES = ("zh-CN", "en")
"""The languages the shopper chooses from, as tags (BCP 47); the first is that of the brand screen."""


class Words:
    """Speaks the language, currency and zone of the newest view. Used on the GUI thread only."""

    def __init__(self, sentences: Sentences) -> None:
        self._sentences = sentences
        self.language = LANGUAGES[0]
        self.currency = "CNY"
        self.zone = "Asia/Shanghai"

    def money(self, minor: int) -> str:
        """With a minus sign that no line is broken after."""
        return format_minor(minor, self.currency).replace("-", "\N{MINUS SIGN}")

    def name(self, names: Names | None) -> str:
        return names.of(self.language) if names is not None else ""

    def short_name(self, names: Names, short: Names) -> str:
        """The short one where this language has one."""
        return short.over(names).of(self.language)

    def say(self, reason: Reason | None) -> str:
        return self._sentences.say(reason, self.language) if reason is not None else ""

    def time(self, at: datetime) -> str:
        """Hours and minutes in the store's zone."""
        return f"{at.astimezone(ZoneInfo(self.zone)):%H:%M}"

    def day_and_time(self, at: datetime) -> str:
        """The date too, as ISO 8601 writes it."""
        return f"{at.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"

    def day(self, day: str) -> str:
        """A business day, `20261121`, as ISO 8601 writes it for people."""
        return f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else ""

    def other_language(self) -> str:
        """What the language button changes to."""
        return LANGUAGES[1] if self.language == LANGUAGES[0] else LANGUAGES[0]


def per_cent(basis_points: int) -> str:
    """`1300` as `13 %`, `650` as `6.5 %`."""
    return f"{basis_points / 100:g} %"


def kilograms(weight_g: int) -> str:
    """`1240` as `1.24 kg`: at least two decimals, the third only when it says something."""
    whole, rest = divmod(weight_g, 1000)
    decimals = f"{rest:03d}"
    return f"{whole}.{decimals.removesuffix('0') if decimals.endswith('0') else decimals} kg"
