"""Going back: from the QR to the basket, or on to another wallet, in BACK_WAIT_S at most.

The old attempt is closed first. Where its close takes longer it is watched on behind the screen, unless
somebody may be paying it: then the shopper waits for its end.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain.payment import AttemptState
from kiosk.domain.trip import Trip, TripEvent, TripState
from kiosk.errors import Reason
from kiosk.ports import Timers
from kiosk.services.on_screen import PaymentOnScreen
from kiosk.services.until_kept import until_kept
from kiosk.services.views import NoticeKind
from kiosk.services.visit import Bench
from kiosk.services.watch import Watch
from kiosk.services.watching import Watching

BACK_WAIT_S = 2.0
"""How long going back to the basket waits for the old attempt's end."""


class GoingBack:
    """Every way from a payment to the basket."""

    def __init__(self, bench: Bench, watching: Watching, timers: Timers) -> None:
        self._bench = bench
        self._watching = watching
        self._timers = timers
        self.given_back: Callable[[], None] = lambda: None
        """The trip is the shopper's again, maybe by an answer: nobody need be there."""
        self.pay: Callable[[str], None] = lambda wallet: None
        """Ask for a QR of this wallet."""

    def go_back(self) -> None:
        """The shopper wants the basket again."""
        visit = self._bench.visit
        trip, payment = visit.trip, visit.payment
        if trip is None or payment is None:
            return
        if trip.state is TripState.FROZEN:
            self.to_basket(trip)
            return
        watch = self._watching.of(payment.attempt_id)
        if watch is None or trip.state is not TripState.AWAITING:
            return
        if watch.needs_no_code:  # it is paid already, or will be in a moment
            self._bench.tell(NoticeKind.INFO, Reason("pay.still_checking"), stays=True)
            return
        watch.next_wallet = None
        self._start(watch, payment)

    def change_wallet(self, wallet: str | None) -> None:
        """While a QR is asked for or shows: close it, then ask with the other wallet."""
        payment = self._bench.visit.payment
        if payment is None or wallet is None or wallet == payment.wallet:
            return
        watch = self._watching.of(payment.attempt_id)
        if watch is None or payment.checking or watch.opened:
            self._bench.tell(NoticeKind.INFO, Reason("pay.still_checking"), stays=True)
            return
        watch.next_wallet = wallet
        self._start(watch, payment)

    def _start(self, watch: Watch, payment: PaymentOnScreen) -> None:
        if watch.going_back:
            return
        payment.checking = watch.going_back = True
        self._watching.close(watch)
        until_kept(self._timers, BACK_WAIT_S, lambda: self._due(watch))

    def _due(self, watch: Watch) -> None:
        watch.back_due = True
        self.reconsider(watch)

    def reconsider(self, watch: Watch) -> None:
        """Once the wait is over and at every answer after it: the basket is given back where nobody had
        opened the payment."""
        visit = self._bench.visit
        payment = visit.payment_of(watch.request.attempt_id)
        if not watch.back_due or payment is None or visit.trip is None:
            return
        if visit.trip.state is not TripState.AWAITING:
            return
        closing = watch.state is AttemptState.CLOSING and not watch.silent
        if not watch.shown or (closing and not watch.opened):
            self.leave_behind(visit.trip)
            self._pay_on(watch)

    def ended(self, watch: Watch, frozen: Trip) -> None:
        """The old attempt ended unpaid while the shopper waited for it."""
        self.to_basket(frozen)
        self._pay_on(watch)

    def leave_behind(self, trip: Trip) -> None:
        """Back to the basket while the attempt is watched on behind the screen."""
        self._bench.commit(self._bench.move(trip, TripEvent.BACK, priced=None))
        self._bench.visit.payment = None
        self.given_back()

    def to_basket(self, frozen: Trip) -> None:
        self._bench.commit(self._bench.move(frozen, TripEvent.UNFREEZE, priced=None))
        self._bench.visit.payment = None
        self.given_back()

    def _pay_on(self, watch: Watch) -> None:
        if watch.next_wallet is not None:
            self.pay(watch.next_wallet)
