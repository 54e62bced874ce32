"""Money in integer minor units: currencies, rounding, sharing out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.errors import BugError, InputRefused, Reason

MOST_MINOR = 10**12
"""No single amount is greater: beyond it a value is a mistake of a file or a person, not a price."""


class Rounding(StrEnum):
    """How a fraction of a minor unit is settled."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"


# Looked up once: a member of an enum takes a call each time on Python 3.11.
_HALF_UP, _DOWN, _UP = Rounding.HALF_UP, Rounding.DOWN, Rounding.UP


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency as amounts in it are written. `digits` are those of its minor unit (ISO 4217)."""

    code: str
    digits: int
    symbol: str

    @property
    def unit(self) -> int:
        """Minor units in one of the currency."""
        return int(10**self.digits)


_CURRENCIES = {
    code: Currency(code, digits, symbol)
    for digits, group in (
        (2, "CNY=¥ EUR=€ USD=$ GBP=£ HKD=HK$ MOP=MOP$ TWD=NT$ SGD=S$ AUD=A$ NZD=NZ$ CAD=C$ MYR=RM"),
        (2, "INR=₹ THB=฿ PHP=₱ IDR=Rp BRL=R$ CHF SEK NOK DKK PLN CZK HUF RON MXN ZAR TRY AED SAR QAR ILS"),
        (0, "JPY=¥ KRW=₩ VND=₫ CLP ISK PYG"),
        (3, "KWD BHD OMR JOD TND"),
    )
    for code, _, own in (entry.partition("=") for entry in group.split())
    for symbol in (own or code + " ",)
}


def currency(code: str) -> Currency:
    """The currency of an ISO 4217 code; raises InputRefused for one not in the table."""
    try:
        return _CURRENCIES[code]
    except KeyError:
        raise InputRefused(Reason("money.unknown_currency", {"currency": code[:12]})) from None


def divide(numerator: int, denominator: int, rounding: Rounding) -> int:
    """`numerator / denominator` as an integer.

    Halves, up and down are meant by distance from zero, so that a refund mirrors its sale.
    """
    if denominator <= 0:
        raise BugError(f"divide by {denominator}")
    whole, rest = divmod(abs(numerator), denominator)
    if rounding == _HALF_UP:
        up = 2 * rest >= denominator
    elif rounding == _DOWN:
        up = False
    elif rounding == _UP:
        up = rest > 0
    else:
        up = 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
    whole += up
    return whole if numerator >= 0 else -whole


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Shares of `total` in proportion to `weights`, exact in sum, each within one unit of its exact part.

    Largest remainder; among equal remainders the earlier weight gets the unit. No share is of the other
    sign than `total`, nor greater than its weight where `total` is not greater than their sum.
    """
    whole = sum(weights)
    if min(weights, default=0) < 0 or (whole == 0 and total != 0):
        raise BugError(f"cannot share {total} by {list(weights)}")
    if whole == 0:
        return [0] * len(weights)
    sign, amount = (1, total) if total >= 0 else (-1, -total)
    shares = [amount * weight // whole for weight in weights]
    units = amount - sum(shares)
    if units:
        remainders = [amount * weight % whole for weight in weights]
        by_remainder = sorted(range(len(weights)), key=remainders.__getitem__, reverse=True)
        for place in by_remainder[:units]:
            shares[place] += 1
    return shares if sign > 0 else [-share for share in shares]


def format_minor(minor: int, code: str) -> str:
    """`¥12.80`, `-¥2.40`, `¥500` for JPY: sign, symbol, amount; no grouping."""
    money = currency(code)
    sign = "-" if minor < 0 else ""
    if money.digits == 0:
        return f"{sign}{money.symbol}{abs(minor)}"
    whole, part = divmod(abs(minor), money.unit)
    return f"{sign}{money.symbol}{whole}.{part:0{money.digits}}"


_AMOUNT = re.compile(r"(?P<sign>-?)(?P<symbol>[^-0-9.]*)(?P<whole>[0-9]{1,12})(?:\.(?P<part>[0-9]+))?")


def parse_amount(text: str, code: str) -> int:
    """Minor units of `12.8`, `12.80` or `¥12.80`; more decimals than the currency has are refused.

    Raises InputRefused: the amount is never guessed, so neither `12,80` nor `1.2e3` is one.
    """
    money = currency(code)
    found = _AMOUNT.fullmatch(text.strip())
    symbols = ("", money.symbol.strip())
    if found is None or found["symbol"].strip() not in symbols or len(found["part"] or "") > money.digits:
        raise InputRefused(
            Reason("money.not_an_amount", {"shown": text[:20], "currency": code, "digits": money.digits})
        )
    minor = int(found["whole"]) * money.unit + int((found["part"] or "").ljust(money.digits, "0") or "0")
    if minor > MOST_MINOR:
        raise InputRefused(Reason("money.too_much", {"shown": text[:20]}))
    return -minor if found["sign"] else minor
