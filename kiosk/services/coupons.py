"""Coupons: from a scan to a price, and on with the price that holds where the cloud does not take one.

A single-use coupon is taken at the scan on trust and held with the payment attempt, which needs the network
anyway; a return voucher, which is money, is not taken without it. Whatever becomes of a coupon, the basket
stays payable without it, and no total changes before the shopper was told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace as changed

from kiosk.domain.barcode import Scan
from kiosk.domain.coupon import ClaimKind
from kiosk.domain.coupon_code import CouponProgramme, CouponRead, SeriesKind, read_coupon, series_of
from kiosk.domain.owed import claims_used
from kiosk.domain.priced import PricedBasket
from kiosk.domain.signed_code import Verify
from kiosk.domain.trip import Trip, TripState
from kiosk.domain.trip_coupon import TripCoupon, coupon_of, refused, with_coupon, without_coupon
from kiosk.errors import InputRefused, Reason
from kiosk.ports import PutSetting
from kiosk.services.coupon_setting import kept_text, read_kept
from kiosk.services.coupon_viewing import voucher_waits
from kiosk.services.notices import NoticeKind
from kiosk.services.trips import Trips
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

SETTING = "coupon_programme"
REFUSAL = "coupon."
"""How the codes of refusals of a claim begin; the value `claim` names it."""

Verifier = Callable[[Sequence[str]], Verify]
"""Checks signatures by these keys; raises ValueError for a key that is none."""


class Coupons:
    """The coupons of the trip, and the shop's list of them."""

    def __init__(self, bench: Bench, trips: Trips, verifier: Verifier) -> None:
        self._bench = bench
        self._trips = trips
        self._verifier = verifier
        kept = bench.ledger.setting(SETTING)
        bench.visit.coupons = CouponProgramme() if kept is None else read_kept(kept)
        self._verify = verifier(bench.visit.coupons.keys)

    # --- at the basket ----------------------------------------------------------------------------

    def is_one(self, scan: Scan) -> bool:
        """A text that only the list knows for a coupon: one of a wallet's."""
        found = series_of(scan.text.strip(), self._bench.visit.coupons.series)
        return found is not None and found.kind is SeriesKind.WECHAT

    def take(self, text: str) -> None:
        """A coupon held up at the basket: what it takes off, or why not."""
        trip = self._trips.open()
        try:
            coupon = coupon_of(self._read(text), self._bench.ids.new())
            coupons = with_coupon(trip.coupons, coupon)
        except InputRefused as no:
            self._bench.tell(NoticeKind.REFUSED, no.reason)
            return
        before = self._bench.visit.priced
        self._put(changed(trip, coupons=coupons))
        self._tell_taken(coupon, before)

    def take_out(self, claim_id: str) -> None:
        """The shopper does not want it used."""
        trip = self._bench.visit.trip
        if trip is None or trip.state is not TripState.BUILDING:
            return
        coupons = without_coupon(trip.coupons, claim_id)
        if coupons != trip.coupons:
            self._put(changed(trip, coupons=coupons))
            self._bench.tell(NoticeKind.INFO, Reason("coupon.taken_out"))

    def _read(self, text: str) -> CouponRead:
        """Judged by the cloud's clock; raises InputRefused in the shopper's words."""
        visit, bench = self._bench.visit, self._bench
        now = bench.cloud_now()
        read = read_coupon(text, visit.coupons, self._verify, now, bench.identity.store.currency)
        if not read.offer_id and not visit.online:
            raise InputRefused(Reason("coupon.needs_network"))
        if read.offer_id and read.offer_id not in self._trips.catalogue().offers.by_id:
            raise InputRefused(Reason("coupon.not_here"))
        return read

    def _put(self, trip: Trip) -> None:
        """Price first: what cannot be priced is never written."""
        priced = self._bench.price(trip)
        self._bench.show(trip, priced)

    def _tell_taken(self, coupon: TripCoupon, before: PricedBasket | None) -> None:
        trip, priced = self._bench.visit.trip, self._bench.visit.priced
        if trip is None or priced is None:
            return
        is_voucher = coupon.claim.kind is ClaimKind.VOUCHER
        saved: int | None = None
        if not coupon.counts(trip.member):
            reason = Reason("coupon.members_only")
        elif coupon.claim not in claims_used(priced, trip.pricing):
            reason = voucher_waits(coupon.claim, trip, priced) if is_voucher else Reason("coupon.waits")
        elif is_voucher:
            reason, saved = Reason("coupon.voucher_taken"), coupon.claim.amount_minor
        else:
            reason = Reason("coupon.taken")
            saved = before.total_minor - priced.total_minor if before else None
        self._bench.tell(NoticeKind.INFO, reason, amount_minor=saved, stays=saved is None)

    # --- where the cloud does not take one --------------------------------------------------------

    def without(self, frozen: Trip, why: Reason) -> Trip:
        """The frozen trip at the price without the claim that a refusal names, to be agreed to; the trip
        itself where the refusal is about something else."""
        claim_id = why.values.get("claim")
        if not why.code.startswith(REFUSAL) or all(c.claim.claim_id != claim_id for c in frozen.coupons):
            return frozen
        told = Reason(why.code, {name: value for name, value in why.values.items() if name != "claim"})
        again = changed(frozen, coupons=refused(frozen.coupons, str(claim_id), told))
        if self._trips.is_stale():  # it is priced when it is brought to the catalogue of now
            return again
        return changed(again, priced=self._bench.price(again))

    # --- the cloud's word -------------------------------------------------------------------------

    def follow(self, told: CouponProgramme | None) -> None:
        """Keep what the cloud tells, then go by it; None: what is known is still so. Raises StoreUnusable."""
        if told is None or told == self._bench.visit.coupons:
            return
        try:
            verify = self._verifier(told.keys)
        except ValueError:
            log.error("the cloud told keys for coupons that are none; those of before stay")
            return
        self._bench.commit(None, PutSetting(SETTING, kept_text(told)))
        self._bench.visit.coupons, self._verify = told, verify
