"""What a scanned text is: `classify` decides, by AIM identifier, the shop's label templates and standards.

The order matters and is the rule: a member's code or an attendant's badge, then (in front of a payment) a
wallet's code, then a GS1 message where the symbol says it is one, then the shop's labels, then a bare GTIN
or a GS1 address, then a wallet's code shown by mistake, and last a GS1 message without an identifier. A bare
EAN-13 is also a readable message of application identifiers; it is never taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.domain.attributes import NO_ATTRIBUTES, GtinAttributes
from kiosk.domain.gtin import check_digit, to_gtin14, upce_to_gtin14
from kiosk.domain.scan import Scan as Scan
from kiosk.domain.scan import Symbology as Symbology
from kiosk.errors import InputRefused, Reason


@dataclass(frozen=True, slots=True)
class GtinCode:
    """A GTIN-8, -12, -13 or -14 with a right check digit, and what its code says of this one item."""

    gtin14: str
    attributes: GtinAttributes = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class StoreLabel:
    """An in-store label (RCN): the item number and either its price or its weight."""

    plu: str
    price_minor: int | None
    weight_g: int | None
    template: str


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
    GtinCode | StoreLabel | MemberCode | BadgeCode | PaymentCode | CouponCode | BasketCode | UnknownCode
)


class Context(StrEnum):
    """Where the shopper stands: only in front of a payment is a wallet's code expected."""

    BASKET = "basket"
    PAY = "pay"


class LabelValue(StrEnum):
    """What the value digits of an in-store label count."""

    PRICE_MINOR = "price_minor"
    WEIGHT_G = "weight_g"


@dataclass(frozen=True, slots=True)
class Template:
    """One form of the shop's own labels: 13 signs, such as `21PPPPPVVVVVC`.

    First digits as printed (20 to 29), `P` the item number, `K` (if any) the price's own check digit
    (GS1 General Specifications 7.9.2 to 7.9.4), `V` the value, `C` the check digit of the whole.
    """

    pattern: str
    value: LabelValue

    @property
    def prefix(self) -> str:
        """The digits by which a label is known to be of this form."""
        return self.pattern[: self.pattern.index("P")]

    def field(self, sign: str, digits: str) -> str:
        """The digits that stand where the pattern has `sign`."""
        return "".join(digit for digit, place in zip(digits, self.pattern, strict=True) if place == sign)


DEFAULT_TEMPLATES = (
    Template("21PPPPPVVVVVC", LabelValue.WEIGHT_G),
    Template("22PPPPPVVVVVC", LabelValue.PRICE_MINOR),
)
"""Prefix 21 with grams, 22 with minor units: five digits of item number, five of value."""

_PATTERN = re.compile(r"2[0-9]+P{2,}(?:K?V{4,5}|V{3,})C")


def parse_template(text: str) -> Template:
    """The template of `21PPPPPVVVVVC weight_g`; raises InputRefused (`barcode.bad_template`)."""
    pattern, _, value = text.strip().partition(" ")
    if len(pattern) != 13 or _PATTERN.fullmatch(pattern) is None or value.strip() not in list(LabelValue):
        raise InputRefused(Reason("barcode.bad_template", {"shown": shown(text)}))
    return Template(pattern, LabelValue(value.strip()))


def parse_templates(texts: Iterable[str]) -> tuple[Template, ...]:
    """Templates of which no label can be two; raises InputRefused (also `barcode.templates_overlap`)."""
    templates = tuple(parse_template(text) for text in texts)
    for number, template in enumerate(templates):
        for other in templates[:number]:
            if template.prefix.startswith(other.prefix) or other.prefix.startswith(template.prefix):
                values = {"first": other.pattern, "second": template.pattern}
                raise InputRefused(Reason("barcode.templates_overlap", values))
    return templates


_GS1_AIMS = frozenset({"]C1", "]e0", "]d2", "]Q3", "]J1"})
"""The symbol itself says that it holds a GS1 message (General Specifications 5.1.3)."""

MEMBER_PREFIX = "TLM1."
_MEMBER = re.compile(r"TLM1\.[A-Za-z0-9_-]{1,400}\.[A-Za-z0-9_-]{1,100}")
BADGE_PREFIX = "TLB1."
_BADGE = re.compile(r"TLB1\.[A-Za-z0-9_-]{43}")
_WALLETS = (
    ("wechat", re.compile(r"1[0-5][0-9]{16}")),
    ("alipay", re.compile(r"(?:2[5-9]|30)[0-9]{14,22}")),
)
_DIGITAL_LINK = re.compile(
    r"https?://[^/?#\s]+/(?:[^?#\s]*/)?(?:01|gtin)/([0-9]{8,14})(?:[/?#].*)?", re.IGNORECASE
)
_BRACKETED = re.compile(r"\(01\)([0-9]{14})(?:\(.*)?")


def classify(
    scan: Scan, templates: Sequence[Template] = DEFAULT_TEMPLATES, context: Context = Context.BASKET
) -> Classified:
    """What was scanned. Every text has an answer; none raises."""
    text = scan.text.strip()
    if text.startswith(MEMBER_PREFIX):
        return MemberCode(text) if _MEMBER.fullmatch(text) else UnknownCode(MEMBER_PREFIX)
    if text.startswith(BADGE_PREFIX):
        return BadgeCode(text) if _BADGE.fullmatch(text) else UnknownCode(BADGE_PREFIX)
    if context is Context.PAY and (wallet := _wallet(text)) is not None:
        return PaymentCode(wallet)
    if scan.aim in _GS1_AIMS or scan.symbology in (Symbology.DATABAR, Symbology.DATABAR_EXPANDED):
        gtin14 = _gtin_of_message(text) or _bare_gtin(text, scan.symbology)
        return GtinCode(gtin14) if gtin14 else UnknownCode(shown(text))
    for template in templates:
        if len(text) == 13 and _is_digits(text) and text.startswith(template.prefix):
            return _label(text, template) or UnknownCode(shown(text))
    if (gtin14 := _bare_gtin(text, scan.symbology) or _gtin_of_link(text)) is not None:
        return GtinCode(gtin14)
    if (wallet := _wallet(text)) is not None:
        return PaymentCode(wallet)
    # Without an identifier a message must be longer than a bare GTIN.
    gtin14 = _gtin_of_message(text) if len(text) > 15 else None
    return GtinCode(gtin14) if gtin14 is not None else UnknownCode(shown(text))


def shown(text: str) -> str:
    """At most 40 signs that a screen or log may show: no control, direction or invisible ones."""
    visible = (sign for sign in text if unicodedata.category(sign) not in _INVISIBLE)
    return " ".join("".join(visible).split())[:40]


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _wallet(text: str) -> str | None:
    return next((wallet for wallet, form in _WALLETS if form.fullmatch(text)), None)


def _label(digits: str, template: Template) -> StoreLabel | None:
    """None when a check digit is wrong or the value is zero: a misread digit would be a wrong price."""
    if check_digit(digits[:-1]) != int(digits[-1]):
        return None
    value = template.field("V", digits)
    if (own := template.field("K", digits)) and _price_check_digit(value) != int(own):
        return None
    plu, amount = template.field("P", digits), int(value)
    if amount == 0:
        return None
    if template.value is LabelValue.PRICE_MINOR:
        return StoreLabel(plu, amount, None, template.pattern)
    return StoreLabel(plu, None, amount, template.pattern)


def _price_check_digit(value: str) -> int:
    # Loading biip takes longer than the first screen may.
    from biip.checksums import gs1_price_weight_check_digit

    return gs1_price_weight_check_digit(value)


def _bare_gtin(text: str, symbology: Symbology) -> str | None:
    """A GTIN of a length its symbol can have."""
    if not _is_digits(text):
        return None
    match symbology:
        case Symbology.UPCE:
            return upce_to_gtin14(text) if len(text) <= 8 else to_gtin14(text)
        case Symbology.EAN13 | Symbology.UPCA:
            allowed = len(text) in (12, 13)
        case Symbology.EAN8:
            allowed = len(text) == 8
        case Symbology.ITF:
            allowed = len(text) == 14
        case Symbology.UNKNOWN:
            allowed = True
        case _:
            allowed = len(text) >= 12
    return to_gtin14(text) if allowed else None


def _gtin_of_link(text: str) -> str | None:
    """The GTIN of a GS1 Digital Link address (GS1 Digital Link: URI syntax 4)."""
    found = _DIGITAL_LINK.fullmatch(text)
    return to_gtin14(found[1]) if found else None


def _gtin_of_message(text: str) -> str | None:
    """The GTIN (application identifier 01) of a GS1 element string, in plain or bracketed form."""
    if (bracketed := _BRACKETED.fullmatch(text)) is not None:
        return to_gtin14(bracketed[1])
    if re.match(r"01[0-9]{14}", text):
        return to_gtin14(text[2:16])
    if not text.isascii() or re.match(r"[0-9]{2}", text) is None:
        return None
    from biip import ParseError
    from biip.gs1_messages import GS1Message  # as above

    try:
        element = GS1Message.parse(text).element_strings.get(ai="01")
    except (ParseError, ValueError):
        return None
    return to_gtin14(element.value) if element is not None else None
