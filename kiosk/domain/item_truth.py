"""Item truth: whether this one item may be sold, by what its own code says.

Decided at the scan and again before the basket is frozen, without a network:

- a use-by date (AI 17) that has passed is refused: unsafe, and unlawful to sell nearly everywhere;
- so is a best-before or sell-by date (AI 15, 16) that has passed. Some laws let a shop sell such an item
  at its own risk and China's does not (Food Safety Law, article 34): no shopper is left to judge that alone,
  staff may at a till. A date is good through its own day, counted in the shop's zone;
- a recall of every batch, or of the batch the code tells, refuses. A recall of some batches of a good whose
  code tells none (every plain EAN-13) neither sells nor refuses: an attendant compares the pack
  (`kiosk.domain.intervention`), else one bad batch would close the shop's whole shelf to self-service, or be
  sold;
- a serial number is sold once, in a basket and in the group's shops.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.recall import RecallBook, recalled
from kiosk.domain.serials import Serial
from kiosk.errors import Reason

IsSold = Callable[[Serial], bool]
"""Whether the item is known to have been sold."""


def objection(line: BasketLine, *, today: date, recalls: RecallBook, is_sold: IsSold) -> Reason | None:
    """Why an item may not be sold here, or None. `today` is the shop's day."""
    if recalled(recalls.of(line.gtin14, line.sku), line.batch) is not None:
        return Reason("item.recalled")
    if line.expiry is not None and line.expiry < today:
        return Reason("item.expired", {"day": line.expiry.isoformat()})
    if line.best_before is not None and line.best_before < today:
        return Reason("item.past_best_before", {"day": line.best_before.isoformat()})
    if line.serial and is_sold(Serial(line.gtin14, line.serial)):
        return Reason("item.serial_sold")
    return None


def already_in(basket: Basket, line: BasketLine) -> Reason | None:
    """`item.serial_in_basket` where this very item was scanned before; None without a serial."""
    again = bool(line.serial) and any(
        (one.gtin14, one.serial) == (line.gtin14, line.serial) for one in basket.lines
    )
    return Reason("item.serial_in_basket") if again else None
