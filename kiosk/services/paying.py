"""Paying: from the frozen basket to a verified answer of the cloud.

The kiosk never decides `paid`. It commits an attempt before it asks for it, shows the QR it is given,
and takes silence for what it is: unknown. An attempt whose end is not known stays watched, on the
screen or behind it, until the cloud says how it ended; so does one from before a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace as changed
from datetime import timedelta

from kiosk.domain.basket import BasketLine
from kiosk.domain.owed import claims_used, due_minor
from kiosk.domain.payment import NO_WALLET, AttemptRequest
from kiosk.domain.priced import PricedBasket, same_amounts
from kiosk.domain.sold import sold_lines
from kiosk.domain.trip import Trip, TripEvent, TripState
from kiosk.domain.trip_coupon import ClaimAsked
from kiosk.errors import BugError, Reason
from kiosk.ports import KnownAttempt, PutAttempt, Timers
from kiosk.services.abandoning import Abandoning
from kiosk.services.answers import Answers, Complete
from kiosk.services.going_back import GoingBack
from kiosk.services.notices import NoticeKind, WayOn
from kiosk.services.on_screen import PaymentOnScreen
from kiosk.services.until_kept import until_kept
from kiosk.services.visit import Bench
from kiosk.services.watch import Watch
from kiosk.services.watching import Watching

DOUBT_AFTER_S = 30.0
"""How long after its QR's end an unknown attempt is given to staff."""


NOTHING_OWED_LIFE = timedelta(seconds=60)
"""How long the cloud may take in what needs no code; the shopper waits for its word."""


class Paying:
    """Asks for payment, and for every attempt's end in time."""

    def __init__(
        self, bench: Bench, watching: Watching, timers: Timers, lifetime_s: int, complete: Complete
    ) -> None:
        self._bench = bench
        self._watching = watching
        self._timers = timers
        self._lifetime = timedelta(seconds=lifetime_s)
        self.checked: Callable[[Trip], tuple[BasketLine, Reason] | None] = lambda trip: None
        """The line that may not be sold any more, and why."""
        self.going_back = GoingBack(bench, watching, timers)
        self.going_back.pay = self._pay_on
        self.refresh: Callable[[], None] = lambda: None
        """Bring a trip of before a restart to the catalogue of now."""
        self.to_newest: Callable[[], bool] = lambda: False
        """Bring the trip to the newest revision; False where it holds that one."""
        self.abandoning = Abandoning(bench, watching)
        self._answers = Answers(bench, watching, self.going_back, self.abandoning, complete)

    @property
    def without_claim(self) -> Callable[[Trip, Reason], Trip]:
        """The frozen trip at the price without the coupon that a refusal names."""
        return self._answers.without_claim

    @without_claim.setter
    def without_claim(self, call: Callable[[Trip, Reason], Trip]) -> None:
        self._answers.without_claim = call

    @property
    def refused(self) -> Callable[[Reason], None]:
        """Called with why the trip's payment ended unpaid."""
        return self._answers.refused

    @refused.setter
    def refused(self, call: Callable[[Reason], None]) -> None:
        self._answers.refused = call

    @property
    def doubted(self) -> Callable[[], None]:
        """Called when a payment's end has become a staff matter."""
        return self._answers.doubted

    @doubted.setter
    def doubted(self, call: Callable[[], None]) -> None:
        self._answers.doubted = call

    # --- what the shopper asks ---------------------------------------------------------------------

    def pay(self, wallet: str | None) -> None:
        """Freeze the basket and ask for a QR; a changed price is shown first and paid at the next tap.
        While a QR shows: change to another wallet."""
        visit = self._bench.visit
        trip = visit.trip
        if trip is not None and trip.state is TripState.AWAITING:
            self.going_back.change_wallet(wallet)
        if trip is None or trip.state not in (TripState.BUILDING, TripState.FROZEN):
            return
        if not trip.basket.lines or visit.interventions or self.may_be_paying(trip):
            return
        if self._refused(trip):
            return
        moved = changed(trip, context=changed(trip.context, at=self._bench.cloud_now()))
        priced = self._bench.price(moved)
        differs = visit.priced is not None and not same_amounts(visit.priced, priced)
        if differs and self.to_newest():
            self.pay(wallet)
            return
        if trip.to_agree or differs:
            if trip.state is TripState.FROZEN:
                moved = self._bench.move(moved, TripEvent.UNFREEZE, priced=None)
            self._bench.show(changed(moved, to_agree=False), priced)
            visit.payment = None
            self._bench.tell(NoticeKind.INFO, Reason("basket.prices_changed"), stays=True)
            return
        if due_minor(priced, moved.pricing) == 0:
            self._pay_nothing(moved, priced, agreed=wallet == NO_WALLET)
            return
        wallets = self._bench.identity.wallets
        if wallet == NO_WALLET:  # what was said to be nothing is something now
            wallet = None
        if not wallets or (wallet is not None and wallet not in wallets):
            self._bench.tell(NoticeKind.REFUSED, Reason("pay.no_wallet"), stays=True)
            return
        self._ask(self._frozen(moved, priced), wallet or wallets[0])

    def _frozen(self, trip: Trip, priced: PricedBasket) -> Trip:
        if trip.state is TripState.BUILDING:
            trip = self._bench.move(trip, TripEvent.FREEZE)
        return changed(trip, priced=priced)

    def _pay_nothing(self, trip: Trip, priced: PricedBasket, *, agreed: bool) -> None:
        """Coupons and vouchers pay for it all: the shopper's word uses them up, and there is none to be had
        without the network."""
        visit = self._bench.visit
        if not visit.online:
            self._bench.tell(NoticeKind.REFUSED, Reason("pay.cloud_unreachable"), stays=True)
        elif agreed:
            self._ask(self._frozen(trip, priced), NO_WALLET)
        else:
            self._bench.commit(self._frozen(trip, priced))
            visit.priced, visit.notice = priced, None
            visit.payment = PaymentOnScreen(wallet=NO_WALLET, attempt_id="")

    def _pay_on(self, wallet: str) -> None:
        """With another wallet, after a code that is closed: at the price that code was for."""
        self.refresh()
        self.pay(wallet)

    def _refused(self, trip: Trip) -> bool:
        """A line that may not be sold keeps the basket from payment until it is taken out."""
        against = self.checked(trip)
        if against is None:
            return False
        line, reason = against
        if trip.state is TripState.FROZEN:
            self.going_back.to_basket(trip)
        names = self._bench.visit.sold(line.sku).names
        self._bench.tell(NoticeKind.NOT_FOR_SALE, reason, names=names, ways=(WayOn.CALL_STAFF,))
        return True

    def _ask(self, frozen: Trip, wallet: str) -> None:
        if frozen.priced is None:
            raise BugError("a frozen trip has its priced basket")
        number, used = frozen.attempts + 1, claims_used(frozen.priced, frozen.pricing)
        texts = {coupon.claim: coupon.text for coupon in frozen.coupons}
        request = AttemptRequest(
            attempt_id=f"{frozen.sale_id}-{number:02d}",
            sale_id=frozen.sale_id,
            wallet=wallet,
            basket=frozen.basket,
            context=changed(frozen.context, claims=used),
            priced=frozen.priced,
            member=frozen.member,
            expires_at=self._bench.cloud_now() + self._life(wallet),
            goods=sold_lines(frozen.priced.lines, self._bench.visit.products),
            claims=tuple(ClaimAsked(claim=claim, text=texts[claim]) for claim in used),
        )
        asking = self._bench.move(frozen, TripEvent.ASK, attempts=number, goods=request.goods)
        self._bench.commit(asking, PutAttempt(request, None))
        visit = self._bench.visit
        visit.priced, visit.notice = frozen.priced, None
        visit.payment = PaymentOnScreen(wallet=wallet, attempt_id=request.attempt_id)
        self._watch_expiry(self._watching.put(request))

    def _life(self, wallet: str) -> timedelta:
        return min(self._lifetime, NOTHING_OWED_LIFE) if wallet == NO_WALLET else self._lifetime

    def may_be_paying(self, trip: Trip) -> bool:
        """Nothing new while somebody may be paying an earlier QR of this sale; the shopper is told."""
        blocked = any(one.may_be_paid for one in self._watching if one.request.sale_id == trip.sale_id)
        if blocked:
            self._bench.tell(NoticeKind.INFO, Reason("pay.still_checking"), stays=True)
        return blocked

    # --- after a crash -----------------------------------------------------------------------------

    def resume(self, known: Sequence[KnownAttempt]) -> None:
        """Watch every attempt that was not known to have ended; the trip's own one comes on the screen."""
        trip, abandoned = self._bench.visit.trip, self.abandoning.of_before()
        for one in known:
            attempt_id = one.request.attempt_id
            watch = Watch(one.request, one.answer, shown=one.answer is not None)
            watch.abandoned = attempt_id in abandoned
            own = trip is not None and attempt_id == f"{trip.sale_id}-{trip.attempts:02d}"
            if own and trip is not None and trip.state in (TripState.AWAITING, TripState.NEEDS_STAFF):
                self._bench.visit.payment = PaymentOnScreen(one.request.wallet, attempt_id, checking=True)
            else:
                watch.closing, watch.opened = True, watch.shown
            self._watching.take_up(watch)
            self._watch_expiry(watch)

    # --- time --------------------------------------------------------------------------------------

    def _watch_expiry(self, watch: Watch) -> None:
        """At the QR's end the attempt is closed; some time after, an unknown end becomes a staff matter."""
        told = watch.request.expires_at - self._bench.cloud_now()
        # somebody may have set the clock back: no code is shown longer than a new one
        left_s = min(max(told, timedelta()), self._lifetime).total_seconds()
        self._timers.after(left_s, lambda: self._expired(watch))
        until_kept(self._timers, left_s + DOUBT_AFTER_S, lambda: self._in_doubt(watch))

    def _expired(self, watch: Watch) -> None:
        if self._watching.of(watch.request.attempt_id) is watch and not watch.closing:
            payment = self._bench.visit.payment_of(watch.request.attempt_id)
            if payment is not None:
                payment.checking = True
            self._watching.close(watch)

    def _in_doubt(self, watch: Watch) -> None:
        trip = self._bench.visit.trip
        if self._watching.of(watch.request.attempt_id) is not watch:
            return
        if trip is not None and trip.state is TripState.AWAITING:
            self._answers.doubt(watch, Reason("pay.in_doubt"))
