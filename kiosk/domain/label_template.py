"""The shop's own labels: a small language for where a label carries item, price, weight and pieces.

A template is a pattern, one sign for each printed digit, and words after it:

    21PPPPPVVVVVC weight_g            flag 21, item, grams, check digit
    20PPPPPKAA.AAC                    a price of four digits with two decimals and its own check digit
    26PPPPPAAAAAWWWWWC code128        eighteen digits: item, price in minor units, grams, check digit
    region:gb                         the national rules of `label_regions`

    0-9  a digit that stands there in every label; a template begins with one or more, its flag
    P    the item number (PLU), 1 to 14 digits
    A    the price: in minor units, or with a decimal point in the currency's unit of 100 minor units
    W    the weight: in grams, or with a decimal point in kilograms
    N    the number of pieces
    V    a price, weight or number: the word `price_minor`, `weight_g` or `pieces` says which
    K    the check digit of the price, weight or number after it, which has four or five digits
         (GS1 General Specifications 7.9.2 to 7.9.4)
    X    a digit without meaning
    C    the check digit of all digits before it (General Specifications 7.9.1: the last of them counts three)
    D    the same as some scales make it: the first digit counts one, the next three, and so on

A label is an EAN-13 where no symbology is named. A decoder that names none is believed by length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from kiosk.domain.gtin import check_digit
from kiosk.domain.label_regions import REGIONS
from kiosk.domain.masking import shown
from kiosk.domain.price_check_digit import price_check_digit
from kiosk.domain.scan import Scan, Symbology
from kiosk.errors import InputRefused, Reason

_Meaning = TypeVar("_Meaning")


@dataclass(frozen=True, slots=True)
class StoreLabel:
    """An in-store label (RCN): the item number, and what it carries of price, weight and pieces."""

    plu: str
    price_minor: int | None
    weight_g: int | None
    template: str
    pieces: int | None = None


class LabelValue(StrEnum):
    """What the digits under `V` count; the value is the word of the language."""

    PRICE_MINOR = "price_minor"
    WEIGHT_G = "weight_g"
    PIECES = "pieces"


_LABEL_VALUES = {str(value): value for value in LabelValue}
_SIGN_OF = {LabelValue.PRICE_MINOR: "A", LabelValue.WEIGHT_G: "W", LabelValue.PIECES: "N"}
_VALUES = "AWN"
_DECIMALS = {"A": 2, "W": 3}
"""Minor units in the currency's unit and grams in a kilogram, as powers of ten."""

_EAN_UPC = frozenset({Symbology.EAN13, Symbology.UPCA})
_LENGTHS = {Symbology.EAN13: 13, Symbology.UPCA: 12, Symbology.EAN8: 8}
_NEVER = frozenset({Symbology.UNKNOWN, Symbology.UPCE, Symbology.DATABAR, Symbology.DATABAR_EXPANDED})
"""No label of a shop: they hold GTINs or GS1 element strings only."""
_SYMBOLOGIES = {str(symbology): symbology for symbology in Symbology if symbology not in _NEVER}

SHORTEST, LONGEST = 8, 30
LONGEST_ITEM, LONGEST_VALUE = 14, 9
_WRITTEN = re.compile(r"[0-9]+[0-9PAWNVKXCD.]+")
_IN_STORE = re.compile(r"0{6}[02].*|00?2.*|00?4.*")
"""Restricted circulation numbers among GTINs, as 14 digits (General Specifications 2.1.11 and 1.4.5)."""


@dataclass(frozen=True, slots=True)
class Template:
    """One form of label; made by `parse_templates` only, so it is sound."""

    pattern: str
    """As the shop wrote it, without words."""
    symbology: Symbology
    signs: str
    """One for each digit, without points and `V`; UPC-A with the zero that makes it an EAN-13."""
    flag: str
    """The digits it begins with."""
    tens: tuple[tuple[str, int], ...]
    """For `A` and `W`: what their digits are multiplied by to be minor units or grams."""

    def fits(self, scan: Scan, text: str) -> bool:
        """Whether `text`, the scan's, has this form's length, fixed digits and symbology."""
        digits = self._digits(text)
        if len(digits) != len(self.signs) or not digits.startswith(self.flag):
            return False
        if scan.symbology not in (self.symbology, Symbology.UNKNOWN) and not (
            scan.symbology in _EAN_UPC and self.symbology in _EAN_UPC
        ):
            return False
        fixed = all(
            sign == digit or not sign.isdigit() for sign, digit in zip(self.signs, digits, strict=True)
        )
        return fixed and digits.isascii() and digits.isdigit()

    def label(self, text: str) -> StoreLabel | None:
        """What a label of this form says; None where a check digit is wrong or a value is zero."""
        digits = self._digits(text)
        if not self._checked(digits):
            return None
        tens = dict(self.tens)
        values = {
            sign: int(self._field(sign, digits)) * tens.get(sign, 1) for sign in _VALUES if sign in self.signs
        }
        if not all(values.values()):
            return None
        price_minor, weight_g, pieces = (values.get(sign) for sign in _VALUES)
        return StoreLabel(self._field("P", digits), price_minor, weight_g, self.pattern, pieces)

    def could_be(self, other: Template) -> bool:
        """Whether some label has both forms."""
        return any(
            len(mine) == len(theirs)
            and all(a == b or not (a.isdigit() and b.isdigit()) for a, b in zip(mine, theirs, strict=True))
            for mine in self._as_scanned()
            for theirs in other._as_scanned()
        )

    def _digits(self, text: str) -> str:
        """EAN-13 and UPC-A in 13 digits, however the decoder writes them."""
        return "0" + text if self.symbology in _EAN_UPC and len(text) == 12 else text

    def _as_scanned(self) -> tuple[str, ...]:
        short = self.symbology in _EAN_UPC and self.signs.startswith("0")
        return (self.signs, self.signs[1:]) if short else (self.signs,)

    def _field(self, sign: str, digits: str) -> str:
        return digits[self.signs.index(sign) : self.signs.rindex(sign) + 1]

    def _checked(self, digits: str) -> bool:
        for place, sign in enumerate(self.signs):
            if sign == "K":
                value = self._field(self.signs[place + 1], digits)
                if price_check_digit(value) != int(digits[place]):
                    return False
            elif (sign == "C" and check_digit(digits[:place]) != int(digits[place])) or (
                sign == "D" and _check_digit_from_the_left(digits[:place]) != int(digits[place])
            ):
                return False
        return True


def _check_digit_from_the_left(body: str) -> int:
    return check_digit(body if len(body) % 2 == 0 else body + "0")


def parse_template(text: str) -> Template:
    """The template of `21PPPPPVVVVVC weight_g`; raises InputRefused (`barcode.template_…`) saying why not."""
    pattern, *words = text.split() or [""]
    if _WRITTEN.fullmatch(pattern) is None:
        raise _refused("barcode.bad_template", text)
    value = _word(words, _LABEL_VALUES)
    symbology = _word(words, _SYMBOLOGIES) or Symbology.EAN13
    if words:
        raise _refused("barcode.template_word", text, word=shown(words[0]))
    signs, tens = _scaled(text, pattern, value)
    _check(text, signs, symbology)
    if symbology is Symbology.UPCA:
        signs = "0" + signs
    flag = signs[: len(signs) - len(signs.lstrip("0123456789"))]
    return Template(pattern, symbology, signs, flag, tens)


def parse_templates(texts: Iterable[str]) -> tuple[Template, ...]:
    """Templates of which no label can be two; raises InputRefused (also `barcode.templates_overlap`)."""
    templates: list[Template] = []
    for text in texts:
        for template in map(parse_template, _lines(text)):
            for other in templates:
                if template.could_be(other):
                    values = {"first": other.pattern, "second": template.pattern}
                    raise InputRefused(Reason("barcode.templates_overlap", values))
            templates.append(template)
    return tuple(templates)


def _lines(text: str) -> tuple[str, ...]:
    """A template as it is; the templates of a region for its name."""
    if not text.strip().startswith("region:"):
        return (text,)
    region = text.strip().removeprefix("region:")
    if region not in REGIONS:
        raise _refused("barcode.unknown_region", region, known=", ".join(REGIONS))
    return REGIONS[region]


def _word(words: list[str], known: Mapping[str, _Meaning]) -> _Meaning | None:
    """What the first word of a kind means, taken out of `words`."""
    mine = next((word for word in words if word in known), None)
    if mine is None:
        return None
    words.remove(mine)
    return known[mine]


def _scaled(text: str, pattern: str, value: LabelValue | None) -> tuple[str, tuple[tuple[str, int], ...]]:
    """The signs without points and `V`, and what the digits of price and weight are multiplied by."""
    if ("V" in pattern) != (value is not None):
        raise _refused("barcode.template_value", text)
    if value is not None:
        sign = _SIGN_OF[value]
        if sign in pattern or "." in pattern:
            raise _refused("barcode.template_value", text)
        pattern = pattern.replace("V", sign)
    tens: list[tuple[str, int]] = []
    for sign, most in _DECIMALS.items():
        field = re.search(rf"{sign}[{sign}.]*", pattern)
        if field is not None and "." in field[0]:
            decimals = len(field[0]) - 1 - field[0].index(".")
            if field[0].count(".") > 1 or decimals > most:
                raise _refused("barcode.template_decimals", text)
            tens.append((sign, 10 ** (most - decimals)))
            pattern = pattern.replace(field[0], field[0].replace(".", ""))
    if "." in pattern:
        raise _refused("barcode.template_decimals", text)
    return pattern, tuple(tens)


def _check(text: str, signs: str, symbology: Symbology) -> None:
    """Raise InputRefused for a pattern no label can sensibly have."""
    length = _LENGTHS.get(symbology, len(signs))
    if len(signs) != length or not SHORTEST <= length <= LONGEST:
        raise _refused("barcode.template_length", text, length=len(signs))
    for sign in "PAWNCD":
        if re.fullmatch(rf"[^{sign}]*{sign}*[^{sign}]*", signs) is None or signs.count(sign) > _most(sign):
            raise _refused("barcode.template_field", text, sign=sign)
    if "P" not in signs or not any(sign in signs for sign in _VALUES):
        raise _refused("barcode.template_fields_missing", text)
    if any(re.match(r"([AWN])\1{3,4}(?!\1)", after) is None for after in signs.split("K")[1:]):
        raise _refused("barcode.template_price_check", text)
    if symbology in _LENGTHS and not signs.endswith("C"):
        raise _refused("barcode.template_check_digit", text)
    # By its length alone it could be a GTIN of somebody's goods.
    if length in (8, 12, 13, 14) and _IN_STORE.fullmatch(signs.rjust(14, "0")) is None:
        raise _refused("barcode.template_not_in_store", text)


def _most(sign: str) -> int:
    return 1 if sign in "CD" else LONGEST_ITEM if sign == "P" else LONGEST_VALUE


def _refused(code: str, text: str, **values: str | int) -> InputRefused:
    return InputRefused(Reason(code, {"shown": shown(text), **values}))


DEFAULT_TEMPLATES = parse_templates(("21PPPPPVVVVVC weight_g", "22PPPPPVVVVVC price_minor"))
"""Prefix 21 with grams, 22 with minor units: five digits of item number, five of value."""
