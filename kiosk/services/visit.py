"""The visit: what is going on before this kiosk right now, shared by the services on core.

The trip in it is always one that the ledger has: services commit first and set after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.domain.coupon_code import CouponProgramme
from kiosk.domain.heartbeat import MemberProgramme, StoreTold
from kiosk.domain.intervention import Intervention
from kiosk.domain.priced import amounts_digest
from kiosk.domain.pricing import PricedBasket, price
from kiosk.domain.product import NO_NAMES, Names, Product
from kiosk.domain.recall import NO_RECALLS, RecallBook
from kiosk.domain.sale_rules import KioskRules
from kiosk.domain.sold import SoldLine
from kiosk.domain.trip import Trip, TripEvent, TripState, next_state
from kiosk.errors import BugError, Reason
from kiosk.ports import Catalogue, Clock, Identity, Ids, Ledger, PutTrip, Write
from kiosk.services.beside import with_extras
from kiosk.services.notices import MISSES, WayOn
from kiosk.services.on_screen import (
    BagsOnScreen,
    FindOnScreen,
    NearGoods,
    PaidOnScreen,
    PaymentOnScreen,
    StaffOnScreen,
)
from kiosk.services.views import Notice, NoticeKind, StaffEntryView

MOST_MISSES = 9
"""So many misses wait at once: whoever leaves more behind is not told of the first ones again."""
NO_PROGRAMME = MemberProgramme(points_minor=0, keys=())
NO_COUPONS = CouponProgramme()


@dataclass(slots=True)
class Visit:
    """State of core. `language` outlives a trip only until attract resets it."""

    language: str
    trip: Trip | None = None
    catalogue: Catalogue | None = None
    products: dict[str, Product] = field(default_factory=dict)
    priced: PricedBasket | None = None
    told: set[str] = field(default_factory=set)
    """The goods whose message the shopper has been told."""
    recalls: RecallBook = NO_RECALLS
    """Of the newest revision this kiosk has: a trip holds its prices, not its dangers."""
    interventions: dict[str, Intervention] = field(default_factory=dict)
    """Open ones by line id."""
    pin_refusal: Reason | None = None
    notice: Notice | None = None
    notices: int = 0
    unanswered: tuple[Notice, ...] = ()
    """Misses that wait for an answer, the newest last."""
    finding: FindOnScreen | None = None
    """Set while a good is looked for by its name or picture."""
    pictures: dict[str, Path] = field(default_factory=dict)
    """Those of what is on the screen that are here, by the SHA-256 of their files."""
    payment: PaymentOnScreen | None = None
    paid: PaidOnScreen | None = None
    doubt: Reason | None = None
    leave_warning_at: datetime | None = None
    bags: BagsOnScreen | None = None
    bags_answered: bool = False
    kiosk_rules: KioskRules = field(default_factory=dict)
    """This kiosk's own rules for whole branches of the range."""
    near_goods: dict[tuple[int, str], NearGoods | None] = field(default_factory=dict)
    """What was looked up, by revision and offer; None: the offer is not one to lead anybody to."""
    unread: Reason | None = None
    """What could not be read of the catalogue while the screen was painted, until it is told on."""
    handover: tuple[str, ...] | None = None
    """The codes of the basket for a staffed till, while they are shown."""
    staff: StaffOnScreen | None = None
    staff_entry: StaffEntryView | None = None
    closed_by_staff: bool = False
    online: bool = True
    """The last word with the cloud was an answer."""
    uplink_trouble: Reason | None = None
    """Why the kiosk's records do not get into the cloud although it answers."""
    payment_trouble: Reason | None = None
    """Why the cloud, which answers, does not say how payments stand."""
    line_trouble: Reason | None = None
    """Why the cloud, which answers, takes nothing at all from this kiosk."""
    desired_version: str | None = None
    members: MemberProgramme = NO_PROGRAMME
    """The member programme in force."""
    coupons: CouponProgramme = NO_COUPONS
    """The shop's list of coupons, as the cloud told it last."""
    store: StoreTold | None = None
    """The store as it was taken up last; None: as it was enrolled."""
    cloud_ahead_s: float = 0.0
    """How far the cloud's clock is ahead of this machine's, as last heard."""
    clock_off_s: float = 0.0
    """By how much they differ, where the cloud refuses to say more."""

    def payment_of(self, attempt_id: str) -> PaymentOnScreen | None:
        """The payment on the screen where it is this attempt's."""
        payment = self.payment
        return payment if payment is not None and payment.attempt_id == attempt_id else None

    def line_that_waits(self, intervention_id: str) -> str | None:
        """The id of the line that this open intervention is about."""
        opened = (one for one in self.interventions.values() if one.intervention_id == intervention_id)
        return next((one.line_id for one in opened), None)

    def stands_in(self, state: TripState) -> bool:
        """There is a trip, in this state."""
        return self.trip is not None and self.trip.state is state

    def pieces_of(self, line_id: str) -> int:
        """How many pieces a line of the basket is of; 0 once it was taken out."""
        lines = self.trip.basket.lines if self.trip is not None else ()
        return next((line.quantity for line in lines if line.line_id == line_id), 0)

    def sold(self, sku: str) -> SoldLine:
        """What a line of this SKU is called; by its SKU where nothing knows it any more."""
        product = self.products.get(sku)
        if product is not None:
            return SoldLine(line_id="", sku=sku, names=product.names, size=product.size)
        kept = self.trip.goods if self.trip is not None else ()
        unnamed = SoldLine(line_id="", sku=sku, names=Names(sku), size=NO_NAMES)
        return next((line for line in kept if line.sku == sku), unnamed)

    def clear(self, language: str) -> None:
        """Nothing of the last shopper stays; an attendant may."""
        self.language = language
        self.trip = self.catalogue = self.priced = self.notice = None
        self.products, self.interventions, self.recalls, self.told = {}, {}, NO_RECALLS, set()
        self.payment = self.paid = self.doubt = self.pin_refusal = self.leave_warning_at = None
        self.handover = self.finding = self.bags = None
        self.bags_answered = False
        self.near_goods = {}
        self.unanswered = ()

    def answered(self, serial: int) -> None:
        """Take a notice off the screen; nothing where it is not there any more."""
        self.unanswered = tuple(one for one in self.unanswered if one.serial != serial)
        if self.notice is not None and self.notice.serial == serial:
            self.notice = None


@dataclass(frozen=True, slots=True)
class Bench:
    """What every service works with: the ports that core may call directly, and the visit."""

    visit: Visit
    ledger: Ledger
    clock: Clock
    ids: Ids
    enrolled: Identity

    @property
    def identity(self) -> Identity:
        """What enrolment gave, with the store as it is now."""
        told = self.visit.store
        return self.enrolled if told is None else changed(self.enrolled, store=told.store)

    @property
    def ahead(self) -> timedelta:
        """How far the cloud's clock is ahead of this machine's, as far as is known."""
        return timedelta(seconds=self.visit.cloud_ahead_s)

    def cloud_now(self) -> datetime:
        """What the cloud judges by: prices, hours, dates and the life of codes hold at this instant."""
        return self.clock.now() + self.ahead

    def commit(self, trip: Trip | None, *writes: Write) -> None:
        """Make `trip` and all writes durable in one commit, then let the visit show it."""
        if trip is not None and trip.priced is not None:
            trip = changed(trip, shown=amounts_digest(trip.priced))
        first: Sequence[Write] = (PutTrip(trip),) if trip is not None else ()
        self.ledger.commit([*first, *writes])
        if trip is not None:
            self.visit.trip = trip

    def show(self, trip: Trip, priced: PricedBasket, *writes: Write) -> None:
        """The same of an open trip and what its basket costs: after a restart it is known what was seen."""
        self.commit(changed(trip, shown=amounts_digest(priced)), *writes)
        self.visit.priced = priced

    def move(self, trip: Trip, event: TripEvent, **fields: object) -> Trip:
        """The trip after `event`, not yet committed; raises IllegalEvent."""
        return changed(trip, state=next_state(trip.state, event), **fields)  # type: ignore[arg-type]

    def price(self, trip: Trip) -> PricedBasket:
        """The trip's basket priced at the trip's catalogue, context and coupons."""
        if self.visit.catalogue is None:
            raise BugError("a trip is priced only while it holds its catalogue")
        visit, catalogue = self.visit, self.visit.catalogue
        visit.products = with_extras(visit.products, catalogue, self.identity.store)
        return price(trip.basket, visit.products, catalogue.offers, trip.pricing)

    def tell(
        self,
        kind: NoticeKind,
        reason: Reason,
        *,
        names: Names | None = None,
        sku: str = "",
        amount_minor: int | None = None,
        stays: bool = False,
        ways: tuple[WayOn, ...] = (),
    ) -> None:
        """Set the notice on the screen; a miss stays, and waits there until it is answered."""
        visit = self.visit
        visit.notices += 1
        notice = Notice(
            serial=visit.notices,
            kind=kind,
            reason=reason,
            names=names,
            sku=sku,
            amount_minor=amount_minor,
            stays=stays or kind in MISSES,
            ways=ways,
        )
        visit.notice = notice
        if kind in MISSES:
            others = (one for one in visit.unanswered if not one.is_like(notice))
            visit.unanswered = (*others, notice)[-MOST_MISSES:]
