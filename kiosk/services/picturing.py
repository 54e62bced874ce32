"""Picturing: has the pictures of what is on the screen, from the disk, else once from the cloud.

A picture is never waited for: until it is here, and where there is none, the tile is drawn.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from kiosk.errors import CloudRefused, InputRefused
from kiosk.ports import Jobs, PicturesApi, PictureStore, Timers
from kiosk.services.find_viewing import pictures_wanted
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

REST_S = 60.0
"""After the line or the disk failed."""
AGAIN_S = 3600.0
"""Until one the cloud did not have is asked for again: whoever takes in goods may photograph them later."""
MOST_REFUSED = 10_000


class Picturing:
    """Keeps `visit.pictures` in step with the screen."""

    def __init__(
        self, bench: Bench, store: PictureStore, api: PicturesApi, jobs: Jobs, timers: Timers
    ) -> None:
        self._bench = bench
        self._store = store
        self._api = api
        self._jobs = jobs
        self._timers = timers
        self._wanted: tuple[str, ...] = ()
        self._missing: deque[str] = deque()
        self._refused: dict[str, float] = {}
        """Until when, by the monotonic clock."""
        self._fetching = self._resting = False

    def follow(self) -> None:
        """After each change of the screen."""
        wanted = pictures_wanted(self._bench.visit)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        pictures = self._bench.visit.pictures
        self._bench.visit.pictures = {name: pictures[name] for name in wanted if name in pictures}
        self._look()

    def _look(self) -> None:
        wanted = self._wanted
        self._jobs.submit("pictures", lambda: self._store.held(wanted), self._held, self._failed)

    def _held(self, held: Mapping[str, Path]) -> None:
        """Those of a screen of before are not shown any more, but lie on the disk for the next time."""
        self._bench.visit.pictures |= {name: held[name] for name in self._wanted if name in held}
        here, now = self._bench.visit.pictures, self._bench.clock.monotonic()
        missing = (one for one in self._wanted if one not in here)
        self._missing = deque(one for one in missing if self._refused.get(one, now) <= now)
        self._fetch_next()

    def _fetch_next(self) -> None:
        if self._fetching or self._resting or not self._missing:
            return
        name = self._missing.popleft()
        self._fetching = True
        self._jobs.submit(
            "picture_line",
            lambda: self._store.keep(name, self._api.fetch_picture(name)),
            lambda path: self._fetched(name, path),
            lambda fault: self._not_fetched(name, fault),
        )

    def _fetched(self, name: str, path: Path) -> None:
        self._fetching = False
        if name in self._wanted:
            self._bench.visit.pictures[name] = path
        self._fetch_next()

    def _not_fetched(self, name: str, fault: Exception) -> None:
        self._fetching = False
        if isinstance(fault, CloudRefused | InputRefused):
            log.warning("the picture %s is not shown: %s", name[:12], fault)
            if len(self._refused) >= MOST_REFUSED:
                self._refused.clear()
            self._refused[name] = self._bench.clock.monotonic() + AGAIN_S
            self._fetch_next()
        else:
            self._failed(fault)

    def _failed(self, fault: Exception) -> None:
        log.warning("pictures: %s; looked for again in %d s", fault, REST_S)
        if not self._resting:
            self._resting = True
            self._timers.after(REST_S, self._rested)

    def _rested(self) -> None:
        self._resting = False
        self._look()
