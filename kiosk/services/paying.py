"""Paying: from the frozen basket to a verified answer of the cloud.

The kiosk never decides `paid`. It commits an attempt before it asks for it, shows the QR it is given,
and takes silence for what it is: unknown. An attempt whose end is not known stays watched, on the
screen or behind it, until the cloud says how it ended; so does one from before a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace as changed
from datetime import timedelta

from kiosk.domain.payment import NOT_PAID, SHOWING, Attempt, AttemptRequest, AttemptState
from kiosk.domain.sold import sold_lines
from kiosk.domain.trip import Trip, TripEvent, TripState
from kiosk.errors import BugError, Reason
from kiosk.ports import KnownAttempt, PutAttempt, Timers
from kiosk.services.views import NoticeKind
from kiosk.services.visit import Bench, PaymentOnScreen
from kiosk.services.watching import Watch, Watching

BACK_WAIT_S = 2.0
"""How long going back to the basket waits for the old attempt's end."""
DOUBT_AFTER_S = 30.0
"""How long after its QR's end an unknown attempt is given to staff."""

Complete = Callable[[AttemptRequest, Attempt], None]
"""Make the sale of a paid attempt: one commit, then the paid screen where the trip is still here."""


class Paying:
    """What answers about attempts mean for the trip and the screen."""

    def __init__(
        self, bench: Bench, watching: Watching, timers: Timers, lifetime_s: int, complete: Complete
    ) -> None:
        self._bench = bench
        self._watching = watching
        self._timers = timers
        self._lifetime = timedelta(seconds=lifetime_s)
        self._complete = complete
        self.doubted: Callable[[], None] = lambda: None
        """A payment's end has become a staff matter."""
        watching.learned = self._learned
        watching.silence = self._silence
        watching.unkept = self._unkept

    # --- what the shopper asks ---------------------------------------------------------------------

    def pay(self, wallet: str | None) -> None:
        """Freeze the basket and ask for a QR; a changed price is shown first and paid at the next tap."""
        visit = self._bench.visit
        trip = visit.trip
        if trip is None or trip.state not in (TripState.BUILDING, TripState.FROZEN):
            return
        if not trip.basket.lines or visit.interventions or self.may_be_paying(trip):
            return
        wallets = self._bench.identity.wallets
        if not wallets or (wallet is not None and wallet not in wallets):
            self._bench.tell(NoticeKind.REFUSED, Reason("pay.no_wallet"), stays=True)
            return
        moved = changed(trip, context=changed(trip.context, at=self._bench.clock.now()))
        priced = self._bench.price(moved)
        if visit.priced is not None and visit.priced.total_minor != priced.total_minor:
            if trip.state is TripState.FROZEN:
                moved = self._bench.move(moved, TripEvent.UNFREEZE, priced=None)
            self._bench.commit(moved)
            visit.priced, visit.payment = priced, None
            self._bench.tell(NoticeKind.INFO, Reason("basket.prices_changed"), stays=True)
            return
        if trip.state is TripState.BUILDING:
            moved = self._bench.move(moved, TripEvent.FREEZE)
        self._ask(changed(moved, priced=priced), wallet or wallets[0])

    def _ask(self, frozen: Trip, wallet: str) -> None:
        if frozen.priced is None:
            raise BugError("a frozen trip has its priced basket")
        number = frozen.attempts + 1
        request = AttemptRequest(
            attempt_id=f"{frozen.sale_id}-{number:02d}",
            sale_id=frozen.sale_id,
            wallet=wallet,
            basket=frozen.basket,
            context=frozen.context,
            priced=frozen.priced,
            member=frozen.member,
            expires_at=self._bench.clock.now() + self._lifetime,
            goods=sold_lines(frozen.basket, self._bench.visit.products),
        )
        asking = self._bench.move(frozen, TripEvent.ASK, attempts=number, goods=request.goods)
        self._bench.commit(asking, PutAttempt(request, None))
        visit = self._bench.visit
        visit.priced, visit.notice = frozen.priced, None
        visit.payment = PaymentOnScreen(wallet=wallet, attempt_id=request.attempt_id)
        self._watch_expiry(self._watching.put(request))

    def go_back(self) -> None:
        """To the basket; where a QR was shown its attempt is closed first, in BACK_WAIT_S at most."""
        visit = self._bench.visit
        trip, payment = visit.trip, visit.payment
        if trip is None or payment is None:
            return
        if trip.state is TripState.FROZEN:
            self._to_basket(trip)
            return
        watch = self._watching.of(payment.attempt_id)
        if watch is None or watch.going_back or trip.state is not TripState.AWAITING:
            return
        payment.checking = watch.going_back = True
        self._watching.close(watch)
        self._timers.after(BACK_WAIT_S, lambda: self._back_waited(watch))

    def _back_waited(self, watch: Watch) -> None:
        """Not closed yet: the basket is given back where nobody had opened the payment."""
        trip, payment = self._bench.visit.trip, self._on_screen(watch)
        if trip is None or payment is None or trip.state is not TripState.AWAITING:
            return
        closing = watch.answer is not None and watch.answer.state is AttemptState.CLOSING
        if not watch.shown or (closing and not payment.opened and not watch.silent):
            self._leave_behind(trip)

    def _leave_behind(self, trip: Trip) -> None:
        """Back to the basket while the attempt is watched on behind the screen."""
        self._bench.commit(self._bench.move(trip, TripEvent.BACK, priced=None))
        self._bench.visit.payment = None

    def _to_basket(self, frozen: Trip) -> None:
        self._bench.commit(self._bench.move(frozen, TripEvent.UNFREEZE, priced=None))
        self._bench.visit.payment = None

    def may_be_paying(self, trip: Trip) -> bool:
        """Nothing new while somebody may be paying an earlier QR of this sale; the shopper is told."""
        earlier = [one for one in self._watching if one.request.sale_id == trip.sale_id and one.shown]
        blocked = any(one.answer is None or one.answer.state is not AttemptState.CLOSING for one in earlier)
        if blocked:
            self._bench.tell(NoticeKind.INFO, Reason("pay.still_checking"), stays=True)
        return blocked

    # --- after a crash -----------------------------------------------------------------------------

    def resume(self, known: Sequence[KnownAttempt]) -> None:
        """Watch every attempt that was not known to have ended; the trip's own one comes on the screen."""
        trip = self._bench.visit.trip
        for one in known:
            attempt_id = one.request.attempt_id
            watch = Watch(one.request, one.answer, shown=one.answer is not None)
            own = trip is not None and attempt_id == f"{trip.sale_id}-{trip.attempts:02d}"
            if own and trip is not None and trip.state in (TripState.AWAITING, TripState.NEEDS_STAFF):
                self._bench.visit.payment = PaymentOnScreen(one.request.wallet, attempt_id, checking=True)
            else:
                watch.closing = True
            self._watching.take_up(watch)
            self._watch_expiry(watch)

    # --- what an answer means ----------------------------------------------------------------------

    def _learned(self, watch: Watch, attempt: Attempt) -> None:
        """Durable first, then the effect."""
        self._bench.visit.online = True
        if attempt.state is AttemptState.PAID:
            self._paid(watch, attempt)
        elif attempt.state in NOT_PAID:
            self._not_paid(watch, attempt)
        elif attempt.state in (AttemptState.LATE_PAID, AttemptState.MISMATCH) or "refund" in attempt.state:
            self._returned(watch, attempt)
        else:
            if watch.answer is None or watch.answer.state is not attempt.state:
                self._bench.commit(None, PutAttempt(watch.request, attempt))
            self._show(watch, attempt)

    def _show(self, watch: Watch, attempt: Attempt) -> None:
        payment = self._on_screen(watch)
        if payment is None:
            return
        payment.opened = attempt.state is AttemptState.USERPAYING
        payment.expires_at = attempt.expires_at
        if attempt.state in SHOWING and not watch.closing and attempt.qr_text:
            watch.shown = True
            payment.qr_text, payment.checking = attempt.qr_text, False
        elif attempt.state not in (AttemptState.CREATED, AttemptState.REQUESTING):
            payment.checking = True

    def _paid(self, watch: Watch, attempt: Attempt) -> None:
        self._complete(watch.request, attempt)
        self._watching.forget(watch)
        for other in self._watching:
            if other.request.sale_id == watch.request.sale_id:
                self._watching.close(other)

    def _not_paid(self, watch: Watch, attempt: Attempt) -> None:
        visit, payment = self._bench.visit, self._on_screen(watch)
        trip = visit.trip
        if trip is None or payment is None or trip.state not in (TripState.AWAITING, TripState.NEEDS_STAFF):
            self._bench.commit(None, PutAttempt(watch.request, attempt))
            self._watching.forget(watch)
            return
        frozen = self._bench.move(trip, TripEvent.NOT_PAID)
        self._bench.commit(frozen, PutAttempt(watch.request, attempt))
        self._watching.forget(watch)
        visit.doubt = None
        if watch.going_back:
            self._to_basket(frozen)
            return
        payment.qr_text, payment.checking, payment.opened = None, False, False
        payment.reason = attempt.reason or Reason("pay.expired")

    def _returned(self, watch: Watch, attempt: Attempt) -> None:
        """Money came that cannot hold this sale; the cloud gives it back, staff are told."""
        trip, payment = self._bench.visit.trip, self._on_screen(watch)
        doubt = None
        if trip is not None and payment is not None and trip.state is TripState.AWAITING:
            doubt = self._bench.move(trip, TripEvent.DOUBT)
        self._bench.commit(doubt, PutAttempt(watch.request, attempt))
        if payment is not None:
            self._bench.visit.doubt = Reason("pay.money_is_returned")
            self.doubted()
        self._watching.forget(watch)

    def _silence(self, watch: Watch) -> None:
        """No answer. Where no QR was shown nobody can have paid, so the shopper may go on at once."""
        visit, payment = self._bench.visit, self._on_screen(watch)
        visit.online = False
        if payment is None:
            return
        if watch.shown or visit.trip is None or visit.trip.state is not TripState.AWAITING:
            payment.checking = True
            return
        watch.closing = True
        self._leave_behind(visit.trip)
        self._bench.tell(NoticeKind.REFUSED, Reason("pay.cloud_unreachable"), stays=True)

    def _unkept(self, watch: Watch) -> None:
        """It may be paid: no QR that could be paid again."""
        payment = self._on_screen(watch)
        if payment is not None:
            payment.checking = True

    # --- time --------------------------------------------------------------------------------------

    def _watch_expiry(self, watch: Watch) -> None:
        """At the QR's end the attempt is closed; some time after, an unknown end becomes a staff matter."""
        left = max(0.0, (watch.request.expires_at - self._bench.clock.now()).total_seconds())
        self._timers.after(left, lambda: self._expired(watch))
        self._timers.after(left + DOUBT_AFTER_S, lambda: self._in_doubt(watch))

    def _expired(self, watch: Watch) -> None:
        if self._watching.of(watch.request.attempt_id) is watch and not watch.closing:
            payment = self._on_screen(watch)
            if payment is not None:
                payment.checking = True
            self._watching.close(watch)

    def _in_doubt(self, watch: Watch) -> None:
        trip = self._bench.visit.trip
        if self._watching.of(watch.request.attempt_id) is not watch or self._on_screen(watch) is None:
            return
        if trip is not None and trip.state is TripState.AWAITING:
            self._bench.commit(self._bench.move(trip, TripEvent.DOUBT))
            self._bench.visit.doubt = Reason("pay.in_doubt")
            self.doubted()

    def _on_screen(self, watch: Watch) -> PaymentOnScreen | None:
        payment = self._bench.visit.payment
        return payment if payment is not None and payment.attempt_id == watch.request.attempt_id else None
