"""Handling: which service answers which intent, and what an intent may do where the shopper stands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import replace as changed
from typing import Any

from kiosk.domain.barcode import BADGE_PREFIX, MEMBER_PREFIX, BadgeCode, Scan, classify
from kiosk.domain.trip import ENDED, TripState
from kiosk.errors import Reason
from kiosk.services import intents
from kiosk.services.attending import Attending
from kiosk.services.calling import Calling
from kiosk.services.coupons import Coupons
from kiosk.services.ending import Ending
from kiosk.services.extras import Extras
from kiosk.services.finding import Finding
from kiosk.services.handing_over import HandingOver
from kiosk.services.health import Health
from kiosk.services.membership import Membership
from kiosk.services.paying import Paying
from kiosk.services.presence import Presence
from kiosk.services.reprinting import Reprinting
from kiosk.services.scanning import Scanning
from kiosk.services.shopping import Shopping
from kiosk.services.staff_actions import StaffActions
from kiosk.services.staffing import Staffing
from kiosk.services.tasks import Tasks
from kiosk.services.trips import Trips
from kiosk.services.views import NoticeKind
from kiosk.services.visit import Bench
from kiosk.services.wishing import Wishing

log = logging.getLogger(__name__)

Handler = Callable[[Any], None]

_NEEDS_PRICES = (
    intents.SetQuantity,
    intents.VoidLine,
    intents.PickGood,
    intents.AllowRestricted,
    intents.Pay,
    intents.TakeBags,
    intents.RoundUp,
    intents.LeaveMembership,
    intents.TakeOutCoupon,
    intents.HandOver,
    intents.StaffAllow,
    intents.StaffVoidLine,
    intents.StaffDiscount,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """The services behind the one door, and the rules of when it is open."""

    bench: Bench
    health: Health
    languages: tuple[str, ...]
    trips: Trips
    scanning: Scanning
    shopping: Shopping
    finding: Finding
    membership: Membership
    coupons: Coupons
    extras: Extras
    paying: Paying
    ending: Ending
    presence: Presence
    attending: Attending
    calling: Calling
    staffing: Staffing
    actions: StaffActions
    reprinting: Reprinting
    handing_over: HandingOver

    def handlers(self) -> Mapping[type, Handler]:
        """A handler for every intent there is."""
        return {**self._shoppers(), **self._staffs()}

    def _shoppers(self) -> Mapping[type, Handler]:
        shopping, ending, wishing = self.shopping, self.ending, Wishing(self.bench)
        return {
            intents.StartTrip: lambda _: self._start_trip(),
            intents.TakeScan: lambda intent: self._take_scan(intent.scan, intent.source),
            intents.RefuseTypedScan: lambda _: self._refuse_typed_scan(),
            intents.KeyInCode: lambda intent: self._key_in(intent.digits),
            intents.SearchGoods: lambda intent: self._find(lambda: self.finding.search(intent.text)),
            intents.OpenCategory: lambda intent: self._find(lambda: self.finding.open(intent.category_id)),
            intents.PickGood: lambda intent: self._found(lambda: self.scanning.pick(intent.sku)),
            intents.CallStaffToFind: lambda _: self._found(self.calling.call_to_find),
            intents.CloseSearch: lambda _: self.finding.close(),
            intents.SetQuantity: lambda intent: self._at_basket(
                lambda: shopping.set_quantity(intent.line_id, intent.quantity)
            ),
            intents.VoidLine: lambda intent: self._at_basket(lambda: shopping.void(intent.line_id)),
            intents.AllowRestricted: lambda intent: self.attending.allow(intent.intervention_id, intent.pin),
            intents.DismissNotice: lambda intent: self.bench.visit.answered(intent.serial),
            intents.CallStaff: lambda intent: self.calling.call(intent.serial),
            intents.NoteWish: lambda intent: self._at_basket(lambda: wishing.note(intent.serial)),
            intents.ChooseLanguage: lambda intent: self._choose_language(intent.language),
            intents.Pay: lambda intent: self._at_basket(lambda: self._pay(intent.wallet)),
            intents.TakeBags: lambda intent: self._at_basket(lambda: self._take_bags(intent.count)),
            intents.RoundUp: lambda intent: self._at_basket(lambda: self.extras.round_up(intent.give)),
            intents.GoBack: lambda _: self._go_back(),
            intents.LeaveMembership: lambda _: self._at_basket(self.membership.leave),
            intents.TakeOutCoupon: lambda intent: self._at_basket(
                lambda: self.coupons.take_out(intent.claim_id)
            ),
            intents.CancelTrip: lambda _: self._at_basket(ending.leave_unpaid),
            intents.Finish: lambda _: ending.leave_paid(),
            intents.StayHere: lambda _: None,
            intents.HandOver: lambda _: self.handing_over.hand_over(),
            intents.HandOverDone: lambda _: self.handing_over.done(),
        }

    def _staffs(self) -> Mapping[type, Handler]:
        staffing, actions, reprinting = self.staffing, self.actions, self.reprinting
        tasks = Tasks(self.bench, reprinting)
        return {
            intents.AskForStaff: lambda _: staffing.ask(),
            intents.EnterStaff: lambda intent: staffing.enter(intent.pin),
            intents.LeaveStaff: lambda _: staffing.leave(),
            intents.StaffAllow: lambda intent: actions.allow(intent.intervention_id),
            intents.StaffVoidLine: lambda intent: actions.void_line(intent.line_id),
            intents.StaffDiscount: actions.discount,
            intents.StaffCancelTrip: lambda _: actions.cancel_trip(),
            intents.StaffReleaseDoubt: lambda _: actions.release_doubt(),
            intents.StaffTaskDone: lambda intent: tasks.done(intent.task_id),
            intents.StaffTurnDay: lambda intent: reprinting.turn_day(intent.by),
            intents.Reprint: lambda intent: reprinting.reprint(intent.sale_id),
            intents.CloseKiosk: lambda _: actions.close_kiosk(),
            intents.OpenKiosk: lambda _: actions.open_kiosk(),
            intents.PrintDay: lambda _: reprinting.print_day(),
        }

    def may_do(self, intent: intents.Intent) -> bool:
        """A basket of before a restart rests until it has a catalogue to be priced by."""
        return not (self.trips.is_stale() and isinstance(intent, _NEEDS_PRICES))

    def touched(self, intent: intents.Intent) -> None:
        """Somebody is there. A scan is no sign of an attendant or of somebody at the codes for a till: goods
        may lie before the camera."""
        visit = self.bench.visit
        if not isinstance(intent, (intents.TakeScan, intents.RefuseTypedScan)):
            self.staffing.touched()
            self.handing_over.touched()
        if visit.staff is None and visit.handover is None:
            self.presence.touched()

    # --- where the shopper stands -----------------------------------------------------------------

    def _is_open(self) -> bool:
        """Goods may be taken: attract or an open basket, and the kiosk serves."""
        visit = self.bench.visit
        building = visit.trip is None or visit.trip.state is TripState.BUILDING
        others = visit.paid is not None or visit.staff is not None or visit.handover is not None
        return building and not others and self.health.why_closed() is None

    def _at_basket(self, call: Callable[[], object]) -> None:
        """The basket rests while an attendant works or a till reads it."""
        if self.bench.visit.staff is None and self.bench.visit.handover is None:
            call()

    def _start_trip(self) -> None:
        if self.bench.visit.trip is None and self._is_open():
            self.trips.start()

    def _pay(self, wallet: str | None) -> None:
        """No line is paid without the attendant's word it needs."""
        trip = self.bench.visit.trip
        if trip is not None and trip.state in (TripState.BUILDING, TripState.FROZEN):
            self.finding.close()
            self.trips.renew_rules()
        if not self.extras.asks_for_bags(wallet):
            self.paying.pay(wallet)

    def _take_bags(self, count: int) -> None:
        """The way to payment goes on with the wallet that was chosen."""
        asked = self.bench.visit.bags
        if asked is not None and self.extras.take_bags(count):
            self._pay(asked.wallet)

    def _key_in(self, digits: str) -> None:
        if self._is_open():
            self.scanning.key_in(digits)

    def _find(self, call: Callable[[], None]) -> None:
        """A search is opened at the basket."""
        if self._is_open():
            call()

    def _found(self, call: Callable[[], None]) -> None:
        """A search ends: its answer is to be seen at the basket."""
        if self._is_open() and self.bench.visit.finding is not None:
            self.finding.close()
            call()

    def _take_scan(self, scan: Scan, source: str) -> None:
        if scan.text.startswith(BADGE_PREFIX):
            found = classify(scan)
            self.staffing.badge(found.token if isinstance(found, BadgeCode) else "")
        elif self._is_open():
            self.finding.close()
            self.scanning.take_scan(scan, source)
        elif self.bench.visit.staff is not None:
            self.bench.visit.staff.message = Reason("staff.leave_to_scan")
        elif scan.text.startswith(MEMBER_PREFIX) and self.membership.is_refused():
            self.membership.take_again(scan.text)
        elif scan.text.startswith(MEMBER_PREFIX) and self.bench.visit.paid is not None:
            self.membership.shown_after_paying()
        elif self.bench.visit.payment is not None:
            self.bench.tell(NoticeKind.INFO, Reason("pay.go_back_to_add"))

    def _go_back(self) -> None:
        if not self.extras.close_bags() and not self.handing_over.back():
            self.paying.going_back.go_back()

    def _refuse_typed_scan(self) -> None:
        log.warning("a scanner types like a keyboard and is not set up: kiosk doctor --scanner-setup")
        if self.bench.visit.trip is not None and self._is_open():
            self.bench.tell(NoticeKind.REFUSED, Reason("scanner.types_into_the_screen"), stays=True)

    def _choose_language(self, language: str) -> None:
        visit = self.bench.visit
        if language not in self.languages:
            return
        if visit.trip is not None and visit.trip.state not in ENDED:
            self.bench.commit(changed(visit.trip, language=language))
        visit.language = language
