"""The state of a refund of returned pieces: one table.

    REQUESTED ── no answer ──> UNKNOWN ── no answer ──> UNKNOWN
      │  │  │                  │  │  │
      │  │  └── accepted ──────┼──┼──┴──> PENDING ── refused ──┐
      │  └───── succeeded ─────┴──┼──────── │ ──> GIVEN        │
      └──────── refused ──────────┴──────── │ ──> REFUSED <────┘ ── retry ──> REQUESTED
                                            └── succeeded ──> GIVEN

`REQUESTED` is committed before the provider is asked, by the number it is asked with. `UNKNOWN` is a state:
nobody has answered, so the money is neither given nor kept, and the same number is asked for until somebody
says. A return stands whatever becomes of its money: what is `REFUSED` is still owed, and staff give it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kiosk.errors import IllegalEvent


class RefundState(StrEnum):
    """Where the money of a refund is."""

    REQUESTED = "requested"
    UNKNOWN = "unknown"
    PENDING = "pending"
    """The provider has taken it in and is giving it."""
    GIVEN = "given"
    REFUSED = "refused"
    """It does not go through the provider: staff give it, or let it be tried once more."""


class RefundEvent(StrEnum):
    """What can happen to a refund."""

    ACCEPTED = "accepted"
    NO_ANSWER = "no_answer"
    SUCCEEDED = "succeeded"
    REFUSED = "refused"
    RETRY = "retry"


_S, _E = RefundState, RefundEvent
_ENDS = {_E.SUCCEEDED: _S.GIVEN, _E.REFUSED: _S.REFUSED}

REFUND_TABLE: Mapping[RefundState, Mapping[RefundEvent, RefundState]] = {
    _S.REQUESTED: {_E.ACCEPTED: _S.PENDING, _E.NO_ANSWER: _S.UNKNOWN, **_ENDS},
    _S.UNKNOWN: {_E.ACCEPTED: _S.PENDING, _E.NO_ANSWER: _S.UNKNOWN, **_ENDS},
    _S.PENDING: {_E.ACCEPTED: _S.PENDING, _E.NO_ANSWER: _S.PENDING, **_ENDS},
    _S.GIVEN: {},
    _S.REFUSED: {_E.RETRY: _S.REQUESTED},
}

UNSETTLED_REFUNDS = frozenset({_S.REQUESTED, _S.UNKNOWN, _S.PENDING})
"""The provider must still be asked."""


def next_refund_state(state: RefundState, event: RefundEvent) -> RefundState:
    """The state after `event`; raises IllegalEvent where the table has no way."""
    try:
        return REFUND_TABLE[state][event]
    except KeyError:
        raise IllegalEvent("refund", state, event) from None
