"""Whether a member really showed the code a kiosk claims: verified again, with the cloud's own keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.member_tables import members
from cloud.database.tables import signing_keys
from kiosk.domain.member import STEP_S, parse_member_code, read_member_code
from kiosk.domain.offer import LimitUsed
from kiosk.errors import InputRefused
from kiosk.remote.wire.signing import verifier

LONGEST_STEP = 2**31
"""Minutes; beyond it no instant is meant."""


@dataclass(frozen=True, slots=True)
class ProvenCode:
    """A code the cloud itself has verified; one sale may be a member's by the code of one step."""

    member_ref: str
    step: int
    segments: tuple[str, ...] = ()
    """Of the member when the code was made."""
    uses: tuple[LimitUsed, ...] = ()
    """Of offers that count them, by then; those that the code has room for."""


async def public_keys(connection: AsyncConnection, purpose: str) -> tuple[str, ...]:
    """The tenant's keys for `catalogue` or `member`, newest first."""
    rows = await connection.scalars(
        select(signing_keys.c.public_key)
        .where(signing_keys.c.purpose == purpose)
        .order_by(signing_keys.c.made_at.desc())
    )
    return tuple(rows)


async def proven_member(
    connection: AsyncConnection, proof: str, earliest: datetime, latest: datetime
) -> ProvenCode | None:
    """The code of a member, when it was fresh at some instant from `earliest` to `latest`; None otherwise.

    The scan's own instant is not in the records: the code's is taken, held within the trip.
    """
    verify = verifier(await public_keys(connection, "member"))
    try:
        payload, _, _ = parse_member_code(proof)
        if not 0 <= payload.step < LONGEST_STEP:
            return None
        made = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=payload.step * STEP_S)
        member = read_member_code(proof, min(max(made, earliest), latest), verify)
    except (InputRefused, OverflowError):
        return None
    known = await connection.scalar(
        select(members.c.member_ref).where(
            members.c.member_ref == member.member_ref, members.c.forgotten_at.is_(None)
        )
    )
    if known is None:
        return None
    return ProvenCode(member.member_ref, payload.step, payload.segments, payload.uses or ())
