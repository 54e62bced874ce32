"""What is owed in money: which claims a priced basket uses, and what is left to pay."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.coupon import Claim, ClaimKind
from kiosk.domain.priced import PricedBasket, PricingContext


def vouchers_used(total_minor: int, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Those that pay for a part or for all, in the order of scanning; one that is worth more than what is
    left waits, since none is ever paid out and nothing of one is lost."""
    used, left = list[Claim](), total_minor
    for claim in claims:
        if claim.kind is ClaimKind.VOUCHER and claim.amount_minor <= left:
            used.append(claim)
            left -= claim.amount_minor
    return tuple(used)


def claims_used(priced: PricedBasket, context: PricingContext) -> tuple[Claim, ...]:
    """The context's claims that lower this price or pay for a part of it; the others wait."""
    vouchers = vouchers_used(priced.total_minor, context.claims)
    return tuple(
        claim for claim in context.claims if claim in vouchers or claim.claim_id in priced.used_claims
    )


def due_minor(priced: PricedBasket, context: PricingContext) -> int:
    """What is left to pay in money."""
    vouchers = vouchers_used(priced.total_minor, context.claims)
    return priced.total_minor - sum(claim.amount_minor for claim in vouchers)
