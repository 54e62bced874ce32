"""Members as people: joining with consent, and being forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.member_tables import (
    member_code_uses,
    member_logins,
    member_personal,
    member_segment_changes,
    member_segments,
    member_uses,
    members,
)
from cloud.members.sealing import Sealer, read_phone
from kiosk.domain.barcode import shown
from kiosk.errors import CloudRefused, InputRefused, Reason

LONGEST_NAME = 60
LONGEST_CONSENT = 60
NAME, PHONE = "name", "phone"
FORGOTTEN = (
    member_personal,
    member_logins,
    member_code_uses,
    member_segments,
    member_segment_changes,
    member_uses,
)
"""What goes with a member who is forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """`consent` names the terms they agreed to (`terms-2026-11`); without it nobody is made a member."""

    name: str
    consent: str
    phone: str | None = None


def masked(name: str) -> str:
    """What screens and papers may show of a name.

    >>> masked("李明"), masked("Zoe")
    ('李**', 'Z**')
    """
    return f"{name[0]}**"


def new_ref() -> str:
    """Opaque: it says nothing of who it is or when they joined."""
    return f"m-{secrets.token_hex(8)}"


async def add_member(
    connection: AsyncConnection,
    sealer: Sealer,
    tenant: str,
    joining: Joining,
    now: datetime,
    member_ref: str | None = None,
) -> str:
    """The new member's reference; nothing is changed when `member_ref` is a member already.

    Raises InputRefused: `member.name_wrong`, `member.phone_wrong`, `member.consent_missing`,
    `member.phone_known`.
    """
    name = _name(joining.name)
    if not 1 <= len(joining.consent) <= LONGEST_CONSENT:
        raise InputRefused(Reason("member.consent_missing", {"limit": LONGEST_CONSENT}))
    member_ref = member_ref or new_ref()
    personal = {"member_ref": member_ref, "consent": joining.consent, "consented_at": now}
    personal["name_sealed"] = sealer.seal(member_ref, NAME, name)
    if joining.phone:
        phone = read_phone(joining.phone)
        personal["phone_hash"] = sealer.phone_hash(phone)
        personal["phone_sealed"] = sealer.seal(member_ref, PHONE, phone)
    row = {"tenant": tenant, "member_ref": member_ref, "greeting": masked(name), "joined_at": now}
    await connection.execute(upsert(members).values(row).on_conflict_do_nothing())
    known = await connection.scalar(
        select(member_personal.c.member_ref).where(member_personal.c.member_ref == member_ref)
    )
    if known is None:
        added = await connection.scalar(
            upsert(member_personal)
            .values(tenant=tenant, **personal)
            .on_conflict_do_nothing()
            .returning(member_personal.c.member_ref)
        )
        if added is None:
            raise InputRefused(Reason("member.phone_known"))
    return member_ref


def _name(text: str) -> str:
    name = shown(text.strip())
    if not name or len(text.strip()) > LONGEST_NAME:
        raise InputRefused(Reason("member.name_wrong", {"limit": LONGEST_NAME}))
    return name


async def known_member(connection: AsyncConnection, member_ref: str) -> str:
    """The greeting of a member who was not forgotten; raises CloudRefused(`member.unknown`)."""
    greeting: str | None = await connection.scalar(
        select(members.c.greeting).where(members.c.member_ref == member_ref, members.c.forgotten_at.is_(None))
    )
    if greeting is None:
        raise CloudRefused(Reason("member.unknown", {"member": member_ref[:40]}))
    return greeting


async def forgotten_of(connection: AsyncConnection, member_refs: Collection[str]) -> set[str]:
    """Those of the members who were forgotten."""
    row = members.c
    gone = select(row.member_ref).where(row.member_ref.in_(member_refs), row.forgotten_at.is_not(None))
    return set(await connection.scalars(gone)) if member_refs else set()


async def hold_member(connection: AsyncConnection, member_ref: str) -> None:
    """Until the transaction ends, nobody forgets or changes the member; others may hold them too."""
    await connection.execute(_row_of(member_ref).with_for_update(read=True))


async def lock_member(connection: AsyncConnection, member_ref: str) -> None:
    """Until the transaction ends, nobody else holds, changes or forgets the member.

    Raises CloudRefused(`member.unknown`).
    """
    await connection.execute(_row_of(member_ref).with_for_update())
    await known_member(connection, member_ref)


def _row_of(member_ref: str) -> Select[tuple[str]]:
    return select(members.c.member_ref).where(members.c.member_ref == member_ref)


async def forget_person(connection: AsyncConnection, member_ref: str, now: datetime) -> None:
    """Name, phone, greeting, logins, segments and uses are gone: a part of `cloud.sales.forgetting`.

    Raises CloudRefused(`member.unknown`).
    """
    await lock_member(connection, member_ref)
    for table in FORGOTTEN:
        await connection.execute(delete(table).where(table.c.member_ref == member_ref))
    gone = {"greeting": "", "forgotten_at": now}
    await connection.execute(update(members).where(members.c.member_ref == member_ref).values(gone))
