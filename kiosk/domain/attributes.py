"""What a code says of the one thing it stands on, beside its GTIN (GS1 General Specifications 3)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

from kiosk.domain.element_strings import Elements
from kiosk.domain.money import MOST_MINOR, currency


@dataclass(frozen=True, slots=True, kw_only=True)
class GtinAttributes:
    """GS1 attributes of one item by their data titles; what the code does not say stays empty.

    A date whose day is 00 is the last day of its month (GS1 General Specifications 3.4.2). A bad value and
    two values that contradict each other are as if not said, but for what a sale must not go without.
    """

    batch: str = ""
    """AI 10: at most 20 characters."""
    serial: str = ""
    """AI 21: at most 20 characters; with the GTIN it names one single item in the world."""
    expiry: date | None = None
    """The earliest of AI 17 and the day of 7003: not to be sold after this day."""
    best_before: date | None = None
    """AI 15, or 16 (sell by) where there is no 15."""
    produced: date | None = None
    """AI 11, or 13 (packed) where there is no 11."""
    net_weight_g: int | None = None
    """AI 310n."""
    amount_minor: int | None = None
    """AI 392n, or 393n in the shop's currency: what is asked for the item."""
    unusable: bool = False
    """A use-by date (17, 7003) or a serial number is there and nobody can say which: not without staff."""
    plain_dates: bool = False
    """The dates stand in a symbol or a text that anybody prints: see `unmarked`."""


NO_ATTRIBUTES = GtinAttributes()

_TEXT = re.compile(r"[!\"%-?A-Z_a-z]{1,20}")
"""Signs of GS1's set 82 (General Specifications 7.11)."""
_DATE = re.compile(r"[0-9]{6}(?:[0-9]{2,4})?")
_WEIGHT = re.compile(r"310([0-5])")
_AMOUNT = re.compile(r"39([23])([0-9])")
_FIRST_OF_LAST_CENTURY = 77
"""Years 77 to 99 were in the last one: the rule of 2026 (7.12), kept so that a code always says the same."""

_ISO_NUMBERS = dict(
    re.findall(
        r"(\w+)=(\w+)",
        "CNY=156 EUR=978 USD=840 GBP=826 HKD=344 MOP=446 TWD=901 SGD=702 AUD=036 NZD=554 CAD=124 MYR=458 "
        "INR=356 THB=764 PHP=608 IDR=360 BRL=986 CHF=756 SEK=752 NOK=578 DKK=208 PLN=985 CZK=203 HUF=348 "
        "RON=946 MXN=484 ZAR=710 TRY=949 AED=784 SAR=682 QAR=634 ILS=376 JPY=392 KRW=410 VND=704 CLP=152 "
        "ISK=352 PYG=600 KWD=414 BHD=048 OMR=512 JOD=400 TND=788",
    )
)
"""ISO 4217: how a currency is written in a code."""


def attributes_of(elements: Elements, money: str) -> GtinAttributes:
    """What the element strings beside the GTIN say, amounts in minor units of `money` (ISO 4217)."""
    uses = [_date(value) for name, value in elements.found if name in ("17", "7003")]
    serials = [value for name, value in elements.found if name == "21"]
    serial = _text(elements.one("21"))
    attributes = GtinAttributes(
        batch=_text(elements.one("10")),
        serial=serial,
        expiry=min((day for day in uses if day is not None), default=None),
        unusable=None in uses or (bool(serials) and serial == ""),
        best_before=_date(_first_said(elements, "15", "16")),
        produced=_date(_first_said(elements, "11", "13")),
        net_weight_g=_only(_grams(name, value) for name, value in elements.found if _WEIGHT.match(name)),
        amount_minor=_only(
            _minor(name, value, money) for name, value in elements.found if _AMOUNT.match(name)
        ),
    )
    return NO_ATTRIBUTES if attributes == NO_ATTRIBUTES else attributes


def unmarked(attributes: GtinAttributes) -> GtinAttributes:
    """What a text is believed whose symbol does not say that it holds GS1 elements: an address, a QR of any
    kind, digits that were typed. Anybody makes one, so it sets no price: it tells no weight, no amount, and
    its dates stand against a sale but take nothing off."""
    dated = attributes.expiry is not None or attributes.best_before is not None
    return replace(attributes, net_weight_g=None, amount_minor=None, plain_dates=dated)


def joined(one: GtinAttributes, other: GtinAttributes) -> GtinAttributes | None:
    """What two codes say of one item together; None where they contradict each other: two items."""
    values = {}
    for said in (each.name for each in fields(GtinAttributes)):
        mine, theirs = getattr(one, said), getattr(other, said)
        if mine and theirs and mine != theirs:
            return None
        values[said] = mine or theirs
    dated = [each for each in (one, other) if each.expiry or each.best_before]
    values["plain_dates"] = bool(dated) and all(each.plain_dates for each in dated)
    return GtinAttributes(**values)


def _first_said(elements: Elements, first: str, second: str) -> str | None:
    """The second speaks only where the first is silent; a bad first one is not replaced."""
    said = {name for name, _ in elements.found}
    return elements.one(first if first in said else second)


def _text(value: str | None) -> str:
    return value if value is not None and _TEXT.fullmatch(value) else ""


def _date(value: str | None) -> date | None:
    """YYMMDD, perhaps with hours and minutes after it."""
    if value is None or _DATE.fullmatch(value) is None:
        return None
    year, month, day = int(value[:2]), int(value[2:4]), int(value[4:6])
    year += 1900 if year >= _FIRST_OF_LAST_CENTURY else 2000
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None


def _only(values: Iterator[int | None]) -> int | None:
    """The one value there is; two that differ contradict each other."""
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _grams(name: str, value: str) -> int | None:
    """Kilograms with so many decimals as the last digit of 310n says; half a gram is one."""
    if re.fullmatch("[0-9]{6}", value) is None:
        return None
    tenths_of_milligrams = int(value) * 10 ** (7 - int(name[3]))
    return (tenths_of_milligrams + 5000) // 10_000 or None


def _minor(name: str, value: str, money: str) -> int | None:
    """The amount; None in another currency, for nothing, and where minor units cannot say it."""
    if money not in _ISO_NUMBERS:
        return None
    if name.startswith("393"):
        if value[:3] != _ISO_NUMBERS[money]:
            return None
        value = value[3:]
    if re.fullmatch("[0-9]{1,15}", value) is None:
        return None
    amount, rest = divmod(int(value) * currency(money).unit, 10 ** int(name[3]))
    return amount if rest == 0 and 0 < amount <= MOST_MINOR else None
