"""The shopper's visit: one state table and what survives a crash.

    BUILDING ── freeze ──> FROZEN ── ask ──> AWAITING ── paid ──> PAID ── receipt settled ──> RECEIPTED
       ^                     │  ^               │ doubt
       └──── unfreeze ───────┘  └─ not paid ────┤
       ^                                        v
       └───────────── back ────────────── (AWAITING)       NEEDS_STAFF ── paid ──> PAID
    BUILDING, FROZEN, NEEDS_STAFF ── release ──> RELEASED

`PAID` is entered only with a verified answer of the cloud, in the commit that also writes the sale and
its outbox record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from kiosk.domain.basket import Basket
from kiosk.domain.member import Member
from kiosk.domain.pricing import PricedBasket, PricingContext
from kiosk.domain.sold import SoldLine
from kiosk.domain.trip_coupon import TripCoupon, counting
from kiosk.errors import IllegalEvent


class TripState(StrEnum):
    """Where the shopper stands."""

    BUILDING = "building"
    FROZEN = "frozen"
    AWAITING = "awaiting"
    PAID = "paid"
    RECEIPTED = "receipted"
    RELEASED = "released"
    NEEDS_STAFF = "needs_staff"


class TripEvent(StrEnum):
    """What can happen to a trip."""

    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    ASK = "ask"
    BACK = "back"
    NOT_PAID = "not_paid"
    PAID = "paid"
    DOUBT = "doubt"
    RECEIPT_SETTLED = "receipt_settled"
    RELEASE = "release"


_S, _E = TripState, TripEvent

TRIP_TABLE: Mapping[TripState, Mapping[TripEvent, TripState]] = {
    _S.BUILDING: {_E.FREEZE: _S.FROZEN, _E.RELEASE: _S.RELEASED, _E.PAID: _S.PAID},
    _S.FROZEN: {
        _E.UNFREEZE: _S.BUILDING,
        _E.ASK: _S.AWAITING,
        _E.RELEASE: _S.RELEASED,
        _E.PAID: _S.PAID,
    },
    _S.AWAITING: {
        _E.PAID: _S.PAID,
        _E.NOT_PAID: _S.FROZEN,
        _E.BACK: _S.BUILDING,
        _E.DOUBT: _S.NEEDS_STAFF,
    },
    _S.NEEDS_STAFF: {_E.PAID: _S.PAID, _E.NOT_PAID: _S.FROZEN, _E.RELEASE: _S.RELEASED},
    _S.PAID: {_E.RECEIPT_SETTLED: _S.RECEIPTED},
    _S.RECEIPTED: {},
    _S.RELEASED: {},
}

ENDED = frozenset({_S.RECEIPTED, _S.RELEASED})


def next_state(state: TripState, event: TripEvent) -> TripState:
    """The state after `event`; raises IllegalEvent where the table has no way."""
    try:
        return TRIP_TABLE[state][event]
    except KeyError:
        raise IllegalEvent("trip", state, event) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """All of a visit that must survive a crash; written whole at each change."""

    trip_id: str
    sale_id: str
    state: TripState
    language: str
    opened_at: datetime
    basket: Basket
    context: PricingContext
    catalogue_revision: int
    member: Member | None = None
    priced: PricedBasket | None = None
    """Set while FROZEN and later: exactly what is asked to be paid."""
    attempts: int = 0
    """How many attempts were made: the next one's number."""
    goods: tuple[SoldLine, ...] = ()
    """The lines by name, set with the first attempt: a newer catalogue may not know them."""
    refused: tuple[str, ...] = ()
    """The SKUs of which an item was refused for what its code tells, each once."""
    coupons: tuple[TripCoupon, ...] = ()
    """In the order of scanning, those that do not count with them."""
    shown: str = ""
    """The `amounts_digest` of the prices the shopper saw last; empty in a trip of before it was kept."""
    to_agree: bool = False
    """The amounts became others without anything the shopper did: agreed to before they are asked for."""

    @property
    def pricing(self) -> PricingContext:
        """What the basket is priced with: the context and the claims that count."""
        return replace(self.context, claims=counting(self.coupons, self.member))


def moved(trip: Trip, event: TripEvent) -> Trip:
    """The trip in the state after `event`; raises IllegalEvent where the table has no way."""
    return replace(trip, state=next_state(trip.state, event))
