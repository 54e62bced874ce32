"""The stage of pricing after all offers: what attendants took off, on lines and then on all goods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.domain.money import Rounding, divide
from kiosk.domain.override import WHOLE_PERCENT, Override, check_override
from kiosk.domain.priced import PricedBasket, TraceStep
from kiosk.domain.role import Role
from kiosk.domain.sharing import share
from kiosk.domain.taxing import Untaxed

STAFF_DISCOUNT = "pricing.staff_discount"
"""The step of a line's trace."""


def with_overrides(
    lines: Sequence[Untaxed], overrides: Sequence[Override], rounding: Rounding
) -> list[Untaxed]:
    """The lines with every override taken off, those of a line first, in the order they were given.

    Only goods are lowered, and never below nothing. One whose line was taken out takes nothing. What is off
    the basket is rounded once and shared to the goods and then to their lines by largest remainder. Raises
    InputRefused (`pricing.bad_override`).
    """
    lowered = list(lines)
    for override in sorted(overrides, key=lambda one: one.line_id == ""):
        check_override(override)
        places = [
            place
            for place, line in enumerate(lowered)
            if line.role is Role.GOODS and override.line_id in ("", line.line_id)
        ]
        places.sort(key=lambda place: (lowered[place].sku, lowered[place].line_id))
        amounts = [lowered[place].total_minor for place in places]
        off = _off(override, sum(amounts), rounding)
        shares = share(-off, amounts, [(lowered[place].sku, lowered[place].line_id) for place in places])
        for place, part in zip(places, shares, strict=True):
            if part:
                step = TraceStep(STAFF_DISCOUNT, part, override.reason)
                lowered[place] = replace(lowered[place], trace=(*lowered[place].trace, step))
    return lowered


def is_within(priced: PricedBasket, most_percent: int) -> bool:
    """Whether attendants took no more off the goods than so many percent of what they cost before."""
    steps = (step for step in priced.steps if step.code == STAFF_DISCOUNT)
    taken = -sum(step.amount_minor for step in steps)
    goods = sum(line.total_minor for line in priced.lines if line.role is Role.GOODS) + taken
    return taken * WHOLE_PERCENT <= goods * most_percent


def _off(override: Override, amount_minor: int, rounding: Rounding) -> int:
    if override.percent:
        return divide(amount_minor * override.percent, WHOLE_PERCENT, rounding)
    return min(override.amount_minor, amount_minor)
