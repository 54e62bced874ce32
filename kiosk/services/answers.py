"""Answers: what the cloud's word about an attempt, or its silence, means for the trip and the screen.

Durable first, then the effect. An answer may come twice; the second changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.domain.events import RecordKind
from kiosk.domain.payment import NOT_PAID, SHOWING, UNSETTLED, Attempt, AttemptRequest, AttemptState
from kiosk.domain.trip import Trip, TripEvent, TripState
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import AppendRecord, PutAttempt, Write
from kiosk.services.abandoning import Abandoning
from kiosk.services.going_back import GoingBack
from kiosk.services.views import NoticeKind
from kiosk.services.visit import Bench
from kiosk.services.watch import Watch
from kiosk.services.watching import Watching

log = logging.getLogger(__name__)

NEVER_ASKED = frozenset({AttemptState.REFUSED, AttemptState.ABANDONED})
"""Ends of attempts that no provider ever gave a code for."""

Complete = Callable[[AttemptRequest, Attempt], None]
"""Make the sale of a paid attempt: one commit, then the paid screen where the trip is still here."""


class Answers:
    """Listens to `watching`."""

    def __init__(
        self,
        bench: Bench,
        watching: Watching,
        going_back: GoingBack,
        abandoning: Abandoning,
        complete: Complete,
    ) -> None:
        self._bench = bench
        self._watching = watching
        self._going_back = going_back
        self._abandoning = abandoning
        self._complete = complete
        self.doubted: Callable[[], None] = lambda: None
        """A payment's end has become a staff matter."""
        self.without_claim: Callable[[Trip, Reason], Trip] = lambda frozen, why: frozen
        """The frozen trip at the price without the coupon that a refusal names."""
        self.refused: Callable[[Reason], None] = lambda reason: None
        """Why the trip's payment ended unpaid."""
        watching.in_front = lambda watch: bench.visit.payment_of(watch.request.attempt_id) is not None
        watching.learned = self._learned
        watching.noted = going_back.reconsider
        watching.silence = self._silence
        watching.unkept = self._unkept
        watching.stuck = self._stuck

    def doubt(self, watch: Watch, reason: Reason, *writes: Write) -> None:
        """Give the payment on the screen to staff; `writes` are committed whether or not it is there."""
        visit = self._bench.visit
        on_screen = visit.payment_of(watch.request.attempt_id) is not None
        trip = visit.trip if on_screen else None
        moved: Trip | None = None
        if trip is not None and trip.state is TripState.AWAITING:
            moved = self._bench.move(trip, TripEvent.DOUBT)
        if moved is not None or writes:
            self._bench.commit(moved, *writes)
        if trip is not None:
            visit.doubt = reason
            self.doubted()

    # --- answers -----------------------------------------------------------------------------------

    def _learned(self, watch: Watch, attempt: Attempt) -> None:
        self._bench.visit.online, self._bench.visit.payment_trouble = True, None
        fits = _fits(watch.request, attempt)
        if attempt.state is AttemptState.PAID and fits:
            self._money_came(watch, attempt)
        elif attempt.state in NOT_PAID and not (watch.had_code and attempt.state in NEVER_ASKED):
            self._not_paid(watch, attempt)
        elif attempt.state in NOT_PAID:
            self._lost(watch, attempt)
        elif attempt.state not in UNSETTLED:
            self._returned(watch, attempt)
        else:
            self._keep(watch, attempt, fits)
            self._show(watch, attempt)

    def _keep(self, watch: Watch, attempt: Attempt, fits: bool) -> None:
        """What goes on is kept when it changes. One that asks for other money is closed, never shown."""
        first_unfit = not fits and not watch.unfit
        if first_unfit or watch.state is not attempt.state:
            task = (_wrong_amount(watch.request, attempt),) if first_unfit else ()
            self._bench.commit(None, PutAttempt(watch.request, attempt), *task)
        if first_unfit:
            log.error("payment attempt %s is not for the amount asked for", attempt.attempt_id)
            watch.unfit = True
            self._watching.close(watch)

    def _show(self, watch: Watch, attempt: Attempt) -> None:
        payment = self._bench.visit.payment_of(attempt.attempt_id)
        if payment is None:
            return
        seen_paying = attempt.opened and attempt.state is AttemptState.CLOSING
        payment.opened = seen_paying or attempt.state is AttemptState.USERPAYING
        ends = attempt.expires_at
        payment.expires_at = None if ends is None else ends - self._bench.ahead
        if attempt.state in SHOWING and not watch.closing and attempt.qr_text:
            watch.shown = True
            payment.qr_text, payment.checking = attempt.qr_text, False
        elif attempt.state not in (AttemptState.CREATED, AttemptState.REQUESTING):
            payment.checking = True

    def _money_came(self, watch: Watch, attempt: Attempt) -> None:
        """It makes the sale once, of the first attempt; money for a basket that was given up goes back."""
        sold_by = None if watch.abandoned else self._bench.ledger.paid_by(attempt.sale_id)
        if watch.abandoned:
            self._give_back(watch, attempt)
        elif sold_by is None:
            self._paid(watch, attempt)
        elif sold_by == attempt.attempt_id:
            self._end(watch, attempt)
        else:
            log.error("sale %s was paid by %s already", attempt.sale_id, sold_by)
            self._abandoning.give_up(watch, _task("paid_twice", watch.request))

    def _give_back(self, watch: Watch, attempt: Attempt) -> None:
        """The cloud returns what it took once it is told; where it keeps it then, staff look at it."""
        if watch.state is AttemptState.PAID and watch.told_abandoned:
            self._end(watch, attempt, _task("payment_not_booked", watch.request))
            return
        watch.told_abandoned = False
        self._watching.close(watch, abandon=True)

    def _end(self, watch: Watch, attempt: Attempt, *writes: Write) -> None:
        self._bench.commit(None, PutAttempt(watch.request, attempt), *writes)
        self._watching.forget(watch)

    def _paid(self, watch: Watch, attempt: Attempt) -> None:
        try:
            self._complete(watch.request, attempt)
        except StoreUnusable:
            raise
        except Exception:
            if self._is_open(attempt.attempt_id):
                raise
            log.exception("sale %s is booked, but not shown", attempt.sale_id)
        self._watching.forget(watch)
        for other in self._watching:
            if other.request.sale_id == watch.request.sale_id:
                self._watching.close(other)

    def _is_open(self, attempt_id: str) -> bool:
        """The ledger does not know its end: what broke, broke before the commit."""
        return any(one.request.attempt_id == attempt_id for one in self._bench.ledger.unfinished().attempts)

    def _not_paid(self, watch: Watch, attempt: Attempt) -> None:
        reason = Reason("pay.wrong_code") if watch.unfit else attempt.reason or Reason("pay.expired")
        frozen = self._over(watch, attempt, reason)
        if frozen is not None:
            self.refused(reason)
        if frozen is not None and watch.going_back:
            self._going_back.ended(watch, frozen)

    def _over(self, watch: Watch, attempt: Attempt, reason: Reason, *writes: Write) -> Trip | None:
        """No payment is open any more, so the basket can be paid or changed again; answers the trip where it
        was this payment that it waited for."""
        visit, payment = self._bench.visit, self._bench.visit.payment_of(attempt.attempt_id)
        trip = visit.trip
        if trip is None or payment is None or trip.state not in (TripState.AWAITING, TripState.NEEDS_STAFF):
            self._end(watch, attempt, *writes)
            return None
        ended = self._bench.move(trip, TripEvent.NOT_PAID)
        frozen = self.without_claim(ended, reason)
        self._bench.commit(frozen, PutAttempt(watch.request, attempt), *writes)
        self._watching.forget(watch)
        visit.doubt = None
        payment.qr_text, payment.checking, payment.opened = None, False, False
        payment.reason = reason
        if frozen is not ended:
            visit.priced, payment.before_minor = frozen.priced, watch.request.due_minor
            watch.next_wallet = None  # another amount is agreed to first
            self._bench.tell(NoticeKind.REFUSED, reason, stays=True)
        self._going_back.given_back()
        return frozen

    def _lost(self, watch: Watch, attempt: Attempt) -> None:
        """A cloud that lost it will not have it again, yet its code was shown: it may be paid."""
        task = _task("payment_not_booked", watch.request)
        self.doubt(watch, Reason("pay.in_doubt"), PutAttempt(watch.request, attempt), task)
        self._watching.forget(watch)

    def _returned(self, watch: Watch, attempt: Attempt) -> None:
        """Money came that cannot hold this sale. Late money is given back by the cloud; other money than was
        asked for stays where it is until staff have looked at it."""
        wrong = attempt.state in (AttemptState.PAID, AttemptState.MISMATCH)
        task = (_wrong_amount(watch.request, attempt),) if wrong else ()
        reason = Reason("pay.wrong_amount" if wrong else "pay.money_is_returned")
        trip = self._bench.visit.trip
        behind = self._over(watch, attempt, reason, *task) is None
        if behind and trip is not None and trip.sale_id == attempt.sale_id:
            kept = Reason("pay.earlier_money" if wrong else "pay.earlier_money_returned")
            self._bench.tell(NoticeKind.REFUSED, kept, stays=True)

    # --- no answer ---------------------------------------------------------------------------------

    def _silence(self, watch: Watch, refusal: Reason | None) -> None:
        """No answer. Where no QR was shown nobody can have paid, so the shopper may go on at once."""
        visit, payment = self._bench.visit, self._bench.visit.payment_of(watch.request.attempt_id)
        visit.online, visit.payment_trouble = visit.online and refusal is not None, refusal
        if payment is None:
            return
        if watch.shown or visit.trip is None or visit.trip.state is not TripState.AWAITING:
            payment.checking = True
            return
        watch.closing = True
        self._going_back.leave_behind(visit.trip)
        self._bench.tell(NoticeKind.REFUSED, Reason("pay.cloud_unreachable"), stays=True)

    def _unkept(self, watch: Watch) -> None:
        """It may be paid: no QR that could be paid again."""
        payment = self._bench.visit.payment_of(watch.request.attempt_id)
        if payment is not None:
            payment.checking = True

    def _stuck(self, watch: Watch) -> None:
        """It cannot be booked by this kiosk: staff look at it. The shopper need not wait for that."""
        self.doubt(watch, Reason("pay.in_doubt"), _task("payment_not_booked", watch.request))


def _fits(request: AttemptRequest, attempt: Attempt) -> bool:
    """It asks for the money that was asked for."""
    return (attempt.amount_minor, attempt.currency) == (request.due_minor, request.priced.currency)


def _task(task: str, request: AttemptRequest, **more: str | int) -> AppendRecord:
    body = {"task": task, "sale_id": request.sale_id, "attempt_id": request.attempt_id, **more}
    return AppendRecord(RecordKind.STAFF_TASK_RAISED, body)


def _wrong_amount(request: AttemptRequest, attempt: Attempt) -> AppendRecord:
    asked_minor, said_minor = request.due_minor, attempt.amount_minor
    return _task(
        "wrong_amount", request, state=str(attempt.state), asked_minor=asked_minor, said_minor=said_minor
    )
