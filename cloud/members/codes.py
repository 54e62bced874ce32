"""A member's rotating code, as the phone shows it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.member_tables import member_code_uses
from cloud.keys import MEMBER, KeyRing
from cloud.members.people import known_member
from cloud.members.segments import segments_of
from cloud.members.uses import uses_to_tell
from kiosk.domain.member import FRESH_STEPS, MemberPayload, member_code, signed_part, step_of


async def code_now(
    connection: AsyncConnection, keys: KeyRing, tenant: str, member_ref: str, now: datetime
) -> str:
    """The code of this minute, or of one of the next, which kiosks take as well, when a purchase used it up;
    with the member's segments and what they used of offers that count it.

    Raises CloudRefused(`member.unknown`).
    """
    greeting = await known_member(connection, member_ref)
    step = await _unused_step(connection, member_ref, step_of(now))
    segments, uses = await segments_of(connection, member_ref), await uses_to_tell(connection, member_ref)
    signed = signed_part(MemberPayload(member_ref, greeting, step, segments, uses))
    return member_code(signed, keys.key(tenant, MEMBER).sign(signed))


async def _unused_step(connection: AsyncConnection, member_ref: str, step: int) -> int:
    use = member_code_uses.c
    ahead = range(step, step + FRESH_STEPS + 1)
    used = await connection.scalars(
        select(use.step).where(use.member_ref == member_ref, use.step.between(ahead[0], ahead[-1]))
    )
    taken = set(used)
    return next((one for one in ahead if one not in taken), step)
