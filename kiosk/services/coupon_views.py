"""Coupons as a person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.coupon import ClaimKind
from kiosk.domain.product import Names
from kiosk.errors import Reason


class CouponState(StrEnum):
    """What a coupon does."""

    APPLIED = "applied"
    WAITING = "waiting"
    """Its conditions are not met yet: `reason` says what is missing."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponView:
    """A coupon on the trip; it may be taken out."""

    claim_id: str
    kind: ClaimKind
    names: Names
    """Of its offer; empty for a return voucher."""
    state: CouponState
    saved_minor: int = 0
    """What its offer takes off, or what a voucher pays; an offer that several coupons made says it once."""
    reason: Reason | None = None
    """Why it waits or was refused."""
