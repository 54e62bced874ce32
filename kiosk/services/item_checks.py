"""Item checks: whether what was scanned may be sold, the good and the very item, at its scan and again before
payment."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.days import day_of
from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.item_truth import already_in, objection
from kiosk.domain.product import Product
from kiosk.domain.sale_rules import FOR_HOME
from kiosk.domain.trip import Trip
from kiosk.errors import Reason
from kiosk.ports import AppendRecord
from kiosk.services.notices import NoticeKind, WayOn
from kiosk.services.sale_checks import SaleChecks
from kiosk.services.visit import Bench


class ItemChecks:
    """Says what stands against an item. Recalls are `visit.recalls`, which `Trips` keeps new."""

    def __init__(self, bench: Bench, sale: SaleChecks) -> None:
        self._bench = bench
        self.sale = sale

    def refuses(
        self, basket: Basket, line: BasketLine, product: Product, *, unusable: bool, taken_out: bool = False
    ) -> bool:
        """Whether a scanned item is kept out; the shopper is told why, and the shop that it is there.
        `unusable`: its date or number is there and cannot be read. `taken_out`: it was in the basket until
        another of its codes told more."""
        again = already_in(basket, line)
        if again is not None:
            self._bench.tell(NoticeKind.REFUSED, again, names=product.names)
            return True
        against, trip = self.sale.objection(product), None
        if against is None:
            against = Reason("item.code_unusable") if unusable else self._objection(line)
            if against is None:
                return False
            trip = _remembering(self._bench.visit.trip, line.sku)
        body = {
            "sku": line.sku,
            "gtin14": line.gtin14,
            "batch": line.batch,
            "serial": line.serial,
            "expiry": line.expiry,
            "best_before": line.best_before,
            "why": against.code,
        }
        self._bench.commit(trip, AppendRecord(RecordKind.ITEM_REFUSED, body, lane=Lane.EVENTS))
        told = Reason("item.taken_out") if taken_out else against
        ways = (WayOn.WISH, WayOn.CALL_STAFF) if told == FOR_HOME else (WayOn.CALL_STAFF,)
        self._bench.tell(NoticeKind.NOT_FOR_SALE, told, names=product.names, sku=product.sku, ways=ways)
        return True

    def doubted(self, line: BasketLine) -> BasketLine:
        """The line as one to be seen where one of its good was refused in this trip and it tells nothing of
        itself."""
        tells = line.batch or line.serial or line.expiry is not None or line.best_before is not None
        trip = self._bench.visit.trip
        refused = trip is not None and line.sku in trip.refused
        return replace(line, doubted=True) if refused and not tells else line

    def before_paying(self, trip: Trip) -> tuple[BasketLine, Reason] | None:
        """The first line that may not be sold any more, and why: an hour, midnight, a sale stop, a recall or
        another kiosk may have come between."""
        products = self._bench.visit.products
        for line in trip.basket.lines:
            product = products.get(line.sku)
            stopped = None if product is None else self.sale.before_paying(line, product)
            against = stopped or self._objection(line)
            if against is not None:
                return line, against
        return self.sale.over_limit(trip.basket)

    def _objection(self, line: BasketLine) -> Reason | None:
        bench = self._bench
        today = day_of(bench.cloud_now(), bench.identity.store.zone)
        return objection(line, today=today, recalls=bench.visit.recalls, is_sold=bench.ledger.is_sold)


def _remembering(trip: Trip | None, sku: str) -> Trip | None:
    """The trip with one of this good refused; None where nothing of it changes."""
    return None if trip is None or sku in trip.refused else replace(trip, refused=(*trip.refused, sku))
