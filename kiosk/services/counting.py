"""Counting what this shop sells, so that what people look for is shown in that order."""

from __future__ import annotations

import logging
from collections import Counter

from kiosk.domain.days import day_of
from kiosk.domain.sale import Sale
from kiosk.ports import CatalogueStore, Jobs

log = logging.getLogger(__name__)

WORKER = "search"


class Counting:
    """Counts each closed sale, off the way of the trip."""

    def __init__(self, catalogues: CatalogueStore, jobs: Jobs) -> None:
        self._catalogues = catalogues
        self._jobs = jobs

    def sold(self, sale: Sale) -> None:
        """Pieces by SKU; a weighed good counts one."""
        pieces: Counter[str] = Counter()
        for line in sale.basket.lines:
            pieces[line.sku] += line.quantity
        day = day_of(sale.closed_at, sale.store.zone)
        self._jobs.submit(WORKER, lambda: self._catalogues.count_sold(pieces, day), _counted, _lost)


def _counted(answer: None) -> None:
    """Nothing waits for it."""


def _lost(error: Exception) -> None:
    log.warning("what was sold is not counted: %s", error)
