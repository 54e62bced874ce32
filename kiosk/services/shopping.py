"""Shopping: every change of the basket, from a good to a priced line and out again.

Each change is one commit: the new trip first, then the screen. Nothing here waits.
"""

from __future__ import annotations

import logging
from dataclasses import replace as changed

from kiosk.domain import basket as baskets
from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.intervention import outgrown, with_word_of_before
from kiosk.domain.label import plausible
from kiosk.domain.product import NO_NAMES, Product, SelfService
from kiosk.domain.role import Role
from kiosk.domain.trip import Trip, TripState
from kiosk.errors import InputRefused, Reason
from kiosk.ports import AppendRecord, PutIntervention, Write
from kiosk.services.abandoning import Abandoning
from kiosk.services.item_checks import ItemChecks
from kiosk.services.notices import NoticeKind, WayOn
from kiosk.services.trips import Trips
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)


class Shopping:
    """The basket's side of a trip."""

    abandoning: Abandoning
    """What was asked for before goods were taken out is not paid any more."""

    def __init__(self, bench: Bench, trips: Trips, checks: ItemChecks) -> None:
        self._bench = bench
        self._trips = trips
        self._checks = checks

    # --- goods ------------------------------------------------------------------------------------

    def add(self, product: Product, line: BasketLine, unusable: bool = False) -> str | None:
        """One more good, by the line it makes alone, or why it is not taken; the id of the line it is in."""
        trip = self._trips.open()
        product = self._checks.sale.ruled(product)
        if product.self_service is SelfService.NEVER:
            self._not_for_sale(Reason("basket.not_for_self_service"), product)
            return None
        if product.role in (Role.DEPOSIT, Role.DONATION):
            self._not_for_sale(Reason("basket.not_sold_alone"), product)
            return None
        if not plausible(product, line):
            bad = Reason("pricing.bad_line", {"line_id": line.line_id, "sku": product.sku})
            self._refuse(InputRefused(bad), product)
            return None
        self._trips.renew_rules()
        trip = self._bench.visit.trip or trip
        if self._checks.refuses(trip.basket, line, product, unusable=unusable):
            return None
        line = self._checks.doubted(line)
        like = baskets.line_of_like(trip.basket, line)
        line = with_word_of_before(product, line, trip.basket, self._bench.visit.recalls)
        self._bench.visit.products[product.sku] = product
        try:
            basket = self._put(trip, baskets.add(trip.basket, line), product)
        except InputRefused as refused:
            self._refuse(refused, product)
            return None
        self._tell_added(product, line, None if like is None else basket.line(like.line_id))
        return line.line_id if like is None else like.line_id

    def tell_more(self, product: Product, line_id: str, line: BasketLine, unusable: bool) -> str | None:
        """The pieces that just came into a line are those of `line`: another code of their pack says more of
        them. The id of the line they are in now; None where they may not be sold and were taken out."""
        self._trips.renew_rules()
        trip = self._trips.open()
        without = baskets.without_pieces(trip.basket, line_id, line.quantity)
        product = self._checks.sale.ruled(product)
        if self._checks.refuses(without, line, product, unusable=unusable, taken_out=True):
            self._take_out(self._trips.open(), without, line)
            return None
        like = baskets.line_of_like(without, line)
        line = with_word_of_before(product, line, trip.basket, self._bench.visit.recalls)
        try:
            self._put(trip, baskets.add(without, line), product)
        except InputRefused as refused:
            self._refuse(refused, product)
            return line_id
        return line.line_id if like is None else like.line_id

    def _take_out(self, trip: Trip, basket: Basket, line: BasketLine) -> None:
        body = {"trip_id": trip.trip_id, "sku": line.sku, "quantity": line.quantity, "by": "scan"}
        self._change(trip, basket, AppendRecord(RecordKind.LINE_VOIDED, body, lane=Lane.EVENTS))

    def _tell_added(self, product: Product, added: BasketLine, joined: BasketLine | None) -> None:
        """What came in, and once a trip what the shop wants to be told with it."""
        visit, count = self._bench.visit, added.quantity
        kind, reason = NoticeKind.FOUND, Reason("basket.found")
        if joined is not None:
            kind, reason = NoticeKind.AGAIN, Reason("basket.again", {"quantity": joined.quantity})
        elif count > 1:
            reason = Reason("basket.pack_found", {"quantity": count})
        amount = self._amount_of(joined or added, count)
        self._bench.tell(kind, reason, names=product.names, amount_minor=amount)
        if product.message != NO_NAMES and product.sku not in visit.told:
            visit.told.add(product.sku)
            self._bench.tell(
                NoticeKind.INFO, Reason("basket.scan_message"), names=product.message, stays=True
            )

    def _put(self, trip: Trip, basket: Basket, product: Product) -> Basket:
        """Take the changed lines of one product in, with the intervention they need; raises InputRefused."""
        visit = self._bench.visit
        over = self._checks.sale.over_limit(basket)
        if over is not None and baskets.pieces(basket) > baskets.pieces(trip.basket):
            raise InputRefused(over[1])
        before = {line.line_id: line for line in trip.basket.lines}
        for line in basket.lines:
            known = before.get(line.line_id)
            if known is not None and outgrown(product, known, line, visit.recalls):
                basket = baskets.withdraw(basket, line.line_id)
        opened = self._trips.newly_needed(basket, {product.sku: product})
        self._change(trip, basket, *(PutIntervention(one) for one in opened))
        if opened:
            visit.interventions.update({one.line_id: one for one in opened})
            visit.pin_refusal = None
        return basket

    def _refuse(self, refused: InputRefused, product: Product) -> None:
        """Why the basket stays as it is, in the shopper's words."""
        reason = refused.reason
        if reason.code.startswith("pricing."):
            log.warning("%s cannot be sold as scanned: %s", product.sku, reason)
            self._not_for_sale(Reason("basket.label_not_right"), product)
        else:
            self._bench.tell(NoticeKind.REFUSED, reason, names=product.names)

    def _not_for_sale(self, reason: Reason, product: Product) -> None:
        """Only staff can do something about it."""
        self._bench.tell(NoticeKind.NOT_FOR_SALE, reason, names=product.names, ways=(WayOn.CALL_STAFF,))

    def _amount_of(self, line: BasketLine, added: int) -> int | None:
        """What the added pieces cost as shown beside the name: the line's own total where it is them alone,
        else their price less their share of a markdown."""
        priced = self._bench.visit.priced
        mine = next((one for one in priced.lines if one.line_id == line.line_id), None) if priced else None
        if mine is None or line.quantity == added:
            return None if mine is None else mine.total_minor
        off = sum(step.amount_minor for step in mine.trace if step.code == "pricing.near_date")
        return (mine.unit_price_minor * line.quantity + off) * added // line.quantity

    # --- lines ------------------------------------------------------------------------------------

    def set_quantity(self, line_id: str, quantity: int) -> None:
        """Change a counted line; 0 takes it out."""
        trip = self._bench.visit.trip
        if trip is None or trip.state is not TripState.BUILDING or not _has(trip, line_id):
            return
        if quantity <= 0:
            self.void(line_id)
            return
        product = self._bench.visit.products[trip.basket.line(line_id).sku]
        try:
            self._put(trip, baskets.set_quantity(trip.basket, line_id, quantity), product)
        except InputRefused as refused:
            self._refuse(refused, product)

    def void(self, line_id: str, by: str = "shopper", *audit: Write) -> bool:
        """Take a line out; an intervention it waited for ends with it. False where nothing was taken out."""
        trip, visit = self._bench.visit.trip, self._bench.visit
        if trip is None or trip.state is not TripState.BUILDING or not _has(trip, line_id):
            return False
        line = next(one for one in trip.basket.lines if one.line_id == line_id)
        body = {"trip_id": trip.trip_id, "sku": line.sku, "quantity": line.quantity, "by": by}
        writes: list[Write] = [AppendRecord(RecordKind.LINE_VOIDED, body, lane=Lane.EVENTS), *audit]
        self._change(trip, baskets.void(trip.basket, line_id), *writes, by=by)
        names = visit.sold(line.sku).names
        self._bench.tell(NoticeKind.INFO, Reason("basket.line_taken_out"), names=names)
        return True

    def approve(self, line_id: str, attendant: str, *audit: Write) -> None:
        """An attendant allows a restricted line."""
        trip, visit = self._bench.visit.trip, self._bench.visit
        opened = visit.interventions.get(line_id)
        if trip is None or opened is None:
            return
        body = {"trip_id": trip.trip_id, "sku": opened.sku, "kind": str(opened.kind), "attendant": attendant}
        self._change(
            trip,
            baskets.approve(trip.basket, line_id, attendant),
            PutIntervention(opened, resolved_by=attendant),
            AppendRecord(RecordKind.INTERVENTION_RESOLVED, body),
            *audit,
        )
        visit.interventions.pop(line_id, None)
        self._bench.tell(NoticeKind.FOUND, Reason("basket.allowed"), names=visit.sold(opened.sku).names)

    # --- inside -----------------------------------------------------------------------------------

    def _change(self, trip: Trip, basket: Basket, *writes: Write, by: str = "scan") -> None:
        """Price first: a basket that cannot be priced is never written. What lines that are gone waited for
        ends with them."""
        new, visit = changed(trip, basket=basket), self._bench.visit
        priced = self._bench.price(new)
        kept = {line.line_id for line in basket.lines}
        over = {line_id: one for line_id, one in visit.interventions.items() if line_id not in kept}
        ended = [PutIntervention(one, resolved_by=by) for one in over.values()]
        self._bench.show(new, priced, *writes, *ended, *self.abandoning.writes(trip.sale_id, basket))
        for line_id in over:
            del visit.interventions[line_id]
        self.abandoning.tell(trip.sale_id, basket)


def _has(trip: Trip, line_id: str) -> bool:
    return any(line.line_id == line_id for line in trip.basket.lines)
