"""Behind: what a kiosk does whose catalogue is not the one the shop sells by.

With the network it fetches the newest before it sells on: at the next heartbeat, or at a payment that the
cloud refused for it; the shopper sees the newer prices and agrees to them. Where it cannot have it, it sells
on at its own prices for as long as the cloud takes them, six hours; then it is closed to the next shopper,
before they fill a basket that cannot be paid, and staff are told; it opens as soon as the newest is here.
Without the network no wallet is paid here, so nothing is taken at prices that are over.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.errors import Reason
from kiosk.services.downlink import Downlink
from kiosk.services.health import Health
from kiosk.services.heartbeat import Heartbeating
from kiosk.services.paying import Paying
from kiosk.services.trips import Trips
from kiosk.services.visit import Bench

PRICES = frozenset({"payment.price_differs", "payment.revision_too_old", "pricing.unknown_product"})
"""Refusals that newer prices get over."""
RULES = frozenset({"payment.not_sold_now", "payment.approval_missing", "basket.not_for_self_service"})
"""Refusals by a rule that this kiosk has not heard of: it is asked for at the next try."""
CAUSE = "prices"


class Behind:
    """Listens to the cloud's refusals and heartbeats, and to what comes down."""

    def __init__(self, bench: Bench, health: Health, trips: Trips, downlink: Downlink) -> None:
        self._bench = bench
        self._health = health
        self._trips = trips
        self._downlink = downlink
        downlink.newer = self.newer

    def listen(self, paying: Paying, heartbeating: Heartbeating) -> None:
        paying.refused, heartbeating.prices_until = self.refused, self.prices_until

    def refused(self, reason: Reason) -> None:
        """The trip's payment ended unpaid for this reason."""
        if reason.code in PRICES:
            self._trips.not_taken()
            self._downlink.doubt()
        elif reason.code in RULES:
            self._downlink.look()

    def prices_until(self, until: datetime | None) -> None:
        """Until when the cloud takes the prices that are here; None: the shop sells by them."""
        if until is not None:
            self._downlink.look()
        if until is None or self._bench.cloud_now() < until:
            self.newer()
        elif self._bench.visit.trip is None:
            self._health.close_for(CAUSE, Reason("service.prices_too_old"))
            local = until.astimezone(ZoneInfo(self._bench.identity.store.zone))
            self._downlink.behind(Reason("catalogue.prices_not_taken", {"until": f"{local:%Y-%m-%d %H:%M}"}))

    def newer(self) -> None:
        """Another revision is in use; where it is not the newest either, the next heartbeat says so."""
        self._health.reopen(CAUSE)
        self._downlink.behind(None)
