"""Offers of a newer kind: what this kiosk is too old to understand, told instead of sold by."""

from __future__ import annotations

import logging

from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.promotion import OfferBook
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import AppendRecord, CatalogueStore
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

MOST_TOLD, MOST_NAMED = 100, 5
"""Offers of which a record tells, and of which a sentence does."""


class IgnoredOffers:
    """Offers that this kiosk is too old to understand: told to staff and, once a revision, to the cloud."""

    def __init__(self, bench: Bench, store: CatalogueStore) -> None:
        self._bench = bench
        self._store = store
        self._told_of = 0
        """The last revision whose offers were told."""

    def look(self) -> Reason | None:
        """What people should know of the revision in use; None where all of it is understood."""
        try:
            book = self._store.current().offers if self._store.stats().revision else None
            if book is None or not book.unknown:
                return None
            self._record(book)
        except StoreUnusable as fault:
            log.error("catalogue: its offers cannot be told: %s", fault)
            return fault.reason
        names = ", ".join(each.offer_id for each in book.unknown[:MOST_NAMED])
        return Reason(
            "catalogue.offers_unknown",
            {"offers": len(book.unknown), "revision": book.revision, "names": names},
        )

    def _record(self, book: OfferBook) -> None:
        if self._told_of != book.revision:
            log.warning("catalogue: %s offers of revision %s are ignored", len(book.unknown), book.revision)
            offers = [{"offer_id": each.offer_id, "kind": each.kind} for each in book.unknown[:MOST_TOLD]]
            body = {"revision": book.revision, "count": len(book.unknown), "offers": offers}
            self._bench.commit(None, AppendRecord(RecordKind.OFFERS_IGNORED, body, lane=Lane.EVENTS))
            self._told_of = book.revision
