"""Presence: whether somebody stands there. An unpaid basket is warned of, then released."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from kiosk.domain.trip import TripState
from kiosk.errors import StoreUnusable
from kiosk.ports import Timer, Timers
from kiosk.services.until_kept import AGAIN_S
from kiosk.services.visit import Bench

STAFF_FACTOR = 5
"""A shopper who waits for an attendant is given more time."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: of silence before the question, for its answer, of the paid screen after the paper."""

    idle_s: float
    warning_s: float
    paid_s: float
    doubt_s: float = 90.0
    """How long a payment in doubt keeps the screen before the kiosk serves on and watches behind it."""


class Presence:
    """Timers that only matter while the trip is where it was when they were set."""

    def __init__(self, bench: Bench, timers: Timers, patience: Patience) -> None:
        self._bench = bench
        self._timers = timers
        self._patience = patience
        self._timer: Timer | None = None
        self.gone: Callable[[], None] = lambda: None
        """Nobody answered: end the trip."""
        self.finished: Callable[[], None] = lambda: None
        """The paid screen's time is over."""
        self.doubt_over: Callable[[], None] = lambda: None
        """A payment in doubt was on the screen long enough."""

    def touched(self) -> None:
        """Somebody did something at an unpaid basket: any wait begins anew."""
        if self._may_leave():
            self._bench.visit.leave_warning_at = None
            waits_for_staff = bool(self._bench.visit.interventions)
            self._wait(self._patience.idle_s * (STAFF_FACTOR if waits_for_staff else 1), self._ask)

    def given_back(self) -> None:
        """An answer of the cloud gave the trip back: whether the shopper is still there is not known."""
        visit = self._bench.visit
        if visit.staff is None and visit.handover is None:
            self.touched()

    def staff_left(self) -> None:
        """An attendant has gone: the wait begins anew for the shopper, wherever they stand."""
        if self._bench.visit.stands_in(TripState.NEEDS_STAFF):
            self.in_doubt()
        else:
            self.touched()

    def paper_settled(self) -> None:
        """The paid screen stays for its time, then leaves by itself."""
        paid = self._bench.visit.paid
        if paid is not None:
            paid.leaves_at = self._bench.clock.now() + timedelta(seconds=self._patience.paid_s)
            self._wait(self._patience.paid_s, lambda: self.finished())

    def in_doubt(self) -> None:
        """A payment's end is a staff matter: the shopper reads, then the kiosk serves on. An attendant who is
        there takes the time it takes."""
        if self._bench.visit.staff is None:
            self._wait(self._patience.doubt_s, lambda: self.doubt_over())

    def rest(self) -> None:
        """Attract: nothing is waited for."""
        self._bench.visit.leave_warning_at = None
        self._stop()

    def _ask(self) -> None:
        if not self._may_leave():
            # a payment is under way: look again later, since it may end unpaid
            self._wait(self._patience.idle_s, self._ask)
            return
        wait = self._patience.warning_s
        self._bench.visit.leave_warning_at = self._bench.clock.now() + timedelta(seconds=wait)
        self._wait(wait, self._leave)

    def _leave(self) -> None:
        if self._may_leave():
            self._bench.visit.leave_warning_at = None
            self.gone()

    def _may_leave(self) -> bool:
        """Only a trip of which no money is on its way."""
        trip = self._bench.visit.trip
        return trip is not None and trip.state in (TripState.BUILDING, TripState.FROZEN)

    def _wait(self, seconds: float, call: Callable[[], None]) -> None:
        """Once, and again where the ledger could not keep what `call` does."""

        def take() -> None:
            try:
                call()
            except StoreUnusable:
                self._wait(AGAIN_S, call)
                raise

        self._stop()
        self._timer = self._timers.after(seconds, take)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
