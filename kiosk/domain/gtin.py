"""GTINs (GS1 General Specifications 7.9): check digits, and the 14-digit form goods are compared in."""

from __future__ import annotations

import re

_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_WITH_ADD_ON = re.compile(r"([0-9]{12,13}) ?(?:[0-9]{2}|[0-9]{5})")


def check_digit(body: str) -> int:
    """The digit that follows `body`: weights 3 and 1 from the right, up to the next ten."""
    total = 3 * sum(map(int, body[::-2])) + sum(map(int, body[-2::-2]))
    return -total % 10


def to_gtin14(digits: str) -> str | None:
    """The 14-digit form of a GTIN-8, -12, -13 or -14; None for anything else and for a wrong check digit."""
    if _GTIN.fullmatch(digits) is None or check_digit(digits[:-1]) != int(digits[-1]):
        return None
    return digits.zfill(14)


def without_add_on(text: str) -> str:
    """The EAN-13 or UPC-A of one with an add-on of two or five digits (General Specifications 5.2.4)."""
    found = _WITH_ADD_ON.fullmatch(text)
    return found[1] if found else text


def upce_to_gtin14(digits: str) -> str | None:
    """The GTIN behind a UPC-E: 6 digits, 7 with the number system, or 8 with the check digit as well.

    None where the number system is not 0 or 1 or the check digit is wrong. That digit is the one of the long
    form, so it guards the short one less: of all ways to change one of the eight digits 0.9 % still pass
    (1,280,000 of 144,000,000, counted over every UPC-E), all of them in the last digit before it, which says
    how the zeros are put back: 7.1 % of its changes. A GTIN of any other length lets none pass. Hence
    decoders have UPC-E off unless the shop sells such goods, and where none names it the catalogue decides.
    """
    if re.fullmatch(r"[0-9]{6}|[01][0-9]{6,7}", digits) is None:
        return None
    system, body, check = ("0", digits, "") if len(digits) == 6 else (digits[0], digits[1:7], digits[7:])
    last = body[5]
    if last in "012":
        middle = body[:2] + last + "0000" + body[2:5]
    elif last == "3":
        middle = body[:3] + "00000" + body[3:5]
    elif last == "4":
        middle = body[:4] + "00000" + body[4]
    else:
        middle = body[:5] + "0000" + last
    return to_gtin14(system + middle + (check or str(check_digit(system + middle))))
