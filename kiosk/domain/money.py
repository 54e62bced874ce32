"""Money in integer minor units: currencies, rounding, sharing out."""

from __future__ import annotations

from enum import StrEnum


class Rounding(StrEnum):
    """How a fraction of a minor unit is settled."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"
