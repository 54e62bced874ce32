"""The heartbeat: whether the cloud is there, known within seconds and not at the first payment."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain.coupon_code import CouponProgramme
from kiosk.domain.heartbeat import CloudWish, Heartbeat, MemberProgramme, StoreTold
from kiosk.errors import CloudRefused, CloudUnreachable, Reason
from kiosk.ports import HeartbeatApi, Jobs, Timers
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

ONLINE_S = 15.0
OFFLINE_S = 5.0
OF_ONE_REQUEST = frozenset({"line.request_twice", "line.body_too_large"})
"""Refusals that say nothing of the next request; after any other one nobody can pay here."""
LONGEST_LOOK_S = 4.0
"""An answer that took longer says too little of the cloud's clock."""
CLOCK_OFF = "line.clock_off"


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, when it came by this machine's clock, and how long it took."""

    wish: CloudWish
    at: datetime
    took_s: float


class Heartbeating:
    """Keeps `visit.online` true to the line, and tells the cloud how the kiosk is."""

    def __init__(
        self, bench: Bench, api: HeartbeatApi, jobs: Jobs, timers: Timers, report: Callable[[], Heartbeat]
    ) -> None:
        self._bench = bench
        self._api = api
        self._jobs = jobs
        self._timers = timers
        self._report = report
        self.back: Callable[[], None] = lambda: None
        """The cloud answers again."""
        self.serials_upto: Callable[[int], None] = lambda upto: None
        """Where the cloud's list of single items sold ends."""
        self.members: Callable[[MemberProgramme | None], None] = lambda told: None
        """The member programme as the cloud has it."""
        self.coupons: Callable[[CouponProgramme | None], None] = lambda told: None
        """The list of coupons, where it is another one than the kiosk says it has."""
        self.prices_until: Callable[[datetime | None], None] = lambda until: None
        """Until when the prices of the catalogue here are taken."""
        self.store: Callable[[StoreTold | None], None] = lambda told: None
        """The store, where it is another one than the kiosk says it goes by."""

    def beat(self) -> None:
        """Once now, then for ever."""
        report, clock = self._report(), self._bench.clock

        def ask() -> Heard:
            began = clock.monotonic()
            wish = self._api.heartbeat(report)
            return Heard(wish, clock.now(), clock.monotonic() - began)

        self._jobs.submit("heartbeat", ask, self._answered, self._failed)

    def _answered(self, heard: Heard) -> None:
        visit, wish = self._bench.visit, heard.wish
        visit.desired_version = wish.desired_version
        if wish.now is not None and heard.took_s <= LONGEST_LOOK_S:
            halfway = timedelta(seconds=heard.took_s / 2)
            visit.cloud_ahead_s = (wish.now - (heard.at - halfway)).total_seconds()
            visit.clock_off_s = abs(visit.cloud_ahead_s)
        self._heard()
        self.serials_upto(wish.serials_upto)
        self.members(wish.members)
        self.coupons(wish.coupons)
        self.store(wish.store)
        self.prices_until(wish.prices_until)

    def _heard(self, trouble: Reason | None = None) -> None:
        visit = self._bench.visit
        visit.line_trouble = trouble
        was_away, visit.online = not visit.online, True
        self._timers.after(ONLINE_S, self.beat)
        if was_away:
            self.back()

    def _failed(self, fault: Exception) -> None:
        if isinstance(fault, CloudUnreachable):
            self._bench.visit.online = False
            self._timers.after(OFFLINE_S, self.beat)
            return
        if isinstance(fault, CloudRefused) and fault.reason.code == CLOCK_OFF:
            # refused again although it was told, or by an older cloud: enough to tell people
            self._bench.visit.clock_off_s = float(fault.reason.values.get("seconds", 0))
        trouble = fault.reason if isinstance(fault, CloudRefused) else None
        log.error("heartbeat: %s", trouble or fault)
        self._heard(trouble if trouble is not None and trouble.code not in OF_ONE_REQUEST else None)
