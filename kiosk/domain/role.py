"""What a product is to the shop: goods, or one of the things that offers, coupons and points leave alone."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Only goods are in offers, coupons, points rules and thresholds."""

    GOODS = "goods"
    BAG = "bag"
    """A line of its own, asked for before paying."""
    DEPOSIT = "deposit"
    """On the container of a good: a line that pricing makes, never one of the basket."""
    DONATION = "donation"
    """What a total is rounded up by: a line that pricing makes."""
