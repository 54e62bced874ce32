"""Ending: every way in which a trip leaves the screen, and attract after it."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain.trip import TripState
from kiosk.ports import Write
from kiosk.services.abandoning import Abandoning
from kiosk.services.presence import Presence
from kiosk.services.printing import Printing
from kiosk.services.trips import Trips
from kiosk.services.visit import Bench


class Ending:
    """Releases or settles the trip, then clears the screen of it."""

    def __init__(
        self,
        bench: Bench,
        trips: Trips,
        printing: Printing,
        presence: Presence,
        abandoning: Abandoning,
        language: str,
    ) -> None:
        self._bench = bench
        self._trips = trips
        self._printing = printing
        self._presence = presence
        self._abandoning = abandoning
        self._language = language
        self.at_attract: Callable[[], None] = lambda: None
        """Nobody is here any more."""
        self.emptied: Callable[[], None] = lambda: None
        """No trip is open: what waited for that may be done."""

    def release(self, why: str, *writes: Write) -> None:
        """An unpaid trip ends; `writes` are committed with it. Money that still comes goes back."""
        trip = self._bench.visit.trip
        if trip is not None and trip.state in (TripState.BUILDING, TripState.FROZEN):
            self._trips.release(why, *writes, *self._abandoning.writes(trip.sale_id))
            self._abandoning.tell(trip.sale_id)
            self.to_attract()

    def leave_unpaid(self) -> None:
        """The shopper gave up or is gone."""
        self.release("left")

    def leave_doubt(self, *writes: Write) -> None:
        """The shopper went with a payment in doubt: it is watched on, and staff have its task. It is not
        abandoned: they were told not to pay again, so a payment that is found makes the sale."""
        trip = self._bench.visit.trip
        if trip is not None and trip.state is TripState.NEEDS_STAFF:
            self._trips.release("payment_in_doubt", *writes)
            self.to_attract()

    def leave_paid(self) -> None:
        """The paid screen ends."""
        if self._bench.visit.paid is not None:
            self._printing.leave()
            self.to_attract()

    def to_attract(self) -> None:
        """Nothing of the shopper stays."""
        self._bench.visit.clear(self._language)
        self._presence.rest()
        self.at_attract()
        self.emptied()
