"""Staffing: how an attendant comes into admin mode and out of it, and whether the kiosk is closed.

In it the shopper's basket rests. It ends by itself when nobody touches the screen; a payment that comes
for the basket meanwhile ends it too. Every way in and out is in the audit.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain.trip import TripState
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import Timer, Timers
from kiosk.services.audit import acted, allowed, the_trip
from kiosk.services.health import Health
from kiosk.services.on_screen import StaffOnScreen
from kiosk.services.pins import Pins
from kiosk.services.views import NoticeKind, StaffEntryView
from kiosk.services.visit import Bench

SILENCE_S = 60.0
"""How long admin mode, or its PIN pad, stays with nobody touching it."""

BADGE_RESTS_S = 3.0
"""After a badge allowed a line, badges do nothing until none was seen for so long: it is still held up."""

CLOSED = "closed_by_staff"
"""The ledger's setting: `yes` while the kiosk serves nobody because staff said so."""


class Staffing:
    """The door of admin mode."""

    def __init__(
        self,
        bench: Bench,
        pins: Pins,
        check_badge: Callable[[str], str | None],
        approve: Callable[..., None],
        timers: Timers,
        health: Health,
    ) -> None:
        """`approve(line_id, attendant, *writes)` allows the line that waits."""
        self._bench = bench
        self._pins = pins
        self._check_badge = check_badge
        self._approve = approve
        self._timers = timers
        self._health = health
        self._timer: Timer | None = None
        self._asked = 0
        """How often the PIN pad was opened."""
        self._badges_rest_until = 0.0
        """By the clock that never jumps."""
        self.entered: Callable[[], None] = lambda: None
        """Somebody is in admin mode."""
        self.left: Callable[[], None] = lambda: None
        """Nobody is any more."""

    # --- in ---------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Show the PIN pad, or say why not."""
        visit = self._bench.visit
        if visit.staff is not None:
            return
        if not self._may_enter():
            self._bench.tell(NoticeKind.INFO, Reason("staff.not_now"))
            return
        visit.staff_entry = StaffEntryView()
        self._asked += 1

    def enter(self, pin: str) -> None:
        """Into admin mode when the PIN is right."""
        if self._bench.visit.staff_entry is None:
            return
        asked = self._asked

        def known(attendant: str) -> None:
            # a PIN takes a moment to check: whoever left the pad meanwhile is not let in behind it
            if self._bench.visit.staff_entry is not None and self._asked == asked:
                self._admit(attendant, "pin")

        self._pins.ask(pin, known, self._refused)

    def badge(self, token: str) -> None:
        """A badge allows the line that waits, else it opens admin mode."""
        attendant = self._check_badge(token)
        if attendant is None:
            self._refuse_badge(Reason("staff.badge_unknown"))
        elif not self._is_still_held_up():
            try:
                self._take_badge(attendant)
            except StoreUnusable:
                self._refuse_badge(Reason("staff.not_kept"))
                raise

    def _take_badge(self, attendant: str) -> None:
        visit = self._bench.visit
        waiting = next(iter(visit.interventions), None)
        if waiting is not None and visit.staff is None and visit.staff_entry is None and self._may_enter():
            visit.pin_refusal = None
            self._approve(waiting, attendant, allowed(visit, waiting, attendant, "badge"))
            self._rest_badges()
        elif visit.staff is None:
            self._admit(attendant, "badge")

    def _is_still_held_up(self) -> bool:
        held_up = self._bench.clock.monotonic() < self._badges_rest_until
        if held_up:
            self._rest_badges()
        return held_up

    def _rest_badges(self) -> None:
        self._badges_rest_until = self._bench.clock.monotonic() + BADGE_RESTS_S

    def _refuse_badge(self, reason: Reason) -> None:
        if self._bench.visit.staff_entry is not None:
            self._refused(reason)
        else:
            self._bench.tell(NoticeKind.REFUSED, reason)

    def _admit(self, attendant: str, how: str) -> None:
        visit = self._bench.visit
        if not self._may_enter():
            visit.staff_entry = None
            self._bench.tell(NoticeKind.INFO, Reason("staff.not_now"))
            return
        self._bench.commit(None, acted(attendant, "enter", how=how, **the_trip(visit)))
        visit.staff, visit.staff_entry = StaffOnScreen(attendant), None
        self.touched()  # first: whatever else fails, nobody's powers stay on the screen
        self.entered()

    def _refused(self, reason: Reason) -> None:
        if self._bench.visit.staff_entry is not None:
            self._bench.visit.staff_entry = StaffEntryView(refusal=reason)

    def _may_enter(self) -> bool:
        """Not while a payment is under way or shown as made; one in doubt is what staff are asked for."""
        visit = self._bench.visit
        if visit.stands_in(TripState.NEEDS_STAFF):
            return True
        building = visit.trip is None or visit.trip.state is TripState.BUILDING
        return building and visit.payment is None and visit.paid is None and visit.handover is None

    # --- out --------------------------------------------------------------------------------------

    def leave(self, why: str = "asked") -> None:
        """Out of admin mode or of its PIN pad. Out first: a full disk keeps nobody's powers on the screen."""
        visit = self._bench.visit
        staff, visit.staff, visit.staff_entry = visit.staff, None, None
        if staff is not None:
            self.left()
            self._bench.commit(None, acted(staff.attendant, "leave", why=why))

    def trip_given_back(self) -> None:
        """The payment an attendant came for was not made: its shopper has the screen again."""
        if self._bench.visit.staff is not None:
            self.leave("not_paid")

    def touched(self) -> None:
        """The wait for silence begins anew."""
        self._stop()
        visit = self._bench.visit
        if visit.staff is not None or visit.staff_entry is not None:
            self._timer = self._timers.after(SILENCE_S, lambda: self.leave("silence"))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    # --- closed -----------------------------------------------------------------------------------

    def settle_closed(self) -> None:
        """Closing takes effect once no trip is here; opening at once."""
        visit = self._bench.visit
        if self._bench.ledger.setting(CLOSED) != "yes":
            visit.closed_by_staff = False
            self._health.reopen("staff")
            return
        visit.closed_by_staff = True
        if visit.trip is None:
            self._health.close_for("staff", Reason("service.closed_by_staff"))
