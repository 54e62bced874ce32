"""Syncing: records go up in order and exactly once, the catalogue comes down between trips."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from kiosk.domain.events import Lane, Record
from kiosk.errors import CloudRefused, CloudUnreachable, InputRefused, Reason, StoreUnusable, WorldError
from kiosk.ports import (
    CatalogueApi,
    CatalogueNews,
    CatalogueUpdate,
    DeviceChange,
    DeviceState,
    IntakeApi,
    Jobs,
    Outbox,
    Timer,
    Timers,
)
from kiosk.services.catalogue_age import CatalogueAge
from kiosk.services.health import Health
from kiosk.services.ignored_offers import IgnoredOffers
from kiosk.services.visit import Bench
from kiosk.services.world import World

log = logging.getLogger(__name__)

_INTERNAL = Reason("service.internal_fault")

BATCH = 100
BATCH_BYTES = 256 * 1024
"""A quarter of what the cloud reads of one request."""
FORKS = frozenset({"sync.fork", "sync.chain_broken"})
CATALOGUE = "catalogue"
"""As staff see it among the devices."""
WORKER = "catalogue"
RETRY_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


class Uplink:
    """Drains the outbox lane by lane; a record leaves it only by the cloud's acknowledgement."""

    def __init__(
        self,
        bench: Bench,
        outbox: Outbox,
        api: IntakeApi,
        jobs: Jobs,
        timers: Timers,
        longest_s: float = RETRY_S[-1],
    ) -> None:
        """`longest_s`: the longest rest after a failure."""
        self._bench = bench
        self._outbox = outbox
        self._api = api
        self._jobs = jobs
        self._timers = timers
        self._busy = False
        self._resting: Timer | None = None
        self._failures = 0
        self._longest_s = longest_s
        self._most = BATCH
        """Records in a batch: fewer while the cloud finds them too large."""
        self._forked: set[Lane] = set()
        self.forked: Callable[[bool], None] = lambda forked: None
        """The cloud has other records than these, or none any more: a disk was copied or put back."""

    def kick(self) -> None:
        """Send what waits, money first; nothing while a batch is under way or a failure rested from.

        Raises nothing: an outbox that cannot be read keeps nobody from shopping, it rests and is told.
        """
        if self._busy or self._resting is not None:
            return
        try:
            for lane in (Lane.MONEY, Lane.EVENTS):
                batch = self._outbox.pending(lane, self._most, BATCH_BYTES)
                if batch:
                    self._send(lane, batch)
                    return
        except Exception as fault:
            told = isinstance(fault, StoreUnusable)
            log.error("uplink: the records cannot be read: %s", fault, exc_info=None if told else fault)
            self._trouble(fault.reason if isinstance(fault, StoreUnusable) else _INTERNAL)
            self._rest(RETRY_S[-1])

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
            lambda fault: self._failed(fault, batch),
        )

    def _acknowledged(self, lane: Lane, seq: int) -> None:
        self._busy = False
        self._bench.visit.online = True
        try:
            self._outbox.acknowledge(lane, seq)
        except InputRefused as beyond:
            # the cloud knows records this kiosk never made: only people can tell which of the two is right
            self._refused(beyond.reason)
            self._tell_fork(lane, True)
            return
        except StoreUnusable:
            # sent again later: the cloud takes a record only once
            self._rest(RETRY_S[-1])
            raise
        self._failures, self._bench.visit.uplink_trouble = 0, None
        self._tell_fork(lane, False)
        self._most = min(BATCH, 2 * self._most)
        self.kick()

    def _failed(self, fault: Exception, batch: Sequence[Record]) -> None:
        self._busy = False
        if isinstance(fault, CloudUnreachable):
            self._bench.visit.online = False
            self._rest_longer()
        elif isinstance(fault, CloudRefused):
            wanted = fault.reason.values.get("expected")
            if fault.reason.code == "line.body_too_large" and len(batch) > 1:
                self._most = len(batch) // 2
                self.kick()
            elif fault.reason.code == "sync.gap" and isinstance(wanted, int) and 0 < wanted < batch[0].seq:
                # the cloud was restored from a backup: it gets again what it lost
                log.warning("uplink: the cloud wants %s again from %s", batch[0].lane, wanted)
                self._rest_longer()
                self._outbox.rewind(batch[0].lane, wanted - 1)
            else:
                self._refused(fault.reason)
                if fault.reason.code in FORKS:
                    self._tell_fork(batch[0].lane, True)
        else:
            log.error("uplink: %s", fault, exc_info=fault)
            self._trouble(_INTERNAL)
            self._rest_longer()

    def _refused(self, reason: Reason) -> None:
        """A refusal parks the lane: nothing is dropped, it is tried again and staff see why."""
        if self._bench.visit.uplink_trouble != reason:
            log.error("uplink: the cloud does not take the records: %s", reason)
        self._trouble(reason)
        self._rest_longer()

    def _tell_fork(self, lane: Lane, forked: bool) -> None:
        """A sale more would only be another one that the cloud never takes."""
        (self._forked.add if forked else self._forked.discard)(lane)
        self.forked(bool(self._forked))

    def _trouble(self, reason: Reason) -> None:
        self._bench.visit.uplink_trouble = reason

    def _rest_longer(self) -> None:
        self._failures += 1
        self._rest(RETRY_S[min(self._failures - 1, len(RETRY_S) - 1)])

    def _rest(self, pause_s: float) -> None:
        self._resting = self._timers.after(min(pause_s, self._longest_s), self._rested)

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

    def begin(self) -> None:
        """Look at once and from then on; what is here already is read through behind that."""
        self.age.take_up()
        self.poll()
        self._jobs.submit(WORKER, self._check, lambda none: None, self._damaged)

    def _check(self) -> None:
        if self._store.stats().revision:
            self._store.check_pages()

    def _damaged(self, fault: Exception) -> None:
        """Staff are told; the next look fetches the whole."""
        log.error("catalogue: what is here is damaged: %s", fault, exc_info=_ours(fault))
        self._tell(fault.reason if isinstance(fault, WorldError) else _INTERNAL)

    def poll(self) -> None:
        """Ask once, take what is newer, and ask again after the poll time."""
        self._jobs.submit(WORKER, self._follow, self._polled, self._failed)

    def _follow(self) -> CatalogueNews:
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
        return news

    def _fetch(self, *, whole: bool = False) -> CatalogueNews:
        """A number alone does not say what stands behind it, so the rows' checksum is told with it."""
        has = self._store.stats()
        return self._api.fetch_catalogue(
            has.revision, self._folder, checksum=has.checksum, is_local=has.is_local, whole=whole
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
        self._bench.visit.online = True
        now = self._bench.clock.now()
        if news.expires_at is not None and news.expires_at <= now:
            self.age.look()
            self._tell(Reason("catalogue.manifest_expired", {"since": f"{news.expires_at:%Y-%m-%d}"}))
        else:
            self.age.confirm()
            self.age.look()
            self._tell(self._ignored.look())
        if news.update is not None:
            self._changed()
        self._timers.after(self._poll_s, self.poll)

    def _failed(self, fault: Exception) -> None:
        if isinstance(fault, CloudUnreachable):
            self._bench.visit.online = False
            trouble = self.age.look() or self._ignored.look()
            if trouble is not None:
                self._tell(trouble)
        else:
            self.age.look()
            log.error("catalogue: not updated: %s", fault, exc_info=_ours(fault))
            self._tell(fault.reason if isinstance(fault, WorldError) else _INTERNAL)
        self._timers.after(min(self._poll_s, 30.0), self.poll)

    def _tell(self, trouble: Reason | None) -> None:
        """Selling goes on; staff see among the devices what keeps the catalogue from being the newest."""
        state = DeviceState.READY if trouble is None else DeviceState.STOPPED
        self._told(DeviceChange(CATALOGUE, state, trouble))


def _ours(fault: Exception) -> Exception | None:
    return None if isinstance(fault, WorldError) else fault
