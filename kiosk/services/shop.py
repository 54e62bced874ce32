"""The shop: the services of one kiosk put together, its intents, its boot, its view.

Everything here runs on core. `post` is the only door for the screen and the devices.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

from kiosk.domain.barcode import Scan, Template
from kiosk.domain.receipt import PrintJob
from kiosk.domain.sale import Sale
from kiosk.domain.trip import Trip, TripState
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import (
    CatalogueStore,
    Clock,
    CloudApi,
    DeviceChange,
    Identity,
    Ids,
    Ledger,
    Outbox,
    PutSetting,
    ReceiptPrinter,
    Sentences,
)
from kiosk.services import intents
from kiosk.services.attending import Attending, CheckPin
from kiosk.services.closing import Closing
from kiosk.services.core import Core, Workers
from kiosk.services.health import Health
from kiosk.services.paying import Paying
from kiosk.services.presence import Patience, Presence
from kiosk.services.printing import Printing
from kiosk.services.shopping import Shopping, Verify
from kiosk.services.syncing import Downlink, Uplink
from kiosk.services.trips import Trips
from kiosk.services.viewing import view
from kiosk.services.views import KioskView, NoticeKind
from kiosk.services.visit import Bench, Visit
from kiosk.services.watching import Watching

log = logging.getLogger(__name__)

LONG_POLLS = 6
STORAGE_RETRY_S = 5.0
FAULTS_UNTIL_CLOSED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything a shop is given: its ports and the settings it reads."""

    core: Core
    clock: Clock
    ids: Ids
    ledger: Ledger
    outbox: Outbox
    catalogues: CatalogueStore
    cloud: CloudApi
    printer: ReceiptPrinter | None
    sentences: Sentences
    identity: Identity
    verify_member: Verify
    check_pin: CheckPin
    templates: Sequence[Template]
    languages: tuple[str, ...]
    receipt_language: str
    """Empty: the shopper's."""
    patience: Patience
    pay_lifetime_s: int
    catalogue_poll_s: float
    download_folder: Path


class Shop:
    """One kiosk's services. `subscribe` before `open`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._core = world.core
        self._workers = Workers(world.core, {"pay": LONG_POLLS})
        self._listeners: list[Callable[[KioskView], None]] = []
        self._last: KioskView | None = None
        self._faults = 0
        self.health = Health()
        visit = Visit(language=world.languages[0])
        self._bench = bench = Bench(visit, world.ledger, world.clock, world.ids, world.identity)
        core, workers = self._core, self._workers
        self._trips = Trips(bench, world.catalogues)
        self._shopping = Shopping(bench, self._trips, world.templates, world.verify_member)
        self._presence = Presence(bench, core, world.patience)
        self._printing = Printing(bench, world.printer, workers, core, core.post)
        self._closing = Closing(
            bench,
            world.catalogues,
            world.sentences,
            world.receipt_language,
            world.printer is not None,
            self._sale_closed,
        )
        watching = Watching(world.cloud, workers, core)
        self._paying = Paying(bench, watching, core, world.pay_lifetime_s, self._closing.complete)
        self._attending = Attending(bench, workers, world.check_pin, self._shopping.approve)
        self.uplink = Uplink(bench, world.outbox, world.cloud, workers, core)
        self._downlink = Downlink(
            bench,
            world.cloud,
            world.catalogues,
            workers,
            core,
            world.download_folder,
            world.catalogue_poll_s,
            self._catalogue_arrived,
        )
        self._presence.gone = self._leave_unpaid
        self._paying.doubted = self._presence.in_doubt
        self._presence.finished = self._leave_paid
        self._presence.doubt_over = self._leave_doubt
        self._printing.paper_settled = self._presence.paper_settled
        self._handlers = self._make_handlers()
        core.after_batch = self._publish
        core.on_fault = self._fault

    # --- doors ------------------------------------------------------------------------------------

    def subscribe(self, listener: Callable[[KioskView], None]) -> None:
        """`listener` gets every new view, on core's thread."""
        self._listeners.append(listener)

    def post(self, intent: intents.Intent) -> None:
        """From any thread."""
        self._core.post(lambda: self._do(intent))

    def device_changed(self, change: DeviceChange) -> None:
        """From any thread."""
        self._core.post(lambda: self.health.device_changed(change))

    def open(self) -> None:
        """Take up what was going on, then serve. Posted, so that the screen need not wait."""
        self._core.post(self._boot)

    def close(self) -> None:
        """End the workers; the caller has stopped core."""
        self._workers.stop()

    # --- boot -------------------------------------------------------------------------------------

    def _boot(self) -> None:
        left = self._world.ledger.unfinished()
        visit = self._bench.visit
        try:
            self._world.catalogues.current()
        except StoreUnusable as trouble:
            self.health.close_for("catalogue", trouble.reason)
            visit.trip = left.trip
        else:
            if left.trip is not None:
                self._trips.resume(left.trip, left.interventions)
        self._paying.resume(left.attempts)
        self._take_up(visit.trip, left.print_jobs)
        self.uplink.kick()
        self._downlink.poll()

    def _take_up(self, trip: Trip | None, jobs: Sequence[PrintJob]) -> None:
        """Go on where the trip stood. A crash right after PAID: the sale is safe, its paper goes on."""
        if trip is None:
            return
        if trip.state is TripState.BUILDING:
            self._presence.touched()
        elif trip.state is TripState.NEEDS_STAFF:
            self._presence.in_doubt()
        elif trip.state is TripState.PAID:
            job = next((one for one in jobs if one.sale_id == trip.sale_id), None)
            if job is None:
                self._printing.leave()
                self._to_attract()
                return
            self._closing.show_again(trip, job)
            self._printing.start(job)

    # --- intents ----------------------------------------------------------------------------------

    def _do(self, intent: intents.Intent) -> None:
        self._handlers[type(intent)](intent)
        self._presence.touched()

    def _make_handlers(self) -> dict[type, Callable[[Any], None]]:
        shopping, paying = self._shopping, self._paying
        return {
            intents.StartTrip: lambda _: self._start_trip(),
            intents.TakeScan: lambda intent: self._take_scan(intent.scan),
            intents.KeyInCode: lambda intent: shopping.key_in(intent.digits) if self._is_open() else None,
            intents.SetQuantity: lambda intent: shopping.set_quantity(intent.line_id, intent.quantity),
            intents.VoidLine: lambda intent: shopping.void(intent.line_id),
            intents.AllowRestricted: lambda intent: self._attending.allow(intent.intervention_id, intent.pin),
            intents.DismissNotice: lambda intent: self._dismiss(intent.serial),
            intents.ChooseLanguage: lambda intent: self._choose_language(intent.language),
            intents.Pay: lambda intent: paying.pay(intent.wallet),
            intents.GoBack: lambda _: paying.go_back(),
            intents.CancelTrip: lambda _: self._leave_unpaid(),
            intents.Finish: lambda _: self._leave_paid(),
            intents.StayHere: lambda _: None,
        }

    def _start_trip(self) -> None:
        if self._bench.visit.trip is None and self._is_open():
            self._trips.start()

    def _take_scan(self, scan: Scan) -> None:
        if self._is_open():
            self._shopping.take_scan(scan)
        elif self._bench.visit.payment is not None:
            self._bench.tell(NoticeKind.INFO, Reason("pay.go_back_to_add"))

    def _dismiss(self, serial: int) -> None:
        visit = self._bench.visit
        if visit.notice is not None and visit.notice.serial == serial:
            visit.notice = None

    def _is_open(self) -> bool:
        """Goods may be taken: attract or an open basket, and the kiosk serves."""
        visit = self._bench.visit
        building = visit.trip is None or visit.trip.state is TripState.BUILDING
        return building and visit.paid is None and self.health.why_closed() is None

    def _choose_language(self, language: str) -> None:
        visit = self._bench.visit
        if language not in self._world.languages:
            return
        if visit.trip is not None and visit.trip.state is TripState.BUILDING:
            self._bench.commit(changed(visit.trip, language=language))
        visit.language = language

    # --- ends of a trip ---------------------------------------------------------------------------

    def _sale_closed(self, sale: Sale, job: PrintJob | None) -> None:
        if self._bench.visit.paid is not None and self._bench.visit.paid.sale_id == sale.sale_id:
            self._presence.rest()
            self._printing.start(job)

    def _leave_unpaid(self) -> None:
        trip = self._bench.visit.trip
        if trip is not None and trip.state in (TripState.BUILDING, TripState.FROZEN):
            self._trips.release("left")
            self._to_attract()

    def _leave_doubt(self) -> None:
        """The shopper went with a payment in doubt: it is watched on, and staff have its task."""
        trip = self._bench.visit.trip
        if trip is not None and trip.state is TripState.NEEDS_STAFF:
            self._trips.release("payment_in_doubt")
            self._to_attract()

    def _leave_paid(self) -> None:
        if self._bench.visit.paid is not None:
            self._printing.leave()
            self._to_attract()

    def _to_attract(self) -> None:
        self._bench.visit.clear(self._world.languages[0])
        self._presence.rest()

    def _catalogue_arrived(self) -> None:
        self.health.reopen("catalogue")

    # --- out --------------------------------------------------------------------------------------

    def _fault(self, fault: Exception) -> None:
        """What failed changed nothing. A store that cannot be written closes the kiosk until it can; a rule
        of ours that broke is said, and closes the kiosk when it goes on breaking."""
        if isinstance(fault, StoreUnusable):
            self.health.close_for("storage", fault.reason)
            self._core.after(STORAGE_RETRY_S, self._try_storage)
            return
        self._faults += 1
        self._bench.tell(NoticeKind.REFUSED, Reason("service.internal_fault"), stays=True)
        if self._faults >= FAULTS_UNTIL_CLOSED:
            self.health.close_for("fault", Reason("service.internal_fault"))

    def _try_storage(self) -> None:
        self._world.ledger.commit([PutSetting("storage_checked", self._world.clock.now().isoformat())])
        self.health.reopen("storage")

    def _publish(self) -> None:
        self.uplink.kick()
        now = view(self._bench, self.health, self._world.pay_lifetime_s)
        if self._last is not None and changed(now, now=self._last.now) == self._last:
            return
        self._last = now
        for listener in self._listeners:
            listener(now)
