"""Trips: how a shopper's visit begins, is taken up after a crash and ends unpaid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as changed

from kiosk.domain.basket import Basket
from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.intervention import Intervention
from kiosk.domain.pricing import PricingContext
from kiosk.domain.trip import Trip, TripEvent, TripState
from kiosk.errors import Reason
from kiosk.ports import AppendRecord, Catalogue, CatalogueStore, PutIntervention, Write
from kiosk.services.views import NoticeKind
from kiosk.services.visit import Bench


class Trips:
    """Starts, resumes and releases the trip of the visit."""

    def __init__(self, bench: Bench, catalogues: CatalogueStore) -> None:
        self._bench = bench
        self._catalogues = catalogues

    def open(self) -> Trip:
        """The trip of now, a new one where there is none."""
        trip = self._bench.visit.trip
        return trip if trip is not None else self.start()

    def catalogue(self) -> Catalogue:
        """The revision the trip holds."""
        held = self._bench.visit.catalogue
        return held if held is not None else self._catalogues.current()

    def start(self) -> Trip:
        """A new, empty trip that holds the current catalogue; raises StoreUnusable without one."""
        bench = self._bench
        catalogue = self._catalogues.current()
        now = bench.clock.now()
        store = bench.identity.store
        trip = Trip(
            trip_id=bench.ids.new(),
            sale_id=bench.ids.new(),
            state=TripState.BUILDING,
            language=bench.visit.language,
            opened_at=now,
            basket=Basket(),
            context=PricingContext(at=now, zone=store.zone, currency=store.currency),
            catalogue_revision=catalogue.revision,
        )
        bench.commit(trip)
        bench.visit.catalogue = catalogue
        bench.visit.products = {}
        bench.visit.priced = bench.price(trip)
        return trip

    def resume(self, trip: Trip, interventions: Sequence[Intervention]) -> None:
        """Take up a trip the ledger still has. A frozen basket stays as it was frozen; an open one is priced
        by the catalogue of now, without goods that are no longer sold."""
        visit = self._bench.visit
        visit.trip, visit.language = trip, trip.language
        visit.catalogue = self._catalogues.current()
        visit.products = visit.catalogue.by_sku({line.sku for line in trip.basket.lines})
        lines = {line.line_id for line in trip.basket.lines if line.sku in visit.products}
        visit.interventions = {one.line_id: one for one in interventions if one.line_id in lines}
        visit.priced = trip.priced
        if trip.state in (TripState.BUILDING, TripState.FROZEN):
            sold = tuple(line for line in trip.basket.lines if line.sku in visit.products)
            revision = visit.catalogue.revision
            state = TripState.BUILDING
            open_again = changed(
                trip, state=state, basket=Basket(sold), catalogue_revision=revision, priced=None
            )
            self._bench.commit(open_again)
            visit.priced = self._bench.price(open_again)
            lost = len(trip.basket.lines) - len(sold)
            code = "trip.restored" if not lost else "trip.restored_without"
            self._bench.tell(NoticeKind.INFO, Reason(code, {"lines": lost} if lost else {}), stays=bool(lost))

    def release(self, why: str, *more: Write) -> None:
        """End an unpaid trip and what waited in it; the record says how it ended."""
        trip = self._bench.visit.trip
        if trip is None:
            return
        ended = self._bench.move(trip, TripEvent.RELEASE)
        body = {"trip_id": trip.trip_id, "why": why, "lines": len(trip.basket.lines)}
        writes: list[Write] = [AppendRecord(RecordKind.TRIP_RELEASED, body, lane=Lane.EVENTS), *more]
        opened = self._bench.visit.interventions.values()
        writes.extend(PutIntervention(one, resolved_by="released") for one in opened)
        if trip.state is TripState.NEEDS_STAFF:
            task = {"task": "payment_in_doubt", "sale_id": trip.sale_id, "attempts": trip.attempts}
            writes.append(AppendRecord(RecordKind.STAFF_TASK_RAISED, task))
        self._bench.commit(ended, *writes)
