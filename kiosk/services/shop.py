"""The shop: the services of one kiosk put together, its boot, its view.

Everything here runs on core. `post` is the only door for the screen and the devices.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.domain.heartbeat import Heartbeat
from kiosk.domain.receipt import PrintJob
from kiosk.domain.sale import Sale
from kiosk.errors import Reason, WorldError
from kiosk.ports import DeviceChange
from kiosk.services import intents
from kiosk.services.attending import Attending
from kiosk.services.behind import Behind
from kiosk.services.calling import Calling
from kiosk.services.closing import Closing
from kiosk.services.core import Workers
from kiosk.services.counting import Counting
from kiosk.services.coupons import Coupons
from kiosk.services.devices import PrinterPoll
from kiosk.services.downlink import Downlink
from kiosk.services.ending import Ending
from kiosk.services.extras import Extras
from kiosk.services.faults import Faults
from kiosk.services.finding import Finding
from kiosk.services.handing_over import HandingOver
from kiosk.services.handling import Handling
from kiosk.services.health import Health
from kiosk.services.heartbeat import Heartbeating
from kiosk.services.item_checks import ItemChecks
from kiosk.services.membership import Membership
from kiosk.services.paying import Paying
from kiosk.services.picturing import Picturing
from kiosk.services.pins import Pins
from kiosk.services.presence import Presence
from kiosk.services.printing import Printing
from kiosk.services.publishing import Publishing
from kiosk.services.receipts import Receipts
from kiosk.services.reprinting import Reprinting
from kiosk.services.sale_checks import SaleChecks
from kiosk.services.scanning import Scanning
from kiosk.services.shopping import Shopping
from kiosk.services.sold_serials import SoldSerials
from kiosk.services.staff_actions import StaffActions
from kiosk.services.staff_viewing import devices
from kiosk.services.staffing import Staffing
from kiosk.services.store_following import StoreFollowing
from kiosk.services.syncing import Uplink
from kiosk.services.taking_up import TakingUp
from kiosk.services.trips import Trips
from kiosk.services.views import KioskView
from kiosk.services.visit import Bench, Visit
from kiosk.services.watching import WIDTHS, Watching
from kiosk.services.world import World

log = logging.getLogger(__name__)


class Shop:
    """One kiosk's services. `subscribe` before `open`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._core = world.core
        self._workers = Workers(world.core, WIDTHS)
        self.health = Health()
        visit = Visit(language=world.languages[0])
        self._bench = Bench(visit, world.ledger, world.clock, world.ids, world.identity)
        self._store = StoreFollowing(self._bench)
        self._faults = Faults(self._bench, self.health, self._core)
        self._faults.storage_back = self._storage_back
        self._make_shoppers_services()
        self._make_lines()
        self._make_staffs_services()
        self._core.after_batch = self._after_batch
        self._core.on_fault = self._faults.met

    def _make_shoppers_services(self) -> None:
        world, bench, core, workers = self._world, self._bench, self._core, self._workers
        sale = SaleChecks(bench, world.catalogues, world.kiosk_rules)
        self._trips = Trips(bench, world.catalogues, sale)
        self._membership = Membership(bench, self._trips, world.member_verifier)
        checks = ItemChecks(bench, sale)
        self._shopping = Shopping(bench, self._trips, checks)
        self._coupons = coupons = Coupons(bench, self._trips, world.member_verifier)
        take_member, templates = self._membership.take, world.templates
        self._scanning = Scanning(bench, self._trips, self._shopping, templates, take_member, coupons)
        self._finding = Finding(bench, sale, workers)
        self._counting = Counting(world.catalogues, workers)
        self._picturing: Picturing | None = None
        if world.pictures is not None and world.picture_line is not None:
            self._picturing = Picturing(bench, world.pictures, world.picture_line, workers, core)
        self._presence = Presence(bench, core, world.patience)
        self._printing = Printing(bench, world.printer, workers, core, core.post)
        self._receipts = Receipts(bench.visit, world.sentences, world.receipt_language)
        self._closing = Closing(
            bench, world.catalogues, self._receipts, world.printer is not None, self._sale_closed
        )
        watching = Watching(world.cloud, workers, core, world.clock)
        self._paying = Paying(bench, watching, core, world.pay_lifetime_s, self._closing.complete)
        self._paying.checked, self._paying.to_newest = checks.before_paying, self._trips.to_newest
        self._membership.listen(self._paying, coupons.without)
        abandoning, language = self._paying.abandoning, world.languages[0]
        self._trips.abandoning = self._shopping.abandoning = abandoning
        self._ending = Ending(bench, self._trips, self._printing, self._presence, abandoning, language)
        self._handing_over = HandingOver(bench, self._paying, core, self._ending.release)
        self._presence.gone, self._presence.finished = self._ending.leave_unpaid, self._ending.leave_paid
        self._presence.doubt_over = self._ending.leave_doubt
        self._paying.doubted = self._presence.in_doubt
        self._printing.paper_settled = self._presence.paper_settled
        self._handing_over.shown = self._presence.rest
        self._taking_up = TakingUp(
            bench=bench,
            health=self.health,
            catalogues=world.catalogues,
            trips=self._trips,
            paying=self._paying,
            closing=self._closing,
            printing=self._printing,
            presence=self._presence,
            ending=self._ending,
        )
        self._paying.refresh = self._taking_up.refresh_if_stale

    def _make_lines(self) -> None:
        world, bench, core, workers = self._world, self._bench, self._core, self._workers
        self.uplink = Uplink(bench, world.outbox, world.cloud, workers, core, world.resend_s)
        self._downlink = Downlink(bench, world, workers, core, self.health, self._taking_up.refresh)
        self._faults.catalogue_damaged = self._downlink.mend
        self._heartbeating = Heartbeating(bench, world.cloud, workers, core, self._report)
        self._heartbeating.back, self.uplink.forked = self.uplink.wake, self._forked
        self._publishing = Publishing(bench, self.health, world, self.uplink, self._downlink)
        Behind(bench, self.health, self._trips, self._downlink).listen(self._paying, self._heartbeating)
        self._heartbeating.members, self._heartbeating.coupons = self._membership.follow, self._coupons.follow
        self._heartbeating.store, self._ending.emptied = self._store.follow, self._store.take_up
        self._heartbeating.serials_upto = SoldSerials(bench, world.cloud, workers).told
        told = self.health.device_changed
        self._printer_poll = PrinterPoll(world.printer, workers, core, self._printing.is_printing, told)

    def _make_staffs_services(self) -> None:
        world, bench = self._world, self._bench
        pins = Pins(bench, self._workers, world.check_pin)
        self._staffing = Staffing(
            bench, pins, world.check_badge, self._shopping.approve, self._core, self.health
        )
        self._reprinting = Reprinting(
            bench, self._printing, self._receipts, world.sentences, world.staff_language
        )
        self._staffing.entered = self._staff_entered
        self._staffing.left = self._presence.staff_left
        self._paying.going_back.given_back = self._trip_given_back
        self._ending.at_attract = self._staffing.settle_closed
        ending = self._ending
        actions = StaffActions(bench, self._staffing, self._shopping, ending.release, ending.leave_doubt)
        self._handling = Handling(
            bench=bench,
            health=self.health,
            languages=world.languages,
            trips=self._trips,
            scanning=self._scanning,
            shopping=self._shopping,
            finding=self._finding,
            membership=self._membership,
            coupons=self._coupons,
            extras=Extras(bench, self._shopping),
            paying=self._paying,
            ending=ending,
            presence=self._presence,
            attending=Attending(bench, pins, self._shopping.approve),
            calling=Calling(bench),
            staffing=self._staffing,
            actions=actions,
            reprinting=self._reprinting,
            handing_over=self._handing_over,
        )
        self._handlers = self._handling.handlers()

    # --- doors ------------------------------------------------------------------------------------

    def subscribe(self, listener: Callable[[KioskView], None]) -> None:
        """`listener` gets every new view, on core's thread."""
        self._publishing.listeners.append(listener)

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
        """Each step is a call of its own: one that fails keeps none of the others from being taken."""
        steps: tuple[Callable[[], None], ...] = (
            self._taking_up.take_up,
            self._printing.settle_left,
            self._staffing.settle_closed,
            self._downlink.begin,
            self._heartbeating.beat,
            self._printer_poll.poll,
        )
        for step in steps:
            self._core.post(step)

    # --- what happens -----------------------------------------------------------------------------

    def _do(self, intent: intents.Intent) -> None:
        self._taking_up.refresh_if_stale()
        if self._handling.may_do(intent):
            self._handlers[type(intent)](intent)
        self._handling.touched(intent)

    def _sale_closed(self, sale: Sale, job: PrintJob | None) -> None:
        self._counting.sold(sale)
        if self._bench.visit.paid is not None and self._bench.visit.paid.sale_id == sale.sale_id:
            self._presence.rest()
            self._printing.start(job)
            self._staffing.leave("paid")

    def _trip_given_back(self) -> None:
        self._presence.given_back()
        self._staffing.trip_given_back()

    def _forked(self, forked: bool) -> None:
        if forked:
            self.health.close_for("fork", Reason("service.fork"))
        else:
            self.health.reopen("fork")

    def _staff_entered(self) -> None:
        staff = self._bench.visit.staff
        if staff is not None:
            self._presence.rest()
            staff.catalogue = self._world.catalogues.stats()
            self._reprinting.show_day()

    # --- out --------------------------------------------------------------------------------------

    def _storage_back(self) -> None:
        """Room again: what the boot could not do is done."""
        self._taking_up.take_up()
        self._taking_up.refresh()
        self._printing.settle_left()
        self._staffing.settle_closed()

    def _report(self) -> Heartbeat:
        """How the kiosk is, for the cloud."""
        shown = devices(self.health, self._bench.visit)
        return Heartbeat(
            version=self._world.version,
            catalogue_revision=self._world.catalogues.stats().revision,
            outbox_depth=self.uplink.depth(),
            devices=tuple((one.device, str(one.state)) for one in shown),
            is_open=self.health.why_closed() is None and not self._bench.visit.closed_by_staff,
            at=self._world.clock.now(),
            coupons=self._bench.visit.coupons.version,
            store=self._store.version,
        )

    def _after_batch(self) -> None:
        """The screen first: whatever else fails, it says what is true."""
        try:
            self._taking_up.refresh_if_stale()
        except Exception as fault:
            ours = not isinstance(fault, WorldError)  # its reason says as much as a traceback
            log.error("the trip of before the restart cannot go on yet: %s", fault, exc_info=ours)
            self._faults.met(fault)
        try:
            if self._picturing is not None:
                self._picturing.follow()
            self._publishing.publish()
        finally:
            self.uplink.kick()
