"""The catalogue's way down: looked for, verified, taken between trips, fetched again where it is damaged."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.errors import CloudUnreachable, FileRefused, InputRefused, Reason, StoreUnusable, WorldError
from kiosk.ports import (
    CatalogueApi,
    CatalogueNews,
    CatalogueUpdate,
    DeviceChange,
    DeviceState,
    Jobs,
    Timer,
    Timers,
)
from kiosk.services.catalogue_age import CatalogueAge
from kiosk.services.falling_back import FallingBack
from kiosk.services.health import Health
from kiosk.services.held_files import HeldFiles
from kiosk.services.ignored_offers import IgnoredOffers
from kiosk.services.reading_through import ReadingThrough
from kiosk.services.visit import Bench
from kiosk.services.world import World

log = logging.getLogger(__name__)

_INTERNAL = Reason("service.internal_fault")

CATALOGUE = "catalogue"
"""As staff see it among the devices."""
WORKER = "catalogue"
MEND_EVERY_S = 5.0
"""Damage after damage is not looked for more often: the disk itself is giving up."""


class Downlink:
    """Looks for a newer catalogue; a running trip keeps the one it holds."""

    def __init__(
        self,
        bench: Bench,
        world: World,
        jobs: Jobs,
        timers: Timers,
        health: Health,
        changed: Callable[[], None],
    ) -> None:
        """`changed` is called when another revision is in use."""
        self._bench = bench
        self._api: CatalogueApi = world.cloud
        self._store = world.catalogues
        self._jobs = jobs
        self._timers = timers
        self._folder = world.download_folder
        self._poll_s = world.catalogue_poll_s
        self._changed = changed
        self.age = CatalogueAge(bench, world, health)
        self._told = health.device_changed
        self._ignored = IgnoredOffers(bench, self._store)
        self._held = HeldFiles(bench)
        self._back = FallingBack(bench, self._store, jobs, WORKER, self.age)
        self._reading = ReadingThrough(bench, self._store, jobs, timers, WORKER, self._damaged)
        self._looking = False
        self._asked_before = False
        """The look under way began before the damage was met."""
        self._doubted = False
        """The cloud counts otherwise: asked whether by another revision."""
        self._mend_from = 0.0
        self._again: Timer | None = None
        self._trouble: Reason | None = None
        self._behind: Reason | None = None
        self.newer: Callable[[], None] = lambda: None
        """The shop's newest revision came and is in use."""

    def begin(self) -> None:
        """Look at once and from then on, and begin to read through what is here."""
        self.age.take_up()
        self._back.take_up()
        self._jobs.submit(WORKER, self._store.renew_form, self._renewed, self._damaged)
        self.look()
        self._reading.begin()

    def _renewed(self, was_old: bool) -> None:
        if was_old:
            self._changed()

    def _damaged(self, fault: Exception) -> None:
        log.error("catalogue: what is here is damaged: %s", fault, exc_info=_ours(fault))
        self.mend(fault.reason if isinstance(fault, WorldError) else _INTERNAL)

    def mend(self, damage: Reason) -> None:
        """Something of what is here cannot be read: staff are told, and the whole is fetched at once; where
        it cannot be had, the file of before takes over. Damage that is known is looked for by the polls."""
        if self._back.damage is None:
            self._back.damage = damage
            self._tell(damage)
            self._asked_before = self._looking
            self._look_to_mend()
        self._changed()

    def _look_to_mend(self) -> None:
        now = self._bench.clock.monotonic()
        wait_s, self._mend_from = self._mend_from - now, max(self._mend_from, now) + MEND_EVERY_S
        if wait_s > 0:
            self._timers.after(wait_s, self.look)
        else:
            self.look()

    def doubt(self) -> None:
        """The cloud counts otherwise: look for another revision; where there is none, what is here is read
        through."""
        self._doubted = True
        self.look()

    def poll(self) -> None:
        """Ask once, take what is newer, and ask again after the poll time."""
        self._looking = True
        self._jobs.submit(WORKER, self._follow, self._polled, self._failed)

    def look(self) -> None:
        """At once: something says that the shop sells by another revision. Nothing where a look is on."""
        if self._looking:
            return
        if self._again is not None:
            self._again.cancel()
        self.poll()

    def _follow(self) -> CatalogueNews:
        news = None
        try:
            news = self._fetch()
            if news.update is None:
                return news
            try:
                self._take(news.update)
            except InputRefused as refused:
                if not news.update.deltas:
                    raise
                log.warning("catalogue: the changes do not fit, the whole is fetched: %s", refused.reason)
                news = self._fetch(whole=True)
                if news.update is not None:
                    self._take(news.update)
        except FileRefused as refused:
            self._held.refuse(refused.manifest, refused.reason)
            raise
        except (InputRefused, StoreUnusable) as refused:
            if news is not None:
                self._held.refuse(news.manifest, refused.reason)
            raise
        return news

    def _fetch(self, *, whole: bool = False) -> CatalogueNews:
        """A number alone does not say what stands behind it, so the rows' checksum is told with it."""
        has, held = self._store.stats(), self._held.manifest()
        return self._api.fetch_catalogue(
            has.revision, self._folder, checksum=has.checksum, is_local=has.is_local, whole=whole, held=held
        )

    def _take(self, update: CatalogueUpdate) -> None:
        """The files go, but where the disk did not take them: they are verified, and tried again."""
        kept = False
        try:
            if update.snapshot is not None:
                self._store.install(
                    update.snapshot, update.revision, checksum=update.checksum, replaces=update.replaces
                )
            else:
                self._store.apply(update.deltas, update.revision, update.checksum)
        except StoreUnusable:
            kept = True
            raise
        finally:
            for path in () if kept else (update.snapshot, *update.deltas):
                if path is not None:
                    path.unlink(missing_ok=True)

    def _polled(self, news: CatalogueNews) -> None:
        self._looking, self._bench.visit.online = False, True
        before, self._asked_before = self._asked_before, False
        if before and news.update is None:
            self.poll()
            return
        if news.is_held:
            self._look_on(self._held.reason)
        elif news.update is None and self._back.damage is not None:
            self._look_on(self._back.damage)
        else:
            self._has_newest(news)
        self._again = self._timers.after(self._poll_s, self.poll)

    def _has_newest(self, news: CatalogueNews) -> None:
        self._held.forget()
        self._back.mended()
        if news.expires_at is not None and news.expires_at <= self._bench.clock.now():
            since = {"since": f"{news.expires_at:%Y-%m-%d}"}
            self.age.look()
            self._tell(Reason("catalogue.manifest_expired", since))
        else:
            self.age.confirm()
            self.age.look()
            self._tell(self._ignored.look())
        doubted, self._doubted = self._doubted, False
        if news.update is not None:
            self._reading.renewed()
            self.newer()
            self._changed()
        elif doubted:
            self._reading.doubt()

    def _failed(self, fault: Exception) -> None:
        self._looking = self._asked_before = False
        if isinstance(fault, CloudUnreachable):
            self._bench.visit.online = False
            aged = self.age.look()
            trouble = self._back.damage or self._back.reason or aged or self._ignored.look()
            if trouble is not None:
                self._tell(trouble)
            self._back.try_other(self._fell_back)
        else:
            log.error("catalogue: not updated: %s", fault, exc_info=_ours(fault))
            self._held.tell()
            self._look_on(fault.reason if isinstance(fault, WorldError) else _INTERNAL)
        self._again = self._timers.after(min(self._poll_s, 30.0), self.poll)

    def _look_on(self, trouble: Reason | None) -> None:
        """The cloud answers, and the newest cannot be had from it."""
        self.age.look()
        self._tell(trouble)
        self._back.try_other(self._fell_back)

    def _fell_back(self) -> None:
        self.age.look()
        self._tell(self._back.damage or self._back.reason)
        self._changed()

    def _tell(self, trouble: Reason | None) -> None:
        """Selling goes on; staff see among the devices what keeps the catalogue from being the newest."""
        self._trouble = trouble
        shown = trouble or self._behind
        state = DeviceState.READY if shown is None else DeviceState.STOPPED
        self._told(DeviceChange(CATALOGUE, state, shown))

    def behind(self, reason: Reason | None) -> None:
        """The cloud does not take what is sold by here, which staff are told where nothing says why; None:
        it does."""
        if reason != self._behind:
            self._behind = reason
            self._tell(self._trouble)


def _ours(fault: Exception) -> Exception | None:
    return None if isinstance(fault, WorldError) else fault
