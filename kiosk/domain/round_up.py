"""Rounding up for charity: the shopper gives what is missing to the next whole amount.

The donation is a line that pricing makes when everything else is known. It carries no tax, earns no points
and counts for no threshold.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.money import MOST_MINOR
from kiosk.errors import InputRefused, Reason

DONATION = "donation"
"""The id of its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundUp:
    """Where the money goes and to what amounts are rounded."""

    sku: str
    """The donation's product."""
    step_minor: int
    """100: to the next whole yuan."""


def donation_minor(owed_minor: int, round_up: RoundUp) -> int:
    """What is missing to the next step; nothing for an amount that is one, or for nothing."""
    if not 1 <= round_up.step_minor <= MOST_MINOR:
        raise InputRefused(Reason("pricing.bad_product", {"sku": round_up.sku}))
    return -owed_minor % round_up.step_minor
