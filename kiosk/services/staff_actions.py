"""What an attendant does in admin mode: each action one commit, with its audit record in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed

from kiosk.domain.override import Override
from kiosk.domain.staff_discount import is_within
from kiosk.domain.trip import TripState
from kiosk.errors import InputRefused, Reason
from kiosk.ports import PutSetting
from kiosk.services.audit import acted, allowed, the_basket, the_line
from kiosk.services.intents import StaffDiscount
from kiosk.services.shopping import Shopping
from kiosk.services.staffing import CLOSED, Staffing
from kiosk.services.visit import Bench


class StaffActions:
    """Nothing here does anything outside admin mode."""

    def __init__(
        self,
        bench: Bench,
        staffing: Staffing,
        shopping: Shopping,
        release: Callable[..., None],
        leave_doubt: Callable[..., None],
    ) -> None:
        """`release(why, *writes)` ends an unpaid trip, `leave_doubt(*writes)` one whose payment is in doubt;
        both go to attract."""
        self._bench = bench
        self._staffing = staffing
        self._shopping = shopping
        self._release = release
        self._leave_doubt = leave_doubt

    def allow(self, intervention_id: str) -> None:
        """Allow the restricted line that waits."""
        staff, visit = self._bench.visit.staff, self._bench.visit
        line_id = visit.line_that_waits(intervention_id)
        if staff is None or line_id is None:
            return
        record = allowed(visit, line_id, staff.attendant, "admin")
        self._shopping.approve(line_id, staff.attendant, record)
        staff.message = Reason("staff.line_allowed")

    def void_line(self, line_id: str) -> None:
        """Take a line out of the shopper's basket."""
        staff, visit = self._bench.visit.staff, self._bench.visit
        if staff is None:
            return
        record = acted(staff.attendant, "void_line", **the_line(visit, line_id))
        if self._shopping.void(line_id, staff.attendant, record):
            staff.message = Reason("staff.line_voided")

    def discount(self, wish: StaffDiscount) -> None:
        """Take something off the shopper's goods, up to what the store lets attendants."""
        bench, visit = self._bench, self._bench.visit
        staff, trip = visit.staff, visit.trip
        if staff is None or trip is None or trip.state is not TripState.BUILDING:
            return
        override = Override(
            reason=wish.reason,
            approved_by=staff.attendant,
            line_id=wish.line_id,
            percent=wish.percent,
            amount_minor=wish.amount_minor,
        )
        new = changed(trip, context=changed(trip.context, overrides=(*trip.context.overrides, override)))
        try:
            priced = bench.price(new)
        except InputRefused as refused:
            staff.message = refused.reason
            return
        most = bench.identity.store.most_staff_percent
        if not is_within(priced, most):
            staff.message = Reason("payment.discount_too_high", {"percent": most})
            return
        about = the_line(visit, wish.line_id) if wish.line_id else the_basket(visit)
        what = {"reason": wish.reason, "percent": wish.percent, "off_minor": wish.amount_minor}
        bench.commit(new, acted(staff.attendant, "discount", **about, **what))
        visit.priced, staff.message = priced, Reason("staff.discounted")

    def cancel_trip(self) -> None:
        """Release the shopper's unpaid basket."""
        staff, visit = self._bench.visit.staff, self._bench.visit
        if staff is None or not visit.stands_in(TripState.BUILDING):
            return
        self._release("staff", acted(staff.attendant, "cancel_trip", **the_basket(visit)))
        staff.message = Reason("staff.trip_cancelled")

    def release_doubt(self) -> None:
        """Let a trip go whose payment is in doubt; the payment is watched on behind the screen."""
        staff, visit = self._bench.visit.staff, self._bench.visit
        if staff is None or visit.trip is None or not visit.stands_in(TripState.NEEDS_STAFF):
            return
        which = {"sale_id": visit.trip.sale_id, "attempts": visit.trip.attempts}
        self._leave_doubt(acted(staff.attendant, "release_doubt", **which, **the_basket(visit)))
        staff.message = Reason("staff.doubt_released")

    def close_kiosk(self) -> None:
        """Serve nobody once the shopper of now has gone, also after a restart."""
        staff, trip = self._bench.visit.staff, self._bench.visit.trip
        if staff is None:
            return
        self._bench.commit(None, PutSetting(CLOSED, "yes"), acted(staff.attendant, "close_kiosk"))
        if trip is not None and not trip.basket.lines:
            self._release("staff")
        self._staffing.settle_closed()
        waits = self._bench.visit.trip is not None
        staff.message = Reason("staff.closes_after_trip" if waits else "staff.kiosk_closed")

    def open_kiosk(self) -> None:
        """Serve again."""
        staff = self._bench.visit.staff
        if staff is None:
            return
        self._bench.commit(None, PutSetting(CLOSED, "no"), acted(staff.attendant, "open_kiosk"))
        self._staffing.settle_closed()
        staff.message = Reason("staff.kiosk_opened")
