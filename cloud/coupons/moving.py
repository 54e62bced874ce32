"""Claims move with the steps of their attempt, in its own transactions.

A single-use coupon is free again only when the last attempt of the sale that claims it is proven to have
ended without money; one that a provider was told of, only when the provider has taken that back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.coupon_tables import BELIEVED_USED, claim_holders, claims
from cloud.members.uses import give_back_uses, move_uses
from kiosk.domain.claim_state import TAKEN, ClaimEvent, ClaimState, event_of
from kiosk.domain.coupon import ClaimKind
from kiosk.domain.payment import AttemptState

_held = claim_holders.c
_claim = claims.c

OPEN = (ClaimState.HELD, ClaimState.UNKNOWN)
MOVES: Mapping[ClaimEvent, tuple[Sequence[ClaimState], ClaimState]] = {
    ClaimEvent.CONSUME: ((*OPEN, ClaimState.RELEASED), ClaimState.CONSUMED),
    ClaimEvent.RELEASE: (OPEN, ClaimState.RELEASED),
    ClaimEvent.GIVE_BACK: ((*OPEN, ClaimState.CONSUMED), ClaimState.RELEASED),
}
"""From which states to which; a test compares it with the domain's table."""


async def move_with(
    connection: AsyncConnection, attempt_id: str, sale_id: str, state: AttemptState, now: datetime
) -> None:
    """After a step of an attempt, in its transaction: PAID consumes its claims and its member's uses, an end
    without money frees them, money that went back gives them back."""
    event = event_of(state)
    if event is None or event is ClaimEvent.HOLD:
        return
    await move_uses(connection, attempt_id, event, now)
    before, after = MOVES[event]
    moved = await connection.execute(
        update(claims)
        .where(_claim.attempt_id == attempt_id, _claim.state.in_(before))
        .values(state=after, changed_at=now)
        .returning(_claim.kind, _claim.number, _claim.single_use)
    )
    numbers = [(row.kind, row.number) for row in moved if row.single_use]
    if not numbers:
        return
    if event is ClaimEvent.CONSUME:
        used = update(claim_holders).where(_held.sale_id == sale_id, _any(numbers))
        await connection.execute(used.values(consumed=True))
    else:
        await let_go(connection, sale_id, numbers)


async def give_back_used(connection: AsyncConnection, sale_id: str, now: datetime) -> None:
    """All goods of a paid sale came back: its coupons and its member's uses are free again. A voucher is not:
    what it paid is given back as another one."""
    await give_back_uses(connection, sale_id, now)
    moved = await connection.execute(
        update(claims)
        .where(
            _claim.sale_id == sale_id,
            _claim.state == ClaimState.CONSUMED,
            _claim.kind != ClaimKind.VOUCHER.value,
        )
        .values(state=ClaimState.RELEASED, changed_at=now)
        .returning(_claim.kind, _claim.number, _claim.single_use)
    )
    numbers = [(row.kind, row.number) for row in moved if row.single_use]
    if numbers:
        await let_go(connection, sale_id, numbers)


async def let_go(connection: AsyncConnection, sale_id: str, numbers: Iterable[tuple[str, str]]) -> None:
    """Frees those that no claim of the sale holds any more and no provider believes to be used. A sale that
    paid with one by another attempt keeps it."""
    of_same = and_(
        _claim.tenant == _held.tenant,
        _claim.sale_id == _held.sale_id,
        _claim.kind == _held.kind,
        _claim.number == _held.number,
        or_(_claim.state.in_(TAKEN), _claim.redemption.in_(BELIEVED_USED)),
    )
    await connection.execute(
        delete(claim_holders).where(_held.sale_id == sale_id, _any(numbers), ~exists().where(of_same))
    )


def _any(numbers: Iterable[tuple[str, str]]) -> ColumnElement[bool]:
    return or_(*(and_(_held.kind == kind, _held.number == number) for kind, number in numbers))
