"""Handing over: the basket goes on at a staffed till, which reads it from the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed

from kiosk.domain.basket import BasketLine
from kiosk.domain.events import RecordKind
from kiosk.domain.handover import (
    Handover,
    HandoverEntry,
    can_carry,
    handover_texts,
    printed_elements,
    printed_gtin,
)
from kiosk.domain.intervention import needed
from kiosk.domain.money import currency
from kiosk.domain.product import Product
from kiosk.domain.trip import Trip, TripState
from kiosk.domain.trip_coupon import TripCoupon
from kiosk.errors import StoreUnusable
from kiosk.ports import AppendRecord, Timer, Timers
from kiosk.services.paying import Paying
from kiosk.services.until_kept import AGAIN_S
from kiosk.services.visit import Bench

SHOWN_S = 90.0
"""How long one code stays when nobody touches the screen or says that the till has it."""
EACH_MORE_S = 30.0
"""So much longer for each further code."""


class HandingOver:
    """From the basket to its codes; the trip ends when the till has them."""

    def __init__(self, bench: Bench, paying: Paying, timers: Timers, release: Callable[..., None]) -> None:
        """`release(why, *writes)` ends an unpaid trip and goes to attract."""
        self._bench = bench
        self._paying = paying
        self._timers = timers
        self._release = release
        self._timer: Timer | None = None
        self.shown: Callable[[], None] = lambda: None
        """The codes are on the screen: nothing else waits for the shopper."""

    def hand_over(self) -> None:
        """Show the codes; from a payment that did not come to be, too."""
        visit = self._bench.visit
        if visit.trip is not None and visit.trip.state is TripState.FROZEN:
            self._paying.going_back.go_back()
        trip = visit.trip
        if trip is None or trip.state is not TripState.BUILDING or not trip.basket.lines:
            return
        if visit.staff is not None or visit.paid is not None or self._paying.may_be_paying(trip):
            return
        codes = handover_texts(self._handover(trip))
        self._give_up_attempts(trip)
        visit.staff_entry = visit.notice = None
        visit.handover = codes
        self.shown()
        self.touched()

    def touched(self) -> None:
        """Somebody is at the codes: the wait begins anew."""
        codes = self._bench.visit.handover
        if codes is not None:
            self._wait(SHOWN_S + EACH_MORE_S * (len(codes) - 1))

    def back(self) -> bool:
        """To the basket again: nothing was handed over. False where no codes are shown."""
        visit = self._bench.visit
        if visit.handover is None:
            return False
        visit.handover = None
        self._stop()
        return True

    def done(self, why: str = "said") -> None:
        """The till has the basket: the trip ends here, and the record tells what went."""
        visit = self._bench.visit
        trip, priced = visit.trip, visit.priced
        if visit.handover is None or trip is None or priced is None:
            return
        body = {
            "trip_id": trip.trip_id,
            "why": why,
            "total_minor": priced.total_minor,
            "lines": [
                {"sku": line.sku, "quantity": line.quantity, "code": self._code(line), **_told(line)}
                for line in trip.basket.lines
            ],
            "coupons": [_named(one) for one in trip.coupons if one.refusal is None],
        }
        self._stop()
        self._release("handed_over", AppendRecord(RecordKind.BASKET_HANDED_OVER, body))

    # --- inside -----------------------------------------------------------------------------------

    def _give_up_attempts(self, trip: Trip) -> None:
        """The till will take the money: what still comes for a code once shown here goes back."""
        abandoning = self._paying.abandoning
        writes = abandoning.writes(trip.sale_id)
        if writes:
            self._bench.commit(None, *writes)
            abandoning.tell(trip.sale_id)

    def _wait(self, seconds: float) -> None:
        self._stop()
        self._timer = self._timers.after(seconds, self._silent)

    def _silent(self) -> None:
        try:
            self.done("silence")
        except StoreUnusable:
            self._wait(AGAIN_S)
            raise

    def _handover(self, trip: Trip) -> Handover:
        products = self._bench.visit.products
        entries = tuple(
            HandoverEntry(line.quantity, self._code(line), self._is_restricted(line, products[line.sku]))
            for line in trip.basket.lines
        )
        coupons = tuple(one.text for one in trip.coupons if one.refusal is None and can_carry(one.text))
        return Handover(f"{self._bench.identity.kiosk_id}-{trip.trip_id[-6:]}", entries, coupons)

    def _code(self, line: BasketLine) -> str:
        """What was scanned; for a line of an older version what the catalogue has."""
        told = printed_elements(line, currency(self._bench.identity.store.currency).digits)
        if told is not None:
            return told
        product = self._bench.visit.products[line.sku]
        if line.code:
            return line.code
        return printed_gtin(product.gtins[0]) if product.gtins else product.plu or product.sku

    def _is_restricted(self, line: BasketLine, product: Product) -> bool:
        """The till asks again, whatever was allowed here."""
        return needed(product, changed(line, approved_by=None), self._bench.visit.recalls) is not None

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


def _named(coupon: TripCoupon) -> dict[str, str]:
    """What a coupon was, and of a signed one its serial: never what somebody could use it by."""
    claim = coupon.claim
    told = {"kind": claim.kind.value, "offer_id": claim.offer_id, "number": claim.number}
    return {name: value for name, value in told.items() if value and value != coupon.text}


def _told(line: BasketLine) -> dict[str, str]:
    """What names the very item, where its code does."""
    return {name: value for name, value in (("batch", line.batch), ("serial", line.serial)) if value}
