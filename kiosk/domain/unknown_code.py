"""What is kept and told of a code that no good was found by, so that the shop can learn the good.

A code is told as it was read where its own symbol or its own check digit shows that it is a good's: an EAN,
UPC or ITF-14 with a right check digit, and of a GS1 message the elements that speak of goods. Of anything
else only what `kiosk.domain.masking` lets pass: it may be somebody's card, wallet or telephone number.
"""

from __future__ import annotations

import re

from kiosk.domain.aim import GS1_MESSAGES
from kiosk.domain.element_strings import Elements, elements_of
from kiosk.domain.gtin import check_digit, to_gtin14, upce_to_gtin14, without_add_on
from kiosk.domain.masking import KEPT, masked, visible
from kiosk.domain.scan import Scan, Symbology

MOST = 200
"""Signs told of one code."""

_OF_GOODS = frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA, Symbology.ITF})
_DATABAR = frozenset({Symbology.DATABAR, Symbology.DATABAR_EXPANDED})
_ELEMENTS = re.compile(r"0[0-2]|1[0-7]|2[0-2]|24[0-3]|25[014]|30|37|3[1-69][0-9]{2}|39[0-9]{2}")
"""Identifiers of what goods, packs and loads are; others may name people, places or bills."""
_CHECKED = {"00": 18, "01": 14, "02": 14}
"""Identifiers whose values end in a check digit, and how long they are."""
_CARD = re.compile(r"30[0-5][0-9]{11}|3[689][0-9]{12}")
"""Cards that are as long as a GTIN-14 (ISO/IEC 7812-1 issuers 300-305, 36, 38 and 39)."""
_TELEPHONE = re.compile(r"861[3-9][0-9]{9}")
"""A Chinese mobile number with its country: no GS1 prefix begins like it."""


def told(scan: Scan) -> str:
    """The code as the shop's people may read it, at most `MOST` signs without invisible ones."""
    text = scan.text.strip()
    if _is_of_a_good(text, scan):
        return text
    if scan.aim in GS1_MESSAGES or scan.symbology in _DATABAR:
        elements = elements_of(text)
        if _are_of_a_good(elements):
            return visible("".join(map(_spelled, elements.found)))[:MOST]
    # Of a number across the end of what is told its whole is masked.
    plain = visible(text[: 2 * MOST])
    return (_starred(plain) if _is_personal(plain) else masked(plain))[:MOST]


def hides(said: str, scan: Scan) -> bool:
    """Whether `told` said less than the code: then nothing else of it may be kept either."""
    return said.count("*") > scan.text.count("*")


def _is_of_a_good(text: str, scan: Scan) -> bool:
    if scan.symbology is Symbology.UPCE:
        return upce_to_gtin14(text) is not None
    if scan.symbology in (Symbology.EAN13, Symbology.UPCA):
        text = without_add_on(text)
    return scan.symbology in _OF_GOODS and to_gtin14(text) is not None


def _are_of_a_good(elements: Elements) -> bool:
    """It can be read whole, and every number that has a check digit has the right one."""
    return elements.whole and all(
        len(value) == _CHECKED[name]
        and value.isascii()
        and value.isdigit()
        and check_digit(value[:-1]) == int(value[-1])
        for name, value in elements.found
        if name in _CHECKED
    )


def _spelled(element: tuple[str, str]) -> str:
    """`(10)L7`, as printed below a symbol; `(8018)…` of what is no good's."""
    name, value = element
    return f"({name}){value if _ELEMENTS.fullmatch(name) else '…'}"


def _is_personal(digits: str) -> bool:
    """Digits that are a GTIN by chance: a symbol of another kind can hold anybody's number."""
    card = _CARD.fullmatch(digits) is not None and _passes_luhn(digits)
    return card or _TELEPHONE.fullmatch(digits) is not None


def _starred(digits: str) -> str:
    return digits[:KEPT] + "*" * (len(digits) - KEPT)


def _passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0
