"""Syncing: records go up in order and exactly once, the catalogue comes down between trips."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from kiosk.domain.events import Lane, Record
from kiosk.errors import CloudRefused, CloudUnreachable, StoreUnusable
from kiosk.ports import CatalogueApi, CatalogueStore, IntakeApi, Jobs, Outbox, Timer, Timers
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

BATCH = 100
RETRY_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


class Uplink:
    """Drains the outbox lane by lane; a record leaves it only by the cloud's acknowledgement."""

    def __init__(self, bench: Bench, outbox: Outbox, api: IntakeApi, jobs: Jobs, timers: Timers) -> None:
        self._bench = bench
        self._outbox = outbox
        self._api = api
        self._jobs = jobs
        self._timers = timers
        self._busy = False
        self._resting: Timer | None = None
        self._failures = 0

    def kick(self) -> None:
        """Send what waits, money first; nothing while a batch is under way or a failure rested from."""
        if self._busy or self._resting is not None:
            return
        for lane in (Lane.MONEY, Lane.EVENTS):
            batch = self._outbox.pending(lane, BATCH)
            if batch:
                self._send(lane, batch)
                return

    def wake(self) -> None:
        """The cloud answers again: rest no longer."""
        if self._resting is not None:
            self._rested()

    def depth(self) -> int:
        return self._outbox.depth()

    def _send(self, lane: Lane, batch: Sequence[Record]) -> None:
        self._busy = True
        self._jobs.submit(
            "uplink",
            lambda: self._api.put_records(batch),
            lambda seq: self._acknowledged(lane, seq),
            self._failed,
        )

    def _acknowledged(self, lane: Lane, seq: int) -> None:
        self._busy, self._failures = False, 0
        self._bench.visit.online = True
        try:
            self._outbox.acknowledge(lane, seq)
        except StoreUnusable:
            # sent again later: the cloud takes a record only once
            self._rest(RETRY_S[-1])
            raise
        self.kick()

    def _failed(self, fault: Exception) -> None:
        self._busy = False
        self._failures += 1
        if isinstance(fault, CloudUnreachable):
            self._bench.visit.online = False
        else:
            # a refusal parks the lane: nothing is dropped, and it is said again at every try
            refused = fault.reason if isinstance(fault, CloudRefused) else fault
            log.error("uplink: the cloud does not take the records: %s", refused)
        self._rest(RETRY_S[min(self._failures - 1, len(RETRY_S) - 1)])

    def _rest(self, pause_s: float) -> None:
        self._resting = self._timers.after(pause_s, self._rested)

    def _rested(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        self._resting = None
        self.kick()


class Downlink:
    """Looks for a newer catalogue; a running trip keeps the one it holds."""

    def __init__(
        self,
        bench: Bench,
        api: CatalogueApi,
        store: CatalogueStore,
        jobs: Jobs,
        timers: Timers,
        folder: Path,
        poll_s: float,
        changed: Callable[[], None],
    ) -> None:
        self._bench = bench
        self._api = api
        self._store = store
        self._jobs = jobs
        self._timers = timers
        self._folder = folder
        self._poll_s = poll_s
        self._changed = changed
        self.confirmed_at: datetime | None = None
        """When the cloud last said which revision is the newest."""

    def poll(self) -> None:
        """Ask once, install what is newer, and ask again after the poll time."""
        self._jobs.submit("catalogue", self._fetch_and_install, self._polled, self._failed)

    def _fetch_and_install(self) -> bool:
        fetched = self._api.fetch_catalogue(self._store.stats().revision, self._folder)
        if fetched is None:
            return False
        path, revision = fetched
        try:
            self._store.install(path, revision)
        finally:
            path.unlink(missing_ok=True)
        return True

    def _polled(self, installed: bool) -> None:
        self._bench.visit.online = True
        self.confirmed_at = self._bench.clock.now()
        if installed:
            self._changed()
        self._timers.after(self._poll_s, self.poll)

    def _failed(self, fault: Exception) -> None:
        if isinstance(fault, CloudUnreachable):
            self._bench.visit.online = False
        else:
            log.error("catalogue: not updated: %s", fault)
        self._timers.after(min(self._poll_s, 30.0), self.poll)
