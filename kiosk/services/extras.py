"""What a shopper is asked beside the goods: bags before paying, and a gift that rounds the total up."""

from __future__ import annotations

from dataclasses import replace as changed

from kiosk.domain.basket import MOST_PIECES, BasketLine, Entry
from kiosk.domain.handover import printed_gtin
from kiosk.domain.product import Product
from kiosk.domain.role import Role
from kiosk.domain.trip import Trip, TripState
from kiosk.services.on_screen import BagsOnScreen
from kiosk.services.shopping import Shopping
from kiosk.services.visit import Bench


class Extras:
    """Bags are asked for once a trip, when the shopper goes to pay and has taken none."""

    def __init__(self, bench: Bench, shopping: Shopping) -> None:
        self._bench = bench
        self._shopping = shopping

    def asks_for_bags(self, wallet: str | None) -> bool:
        """Whether the question comes first; it is on the screen then, and keeps the wallet."""
        visit, bag = self._bench.visit, self._bag()
        trip = visit.trip
        if bag is None or trip is None or visit.bags_answered or visit.interventions or not _may_pay(trip):
            return False
        roles = (visit.products[line.sku].role for line in trip.basket.lines if line.sku in visit.products)
        if Role.BAG in roles:
            return False
        visit.bags = BagsOnScreen(bag, wallet, trip.basket)
        return True

    def take_bags(self, count: int) -> bool:
        """The answer: so many bags, 0 for none. False where nobody was asked or the basket has changed."""
        visit = self._bench.visit
        asked, visit.bags = visit.bags, None
        trip = visit.trip
        if asked is None or trip is None or trip.basket != asked.basket or not 0 <= count <= MOST_PIECES:
            return False
        visit.bags_answered = True
        if count:
            self._shopping.add(asked.bag, self._line(asked.bag, count))
        return True

    def close_bags(self) -> bool:
        """Back to the basket without an answer; False where nobody was asked."""
        visit = self._bench.visit
        asked, visit.bags = visit.bags, None
        return asked is not None

    def round_up(self, give: bool) -> None:
        """The shopper gives the rest to the next whole amount, or does not."""
        bench, trip = self._bench, self._bench.visit.trip
        rule = bench.identity.store.round_up
        if rule is None or trip is None or trip.state is not TripState.BUILDING:
            return
        gift = bench.visit.products.get(rule.sku)
        if give and (gift is None or gift.role is not Role.DONATION):
            return
        new = changed(trip, context=changed(trip.context, round_up=rule if give else None))
        priced = bench.price(new)
        bench.show(new, priced)

    def _bag(self) -> Product | None:
        bench = self._bench
        bag = bench.visit.products.get(bench.identity.store.bag_sku)
        return bag if bag is not None and bag.role is Role.BAG else None

    def _line(self, bag: Product, count: int) -> BasketLine:
        gtin14 = bag.gtins[0] if bag.gtins else ""
        return BasketLine(
            line_id=self._bench.ids.new(),
            sku=bag.sku,
            quantity=count,
            entry=Entry.PICKED,
            code=printed_gtin(gtin14) if gtin14 else bag.plu or "",
            gtin14=gtin14,
        )


def _may_pay(trip: Trip) -> bool:
    return trip.state is TripState.BUILDING and bool(trip.basket.lines)
