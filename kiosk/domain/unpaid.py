"""What was taken beyond what was paid: a shopper may go on scanning while an older code is still payable."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.basket import Basket, BasketLine


def lines_beyond(basket: Basket, paid: Basket) -> tuple[BasketLine, ...]:
    """The lines of `basket` that `paid` has not, or has fewer pieces of, with the pieces that are missing."""
    had = {line.line_id: line.quantity for line in paid.lines}
    return tuple(
        replace(line, quantity=line.quantity - had.get(line.line_id, 0))
        for line in basket.lines
        if line.quantity > had.get(line.line_id, 0)
    )
