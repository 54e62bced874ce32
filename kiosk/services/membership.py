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
from kiosk.domain.member import Member, Verify, member_of, read_payload
from kiosk.domain.offer_members import as_told, for_member, for_nobody
from kiosk.domain.priced import PricedBasket
from kiosk.domain.trip import Trip, TripEvent, TripState
from kiosk.errors import InputRefused, Reason
from kiosk.ports import PutSetting
from kiosk.services.paying import Paying
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

    def listen(self, paying: Paying, without_claim: Callable[[Trip, Reason], Trip]) -> None:
        """A refusal may tell something of the member, where it tells nothing of a coupon."""
        self.pay = paying.pay
        paying.without_claim = lambda frozen, why: self.as_told(without_claim(frozen, why), why)

    # --- codes ------------------------------------------------------------------------------------

    def take(self, token: str) -> None:
        """A code held up at the basket: its member's prices, or why not."""
        trip = self._trips.open()
        shown = self._shown(trip, token)
        if shown is not None and shown.member is not None:
            self._show(shown)
            self._welcome(shown.member)

    def leave(self) -> None:
        """Go on without membership: at the basket, or where the cloud did not take the member's code."""
        trip = self._bench.visit.trip
        if trip is None or trip.member is None:
            return
        if trip.state is TripState.BUILDING:
            self._show(_without(trip))
            self._bench.tell(NoticeKind.INFO, Reason("member.left"))
        elif self.is_refused():
            self._pay_as(_without(trip), Reason("member.left"))

    def is_refused(self) -> bool:
        """The cloud refused the payment for the member's code."""
        visit = self._bench.visit
        reason = visit.payment.reason if visit.payment is not None else None
        return visit.stands_in(TripState.FROZEN) and reason is not None and reason.code in REFUSALS

    def take_again(self, token: str) -> None:
        """A code held up while the one before is refused: the payment goes on with this one."""
        trip = self._bench.visit.trip
        shown = None if trip is None else self._shown(trip, token)
        if shown is not None:
            self._pay_as(shown, Reason("basket.prices_changed"))

    def as_told(self, frozen: Trip, why: Reason) -> Trip:
        """The frozen trip at the price by the segments and uses that a refusal tells of its member, to be
        agreed to; the trip itself where the refusal is about something else."""
        context = as_told(frozen.context, why)
        if context == frozen.context:
            return frozen
        again = changed(frozen, context=context)
        if self._trips.is_stale():  # it is priced when it is brought to the catalogue of now
            return again
        return changed(again, priced=self._bench.price(again))

    def shown_after_paying(self) -> None:
        """The sale is closed: its receipt is what makes it the member's now, and the screen says so."""
        paid = self._bench.visit.paid
        if paid is not None and paid.member_bound:
            self._bench.tell(NoticeKind.INFO, Reason("member.counted_already"))
        elif paid is not None:
            paid.member_late = True

    def _shown(self, trip: Trip, token: str) -> Trip | None:
        """The trip of the code's member, by what the code says of them; None and a notice for a code that is
        not taken, or not fresh by the cloud's clock."""
        now = self._bench.cloud_now()
        try:
            payload = read_payload(token, now, self._verify)
        except InputRefused as refused:
            self._bench.tell(NoticeKind.REFUSED, refused.reason)
            return None
        context = for_member(trip.context, payload, self._trips.catalogue().offers)
        return changed(trip, member=member_of(payload, token, now), context=context)

    def _pay_as(self, frozen: Trip, dearer: Reason) -> None:
        """Pay on at the same price; another one than was frozen is shown at the basket first."""
        visit = self._bench.visit
        wallet = visit.payment.wallet if visit.payment is not None else ""
        before = frozen.priced.total_minor if frozen.priced is not None else None
        priced = self._show(self._bench.move(frozen, TripEvent.UNFREEZE, priced=None))
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


def _without(trip: Trip) -> Trip:
    return changed(trip, member=None, context=for_nobody(trip.context))


def _kept(kept: str) -> MemberProgramme:
    told = json.loads(kept)
    return MemberProgramme(points_minor=told["points_minor"], keys=tuple(told["keys"]))
