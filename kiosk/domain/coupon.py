"""A claim: what a shopper brings to a price or to a payment beside money, held while it is paid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ClaimKind(StrEnum):
    """What a claim is for."""

    COUPON = "coupon"
    """Enables its offer."""
    WECHAT_COUPON = "wechat_coupon"
    """A merchant coupon of WeChat Pay: enables its offer, and WeChat Pay is told that it was used."""
    VOUCHER = "voucher"
    """Pays `amount_minor` of what is owed; never paid out."""
    POINTS = "points"
    STORED_VALUE = "stored_value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim of a basket; travels with its price. Where it stands is the ledger's (`claim_state`)."""

    claim_id: str
    """Of the kiosk's making (UUIDv7)."""
    kind: ClaimKind
    number: str = ""
    """What makes it this one: a coupon's number or serial."""
    offer_id: str = ""
    """The offer it enables; empty for a means of payment."""
    amount_minor: int = 0
    """What it pays; 0 for a coupon."""
    single_use: bool = False
    """Nobody else may have one of this number; printed ones may."""


OFFER_KINDS = frozenset({ClaimKind.COUPON, ClaimKind.WECHAT_COUPON})
"""Kinds that enable an offer."""
