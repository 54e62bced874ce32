"""Level 3 of pricing: offers for the basket as a whole, of what deals and stackable offers have left.

One that is not stackable, the one that saves most (of equal ones the first by id), then all stackable ones
in their order. Each lowers the goods it counts, but for pieces in exclusive deals; an exclusive one only
those that nothing else lowered, which nothing lowers after it. What it takes off is rounded once and shared
to the goods and then to their lines by largest remainder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.domain.deals import Dealt
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.lowering import WHOLE_PERCENT
from kiosk.domain.money import Rounding, divide
from kiosk.domain.offer import BasketOffer
from kiosk.domain.offer_terms import Combination
from kiosk.domain.offers_in_force import Offers
from kiosk.domain.priced import TraceStep
from kiosk.domain.sharing import share

BASKET_OFFER = "pricing.basket_offer"


@dataclass(frozen=True, slots=True)
class Taken:
    """What one offer takes off, by line id, and how often it counts."""

    offer_id: str
    off: Mapping[str, int]
    uses: int


def with_basket_offers(goods: Sequence[LineAlone], offers: Offers, dealt: Dealt, rounding: Rounding) -> None:
    """Adds their steps and uses to `dealt`."""
    reached = [(offer, uses) for offer in offers.book.basket_offers if (uses := uses_of(offer, offers)) > 0]
    if not reached:
        return
    sums = _Sums(goods, offers, dealt, rounding)
    stackable = [pair for pair in reached if pair[0].terms.combination is Combination.STACKABLE]
    stackable.sort(key=lambda pair: (-pair[0].terms.priority, pair[0].offer_id))
    ways = [sums.taken(stackable)]
    ways += [sums.taken([pair, *stackable]) for pair in reached if pair not in stackable]
    best = max(ways, key=lambda way: sum(sum(taken.off.values()) for taken in way))
    for taken in best:
        if any(taken.off.values()):
            dealt.uses[taken.offer_id] += taken.uses
        for line_id, off in taken.off.items():
            if off:
                dealt.add(line_id, TraceStep(BASKET_OFFER, -off, taken.offer_id, 0, taken.uses))


def uses_of(offer: BasketOffer, offers: Offers) -> int:
    """How often the basket reaches it: not at all, once, or for each whole spend."""
    held = offers.held(offer)
    if held is None:
        return 0
    pieces, spend = offers.counted(offer)
    if not pieces or spend < offer.spend_minor:
        return 0
    uses = spend // offer.spend_minor if offer.every else 1
    return uses if held.most_uses is None else min(uses, held.most_uses)


class _Sums:
    """What of each line can be lowered, and what of it nothing has lowered yet."""

    def __init__(self, goods: Sequence[LineAlone], offers: Offers, dealt: Dealt, rounding: Rounding) -> None:
        self._offers, self._rounding = offers, rounding
        totals = {entry.line.line_id: entry.total_minor + dealt.total(entry.line.line_id) for entry in goods}
        self._open = {line_id: total - dealt.exclusive[line_id] for line_id, total in totals.items()}
        self._untouched = {line_id: total - dealt.lowered[line_id] for line_id, total in totals.items()}

    def taken(self, applied: Sequence[tuple[BasketOffer, int]]) -> list[Taken]:
        """What these take off one after another."""
        left, found = dict(self._open), []
        for offer, uses in applied:
            exclusive = offer.terms.combination is Combination.EXCLUSIVE
            members = self._offers.members(offer)
            lines = [entry.line.line_id for entry in members]
            amounts = [self._untouched[line_id] if exclusive else left[line_id] for line_id in lines]
            off = _off(offer, uses, sum(amounts), self._rounding)
            named = [(entry.line.sku, entry.line.line_id) for entry in members]
            shares = dict(zip(lines, share(off, amounts, named), strict=True))
            for line_id, amount in zip(lines, amounts, strict=True):
                left[line_id] -= amount if exclusive else shares[line_id]
            found.append(Taken(offer.offer_id, shares, uses))
        return found


def _off(offer: BasketOffer, uses: int, amount_minor: int, rounding: Rounding) -> int:
    if offer.percent is not None:
        return divide(amount_minor * offer.percent, WHOLE_PERCENT, rounding)
    return min((offer.amount_minor or 0) * uses, amount_minor)
