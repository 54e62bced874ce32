"""The payment attempt: one state table, owned by the cloud and mirrored by the kiosk.

A sale has any number of attempts and at most one of them holds its money. The cloud drives this
table; each step is a compare-and-set on (attempt, version). `UNKNOWN` is a state: no answer from the
provider is neither paid nor refused. The kiosk only ever learns a state, it never makes one up.

    CREATED ── send ──> REQUESTING ── presented ──> PRESENTED ── opened ──> USERPAYING
       │                    │ no answer                 │ expiry, cancel        │
       │ abandon            v                           v                       │
       v                 UNKNOWN ── query ──> any     CLOSING <─────────────────┘
    ABANDONED                                           │ closed      │ success
                                                        v             v
                                                      CLOSED        PAID
    A verified success leads from every state that ever asked the provider to PAID, or to MISMATCH
    when amount or merchant differ; after CLOSED, or when another attempt holds the sale, or when the
    shopper has left, to LATE_PAID. Money that came before the shopper left, with no sale in the books, is
    refunded from PAID. A shopper seen paying while it is CLOSING leaves it CLOSING.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.domain.basket import Basket
from kiosk.domain.member import Member
from kiosk.domain.owed import due_minor
from kiosk.domain.pricing import PricedBasket, PricingContext
from kiosk.domain.sold import SoldLine
from kiosk.domain.trip_coupon import ClaimAsked
from kiosk.errors import IllegalEvent, Reason


class AttemptState(StrEnum):
    """Where an attempt stands."""

    CREATED = "created"
    REQUESTING = "requesting"
    PRESENTED = "presented"
    USERPAYING = "userpaying"
    UNKNOWN = "unknown"
    CLOSING = "closing"
    CLOSED = "closed"
    PAID = "paid"
    LATE_PAID = "late_paid"
    MISMATCH = "mismatch"
    ABANDONED = "abandoned"
    REFUSED = "refused"
    REFUND_PENDING = "refund_pending"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"


class AttemptEvent(StrEnum):
    """What can happen to an attempt."""

    SEND = "send"
    PRESENTED = "presented"
    OPENED = "opened"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    CLOSE = "close"
    CLOSED = "closed"
    SUCCEEDED = "succeeded"
    SUCCEEDED_LATE = "succeeded_late"
    MISMATCHED = "mismatched"
    ABANDON = "abandon"
    REFUND = "refund"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"


_S, _E = AttemptState, AttemptEvent

_ANSWERS: Mapping[AttemptEvent, AttemptState] = {
    _E.SUCCEEDED: _S.PAID,
    _E.SUCCEEDED_LATE: _S.LATE_PAID,
    _E.MISMATCHED: _S.MISMATCH,
}

ATTEMPT_TABLE: Mapping[AttemptState, Mapping[AttemptEvent, AttemptState]] = {
    _S.CREATED: {_E.SEND: _S.REQUESTING, _E.REFUSED: _S.REFUSED, _E.ABANDON: _S.ABANDONED},
    _S.REQUESTING: {
        _E.PRESENTED: _S.PRESENTED,
        _E.NO_ANSWER: _S.UNKNOWN,
        _E.REFUSED: _S.REFUSED,
        _E.CLOSE: _S.CLOSING,
        **_ANSWERS,
    },
    _S.PRESENTED: {
        _E.OPENED: _S.USERPAYING,
        _E.NO_ANSWER: _S.UNKNOWN,
        _E.CLOSE: _S.CLOSING,
        _E.CLOSED: _S.CLOSED,
        **_ANSWERS,
    },
    _S.USERPAYING: {
        _E.PRESENTED: _S.PRESENTED,
        _E.NO_ANSWER: _S.UNKNOWN,
        _E.CLOSE: _S.CLOSING,
        _E.CLOSED: _S.CLOSED,
        **_ANSWERS,
    },
    _S.UNKNOWN: {
        _E.PRESENTED: _S.PRESENTED,
        _E.OPENED: _S.USERPAYING,
        _E.REFUSED: _S.REFUSED,
        _E.CLOSE: _S.CLOSING,
        _E.CLOSED: _S.CLOSED,
        **_ANSWERS,
    },
    _S.CLOSING: {_E.OPENED: _S.CLOSING, _E.CLOSED: _S.CLOSED, **_ANSWERS},
    _S.CLOSED: {_E.SUCCEEDED_LATE: _S.LATE_PAID, _E.MISMATCHED: _S.MISMATCH},
    _S.PAID: {_E.REFUND: _S.REFUND_PENDING},
    _S.LATE_PAID: {_E.REFUND: _S.REFUND_PENDING},
    _S.MISMATCH: {_E.REFUND: _S.REFUND_PENDING},
    _S.REFUND_PENDING: {_E.REFUNDED: _S.REFUNDED, _E.REFUND_FAILED: _S.REFUND_FAILED},
    _S.REFUND_FAILED: {_E.REFUND: _S.REFUND_PENDING},
    _S.REFUNDED: {},
    _S.ABANDONED: {},
    _S.REFUSED: {},
}

SHOWING = frozenset({_S.PRESENTED, _S.USERPAYING})
"""The QR may be on a screen; at most one attempt of a sale is here."""

UNSETTLED = frozenset({_S.CREATED, _S.REQUESTING, _S.PRESENTED, _S.USERPAYING, _S.UNKNOWN, _S.CLOSING})
"""The sweeper owns these until they end."""

NO_WALLET = "no_wallet"
"""In place of a wallet's name where nothing is left to pay: coupons and vouchers have paid for it all. The
cloud takes such an attempt in, redeems its claims and sets it PAID in one transaction; no provider is asked,
no code is shown, and its money is 0."""

NOT_PAID = frozenset({_S.CLOSED, _S.ABANDONED, _S.REFUSED})
"""Ended without money, as far as is known."""


def next_state(state: AttemptState, event: AttemptEvent) -> AttemptState:
    """The state after `event`; raises IllegalEvent where the table has no way."""
    try:
        return ATTEMPT_TABLE[state][event]
    except KeyError:
        raise IllegalEvent("payment attempt", state, event) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRequest:
    """What the kiosk asks the cloud to have paid: the frozen basket, priced, and all its price depends on."""

    attempt_id: str
    sale_id: str
    wallet: str
    """The provider's name in the cloud (`wechat`), or NO_WALLET."""
    basket: Basket
    context: PricingContext
    priced: PricedBasket
    member: Member | None
    expires_at: datetime
    goods: tuple[SoldLine, ...] = ()
    """The basket's lines by name, for the receipt; none from a kiosk of before they were sent."""
    claims: tuple[ClaimAsked, ...] = ()
    """Those of the context with what proves them: held with this attempt."""

    @property
    def due_minor(self) -> int:
        """The money that is asked for: the total without what vouchers pay."""
        return due_minor(self.priced, self.context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What the cloud says of an attempt."""

    attempt_id: str
    sale_id: str
    wallet: str
    state: AttemptState
    version: int
    """Grows with each change; the long-poll waits for a greater one."""
    amount_minor: int
    currency: str
    qr_text: str | None = None
    expires_at: datetime | None = None
    paid_at: datetime | None = None
    provider_transaction_id: str | None = None
    reason: Reason | None = None
    """Why it was refused (`payment.price_differs` with lines, `payment.provider_refused` ...)."""
    opened: bool = False
    """The shopper was seen paying it at some time: while it is CLOSING, no other QR may be shown."""
