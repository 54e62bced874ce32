"""Claims in the ledger: written in the commit of the payment attempt that they are claims of.

Who writes an attempt need not think of them: a new one holds its claims, one that is paid consumes them, one
that is proven to have ended without money lets them go.
"""

from __future__ import annotations

from collections.abc import Iterator

import apsw

from kiosk.domain.claim_state import ClaimEvent, ClaimState, event_of, next_claim_state
from kiosk.domain.coupon import Claim, ClaimKind
from kiosk.domain.payment import Attempt, AttemptRequest
from kiosk.errors import IllegalEvent
from kiosk.writes import KnownClaim


def move_claims(connection: apsw.Connection, request: AttemptRequest, answer: Attempt | None) -> None:
    """Inside the caller's transaction. A later attempt of the sale keeps a claim when an earlier one ends;
    whichever is paid has used it."""
    event = event_of(None if answer is None else answer.state)
    if event is None:
        return
    for asked in request.claims:
        known = _of(connection, asked.claim.claim_id)
        if known is None:
            _put(connection, asked.claim, request, next_claim_state(ClaimState.SEEN, ClaimEvent.HOLD))
            known = _of(connection, asked.claim.claim_id)
        if known is None or (event is not ClaimEvent.CONSUME and known.attempt_id > request.attempt_id):
            continue
        try:
            state = next_claim_state(known.state, event)
        except IllegalEvent:  # it has ended: an answer that comes again changes nothing
            continue
        _put(connection, asked.claim, request, state)


def claims_of_sale(connection: apsw.Connection, sale_id: str) -> Iterator[KnownClaim]:
    """In the order in which they were held first."""
    rows = connection.execute(f"{_SELECT} WHERE sale_id = ? ORDER BY n", (sale_id,))
    return map(_known, rows)


_COLUMNS = "claim_id, kind, number, offer_id, amount_minor, single_use, sale_id, attempt_id, state"
_SELECT = f"SELECT {_COLUMNS} FROM claims"


def _of(connection: apsw.Connection, claim_id: str) -> KnownClaim | None:
    row = connection.execute(f"{_SELECT} WHERE claim_id = ?", (claim_id,)).fetchone()
    return None if row is None else _known(row)


def _known(row: tuple[apsw.SQLiteValue, ...]) -> KnownClaim:
    claim_id, kind, number, offer_id, amount_minor, single_use, sale_id, attempt_id, state = row
    assert isinstance(amount_minor, int)
    claim = Claim(
        claim_id=str(claim_id),
        kind=ClaimKind(str(kind)),
        number=str(number),
        offer_id=str(offer_id),
        amount_minor=amount_minor,
        single_use=bool(single_use),
    )
    return KnownClaim(claim, str(sale_id), str(attempt_id), ClaimState(str(state)))


def _put(connection: apsw.Connection, claim: Claim, request: AttemptRequest, state: ClaimState) -> None:
    connection.execute(
        "INSERT INTO claims (claim_id, kind, number, offer_id, amount_minor, single_use,"
        " sale_id, attempt_id, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        " ON CONFLICT (claim_id) DO UPDATE SET attempt_id = ?8, state = ?9",
        (
            claim.claim_id,
            claim.kind.value,
            claim.number,
            claim.offer_id,
            claim.amount_minor,
            claim.single_use,
            request.sale_id,
            request.attempt_id,
            state.value,
        ),
    )
