"""What offers on top of a deal save less, once it takes pieces that they lower now."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kiosk.domain.basket_offers import BASKET_OFFER
from kiosk.domain.deal_offers import STACKED
from kiosk.domain.deals import Dealt
from kiosk.domain.in_the_way import is_exclusive
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.lowering import WHOLE_PERCENT
from kiosk.domain.money import Rounding, divide
from kiosk.domain.offer import BasketOffer, KnownOffer
from kiosk.domain.offers_in_force import Offers
from kiosk.domain.priced import TraceStep


class Losses:
    """Over one basket as it is now."""

    def __init__(self, goods: Sequence[LineAlone], offers: Offers, dealt: Dealt) -> None:
        self._offers = offers
        self._above: dict[str, list[TraceStep]] = {}
        """By SKU, what lowers its pieces on top of their deals."""
        self._uneven: set[str] = set()
        """Offers for the basket that take off a part of some good, rounded down."""
        self._left: dict[str, int] = {}
        """By line, what is owed for pieces that an offer for the basket may lower."""
        self._owed: dict[str, int] = {}
        """For what an offer for the basket counts, by its id."""
        self._percents: dict[str, int] = {}
        self._note(goods, dealt)

    def _note(self, goods: Sequence[LineAlone], dealt: Dealt) -> None:
        percents, left_of = self._percents, self._left
        skus = {entry.line.line_id: entry.line.sku for entry in goods}
        left_of |= {entry.line.line_id: entry.total_minor for entry in goods}
        for line_id, steps in dealt.steps.items():
            left, on_top = left_of[line_id], 0
            for step in steps:
                code, source, off = step.code, step.source, step.amount_minor
                if code == BASKET_OFFER:
                    on_top += off
                    percent = percents[source] if source in percents else self._percent(source)
                    if left * percent + off * WHOLE_PERCENT > 0:
                        self._uneven.add(source)
                else:
                    left += off
                if code in (BASKET_OFFER, STACKED):
                    self._above.setdefault(skus[line_id], []).append(step)
            left_of[line_id] = left + on_top
        for line_id, minor in dealt.exclusive.items():
            left_of[line_id] -= minor

    def of(
        self,
        offer: KnownOffer,
        saves_minor: int,
        skus: Collection[str],
        more: Sequence[tuple[LineAlone, int]],
    ) -> int:
        """All that they save there where one of the two lets nothing beside it, else their percentage of what
        it saves, and what it saves beyond all that is left for an amount to take off. By goods: which of a
        good's lines gives the pieces changes nothing. `more`: the missing goods as far as they are known, and
        what they cost."""
        above = [step for sku in skus for step in self._above.get(sku, ())]
        alone = is_exclusive(offer)
        gone = [step for step in above if alone or self._goes(step, offer)]
        lost = len(self._uneven & {step.source for step in gone}) - sum(step.amount_minor for step in gone)
        for offer_id in {step.source for step in above if step not in gone}:
            percent, one = self._percent(offer_id), self._offers.book.by_id[offer_id]
            if percent:
                lost += divide(max(0, saves_minor) * percent, WHOLE_PERCENT, Rounding.UP)
            elif isinstance(one, BasketOffer):
                lost += max(0, saves_minor - self._still_owed(one, more))
        return lost

    def _still_owed(self, offer: BasketOffer, more: Sequence[tuple[LineAlone, int]]) -> int:
        """For what it counts and may lower, once those are there too."""
        selects, owed = self._offers.book.selects, self._owed.get(offer.offer_id)
        if owed is None:
            owed = sum([self._left[entry.line.line_id] for entry in self._offers.members(offer)])
            self._owed[offer.offer_id] = owed
        return owed + sum([minor for entry, minor in more if selects(offer.goods, entry.product)])

    def _goes(self, step: TraceStep, offer: KnownOffer) -> bool:
        """Whether what a step saves may be gone once a deal takes the piece: no price is below 0."""
        stacked = step.code == STACKED and step.source != offer.offer_id
        alone = is_exclusive(self._offers.book.by_id[step.source])
        return alone or (stacked and not self._percent(step.source))

    def _percent(self, offer_id: str) -> int:
        if offer_id not in self._percents:
            self._percents[offer_id] = getattr(self._offers.book.by_id[offer_id], "percent", None) or 0
        return self._percents[offer_id]
