"""Syncing: records go up in order and exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from kiosk.domain.events import Lane, Record
from kiosk.errors import CloudRefused, CloudUnreachable, InputRefused, Reason, StoreUnusable
from kiosk.ports import (
    IntakeApi,
    Jobs,
    Outbox,
    Timer,
    Timers,
)
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

_INTERNAL = Reason("service.internal_fault")

BATCH = 100
BATCH_BYTES = 256 * 1024
"""A quarter of what the cloud reads of one request."""
FORKS = frozenset({"sync.fork", "sync.chain_broken"})
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
