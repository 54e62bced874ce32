"""The state of a claim: one table, mirrored by the kiosk's ledger and kept by the cloud.

    SEEN ── hold ──> HELD ── consume ──> CONSUMED ── give back ──> RELEASED ── hold ──> HELD
      │              │ │ │                                            ^
      │ refuse       │ │ └───────────── release, give back ───────────┤
      v              │ └─ no answer ──> UNKNOWN ── release ───────────┘
    REFUSED <─ refuse┘                  UNKNOWN ── hold ──> HELD, consume ──> CONSUMED, refuse ──> REFUSED

A claim is held in the transaction that creates the payment attempt, consumed in the one that sets PAID,
released in the one that proves CLOSED. `UNKNOWN` is a state: whoever has to redeem it (a wallet's provider)
has not answered, so it is neither used nor free. Money that comes after a release consumes the claim again
where nobody else has; where somebody has, the sale stands and people are told the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kiosk.domain.payment import NOT_PAID, UNSETTLED, AttemptState
from kiosk.errors import IllegalEvent


class ClaimState(StrEnum):
    """Where a claim stands."""

    SEEN = "seen"
    """On a trip, and nobody asked yet."""
    HELD = "held"
    CONSUMED = "consumed"
    RELEASED = "released"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class ClaimEvent(StrEnum):
    """What can happen to a claim."""

    HOLD = "hold"
    CONSUME = "consume"
    RELEASE = "release"
    REFUSE = "refuse"
    NO_ANSWER = "no_answer"
    GIVE_BACK = "give_back"


_S, _E = ClaimState, ClaimEvent

CLAIM_TABLE: Mapping[ClaimState, Mapping[ClaimEvent, ClaimState]] = {
    _S.SEEN: {_E.HOLD: _S.HELD, _E.REFUSE: _S.REFUSED},
    _S.HELD: {
        _E.HOLD: _S.HELD,
        _E.CONSUME: _S.CONSUMED,
        _E.RELEASE: _S.RELEASED,
        _E.REFUSE: _S.REFUSED,
        _E.NO_ANSWER: _S.UNKNOWN,
        _E.GIVE_BACK: _S.RELEASED,
    },
    _S.UNKNOWN: {
        _E.HOLD: _S.HELD,
        _E.CONSUME: _S.CONSUMED,
        _E.RELEASE: _S.RELEASED,
        _E.REFUSE: _S.REFUSED,
        _E.GIVE_BACK: _S.RELEASED,
    },
    _S.RELEASED: {
        _E.HOLD: _S.HELD,
        _E.CONSUME: _S.CONSUMED,
        _E.RELEASE: _S.RELEASED,
        _E.GIVE_BACK: _S.RELEASED,
    },
    _S.CONSUMED: {_E.CONSUME: _S.CONSUMED, _E.GIVE_BACK: _S.RELEASED},
    _S.REFUSED: {_E.REFUSE: _S.REFUSED},
}

TAKEN = frozenset({_S.HELD, _S.UNKNOWN, _S.CONSUMED})
"""Nobody else may have it."""


def next_claim_state(state: ClaimState, event: ClaimEvent) -> ClaimState:
    """The state after `event`; raises IllegalEvent where the table has no way."""
    try:
        return CLAIM_TABLE[state][event]
    except KeyError:
        raise IllegalEvent("claim", state, event) from None


def event_of(attempt: AttemptState | None) -> ClaimEvent | None:
    """What an attempt's state means for its claims; None: the attempt is only made now. Where the answer is
    None nothing changes: money is still on its way, or people look for it. Where they find that the shop has
    none, that gives the claims back."""
    if attempt is None or attempt in UNSETTLED:
        return ClaimEvent.HOLD
    if attempt is AttemptState.PAID:
        return ClaimEvent.CONSUME
    if attempt in NOT_PAID:
        return ClaimEvent.RELEASE
    return ClaimEvent.GIVE_BACK if attempt is AttemptState.REFUNDED else None
