"""The group's list of single items sold, copied into the ledger so that a scan knows it without a network.

The heartbeat's answer says where the list ends; what is missing is fetched in pages, each kept in one commit
with the place it leads to.
"""

from __future__ import annotations

import logging

from kiosk.domain.serials import SerialPage
from kiosk.errors import CloudUnreachable
from kiosk.ports import Jobs, PutSerials, PutSetting, SerialsApi
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

SETTING = "serials_upto"


class SoldSerials:
    """Follows the list."""

    def __init__(self, bench: Bench, api: SerialsApi, jobs: Jobs) -> None:
        self._bench = bench
        self._api = api
        self._jobs = jobs
        self._busy = False

    def told(self, upto: int) -> None:
        """The list ends at `upto` now. One that ends before what is known is of a cloud restored from a
        backup: it is read anew, and nothing known is forgotten by that."""
        known = int(self._bench.ledger.setting(SETTING) or "0")
        if not self._busy and upto != known:
            self._fetch(known if known < upto else 0, upto)

    def _fetch(self, after: int, upto: int) -> None:
        self._busy = True
        self._jobs.submit(
            "serials",
            lambda: self._api.fetch_serials(after),
            lambda page: self._fetched(page, after, upto),
            self._failed,
        )

    def _fetched(self, page: SerialPage, after: int, upto: int) -> None:
        self._busy = False
        if page.upto > after or after == 0:
            self._bench.ledger.commit([PutSerials(page.marks), PutSetting(SETTING, str(page.upto))])
        if after < page.upto < upto:
            self._fetch(page.upto, upto)

    def _failed(self, fault: Exception) -> None:
        """The next heartbeat tells again."""
        self._busy = False
        if not isinstance(fault, CloudUnreachable):
            log.error("sold serial numbers: not updated: %s", fault)
