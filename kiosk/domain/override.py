"""A price that an attendant lowered: what, why and by whose word. Travels in the pricing context."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.money import MOST_MINOR
from kiosk.errors import InputRefused, Reason

WHOLE_PERCENT = 100
LONGEST_WORD = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Off one line, or off all goods; by `percent` or by `amount_minor`, never both."""

    reason: str
    """The shop's own word for why: `damaged`, `price_promise`. In the line's trace."""
    approved_by: str
    """The attendant."""
    line_id: str = ""
    """Empty: all goods of the basket."""
    percent: int = 0
    amount_minor: int = 0
    """As on the shelf; no more is taken off than there is."""


def check_override(override: Override) -> None:
    """Raises InputRefused (`pricing.bad_override`) for one that says nothing clear."""
    by_percent = 1 <= override.percent <= WHOLE_PERCENT and override.amount_minor == 0
    by_amount = 1 <= override.amount_minor <= MOST_MINOR and override.percent == 0
    words = all(0 < len(word.strip()) <= LONGEST_WORD for word in (override.reason, override.approved_by))
    if not (words and (by_percent or by_amount)):
        raise InputRefused(Reason("pricing.bad_override", {"reason": override.reason[:LONGEST_WORD]}))
