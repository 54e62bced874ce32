"""How an offer lowers one amount, and several of them one after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.domain.money import Rounding, divide

WHOLE_PERCENT = 100


@dataclass(slots=True, unsafe_hash=True)
class Lowering:
    """So many percent or so much less, or so much at most: one of the three. Never changed once made,
    like all that the search for deals is about; frozen it would take four times as long to make."""

    percent: int | None = None
    amount_minor: int | None = None
    price_minor: int | None = None

    def after(self, amount_minor: int, rounding: Rounding) -> int:
        """What is left of an amount: never more than it, never less than nothing."""
        if self.percent is not None:
            return amount_minor - divide(amount_minor * self.percent, WHOLE_PERCENT, rounding)
        if self.amount_minor is not None:
            return max(0, amount_minor - self.amount_minor)
        return amount_minor if self.price_minor is None else min(amount_minor, self.price_minor)

    def by_weight(self, weight_g: int, rounding: Rounding) -> Lowering:
        """Of a weighed item, where amount and price are those of a kilogram."""
        if self.percent is not None:
            return self
        return Lowering(
            None,
            None if self.amount_minor is None else divide(self.amount_minor * weight_g, 1000, rounding),
            None if self.price_minor is None else divide(self.price_minor * weight_g, 1000, rounding),
        )


@dataclass(slots=True, unsafe_hash=True)
class Stacked:
    """A stackable offer as it lowers one piece."""

    offer_id: str
    lowering: Lowering


Stack = tuple[Stacked, ...]
"""In the order they are applied in."""


def steps_of(stack: Stack, amount_minor: int, rounding: Rounding) -> Iterator[tuple[str, int]]:
    """What each offer takes off an amount that those before it have lowered."""
    for each in stack:
        left = each.lowering.after(amount_minor, rounding)
        yield each.offer_id, amount_minor - left
        amount_minor = left


def after_stack(stack: Stack, amount_minor: int, rounding: Rounding) -> int:
    """What is left of an amount after all of them."""
    for each in stack:
        amount_minor = each.lowering.after(amount_minor, rounding)
    return amount_minor
