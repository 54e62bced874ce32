"""Trips: how a shopper's visit begins, is taken up after a crash and ends unpaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace as changed

from kiosk.domain import basket as baskets
from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.intervention import Intervention, batch_in_doubt, needed
from kiosk.domain.priced import PricedBasket, amounts_digest
from kiosk.domain.pricing import PricingContext, price
from kiosk.domain.product import Product, SelfService
from kiosk.domain.recall import RecallBook
from kiosk.domain.trip import Trip, TripEvent, TripState
from kiosk.errors import InputRefused, Reason, StoreUnusable
from kiosk.ports import AppendRecord, Catalogue, CatalogueStore, PutIntervention, Write
from kiosk.services.abandoning import Abandoning
from kiosk.services.approvals import still_allowed
from kiosk.services.beside import with_extras
from kiosk.services.sale_checks import SaleChecks
from kiosk.services.views import NoticeKind
from kiosk.services.visit import Bench


class Trips:
    """Starts, resumes and releases the trip of the visit."""

    abandoning: Abandoning
    """What was asked for before goods were taken out is not paid any more."""

    def __init__(self, bench: Bench, catalogues: CatalogueStore, sale: SaleChecks) -> None:
        self._bench = bench
        self._sale = sale
        self._catalogues = catalogues
        self._taken_up = False
        """The trip is of before a restart, and not refreshed since."""
        self._too_old = False
        """The cloud does not take the trip's prices any more."""

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
        store = bench.identity.store
        trip = Trip(
            trip_id=bench.ids.new(),
            sale_id=bench.ids.new(),
            state=TripState.BUILDING,
            language=bench.visit.language,
            opened_at=bench.clock.now(),
            basket=Basket(),
            context=PricingContext(
                at=bench.cloud_now(),
                zone=store.zone,
                currency=store.currency,
                price_lists=store.price_lists,
                tax=store.tax,
            ),
            catalogue_revision=catalogue.revision,
        )
        bench.commit(trip)
        self._taken_up = False
        bench.visit.catalogue, bench.visit.recalls = catalogue, catalogue.recalls
        bench.visit.products = {}
        self._too_old = False
        bench.visit.priced = bench.price(trip)
        return trip

    def resume(self, trip: Trip, interventions: Sequence[Intervention]) -> None:
        """Take up a trip the ledger still has, as it stands: this asks nothing of a catalogue or a disk.
        An open one must be refreshed before anything is done with it."""
        visit = self._bench.visit
        visit.trip, visit.language, visit.priced = trip, trip.language, trip.priced
        self._too_old = False
        ids = {line.line_id for line in trip.basket.lines}
        visit.interventions = {one.line_id: one for one in interventions if one.line_id in ids}
        self._taken_up = True

    def is_stale(self) -> bool:
        """An open trip of before a restart that has not been refreshed yet, or one at prices that the cloud
        does not take, where there are newer ones. A payment under way keeps what was frozen; its trip is
        refreshed when it is open again. So is one whose file is damaged, where its revision came again."""
        trip = self._bench.visit.trip
        if trip is None or trip.state not in (TripState.BUILDING, TripState.FROZEN):
            return False
        return self._taken_up or (self._too_old and self._holds_another()) or self._came_again()

    def not_taken(self) -> None:
        """The cloud does not take the prices of the trip: it goes on by the newest ones as soon as they are
        here."""
        self._too_old = True

    def _holds_another(self) -> bool:
        """The trip holds another revision than the newest that is here."""
        held, newest = self._bench.visit.catalogue, self._sale.newest_catalogue()
        return held is not None and newest is not None and held.revision != newest.revision

    def _came_again(self) -> bool:
        """The file that the trip holds is damaged, and another of its revision is whole."""
        held = self._bench.visit.catalogue
        if held is None or not held.is_damaged:
            return False
        newest = self._sale.newest_catalogue()
        return newest is not None and newest.revision == held.revision and not newest.is_damaged

    def refresh(self) -> None:
        """Bring a stale trip to the catalogue of now, without lines that cannot be sold by it any more and
        with an attendant's word asked for where it is needed now. Raises StoreUnusable; it stays stale."""
        trip = self._bench.visit.trip
        if trip is None or not self.is_stale():
            return
        mended = not self._taken_up and not self._too_old
        again, lost = self._bring(trip, self._catalogues.current())
        self._taken_up = False
        if not lost and (again.to_agree or not mended):
            code = "trip.restored_prices_changed" if again.to_agree else "trip.restored"
            self._bench.tell(NoticeKind.INFO, Reason(code), stays=again.to_agree)

    def to_newest(self) -> bool:
        """Bring an open trip to the newest revision; False where it holds that one. A price that an hour
        changes is the newest revision's: what the trip's own says of later may have been withdrawn since."""
        trip = self._bench.visit.trip
        if trip is None or not self._holds_another():
            return False
        self._bring(trip, self._catalogues.current())
        return True

    def _bring(self, trip: Trip, catalogue: Catalogue) -> tuple[Trip, int]:
        """Go on by this catalogue and the time of now: the trip, and how many of its lines cannot be sold any
        more, which is told."""
        visit = self._bench.visit
        products = with_extras(self._ruled(trip, catalogue), catalogue, self._bench.identity.store)
        gift = trip.context.round_up
        gift = gift if gift is not None and gift.sku in products else None
        trip = changed(trip, context=changed(trip.context, at=self._bench.cloud_now(), round_up=gift))
        visit.recalls = catalogue.recalls
        allowed = still_allowed(self._bench.ledger, trip.basket, products, visit.recalls)
        trip = changed(trip, basket=allowed)
        sold = Basket(tuple(one for one in trip.basket.lines if _sellable(one, products, catalogue, trip)))
        begun = changed(trip, state=TripState.BUILDING, priced=None, goods=())
        again = changed(begun, basket=sold, catalogue_revision=catalogue.revision)
        priced = price(sold, products, catalogue.offers, again.pricing)
        differs = bool(trip.basket.lines) and _differs(trip, priced)
        again = changed(again, to_agree=trip.to_agree or differs)
        waiting = {one.line_id: one for one in self._needed(sold, products)}
        over = [one for one in visit.interventions.values() if one.line_id not in waiting]
        self._bench.show(
            again,
            priced,
            *(PutIntervention(one) for one in waiting.values()),
            *(PutIntervention(one, resolved_by="catalogue") for one in over),
            *self.abandoning.writes(trip.sale_id, sold),
        )
        self.abandoning.tell(trip.sale_id, sold)
        visit.catalogue, visit.products, visit.near_goods = catalogue, products, {}
        visit.interventions, visit.payment = waiting, None
        self._too_old = False
        lost = len(trip.basket.lines) - len(sold.lines)
        if lost:
            self._bench.tell(NoticeKind.INFO, Reason("trip.restored_without", {"lines": lost}), stays=True)
        return again, lost

    def renew_rules(self) -> None:
        """Go by the newest recalls and sale rules in an open trip too: an attendant is asked for what is
        needed now, also where the word that was given was for less. Prices stay the trip's."""
        visit = self._bench.visit
        trip, held = visit.trip, visit.catalogue
        if trip is None or held is None or self.is_stale():
            return
        if trip.state not in (TripState.BUILDING, TripState.FROZEN):
            return
        newest = self._sale.newest_catalogue()
        if newest is None:
            return
        known, goods = visit.recalls, visit.products
        if newest.revision != known.revision:
            ruled = self._ruled(trip, held)
            other = {sku: good for sku, good in ruled.items() if goods.get(sku) != good}
            visit.recalls, visit.products = newest.recalls, {**goods, **other}
            basket = _without_doubtful_words(trip.basket, visit.recalls, known)
            trip = changed(trip, basket=still_allowed(self._bench.ledger, basket, other, visit.recalls))
        try:
            self._ask_for_words(trip)
        except StoreUnusable:
            visit.recalls, visit.products = known, goods  # not written: asked for again next time
            raise

    def _ruled(self, trip: Trip, held: Catalogue) -> dict[str, Product]:
        """The goods of the basket, as the trip's revision has them, under the rules of now."""
        known = held.by_sku({line.sku for line in trip.basket.lines})
        return {sku: self._sale.ruled(product) for sku, product in known.items()}

    def _ask_for_words(self, trip: Trip) -> None:
        """Commit `trip` where its basket is another one, and what its lines wait for where that is: what is
        not needed any more ends."""
        visit = self._bench.visit
        waiting = {one.line_id: one for one in self._needed(trip.basket, visit.products)}
        asked = [one for one in waiting.values() if visit.interventions.get(one.line_id) != one]
        over = [one for one in visit.interventions.values() if one.line_id not in waiting]
        if visit.trip is not None and trip.basket == visit.trip.basket and not asked and not over:
            return
        if trip.state is TripState.FROZEN and waiting:
            trip, visit.payment = self._bench.move(trip, TripEvent.UNFREEZE, priced=None), None
        self._bench.commit(
            trip,
            *(PutIntervention(one) for one in asked),
            *(PutIntervention(one, resolved_by="catalogue") for one in over),
        )
        visit.interventions = waiting

    def newly_needed(self, basket: Basket, products: Mapping[str, Product]) -> list[Intervention]:
        """An intervention for each line of these goods that needs one and waits for none."""
        waiting = self._bench.visit.interventions
        return [one for one in self._needed(basket, products) if one.line_id not in waiting]

    def _needed(self, basket: Basket, products: Mapping[str, Product]) -> Iterator[Intervention]:
        """The intervention of each line that needs one, by the id of the one that is open."""
        for line in basket.lines:
            product = products.get(line.sku)
            if product is None or product.self_service is SelfService.NEVER:
                continue  # no word makes it one for the kiosk
            kind = needed(product, line, self._bench.visit.recalls)
            if kind is None:
                continue
            opened = self._bench.visit.interventions.get(line.line_id)
            intervention_id = opened.intervention_id if opened is not None else self._bench.ids.new()
            yield Intervention(
                intervention_id=intervention_id,
                kind=kind,
                line_id=line.line_id,
                sku=line.sku,
                minimum_age=product.minimum_age,
            )

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


def _differs(trip: Trip, priced: PricedBasket) -> bool:
    """From what the shopper saw; where that was not kept, from any other revision."""
    if not trip.shown:
        return trip.catalogue_revision != priced.catalogue_revision
    return trip.shown != amounts_digest(priced)


def _sellable(line: BasketLine, products: Mapping[str, Product], catalogue: Catalogue, trip: Trip) -> bool:
    """This kiosk can still sell the line: the good is known, its price can be made, no till is needed."""
    product = products.get(line.sku)
    if product is None:
        return False
    try:
        needed(product, line)
        price(Basket((line,)), products, catalogue.offers, trip.context)
    except InputRefused:
        return False
    return True


def _without_doubtful_words(basket: Basket, book: RecallBook, known: RecallBook) -> Basket:
    """The basket without the attendant's word for lines that `book` casts a doubt on and `known` did not."""
    for line in basket.lines:
        doubtful = batch_in_doubt(line, book) is not None and batch_in_doubt(line, known) is None
        if line.approved_by is not None and doubtful:
            basket = baskets.withdraw(basket, line.line_id)
    return basket
