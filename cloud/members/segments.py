"""The segments that the retailer gives members to: set one by one or by a list, and who did so."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.member_tables import member_segment_changes, member_segments, members
from cloud.members.people import known_member, lock_member
from kiosk.domain.member_segments import checked_segments

_row = member_segments.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Who says it, and when."""

    by: str
    at: datetime


async def segments_of(connection: AsyncConnection, member_ref: str) -> tuple[str, ...]:
    """In order."""
    mine = select(_row.segment).where(_row.member_ref == member_ref)
    return tuple(sorted(await connection.scalars(mine)))


async def all_segments(connection: AsyncConnection) -> dict[str, tuple[str, ...]]:
    """Of every member who is in one, by their references."""
    found: dict[str, list[str]] = {}
    rows = await connection.execute(select(_row.member_ref, _row.segment).order_by(_row.member_ref))
    for member_ref, segment in rows:
        found.setdefault(member_ref, []).append(segment)
    return {member_ref: tuple(sorted(segments)) for member_ref, segments in found.items()}


async def known_segments(connection: AsyncConnection) -> set[str]:
    """Those that some member is in."""
    return set(await connection.scalars(select(_row.segment).distinct()))


async def known_members(connection: AsyncConnection) -> set[str]:
    """All who were not forgotten."""
    mine = select(members.c.member_ref).where(members.c.forgotten_at.is_(None))
    return set(await connection.scalars(mine))


async def changes_of(connection: AsyncConnection, member_ref: str) -> list[dict[str, Any]]:
    """Who changed a member's segments, the first one first: `before`, `after`, `changed_by`, `changed_at`.

    Raises CloudRefused(`member.unknown`).
    """
    await known_member(connection, member_ref)
    row = member_segment_changes.c
    told = select(row.before, row.after, row.changed_by, row.changed_at)
    found = await connection.execute(told.where(row.member_ref == member_ref).order_by(row.changed_at))
    return [dict(each._mapping) for each in found]


async def set_segments(
    connection: AsyncConnection, tenant: str, member_ref: str, names: Iterable[str], said: Statement
) -> tuple[str, ...]:
    """These and no others from now on; answers them in order. The same as before changes and tells nothing.

    Raises CloudRefused(`member.unknown`) and InputRefused as `checked_segments` does.
    """
    segments = checked_segments(names)
    await lock_member(connection, member_ref)
    before = await segments_of(connection, member_ref)
    if segments == before:
        return segments
    await connection.execute(delete(member_segments).where(_row.member_ref == member_ref))
    rows = [{"tenant": tenant, "member_ref": member_ref, "segment": segment} for segment in segments]
    if rows:
        await connection.execute(insert(member_segments), rows)
    told = {"before": list(before), "after": list(segments), "changed_by": said.by, "changed_at": said.at}
    change = {"tenant": tenant, "change_id": str(uuid.uuid4()), "member_ref": member_ref, **told}
    await connection.execute(insert(member_segment_changes).values(change))
    return segments
