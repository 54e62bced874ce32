"""What a priced basket says of offers beside its lines: applied, nearly reached, refused."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.product import Names
from kiosk.errors import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedOffer:
    """An offer that lowered the basket's price; steps of the lines' traces name it as their source."""

    offer_id: str
    names: Names
    uses: int
    """Sets, or pieces of an offer that takes them one by one; 1 of one for the whole basket."""
    saved_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NearOffer:
    """An offer that the basket touches and does not reach (again): what is missing and what it would save."""

    offer_id: str
    names: Names
    missing_pieces: int = 0
    missing_minor: int = 0
    """Of goods that count, at the prices before offers; of the two one is 0."""
    would_save_minor: int
    """What the basket would cost less than with the missing pieces at their own prices: at least, reckoned
    with the cheapest of what is missing. 0 where no amount can be promised (`near_certainty`)."""
    skus: tuple[str, ...] = ()
    """Of the basket, goods that count for what is missing; empty where only others do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedClaim:
    """A coupon that lowers nothing, and why; it is not used and stays the shopper's."""

    claim_id: str
    offer_id: str
    reason: Reason
