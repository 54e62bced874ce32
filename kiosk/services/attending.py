"""Attending: an attendant's word, by PIN at the shopper's screen, for a line that waits."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.errors import Reason
from kiosk.services.audit import allowed
from kiosk.services.pins import Pins
from kiosk.services.visit import Bench


class Attending:
    """What attendants may do at the shopper's screen."""

    def __init__(self, bench: Bench, pins: Pins, approve: Callable[..., None]) -> None:
        """`approve(line_id, attendant, *writes)` allows the line that waits."""
        self._bench = bench
        self._pins = pins
        self._approve = approve

    def allow(self, intervention_id: str, pin: str) -> None:
        """Allow the restricted line when the PIN is right. It is for the pieces that were there when it was
        typed: while it is checked, more may be scanned."""
        visit = self._bench.visit
        line_id = visit.line_that_waits(intervention_id)
        if line_id is None:
            return

        seen = visit.pieces_of(line_id)

        def known(attendant: str) -> None:
            if visit.pieces_of(line_id) > seen:
                self._refused(Reason("staff.pieces_changed"))
                return
            visit.pin_refusal = None
            self._approve(line_id, attendant, allowed(visit, line_id, attendant, "pin"))

        self._pins.ask(pin, known, self._refused)

    def _refused(self, reason: Reason) -> None:
        self._bench.visit.pin_refusal = reason
