"""What a scanned text is: `classify` decides, by AIM identifier, the shop's label templates and standards.

The order matters and is the rule:

1. what Touchlane itself makes: a member's code, a badge, a coupon, a basket for a till
2. in front of a payment: a wallet's code
3. a GS1 message where the symbol says that it holds one: nothing else may read such a text
4. the shop's labels, which elsewhere win over a wallet's code of the same digits
5. a bare GTIN, or a coupon with a number like one, of a length that its symbol can have
6. a GS1 Digital Link address
7. a wallet's code shown by mistake
8. a GS1 message whose symbol does not say so; it must be longer than a GTIN

A bare EAN-13 is also a readable message of application identifiers; it is never taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.domain.aim import GS1_MESSAGES, KEYED, scan_of
from kiosk.domain.attributes import NO_ATTRIBUTES, GtinAttributes, attributes_of, unmarked
from kiosk.domain.digital_link import elements_of_link
from kiosk.domain.element_strings import Elements, elements_of, is_marked
from kiosk.domain.gtin import check_digit, to_gtin14, upce_to_gtin14, without_add_on
from kiosk.domain.label_template import DEFAULT_TEMPLATES as DEFAULT_TEMPLATES
from kiosk.domain.label_template import StoreLabel as StoreLabel
from kiosk.domain.label_template import Template as Template
from kiosk.domain.label_template import parse_template as parse_template
from kiosk.domain.label_template import parse_templates as parse_templates
from kiosk.domain.masking import masked
from kiosk.domain.masking import shown as shown
from kiosk.domain.payment_code import wallet_of
from kiosk.domain.scan import Scan as Scan
from kiosk.domain.scan import Symbology as Symbology


@dataclass(frozen=True, slots=True)
class GtinCode:
    """A GTIN-8, -12, -13 or -14 with a right check digit, and what its code says of this one item."""

    gtin14: str
    attributes: GtinAttributes = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class ShortCode:
    """Eight digits of no named symbology that are a UPC-E; half of all UPC-E are right as a GTIN-8 too.

    Only what the shop sells tells which it is: nothing in the digits does.
    """

    upce: str
    """The GTIN-14 where they are a UPC-E."""
    gtin8: str | None
    """Where they are a GTIN-8; None where their check digit is none of it."""


@dataclass(frozen=True, slots=True)
class MemberCode:
    """A member's signed, rotating code (`kiosk.domain.member`); not yet verified."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A shopper's wallet payment code. Never stored or logged, hence without its digits."""

    wallet: str


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """Nothing the shop knows; `shown` is at most 40 printable characters, safe to show and log."""

    shown: str


@dataclass(frozen=True, slots=True)
class BadgeCode:
    """An attendant's badge: `TLB1.` and 32 random bytes in URL-safe base64. Never shown or logged."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CouponCode:
    """A coupon, printed or shown on a phone; `text` is what its issuer reads, fit to be kept."""

    text: str


@dataclass(frozen=True, slots=True)
class BasketCode:
    """A basket on its way to a till (`kiosk.domain.handover`): no good, and not for this kiosk."""


Classified = (
    GtinCode
    | ShortCode
    | StoreLabel
    | MemberCode
    | BadgeCode
    | PaymentCode
    | CouponCode
    | BasketCode
    | UnknownCode
)


class Context(StrEnum):
    """Where the shopper stands: only in front of a payment is a wallet's code expected."""

    BASKET = "basket"
    PAY = "pay"


MEMBER_PREFIX = "TLM1."
BADGE_PREFIX = "TLB1."
LONGEST_MEMBER_PAYLOAD = 600
"""Characters between a member code's two dots: what a phone still shows in a QR code that scans at once."""
_MEMBER = re.compile(rf"TLM1\.[A-Za-z0-9_-]{{1,{LONGEST_MEMBER_PAYLOAD}}}\.[A-Za-z0-9_-]{{1,100}}")
_BADGE = re.compile(r"TLB1\.[A-Za-z0-9_-]{43}")
_COUPON = re.compile(r"TLC1\.[A-Za-z0-9_.-]{1,400}")

_DATABAR = frozenset({Symbology.DATABAR, Symbology.DATABAR_EXPANDED})
_NO_MESSAGE = frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA, Symbology.UPCE, Symbology.ITF})
"""Digits of a set length, never application identifiers."""
_COUPON_NUMBER = re.compile(r"0?(?:98[1-3][0-9]{10}|99[0-9]{11})")
"""EAN-13 with the GS1 prefix of a coupon (General Specifications 1.4.5)."""
_PERIODICALS_AND_BOOKS = ("977", "978", "979")
"""The prefixes that have add-ons, as a decoder sends them that names no symbology."""
_SHORTEST_WITH_ADD_ON = 15
"""An EAN-13 and two digits; fourteen that begin so are a GTIN-14 or nothing."""
_BARE = 15
"""A text without separators this short is no message: an EAN-13 could be one."""


def classify(
    scan: Scan,
    templates: Sequence[Template] = DEFAULT_TEMPLATES,
    context: Context = Context.BASKET,
    currency: str = "CNY",
    *,
    upce: bool = False,
) -> Classified:
    """What was scanned; `currency` is the shop's (ISO 4217). Every text has an answer; none raises.

    `upce`: eight digits that may be a UPC-E are a ShortCode. Without it they are a GTIN-8 or nothing.
    """
    text = scan.text.strip()
    if text.startswith("]") and not scan.aim and scan.symbology is Symbology.UNKNOWN:
        scan = scan_of(scan.raw, text)
        text = scan.text.strip()
    if text.startswith("TL") and (own := _own(text)) is not None:
        return own
    if context is Context.PAY and (wallet := wallet_of(text)) is not None:
        return PaymentCode(wallet)
    if scan.aim in GS1_MESSAGES or scan.symbology in _DATABAR:
        return _of_message(text, scan, currency)
    for template in templates:
        if template.fits(scan, text):
            return template.label(text) or _unsold(text)
    if upce and (short := _short_code(text, scan)) is not None:
        return short
    if (gtin14 := _bare_gtin(text, scan)) is not None:
        return CouponCode(gtin14[1:]) if _COUPON_NUMBER.fullmatch(gtin14) else GtinCode(gtin14)
    link = elements_of_link(text)
    if link is not None and (linked := _of_elements(link, currency, marked=False)) is not None:
        return linked
    return _unsold(text) if link is not None else _of_unnamed(text, scan, currency)


def _own(text: str) -> Classified | None:
    """A code that Touchlane makes; one that is not sound is unknown, and none of it is shown."""
    match text[:5]:
        case "TLM1.":
            return MemberCode(text) if _MEMBER.fullmatch(text) else UnknownCode(MEMBER_PREFIX)
        case "TLB1.":
            return BadgeCode(text) if _BADGE.fullmatch(text) else UnknownCode(BADGE_PREFIX)
        case "TLC1.":
            return CouponCode(text) if _COUPON.fullmatch(text) else UnknownCode("TLC1.")
        case "TLH1;":
            return BasketCode()
        case _:
            return None


def _unsold(text: str) -> PaymentCode | UnknownCode:
    """A wallet's code, of which nothing is kept, or a text nobody knows."""
    wallet = wallet_of(text)
    return PaymentCode(wallet) if wallet is not None else _unknown(text)


def _unknown(text: str) -> UnknownCode:
    # Invisible signs go first: they could part a number that must be masked.
    return UnknownCode(shown(masked(shown(text))))


def _of_message(text: str, scan: Scan, currency: str) -> Classified:
    """A text whose symbol says that it is a GS1 message; some decoders leave the 01 of DataBar out."""
    found = _of_elements(elements_of(text), currency, marked=True)
    if found is None and scan.symbology in _DATABAR and len(text) == 14:
        gtin14 = to_gtin14(text)
        found = None if gtin14 is None else GtinCode(gtin14)
    return found or _unknown(text)


def _of_unnamed(text: str, scan: Scan, currency: str) -> Classified:
    """A message whose symbol does not say so: it starts with the GTIN or shows that it is one."""
    unsold = _unsold(text)
    if isinstance(unsold, PaymentCode) or scan.symbology in _NO_MESSAGE or _is_foreign(scan):
        return unsold
    marked = is_marked(text)
    if not marked and len(text) <= _BARE:
        return unsold
    elements = elements_of(text)
    if not (marked or elements.whole or (text.startswith("01") and not text.isdecimal())):
        # Digits alone may be anybody's number that begins like a GTIN: the whole of it must be a message.
        return unsold
    return _of_elements(elements, currency, marked=False) or unsold


def _of_elements(elements: Elements, currency: str, *, marked: bool) -> GtinCode | CouponCode | None:
    """The good that element strings name, else the coupon, with its identifier before it. `marked`: the
    symbol itself says that it holds such strings."""
    names = {name for name, _ in elements.found}
    if "01" in names:
        gtin14 = to_gtin14(elements.one("01") or "")
        if gtin14 is None:
            return None
        attributes = attributes_of(elements, currency)
        return GtinCode(gtin14, attributes if marked else unmarked(attributes))
    for name, form in _COUPONS.items():
        value = elements.one(name)
        if value is not None and form.fullmatch(value) and _is_coupon(name, value):
            return CouponCode(name + value)
    return None


_COUPONS = {
    "255": re.compile(r"[0-9]{13,25}"),
    "8110": re.compile(r"[!\"%-?A-Z_a-z]{21,70}"),
    "8112": re.compile(r"[!\"%-?A-Z_a-z]{21,70}"),
}
"""Global coupon number with its serial; North American coupons on paper and without, whose parts come to 21
digits at least: a GTIN-14 that begins like one, in a symbol of which a decoder left the 01 out, is none."""


def _is_coupon(name: str, value: str) -> bool:
    return name != "255" or check_digit(value[:12]) == int(value[12])


def _is_foreign(scan: Scan) -> bool:
    """Whether the decoder named a symbology that no GTIN is ever printed in, such as Codabar."""
    return bool(scan.aim) and scan.symbology is Symbology.UNKNOWN and not scan.aim.startswith(KEYED)


def _short_code(text: str, scan: Scan) -> ShortCode | None:
    """What a scanner without AIM identifiers sends of a UPC-E, its number system and check digit with it."""
    if scan.symbology is not Symbology.UNKNOWN or _is_foreign(scan) or len(text) != 8:
        return None
    upce = upce_to_gtin14(text)
    return None if upce is None else ShortCode(upce, to_gtin14(text))


def _bare_gtin(text: str, scan: Scan) -> str | None:
    """A GTIN of a length its symbol can have. UPC-E only where the decoder says so, else `_short_code`."""
    match scan.symbology:
        case Symbology.UPCE:
            return upce_to_gtin14(text) if len(text) <= 8 else to_gtin14(text)
        case Symbology.EAN13 | Symbology.UPCA:
            text = without_add_on(text)
            allowed = len(text) in (12, 13)
        case Symbology.EAN8:
            allowed = len(text) == 8
        case Symbology.ITF:
            allowed = len(text) == 14
        case Symbology.UNKNOWN:
            if text.startswith(_PERIODICALS_AND_BOOKS) and len(text) >= _SHORTEST_WITH_ADD_ON:
                text = without_add_on(text)
            allowed = not _is_foreign(scan)
        case _:
            allowed = len(text) >= 12
    return to_gtin14(text) if allowed else None
