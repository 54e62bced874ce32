"""What is beside the goods of a basket, as shown."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.product import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class BagsView:
    """Bags are asked for before paying: answered by `TakeBags`, left by `GoBack`."""

    names: Names
    unit_price_minor: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundUpView:
    """The rest to the next whole amount may be given: `RoundUp`."""

    names: Names
    """What it is given to."""
    amount_minor: int
    """What is or would be given."""
    given: bool
