"""What a scanned coupon is: of which offer, until when, and whether it is good once.

printed   a number under a bar code (GS1 General Specifications 1.4.5: prefix 98 or 99), or a GS1 element
          string with its identifier before it (255, 8110, 8112). The shop's list says which offer a
          number, or all that begin alike, stand for. Anybody may have the same one; a trip takes one of
          an offer.
digital   `TLC1.<payload>.<signature>`, signed by the shop: offer, serial, dates, maybe the one member who
          may use it. Good once.
voucher   the same with an amount in place of the offer: empties that were given back. Good once, a means
          of payment, never paid out.
wechat    a merchant coupon from the shopper's wallet. The list knows it by how its code begins and by the
          batch it was issued in; the shop takes the money off, and WeChat Pay is told that it was used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from kiosk.domain import signed_code
from kiosk.domain.gtin import check_digit
from kiosk.domain.masking import shown
from kiosk.domain.money import MOST_MINOR
from kiosk.domain.signed_code import Verify
from kiosk.errors import InputRefused, Reason

PREFIX = "TLC1."
LONGEST_NUMBER = 90
LONGEST_WORD = 64
GCN = "255"
EAN_LENGTH = 13
SHORTEST_START = 4
"""Signs that a list's row must at least begin with: a shorter one would take other codes for coupons."""


class SeriesKind(StrEnum):
    """What a row of the list is about."""

    PRINTED = "printed"
    WECHAT = "wechat"


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponSeries:
    """All coupons whose number begins with `starts_with` are of one offer."""

    starts_with: str
    """As scanned: `9912345` or, with its identifier, `2559520000000509`."""
    offer_id: str
    kind: SeriesKind = SeriesKind.PRINTED
    stock_id: str = ""
    """WeChat Pay's number of the batch."""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """From then on it is good no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponProgramme:
    """The shop's list, and the keys of its signed coupons (Ed25519, URL-safe base64)."""

    keys: tuple[str, ...] = ()
    series: tuple[CouponSeries, ...] = ()
    version: str = ""
    """Other contents, other version; empty: nothing is known."""


class CouponKind(StrEnum):
    """What a coupon is (the module's text)."""

    PRINTED = "printed"
    DIGITAL = "digital"
    VOUCHER = "voucher"
    WECHAT = "wechat"


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponRead:
    """A coupon that is the shop's and in its time."""

    kind: CouponKind
    number: str
    """What makes it this one: its number as scanned, or the serial of a signed one."""
    text: str = field(repr=False)
    """As scanned: by it the cloud proves a signed one again."""
    offer_id: str = ""
    """Empty for a voucher."""
    amount_minor: int = 0
    """Of a voucher."""
    member_ref: str = ""
    """The only member who may use it; empty: anybody."""
    stock_id: str = ""

    @property
    def is_single_use(self) -> bool:
        return self.kind is not CouponKind.PRINTED


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCoupon:
    """What a signed coupon says; believed only once its signature is verified."""

    serial: str
    offer_id: str = ""
    amount_minor: int = 0
    currency: str = ""
    valid_from: datetime | None = None
    valid_until: datetime
    member_ref: str = ""


def signed_part(coupon: SignedCoupon) -> bytes:
    """The bytes that the issuer signs; seconds since 1970 for times, what is empty left out."""
    body: dict[str, object] = {"s": coupon.serial, "u": int(coupon.valid_until.timestamp())}
    if coupon.offer_id:
        body["o"] = coupon.offer_id
    if coupon.amount_minor:
        body |= {"a": coupon.amount_minor, "c": coupon.currency}
    if coupon.valid_from is not None:
        body["f"] = int(coupon.valid_from.timestamp())
    if coupon.member_ref:
        body["m"] = coupon.member_ref
    return signed_code.signed_part(PREFIX, body)


def coupon_text(signed: bytes, signature: bytes) -> str:
    """The whole code, of `signed_part` and its signature."""
    return signed_code.whole_code(signed, signature)


def parse_signed(text: str) -> tuple[SignedCoupon, bytes, bytes]:
    """(coupon, signed bytes, signature); raises InputRefused (`coupon.not_genuine`). Nothing is verified."""
    try:
        body, signed, signature = signed_code.parse_code(PREFIX, text)
        coupon = SignedCoupon(
            serial=_word(body["s"]),
            offer_id=_word(body.get("o", "")),
            amount_minor=_amount(body.get("a", 0)),
            currency=_word(body.get("c", "")),
            valid_from=None if "f" not in body else _instant(body["f"]),
            valid_until=_instant(body["u"]),
            member_ref=_word(body.get("m", "")),
        )
    except (ValueError, KeyError, OverflowError, OSError):
        raise _not_genuine() from None
    if not coupon.serial or bool(coupon.offer_id) == bool(coupon.amount_minor):
        raise _not_genuine()
    return coupon, signed, signature


def read_coupon(
    text: str, programme: CouponProgramme, verify: Verify, now: datetime, currency: str
) -> CouponRead:
    """The coupon behind a scanned text.

    Raises InputRefused: `coupon.not_genuine` (not signed by the shop), `coupon.unknown` (not in its list),
    `coupon.expired`, `coupon.not_yet`, `coupon.other_currency`.
    """
    if text.startswith(PREFIX):
        return _read_signed(text, verify, now, currency)
    series = series_of(text, programme.series)
    if series is None or (series.kind is SeriesKind.PRINTED and not _has_right_check_digit(text)):
        raise InputRefused(Reason("coupon.unknown", {"number": shown(text)}))
    _check_time(series.valid_from, series.valid_until, now)
    kind = CouponKind.WECHAT if series.kind is SeriesKind.WECHAT else CouponKind.PRINTED
    return CouponRead(kind=kind, number=text, text=text, offer_id=series.offer_id, stock_id=series.stock_id)


def series_of(text: str, series: Iterable[CouponSeries]) -> CouponSeries | None:
    """The row that says what a number is: the one that begins like it the longest."""
    if len(text) > LONGEST_NUMBER:
        return None
    fitting = (row for row in series if text.startswith(row.starts_with))
    return max(fitting, key=lambda row: len(row.starts_with), default=None)


def _has_right_check_digit(number: str) -> bool:
    """Of an EAN-13, or of a Global Coupon Number after its identifier 255 (GS1 General Specifications 7.9);
    a number of another form has none."""
    if not (number.isascii() and number.isdigit()):
        return True
    if number.startswith(GCN) and len(number) > EAN_LENGTH:
        number = number.removeprefix(GCN)[:EAN_LENGTH]
    return len(number) != EAN_LENGTH or check_digit(number[:-1]) == int(number[-1])


def _read_signed(text: str, verify: Verify, now: datetime, currency: str) -> CouponRead:
    coupon, signed, signature = parse_signed(text)
    if not verify(signed, signature):
        raise _not_genuine()
    _check_time(coupon.valid_from, coupon.valid_until, now)
    if coupon.amount_minor and coupon.currency != currency:
        raise InputRefused(
            Reason("coupon.other_currency", {"found": coupon.currency[:3], "expected": currency})
        )
    return CouponRead(
        kind=CouponKind.VOUCHER if coupon.amount_minor else CouponKind.DIGITAL,
        number=coupon.serial,
        text=text,
        offer_id=coupon.offer_id,
        amount_minor=coupon.amount_minor,
        member_ref=coupon.member_ref,
    )


def _check_time(valid_from: datetime | None, valid_until: datetime | None, now: datetime) -> None:
    if valid_until is not None and now >= valid_until:
        raise InputRefused(Reason("coupon.expired", {"day": valid_until.date().isoformat()}))
    if valid_from is not None and now < valid_from:
        raise InputRefused(Reason("coupon.not_yet", {"day": valid_from.date().isoformat()}))


def _not_genuine() -> InputRefused:
    return InputRefused(Reason("coupon.not_genuine"))


def _word(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_WORD or not value.isprintable():
        raise ValueError("not a word")
    return value


def _amount(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MOST_MINOR:
        raise ValueError("not an amount")
    return value


def _instant(value: object) -> datetime:
    if type(value) is not int:
        raise ValueError("not an instant")
    return datetime.fromtimestamp(value, UTC)
