"""Claims move with the steps of their attempt, in its own transactions.

A single-use coupon is free again only when the last attempt of the sale that claims it is proven to have
ended without money; one that a provider was told of, only when the provider has taken that back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.coupon_tables import BELIEVED_USED, claim_holders, claims
from cloud.members.uses import give_back_uses, move_uses
from kiosk.domain.claim_state import TAKEN, ClaimEvent, ClaimState, event_of
from kiosk.domain.coupon import Claim, ClaimKind
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
    alone = await _moved(connection, _claim.attempt_id == attempt_id, event, now)
    if event is not ClaimEvent.CONSUME:
        await let_go(connection, sale_id, [(row.kind, row.number) for row in alone])
        return
    for row in sorted(alone, key=lambda each: (each.kind, each.number)):
        whose = {"tenant": row.tenant, "store": row.store, "sale_id": sale_id}
        await consume_alone(connection, whose, row.kind, row.number, now)


async def _moved(
    connection: AsyncConnection, which: ColumnElement[bool], event: ClaimEvent, now: datetime
) -> list[Row[tuple[Any, ...]]]:
    """Moves claims, of these the ones that the event moves; answers those of single-use coupons."""
    before, after = MOVES[event]
    moved = await connection.execute(
        update(claims)
        .where(which, _claim.state.in_(before))
        .values(state=after, changed_at=now)
        .returning(_claim.tenant, _claim.store, _claim.kind, _claim.number, _claim.single_use)
    )
    return [row for row in moved if row.single_use]


async def consume_alone(
    connection: AsyncConnection, whose: Mapping[str, str], kind: str, number: str, now: datetime
) -> str:
    """A single-use coupon is used by a sale (`whose`: its tenant, store and id), which takes one that is
    free; answers the sale that has it, which may be another."""
    row = {**whose, "kind": kind, "number": number, "consumed": True, "held_at": now}
    await connection.execute(insert(claim_holders).values(row).on_conflict_do_nothing())
    this = _any([(kind, number)])
    holder = str(await connection.scalar(select(_held.sale_id).where(this).with_for_update()))
    if holder == whose["sale_id"]:
        await connection.execute(update(claim_holders).where(this).values(consumed=True))
    return holder


async def give_back_settled(
    connection: AsyncConnection,
    attempt_id: str | None,
    sale_id: str,
    now: datetime,
    sold_with: Iterable[Claim] = (),
) -> None:
    """People have settled that the shop has no money of this attempt of the sale, or that no attempt ever
    was (None): its claims and its member's uses are free again, vouchers too, and so is what its record says
    that it was `sold_with`. The caller has the sale's lock."""
    numbers = [(one.kind.value, one.number) for one in sold_with if one.single_use]
    if attempt_id is not None:
        await move_uses(connection, attempt_id, ClaimEvent.GIVE_BACK, now)
        alone = await _moved(connection, _claim.attempt_id == attempt_id, ClaimEvent.GIVE_BACK, now)
        numbers += [(row.kind, row.number) for row in alone]
    await let_go(connection, sale_id, numbers)


async def give_back_used(connection: AsyncConnection, sale_id: str, now: datetime) -> None:
    """All goods of a paid sale came back: its coupons and its member's uses are free again. A voucher is not:
    what it paid is given back as another one."""
    await give_back_uses(connection, sale_id, now)
    used = (_claim.sale_id == sale_id) & (_claim.state == ClaimState.CONSUMED)
    coupons = used & (_claim.kind != ClaimKind.VOUCHER.value)
    alone = await _moved(connection, coupons, ClaimEvent.GIVE_BACK, now)
    await let_go(connection, sale_id, [(row.kind, row.number) for row in alone])


async def let_go(connection: AsyncConnection, sale_id: str, numbers: Collection[tuple[str, str]]) -> None:
    """Frees those that no claim of the sale holds any more and no provider believes to be used. A sale that
    paid with one by another attempt keeps it."""
    if not numbers:
        return
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
