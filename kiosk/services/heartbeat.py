"""The heartbeat: whether the cloud is there, known within seconds and not at the first payment."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.domain.heartbeat import CloudWish, Heartbeat
from kiosk.errors import CloudRefused, CloudUnreachable, Reason
from kiosk.ports import HeartbeatApi, Jobs, Timers
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

ONLINE_S = 15.0
OFFLINE_S = 5.0
OF_ONE_REQUEST = frozenset({"line.request_twice", "line.body_too_large"})
"""Refusals that say nothing of the next request; after any other one nobody can pay here."""


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

    def beat(self) -> None:
        """Once now, then for ever."""
        report = self._report()
        self._jobs.submit("heartbeat", lambda: self._api.heartbeat(report), self._answered, self._failed)

    def _answered(self, wish: CloudWish) -> None:
        self._bench.visit.desired_version = wish.desired_version
        self._heard()
        self.serials_upto(wish.serials_upto)

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
        trouble = fault.reason if isinstance(fault, CloudRefused) else None
        log.error("heartbeat: %s", trouble or fault)
        self._heard(trouble if trouble is not None and trouble.code not in OF_ONE_REQUEST else None)
