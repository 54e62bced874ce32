"""Files of the catalogue that were not taken: tried more and more seldom, at once by a newer manifest.

What the shop's key signed and what is carried do not agree, and asking every half minute makes neither right:
it would load a snapshot over and over, on every kiosk of the shop. Nor does it make room on a full disk.
"""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import Final

from kiosk.domain.events import Lane, RecordKind
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import AppendRecord
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

FIRST_S: Final = 60.0
LONGEST_S: Final = 3600.0
_SPREAD: Final = 0.25
"""Of a wait, either way: kiosks of a shop do not come all at once."""


class HeldFiles:
    """Of one manifest at a time: the last whose files were not taken."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._manifest = ""
        self._tries = 0
        self._until = 0.0
        self._is_told = False
        self.reason: Reason | None = None
        """Why they were refused the last time."""

    def refuse(self, manifest: str, reason: Reason) -> None:
        """Files that a manifest names are not what it says, or the disk does not take them."""
        if manifest != self._manifest:
            self._manifest, self._tries, self._is_told = manifest, 0, False
        self.reason = reason
        self._until = self._bench.clock.monotonic() + self._wait_s()
        self._tries += 1

    def forget(self) -> None:
        """What the shop sells by is here."""
        self._manifest, self._tries, self.reason = "", 0, None

    def manifest(self) -> str:
        """The one whose files are not asked for now; empty: none."""
        return self._manifest if self._bench.clock.monotonic() < self._until else ""

    def tell(self) -> None:
        """The cloud hears of it, once a manifest."""
        if self.reason is None or self._is_told:
            return
        body = {"manifest": self._manifest, "reason": self.reason.code, "values": dict(self.reason.values)}
        try:
            self._bench.commit(None, AppendRecord(RecordKind.CATALOGUE_REFUSED, body, lane=Lane.EVENTS))
            self._is_told = True
        except StoreUnusable as fault:
            log.error("catalogue: that its files are refused is not told: %s", fault)

    def _wait_s(self) -> float:
        """Another one of each kiosk, the same whenever it is asked."""
        drawn = sha256(f"{self._bench.identity.kiosk_id} {self._manifest} {self._tries}".encode()).digest()
        share = int.from_bytes(drawn[:4], "big") / 2**32
        whole: float = min(LONGEST_S, FIRST_S * 2 ** min(self._tries, 16))
        return whole * (1 + _SPREAD * (2 * share - 1))
