"""Claims in PostgreSQL: proven and held in the transaction that takes in the attempt.

A single-use coupon is one sale's by a primary key, so of a hundred kiosks at once one has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as put
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.coupons.proving import ProvenClaim, prove, refusal
from cloud.database.coupon_tables import claim_holders, claims
from kiosk.domain.claim_state import ClaimState
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.promotion import OfferBook
from kiosk.errors import InputRefused, Reason

_held = claim_holders.c


async def claims_objection(
    connection: AsyncConnection,
    tenant: str,
    store: str,
    request: AttemptRequest,
    member_ref: str | None,
    book: OfferBook,
    now: datetime,
) -> Reason | None:
    """Why the attempt may not have its claims, the claim named; None: it holds them all from now on.

    The caller has the sale's lock; `member_ref` is the trip's member where a code proves it.
    """
    if not (request.claims or request.context.claims):
        return None
    try:
        async with connection.begin_nested():
            proven = await prove(connection, tenant, request, member_ref, book, now)
            await _hold(connection, tenant, store, request, proven, now)
    except InputRefused as no:
        return no.reason
    return None


async def _hold(
    connection: AsyncConnection,
    tenant: str,
    store: str,
    request: AttemptRequest,
    proven: Sequence[ProvenClaim],
    now: datetime,
) -> None:
    # In one order, so that two attempts with the same coupons wait for each other and neither for ever.
    for one in sorted(proven, key=lambda each: (each.claim.kind, each.claim.number)):
        if one.claim.single_use:
            await _hold_alone(connection, tenant, store, request, one, now)
    if proven:
        whose = {"tenant": tenant, "store": store, "sale_id": request.sale_id}
        rows = [claim_row(one, whose, request.attempt_id, ClaimState.HELD, now) for one in proven]
        await connection.execute(insert(claims), rows)


async def _hold_alone(
    connection: AsyncConnection,
    tenant: str,
    store: str,
    request: AttemptRequest,
    one: ProvenClaim,
    now: datetime,
) -> None:
    key = {"kind": one.claim.kind.value, "number": one.claim.number}
    mine = {"tenant": tenant, "store": store, "sale_id": request.sale_id, "held_at": now}
    same = select(_held.sale_id, _held.consumed).where(
        _held.kind == key["kind"], _held.number == key["number"]
    )
    while True:
        await connection.execute(put(claim_holders).values(**key, **mine).on_conflict_do_nothing())
        holder = (await connection.execute(same.with_for_update())).first()
        if holder is not None:  # else it was let go of in between
            break
    if holder.sale_id != request.sale_id or holder.consumed:
        raise refusal(Reason("coupon.already_used" if holder.consumed else "coupon.in_use"), one.claim)


def claim_row(
    one: ProvenClaim, whose: Mapping[str, str], attempt_id: str, state: ClaimState, now: datetime
) -> dict[str, object]:
    """A claim of an attempt, as the books keep it. `whose`: tenant, store and id of its sale."""
    claim = one.claim
    return {
        **whose,
        "attempt_id": attempt_id,
        "claim_id": claim.claim_id,
        "kind": claim.kind.value,
        "number": claim.number,
        "offer_id": claim.offer_id,
        "stock_id": one.stock_id,
        "member_ref": one.member_ref,
        "amount_minor": claim.amount_minor,
        "single_use": claim.single_use,
        "state": state.value,
        "changed_at": now,
    }
