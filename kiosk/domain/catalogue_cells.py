"""Cells of a shop's sheets: what a person types for an amount, a rate, hours, packs, a day.

packs          9521001000024=6; 9521001000031=24       a code and how many pieces it stands for
               9521001000048=500g                       of a good sold by weight: its grams
hours          mon-fri 08:00-22:00; sat,sun 10:00-02:00 over midnight too; 每天 and 周一-周五 as well
limit          2   or   cold-medicine=2                 pieces a trip: of it, of all with this word
bundle         1001=2; 1002                             goods inside and how many
from, to       2026-12-01   or   2026-12-01 08:00       on the store's clock; `to` a day is with that day;
               2026/12/1 and 2026年12月1日 as well
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.csv_sheet import Column, Read, narrow, several, whole_number
from kiosk.domain.field_checks import WrongValue, gtin14
from kiosk.domain.money import currency as currency_of
from kiosk.domain.money import parse_amount
from kiosk.domain.sale_hours import MINUTES_OF_A_DAY
from kiosk.domain.tax import WHOLE_BP
from kiosk.errors import InputRefused

Entry = dict[str, object]


def amount(currency: str) -> Read:
    """Minor units of an amount in the currency's main unit."""
    digits = currency_of(currency).digits

    def read(cell: str) -> int:
        try:
            found = parse_amount(narrow(cell), currency)
        except InputRefused:
            found = -1
        if found < 0:
            raise WrongValue("catalogue.not_an_amount", cell, currency=currency, digits=digits)
        return found

    return read


def basis_points(cell: str) -> int:
    """Of a percentage with at most two decimals."""
    found = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?\s*%?", narrow(cell))
    points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else -1
    if not 0 <= points <= WHOLE_BP:
        raise WrongValue("catalogue.not_a_percentage", cell)
    return points


_YES, _NO = frozenset({"yes", "y", "true", "1", "是"}), frozenset({"no", "n", "false", "0", "否"})


def yes_or_no(cell: str) -> bool:
    """A word for yes or for no, in either language."""
    word = cell.casefold()
    if word not in _YES | _NO:
        raise WrongValue("catalogue.not_yes_or_no", cell)
    return word in _YES


def packs(cell: str) -> list[Entry]:
    """Codes with the number of pieces, or the grams, each stands for."""
    return [_pack(each) for each in several(cell)]


def _pack(text: str) -> Entry:
    found = re.fullmatch(r"([0-9 -]+)=\s*([0-9]{1,6})\s*(g?)", narrow(text))
    if found is None:
        raise WrongValue("catalogue.not_a_pack_cell", text)
    return {"gtin": gtin14(found[1]), "quantity": int(found[2]), "unit": found[3] or "piece"}


def limits(cell: str) -> list[Entry]:
    """How many pieces a trip, of the good alone or of a group."""
    return [_limit(each) for each in several(cell)]


def _limit(text: str) -> Entry:
    found = re.fullmatch(r"(?:(.+?)\s*=\s*)?([0-9]{1,4})", narrow(text))
    if found is None:
        raise WrongValue("catalogue.not_a_limit", text)
    return {"group": found[1] or "", "most": int(found[2])}


def bundle(cell: str) -> list[Entry]:
    """Goods with how many of each."""
    return [_part(each) for each in several(cell)]


def _part(text: str) -> Entry:
    found = re.fullmatch(r"([^=]+?)(?:\s*=\s*([0-9]{1,4}))?", text)
    if found is None:
        raise WrongValue("catalogue.not_a_part", text)
    return {"sku": found[1], "quantity": int(found[2] or 1)}


# Hours

_DAYS = {
    name: number
    for number, names in enumerate(
        ("mon 一", "tue 二", "wed 三", "thu 四", "fri 五", "sat 六", "sun 日 天"), 1
    )
    for name in names.split()
}
_EVERY_DAY = frozenset({"", "daily", "每天", "每日"})
_SPANS = {"周末": (6, 7), "weekend": (6, 7), "工作日": (1, 5), "weekdays": (1, 5)}
_UNTIL = "[-\u2013\u2014~\uff5e至到]+"
_TIMES = re.compile(rf"(.*?)\s*([0-9]{{1,2}})[:：]([0-9]{{2}})\s*{_UNTIL}\s*([0-9]{{1,2}})[:：]([0-9]{{2}})")


def hours(cell: str) -> list[Entry]:
    """Days of the week with from and until; a later day's early hours as the day's before."""
    return [_hours(each) for each in several(cell)]


def _hours(text: str) -> Entry:
    found = _TIMES.fullmatch(text)
    if found is None:
        raise WrongValue("catalogue.not_hours", text)
    opens, closes = int(found[2]) * 60 + int(found[3]), int(found[4]) * 60 + int(found[5])
    days = _days(found[1].strip().casefold())
    right = opens < MINUTES_OF_A_DAY and 0 < (closes or MINUTES_OF_A_DAY) <= MINUTES_OF_A_DAY
    if not days or not right or opens == closes or int(found[3]) > 59 or int(found[5]) > 59:
        raise WrongValue("catalogue.not_hours", text)
    return {"days": sorted(days), "opens_min": opens, "closes_min": closes or MINUTES_OF_A_DAY}


def weekdays(cell: str) -> list[int]:
    """ISO weekdays of `mon-fri`, `sat,sun`, `周一-周五`."""
    days = _days(cell.strip().casefold())
    if not days:
        raise WrongValue("catalogue.not_weekdays_cell", cell)
    return sorted(days)


def _days(words: str) -> set[int]:
    """Empty where a word is no weekday."""
    if words in _EVERY_DAY:
        return set(range(1, 8))
    days: set[int] = set()
    for part in re.split(r"[,，、\s]+", words):
        ends = [_DAYS.get(re.sub(r"^(周|星期|礼拜)", "", word)) for word in re.split(_UNTIL, part)]
        first, last = _SPANS.get(part, (ends[0], ends[-1]))
        if first is None or last is None or len(ends) > 2:
            return set()
        days.update((first - 1 + step) % 7 + 1 for step in range((last - first) % 7 + 1))
    return days


RULE_COLUMNS = {
    "minimum_age": Column("minimum_age", whole_number),
    "self_service": Column("self_service", str),
    "identity_required": Column("identity_required", yes_or_no),
    "hours": Column("hours", hours),
    "limit": Column("limits", limits),
}
"""Who may buy it and when, of a good or of a category."""


# Instants


def starts(zone: str) -> Read:
    """The instant a price begins, as ISO 8601."""
    return lambda cell: _instant(cell, zone)[0].isoformat()


def ends(zone: str) -> Read:
    """The instant a price ends: of a day alone, when it is over."""

    def read(cell: str) -> str:
        found, is_day = _instant(cell, zone)
        if is_day:
            found = (found.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=found.tzinfo)
        return found.isoformat()

    return read


_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[T\s]\s*([0-9]{1,2})[:：](.+))?")


def _instant(cell: str, zone: str) -> tuple[datetime, bool]:
    """In whatever order of signs a spreadsheet writes a day: year, month, day."""
    told = _DAY.fullmatch(narrow(cell))
    try:
        if told is None:
            raise ValueError(cell)
        year, month, day, hour, rest = told.groups()
        time = "" if hour is None else f"T{int(hour):02}:{rest}"
        found = datetime.fromisoformat(f"{year}-{int(month):02}-{int(day):02}{time}")
    except ValueError:
        raise WrongValue("catalogue.not_a_day", cell) from None
    return (found if found.tzinfo is not None else found.replace(tzinfo=ZoneInfo(zone))), not time
