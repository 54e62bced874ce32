"""Falling back: a kiosk that cannot fetch what was damaged sells by the revision before, and says so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from kiosk.domain.events import Lane, RecordKind
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import AppendRecord, CatalogueStore, FellBack, Jobs, PutSetting
from kiosk.services.catalogue_age import CatalogueAge
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

SETTING: Final = "catalogue_fell_back"


class FallingBack:
    """Tries the other file once for each damage; over a restart it is known that this is not the newest."""

    def __init__(
        self, bench: Bench, store: CatalogueStore, jobs: Jobs, worker: str, age: CatalogueAge
    ) -> None:
        self._bench = bench
        self._store = store
        self._jobs = jobs
        self._worker = worker
        self._age = age
        self._is_tried = False
        self.damage: Reason | None = None
        """What is wrong with the file in use."""
        self.reason: Reason | None = None
        """What staff should know while an older revision is sold by."""

    def take_up(self) -> None:
        """At the start, from the ledger."""
        try:
            revision, _, was = (self._bench.ledger.setting(SETTING) or "").partition(" ")
            if revision and int(revision) == self._store.stats().revision:
                self.reason = _reason(int(revision), int(was))
        except (StoreUnusable, ValueError) as fault:
            log.info("whether an older catalogue is sold by is not known: %s", fault)

    def mended(self) -> None:
        """The shop's newest is in use."""
        self.damage, self._is_tried = None, False
        if self.reason is not None:
            self._keep(PutSetting(SETTING, ""))
            self.reason = None

    def try_other(self, changed: Callable[[], None]) -> None:
        """Where the file in use is damaged and the cloud does not help; `changed` is called after it."""
        if self.damage is None or self._is_tried:
            return
        self._is_tried = True

        def fell(back: FellBack | None) -> None:
            if back is not None:
                self._take(back)
            elif self._store.stats().revision:
                self.damage = None
            else:
                log.error("catalogue: the other file cannot take the place of the damaged one")
                self.damage = Reason("catalogue.no_other_file")
            changed()

        self._jobs.submit(self._worker, self._store.fall_back, fell, self._failed)

    def _take(self, back: FellBack) -> None:
        log.error("catalogue: fell back from revision %s to %s", back.was, back.revision)
        self.damage, self.reason = None, _reason(back.revision, back.was)
        self._keep(
            PutSetting(SETTING, f"{back.revision} {back.was}"),
            AppendRecord(
                RecordKind.CATALOGUE_FELL_BACK,
                {"revision": back.revision, "was": back.was},
                lane=Lane.EVENTS,
            ),
        )
        self._age.was_newest_until(back.since)

    def _failed(self, fault: Exception) -> None:
        log.error("catalogue: the other file is not taken: %s", fault)

    def _keep(self, *writes: PutSetting | AppendRecord) -> None:
        try:
            self._bench.commit(None, *writes)
        except StoreUnusable as fault:
            log.error("catalogue: that an older revision is sold by is not kept: %s", fault)


def _reason(revision: int, was: int) -> Reason:
    if not was:
        return Reason("catalogue.fell_back_from_unknown", {"revision": revision})
    return Reason("catalogue.fell_back", {"revision": revision, "was": was})
