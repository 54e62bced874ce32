"""The age of the catalogue: since when nobody has said that there is nothing newer, and what follows from it.

From one age on staff are warned, from another no trip is begun, where the shop wants that. A trip that is
open goes on.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import CatalogueStore, PutSetting
from kiosk.services.health import Health
from kiosk.services.visit import Bench
from kiosk.services.world import World

log = logging.getLogger(__name__)

SETTING = "catalogue_confirmed_at"
CAUSE = "catalogue_age"
KEPT_EVERY = timedelta(minutes=10)
"""More often the ledger need not be written: it is counted in hours."""


class CatalogueAge:
    """Counts from the last word of the shop's key, over restarts, else from the day of publication."""

    def __init__(self, bench: Bench, world: World, health: Health) -> None:
        self._bench = bench
        self._store: CatalogueStore = world.catalogues
        self._health = health
        self._old_after = world.catalogue_old_after
        self._closes_after = world.catalogue_closes_after
        self._kept: datetime | None = None
        self.confirmed_at: datetime | None = None
        """When the shop's key last said which revision is the newest, and that had not expired."""

    def take_up(self) -> None:
        """At the start, from the ledger."""
        try:
            text = self._bench.ledger.setting(SETTING)
            self.confirmed_at = self._kept = datetime.fromisoformat(text) if text else None
        except (StoreUnusable, ValueError) as fault:
            log.info("since when the catalogue is the newest is not known: %s", fault)

    def confirm(self) -> None:
        """It is the newest now."""
        self.confirmed_at = now = self._bench.clock.now()
        if self._kept is None or not timedelta() <= now - self._kept < KEPT_EVERY:
            try:
                self._bench.commit(None, PutSetting(SETTING, now.isoformat()))
                self._kept = now
            except StoreUnusable as fault:
                log.info("since when the catalogue is the newest is not kept: %s", fault)

    def was_newest_until(self, at: datetime) -> None:
        """What is in use now is older than what was confirmed: nobody says of it that it is the newest."""
        if self.confirmed_at is not None and self.confirmed_at <= at:
            return
        self.confirmed_at = self._kept = at
        try:
            self._bench.commit(None, PutSetting(SETTING, at.isoformat()))
        except StoreUnusable as fault:
            log.info("since when the catalogue is not the newest is not kept: %s", fault)

    def look(self) -> Reason | None:
        """What staff should know of the age; closes the kiosk between two shoppers, and opens it again."""
        since = self.confirmed_at or self._store.stats().published_at
        if since is None:
            return None
        age = self._bench.clock.now() - since
        if self._closes_after is None or age <= self._closes_after:
            self._health.reopen(CAUSE)
        elif self._bench.visit.trip is None:
            self._health.close_for(CAUSE, Reason("service.catalogue_old"))
        if age <= self._old_after:
            return None
        local = since.astimezone(ZoneInfo(self._bench.identity.store.zone))
        return Reason("catalogue.not_confirmed", {"since": f"{local:%Y-%m-%d %H:%M}"})


def hours_or_never(hours: int) -> timedelta | None:
    """Of a setting whose 0 means never."""
    return timedelta(hours=hours) if hours else None
