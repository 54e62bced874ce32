"""Membership: the programme in force, as the cloud told it last, and the cloud's time to judge codes by.

What enrolment gave holds until the cloud tells something else; that is kept, and holds from then on, also
over a restart without the cloud.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from dataclasses import replace as changed

from kiosk.domain.heartbeat import MemberProgramme
from kiosk.domain.member import Member, Verify, read_member_code
from kiosk.domain.priced import PricedBasket
from kiosk.domain.trip import Trip, TripEvent, TripState
from kiosk.errors import InputRefused, Reason
from kiosk.ports import PutSetting
from kiosk.services.trips import Trips
from kiosk.services.views import NoticeKind
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

SETTING = "member_programme"
REFUSALS = frozenset({"payment.member_not_proven", "member.code_used"})
"""The cloud's refusals of a payment that another code, or none, gets over."""

Verifier = Callable[[Sequence[str]], Verify]
"""Checks signatures by these keys; raises ValueError for a key that is none."""


class Membership:
    """Reads members' codes; follows the cloud's word of keys, points and time."""

    def __init__(self, bench: Bench, trips: Trips, verifier: Verifier) -> None:
        self._bench = bench
        self._trips = trips
        self.pay: Callable[[str], None] = lambda wallet: None
        """Ask for a QR of this wallet."""
        self._verifier = verifier
        identity = bench.identity
        enrolled = MemberProgramme(points_minor=identity.points_minor, keys=identity.member_keys)
        kept = bench.ledger.setting(SETTING)
        bench.visit.members = enrolled if kept is None else _kept(kept)
        self._verify = verifier(bench.visit.members.keys)

    # --- codes ------------------------------------------------------------------------------------

    def take(self, token: str) -> None:
        """A code held up at the basket: its member's prices, or why not."""
        trip = self._trips.open()
        member = self._read(token)
        if member is not None:
            self._show(_of(trip, member))
            self._welcome(member)

    def leave(self) -> None:
        """Go on without membership: at the basket, or where the cloud did not take the member's code."""
        trip = self._bench.visit.trip
        if trip is None or trip.member is None:
            return
        if trip.state is TripState.BUILDING:
            self._show(_of(trip, None))
            self._bench.tell(NoticeKind.INFO, Reason("member.left"))
        elif self.is_refused():
            self._pay_as(trip, None, Reason("member.left"))

    def is_refused(self) -> bool:
        """The cloud refused the payment for the member's code."""
        visit = self._bench.visit
        reason = visit.payment.reason if visit.payment is not None else None
        return visit.stands_in(TripState.FROZEN) and reason is not None and reason.code in REFUSALS

    def take_again(self, token: str) -> None:
        """A code held up while the one before is refused: the payment goes on with this one."""
        trip = self._bench.visit.trip
        member = self._read(token)
        if trip is not None and member is not None:
            self._pay_as(trip, member, Reason("basket.prices_changed"))

    def shown_after_paying(self) -> None:
        """The sale is closed: its receipt is what makes it the member's now, and the screen says so."""
        paid = self._bench.visit.paid
        if paid is not None and paid.member_bound:
            self._bench.tell(NoticeKind.INFO, Reason("member.counted_already"))
        elif paid is not None:
            paid.member_late = True

    def _read(self, token: str) -> Member | None:
        """Fresh by the cloud's clock; None and a notice for a code that is not taken."""
        try:
            return read_member_code(token, self._bench.cloud_now(), self._verify)
        except InputRefused as refused:
            self._bench.tell(NoticeKind.REFUSED, refused.reason)
            return None

    def _pay_as(self, frozen: Trip, member: Member | None, dearer: Reason) -> None:
        """Pay on at the same price; another one is shown at the basket first."""
        visit = self._bench.visit
        wallet = visit.payment.wallet if visit.payment is not None else ""
        before = frozen.priced.total_minor if frozen.priced is not None else None
        priced = self._show(self._bench.move(_of(frozen, member), TripEvent.UNFREEZE, priced=None))
        visit.payment = None
        if priced.total_minor == before:
            self.pay(wallet)
        else:
            self._bench.tell(NoticeKind.INFO, dearer, stays=True)

    def _show(self, trip: Trip) -> PricedBasket:
        """Price first: a basket that cannot be priced is never written."""
        priced = self._bench.price(trip)
        self._bench.show(trip, priced)
        return priced

    def _welcome(self, member: Member) -> None:
        named = Reason("member.welcome_by_name", {"name": member.greeting})
        self._bench.tell(NoticeKind.MEMBER, named if member.greeting else Reason("member.welcome"))

    # --- the cloud's word -------------------------------------------------------------------------

    def follow(self, told: MemberProgramme | None) -> None:
        """Keep what the cloud tells, then go by it; a cloud of before tells nothing. Raises StoreUnusable."""
        if told is None or told == self._bench.visit.members:
            return
        try:
            verify = self._verifier(told.keys)
        except ValueError:
            log.error("the cloud told keys for members' codes that are none; those of before stay")
            return
        self._bench.commit(None, PutSetting(SETTING, json.dumps(asdict(told))))
        self._bench.visit.members, self._verify = told, verify


def _of(trip: Trip, member: Member | None) -> Trip:
    segments = () if member is None else ("member",)
    return changed(trip, member=member, context=changed(trip.context, member_segments=segments))


def _kept(kept: str) -> MemberProgramme:
    told = json.loads(kept)
    return MemberProgramme(points_minor=told["points_minor"], keys=tuple(told["keys"]))
