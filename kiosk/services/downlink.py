"""The catalogue's way down: looked for, verified, taken between trips, read through after the start."""

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
from kiosk.services.visit import Bench
from kiosk.services.world import World

log = logging.getLogger(__name__)

_INTERNAL = Reason("service.internal_fault")

CATALOGUE = "catalogue"
"""As staff see it among the devices."""
WORKER = "catalogue"
READ_THROUGH_S = 30.0
"""After the start, which a disk that is read through would slow down."""
NONE = "catalogue.none"
"""There never was one here: nothing to mend."""


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
        self._looking = False
        self._again: Timer | None = None
        self._trouble: Reason | None = None
        self._behind: Reason | None = None
        self.newer: Callable[[], None] = lambda: None
        """The shop's newest revision came and is in use."""

    def begin(self) -> None:
        """Look at once and from then on; what is here already is read through when the start is over."""
        self.age.take_up()
        self._back.take_up()
        self._jobs.submit(WORKER, self._store.renew_form, self._renewed, self._damaged)
        self.poll()
        self._check(self._store.current)
        self._timers.after(READ_THROUGH_S, lambda: self._check(self._store.check_pages))

    def _renewed(self, was_old: bool) -> None:
        if was_old:
            self._changed()

    def _check(self, look: Callable[[], object]) -> None:
        def checked() -> None:
            try:
                look()
            except StoreUnusable as fault:
                if fault.reason.code != NONE:
                    raise

        self._jobs.submit(WORKER, checked, lambda none: None, self._damaged)

    def _damaged(self, fault: Exception) -> None:
        log.error("catalogue: what is here is damaged: %s", fault, exc_info=_ours(fault))
        self.mend(fault.reason if isinstance(fault, WorldError) else _INTERNAL)

    def mend(self, damage: Reason) -> None:
        """Something of what is here cannot be read: staff are told, and the whole is fetched at once; where
        it cannot be had, the file of before takes over."""
        self._back.damage = self._back.damage or damage
        self._tell(damage)
        self._changed()
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
        except InputRefused as refused:
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
        """The files go, whatever comes of them."""
        try:
            if update.snapshot is not None:
                self._store.install(
                    update.snapshot, update.revision, checksum=update.checksum, replaces=update.replaces
                )
            else:
                self._store.apply(update.deltas, update.revision, update.checksum)
        finally:
            for path in (update.snapshot, *update.deltas):
                if path is not None:
                    path.unlink(missing_ok=True)

    def _polled(self, news: CatalogueNews) -> None:
        self._looking, self._bench.visit.online = False, True
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
        if news.update is not None:
            self.newer()
            self._changed()

    def _failed(self, fault: Exception) -> None:
        self._looking = False
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
