"""A member's rotating code, as the phone shows it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.keys import MEMBER, KeyRing
from cloud.members.people import known_member
from kiosk.domain.member import MemberPayload, member_code, signed_part, step_of


async def code_now(
    connection: AsyncConnection, keys: KeyRing, tenant: str, member_ref: str, now: datetime
) -> str:
    """The code of this minute; raises CloudRefused(`member.unknown`)."""
    greeting = await known_member(connection, member_ref)
    signed = signed_part(MemberPayload(member_ref, greeting, step_of(now)))
    return member_code(signed, keys.key(tenant, MEMBER).sign(signed))
