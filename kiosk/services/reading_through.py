"""Reading the catalogue through: what nobody has looked up yet may be damaged too.

The pages soon after the start, which finds what SQLite would stumble over. Each row against what the shop's
key signed an hour after the start and then daily, between two shoppers, and where the cloud counts otherwise
by the same revision: a flipped digit is a price like any other until then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kiosk.errors import StoreUnusable
from kiosk.ports import CatalogueStore, Jobs, Timers
from kiosk.services.visit import Bench

PAGES_AFTER_S: Final = 30.0
"""After the start, which a disk that is read through would slow down."""
READ_FIRST_S: Final = 3600.0
READ_EVERY_S: Final = 24 * 3600.0
"""It takes as long as a snapshot does."""
BUSY_S: Final = 600.0
"""Somebody is shopping: looked again after it."""
NONE: Final = "catalogue.none"
"""There never was one here: nothing to mend."""


class ReadingThrough:
    """Jobs on the catalogue's worker; `damaged` is called with what one of them raised."""

    def __init__(
        self,
        bench: Bench,
        store: CatalogueStore,
        jobs: Jobs,
        timers: Timers,
        worker: str,
        damaged: Callable[[Exception], None],
    ) -> None:
        self._bench = bench
        self._store = store
        self._jobs = jobs
        self._timers = timers
        self._worker = worker
        self._damaged = damaged
        self._read_at: float | None = None
        """When all rows of what is in use were found right, or began to be read."""

    def begin(self) -> None:
        """At the start, then for ever."""
        self._look(self._store.current)
        self._timers.after(PAGES_AFTER_S, lambda: self._look(self._store.check_pages))
        self._timers.after(READ_FIRST_S, self._daily)

    def renewed(self) -> None:
        """Another file is in use."""
        self._read_at = None

    def doubt(self) -> None:
        """The cloud counts otherwise than this file: read through, once an hour at most."""
        now = self._bench.clock.monotonic()
        if self._read_at is None or now - self._read_at >= READ_FIRST_S:
            self._read_at = now
            self._look(self._store.verify)

    def _daily(self) -> None:
        if self._bench.visit.trip is not None:
            self._timers.after(BUSY_S, self._daily)
            return
        self._timers.after(READ_EVERY_S, self._daily)
        self._read_at = self._bench.clock.monotonic()
        self._look(self._store.verify)

    def _look(self, look: Callable[[], object]) -> None:
        def looked() -> None:
            try:
                look()
            except StoreUnusable as fault:
                if fault.reason.code != NONE:
                    raise

        self._jobs.submit(self._worker, looked, lambda none: None, self._damaged)
