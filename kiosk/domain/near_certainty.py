"""Whether what a near offer would save can be promised.

Levels of pricing are settled one after another, so that one set more may move what other deals take, and with
it what an offer for a part of the basket, or one that lets nothing beside it, takes off. Such an offer is
told without an amount. What is rounded beside it may differ by a unit, which is not promised either.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.basket_offers import uses_of
from kiosk.domain.in_the_way import is_exclusive, skus_of
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.offer import BasketOffer, KnownOffer, MultiBuy, SetDeal
from kiosk.domain.offers_in_force import Offers, is_stacked


class Certainty:
    """Over the offers that one basket touches or reaches."""

    def __init__(self, goods: Sequence[LineAlone], offers: Offers) -> None:
        self._offers = offers
        self._goods = {entry.line.sku: entry for entry in goods}
        reached = [each for each in offers.book.basket_offers if uses_of(each, offers) > 0]
        self._reached = [(each, skus_of(each, offers)) for each in reached]

    def promised(self, offer: KnownOffer, saves_minor: int) -> int:
        """What is sure of it; 0 where nothing is."""
        deals, goods = self._deals(offer)
        baskets = self._baskets(offer, goods)
        if deals and any(own != baskets[0][1] or goods - own for _, own in baskets):
            return 0
        others = len(deals) > 1 or (deals and isinstance(offer, BasketOffer))
        if others and any(map(is_exclusive, [*deals, *[each for each, _ in baskets]])):
            return 0
        rounded = sum([self._pieces(offer) for each in deals if each is not offer and is_stacked(each)])
        rounded += len([each for each, _ in baskets if each.percent]) if len(baskets) > 1 else 0
        return max(0, saves_minor - rounded)

    def _baskets(self, offer: KnownOffer, goods: set[str]) -> list[tuple[BasketOffer, set[str]]]:
        """Offers for the basket that share goods with these, also through others, it among them if it is one;
        each with its goods."""
        found = [(offer, skus_of(offer, self._offers))] if isinstance(offer, BasketOffer) else []
        left, new = [pair for pair in self._reached if pair[0] is not offer], goods
        while new:
            more = [pair for pair in left if pair[1] & new]
            left = [pair for pair in left if not pair[1] & new]
            found += more
            new = set[str]().union(*(own for _, own in more))
        return found

    def _deals(self, offer: KnownOffer) -> tuple[list[KnownOffer], set[str]]:
        """Those that share goods with it, also through others, it among them if it is one; and all their
        goods in the basket."""
        deals: dict[str, KnownOffer] = {} if isinstance(offer, BasketOffer) else {offer.offer_id: offer}
        goods, new = set[str](), skus_of(offer, self._offers)
        while new:
            goods |= new
            shared = {
                each.offer_id: each for sku in new for each, _ in self._offers.parts_for(self._goods[sku])
            }
            more = [each for offer_id, each in shared.items() if offer_id not in deals]
            deals |= shared
            new = set[str]().union(*(skus_of(each, self._offers) for each in more)) - goods
        return list(deals.values()), goods

    def _pieces(self, offer: KnownOffer) -> int:
        """How many are rounded by themselves where something comes on top of the deal."""
        if isinstance(offer, MultiBuy):
            return offer.quantity
        if isinstance(offer, SetDeal):
            return sum([slot.count for slot in offer.slots])
        return self._offers.counted(offer)[0] + 1
