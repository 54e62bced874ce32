"""The store as the cloud tells it: taken up between trips, and kept over a restart without the cloud.

A trip goes on by the store that it began with. What comes meanwhile waits in memory; it is written only when
it is taken up, so a kiosk that starts again in a trip has that trip's store.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Any

from kiosk.domain.heartbeat import StoreTold
from kiosk.domain.money import Rounding
from kiosk.domain.product import Names
from kiosk.domain.round_up import RoundUp
from kiosk.domain.sale import Store
from kiosk.domain.tax_rule import Rounded, TaxLevel, TaxMode, TaxRule
from kiosk.ports import PutSetting
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

SETTING = "store"


class StoreFollowing:
    """Keeps `bench.identity` true to the cloud's word of the store."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._waits: StoreTold | None = None
        kept = bench.ledger.setting(SETTING)
        told = _readable(kept)
        bench.visit.store = told if told is not None and self._is_ours(told.store) else None

    @property
    def version(self) -> str:
        """Of the store that is gone by; empty: as it was enrolled."""
        told = self._bench.visit.store
        return "" if told is None else told.version

    def follow(self, told: StoreTold | None) -> None:
        """Take it up as soon as nobody is shopping; None: nothing new. Raises StoreUnusable."""
        if told is None:
            self._waits = None
        elif self._is_ours(told.store):
            self._waits = told
            self.take_up()
        else:
            log.error("the cloud tells of another store, currency or zone: this kiosk must be enrolled anew")

    def take_up(self) -> None:
        """What waited, unless somebody is shopping. Raises StoreUnusable; it waits on."""
        visit, told = self._bench.visit, self._waits
        if told is None or visit.trip is not None:
            return
        if told != visit.store:
            self._bench.commit(None, PutSetting(SETTING, kept_text(told)))
            visit.store = told
        self._waits = None

    def _is_ours(self, store: Store) -> bool:
        """The catalogue, the days and the numbers of a kiosk hang on what this compares."""
        ours = self._bench.enrolled.store
        return (store.store_id, store.currency, store.zone) == (ours.store_id, ours.currency, ours.zone)


def _readable(kept: str | None) -> StoreTold | None:
    """None as well for what another version of the kiosk wrote: the cloud tells it anew."""
    try:
        return None if kept is None else read_kept(kept)
    except (KeyError, TypeError, ValueError):
        log.exception(
            "the store as it was kept cannot be read; it is as it was enrolled until the cloud tells"
        )
        return None


def kept_text(told: StoreTold) -> str:
    """JSON for the ledger."""
    return json.dumps(asdict(told))


def read_kept(text: str) -> StoreTold:
    """The way back. Raises KeyError, TypeError or ValueError."""
    kept = json.loads(text)
    return StoreTold(store=_store(kept["store"]), version=kept["version"])


def _store(kept: dict[str, Any]) -> Store:
    known = {name: kept[name] for name in Store.__dataclass_fields__ if name in kept}
    tax, gift = kept["tax"], kept["round_up"]
    return Store(
        **known
        | {
            "names": Names(**kept["names"]),
            "address": Names(**kept["address"]),
            "price_lists": tuple(kept["price_lists"]),
            "round_up": None if gift is None else RoundUp(**gift),
            "tax": TaxRule(
                mode=TaxMode(tax["mode"]),
                level=TaxLevel(tax["level"]),
                rounding=Rounding(tax["rounding"]),
                rounded=Rounded(tax["rounded"]),
                total_step=tax["total_step"],
            ),
        }
    )
