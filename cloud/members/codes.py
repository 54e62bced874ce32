"""A member's rotating code, as the phone shows it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import members
from cloud.keys import MEMBER, KeyRing
from kiosk.domain.member import MemberPayload, member_code, signed_part, step_of
from kiosk.errors import CloudRefused, Reason


async def join(connection: AsyncConnection, tenant: str, member_ref: str, greeting: str) -> None:
    """A member, once; `greeting` is already masked (`李**`)."""
    row = {"tenant": tenant, "member_ref": member_ref, "greeting": greeting}
    await connection.execute(insert(members).values(row).on_conflict_do_nothing())


async def code_now(
    connection: AsyncConnection, keys: KeyRing, tenant: str, member_ref: str, now: datetime
) -> str:
    """The code of this minute; raises CloudRefused(`member.unknown`)."""
    greeting: str | None = await connection.scalar(
        select(members.c.greeting).where(members.c.member_ref == member_ref)
    )
    if greeting is None:
        raise CloudRefused(Reason("member.unknown", {"member": member_ref[:40]}))
    signed = signed_part(MemberPayload(member_ref, greeting, step_of(now)))
    return member_code(signed, keys.key(tenant, MEMBER).sign(signed))
