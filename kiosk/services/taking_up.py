"""Taking up: what was going on when the process ended goes on, each part whether or not the others can.

Payments are watched first: they ask nothing of the catalogue or of free disk. The trip follows as soon as
there is a catalogue to price it by and room to write it. Where a row of its own goods is damaged it rests,
and the kiosk with it, until another file is in use or the trip has ended: what it costs nobody can say.
"""

from __future__ import annotations

from kiosk.domain.trip import Trip, TripState
from kiosk.errors import StoreUnusable
from kiosk.ports import Catalogue, CatalogueStore
from kiosk.services.closing import Closing
from kiosk.services.ending import Ending
from kiosk.services.faults import DAMAGED, STORAGE
from kiosk.services.health import Health
from kiosk.services.paying import Paying
from kiosk.services.presence import Presence
from kiosk.services.printing import Printing
from kiosk.services.trips import Trips
from kiosk.services.visit import Bench

UNREAD = "trip_unread"


class TakingUp:
    """The boot of the visit, and the trip's way back to the catalogue of now."""

    def __init__(
        self,
        *,
        bench: Bench,
        health: Health,
        catalogues: CatalogueStore,
        trips: Trips,
        paying: Paying,
        closing: Closing,
        printing: Printing,
        presence: Presence,
        ending: Ending,
    ) -> None:
        self._bench = bench
        self._health = health
        self._catalogues = catalogues
        self._trips = trips
        self._paying = paying
        self._closing = closing
        self._printing = printing
        self._presence = presence
        self._ending = ending
        self._read = False
        """The ledger has told what was going on."""
        self._stood: Trip | None = None
        """The trip of before, until it goes on."""
        self._unread: Catalogue | None = None
        """The file that the goods of the trip could not be read in: the same is not tried again."""

    def take_up(self) -> None:
        """At boot, and again where the ledger could not be read or written then; raises StoreUnusable."""
        if not self._read:
            left = self._bench.ledger.unfinished()
            self._read, self._stood = True, left.trip
            if left.trip is not None:
                self._trips.resume(left.trip, left.interventions)
            self._paying.resume(left.attempts)
        if self._stood is not None:
            self._go_on(self._stood)
            self._stood = None
        self.refresh()

    def refresh(self) -> None:
        """Look whether there is a catalogue, and bring a stale trip to it; raises StoreUnusable."""
        if not self.look_at_catalogue() or not self._trips.is_stale():
            return
        newest = self._catalogues.current()
        if newest is self._unread:
            return
        try:
            self._trips.refresh()
        except StoreUnusable as damage:
            if damage.reason.code == DAMAGED:
                self._unread = newest
                self._health.close_for(UNREAD, damage.reason)
            raise
        self._readable()

    def look_at_catalogue(self) -> bool:
        """Closed while there is none that can be opened."""
        try:
            self._catalogues.current()
        except StoreUnusable as trouble:
            self._health.close_for("catalogue", trouble.reason)
            return False
        self._health.reopen("catalogue")
        return True

    def refresh_if_stale(self) -> None:
        """After each step: a payment of before a restart may have ended unpaid. A full disk is not asked
        again by every scan."""
        if not self._trips.is_stale():
            self._readable()
        elif not self._health.is_closed_for(STORAGE):
            self.refresh()

    def _readable(self) -> None:
        self._unread = None
        self._health.reopen(UNREAD)

    def _go_on(self, trip: Trip) -> None:
        """Where the trip stood. A crash right after PAID: the sale is safe, its paper goes on."""
        if trip.state in (TripState.BUILDING, TripState.FROZEN):
            self._presence.touched()
        elif trip.state is TripState.NEEDS_STAFF:
            self._presence.in_doubt()
        elif trip.state is TripState.PAID:
            jobs = self._bench.ledger.print_jobs_of(trip.sale_id)
            if not jobs:
                self._printing.leave()
                self._ending.to_attract()
                return
            self._closing.show_again(trip, jobs[0])
            self._printing.start(jobs[0])
