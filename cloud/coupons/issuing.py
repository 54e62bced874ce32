"""Signing coupons that are good once: codes for a campaign, for one member, or a return voucher."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.coupon_code import LONGEST_WORD, SignedCoupon, coupon_text, signed_part
from kiosk.domain.money import MOST_MINOR
from kiosk.errors import InputRefused, Reason

MOST_CODES = 100_000
SERIAL_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SERIAL_LENGTH = 20
"""100 random bits: nobody finds another one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What each of the codes says; either an offer or an amount."""

    valid_until: datetime
    valid_from: datetime | None = None
    offer_id: str = ""
    amount_minor: int = 0
    currency: str = ""
    member_ref: str = ""


def issue(key: Ed25519PrivateKey, wanted: Issue, count: int) -> list[str]:
    """So many codes, each with a serial of its own.

    Raises InputRefused: `coupon.issue_wrong`, naming what.
    """
    for wrong, what in (
        (not 1 <= count <= MOST_CODES, "count"),
        (bool(wanted.offer_id) == bool(wanted.amount_minor), "offer"),
        (not 0 <= wanted.amount_minor <= MOST_MINOR, "amount"),
        (wanted.valid_from is not None and wanted.valid_from >= wanted.valid_until, "dates"),
        (max(len(wanted.offer_id), len(wanted.member_ref)) > LONGEST_WORD, "offer"),
    ):
        if wrong:
            raise InputRefused(Reason("coupon.issue_wrong", {"what": what}))
    return [_signed(key, wanted) for _ in range(count)]


def _signed(key: Ed25519PrivateKey, wanted: Issue) -> str:
    serial = "".join(secrets.choice(SERIAL_SIGNS) for _ in range(SERIAL_LENGTH))
    signed = signed_part(
        SignedCoupon(
            serial=serial,
            offer_id=wanted.offer_id,
            amount_minor=wanted.amount_minor,
            currency=wanted.currency,
            valid_from=wanted.valid_from,
            valid_until=wanted.valid_until,
            member_ref=wanted.member_ref,
        )
    )
    return coupon_text(signed, key.sign(signed))
