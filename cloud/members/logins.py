"""How a member's phone comes in: a link that opens the page, and the session the page opens.

Both are 128 random bits of which the database keeps SHA-256: whoever reads it can use neither.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.member_tables import member_logins, members
from cloud.members.people import known_member

LINK, SESSION = "link", "session"
SESSION_LIVES = timedelta(days=30)
MOST = {LINK: 10, SESSION: 20}
"""Of one member; a further one ends the oldest. A browser that keeps no cookie begins a session each time."""
LONGEST_TOKEN = 64


@dataclass(frozen=True, slots=True)
class Visitor:
    """The member behind a link or a session."""

    tenant: str
    member_ref: str
    greeting: str


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def split_token(text: str) -> tuple[str, str]:
    """(tenant, secret) of `<tenant>.<secret>` out of an address or a cookie."""
    tenant, _, secret = text.replace("\0", "").rpartition(".")
    return tenant, secret


async def make_link(connection: AsyncConnection, tenant: str, member_ref: str, now: datetime) -> str:
    """The path of the member's page, `/m/<tenant>.<token>`; raises CloudRefused(`member.unknown`)."""
    await known_member(connection, member_ref)
    token = await _make(connection, tenant, member_ref, LINK, now, None)
    return f"/m/{tenant}.{token}"


async def end_logins(connection: AsyncConnection, member_ref: str) -> None:
    """No link and no session of the member opens anything any more."""
    await known_member(connection, member_ref)
    await connection.execute(delete(member_logins).where(member_logins.c.member_ref == member_ref))


async def make_session(connection: AsyncConnection, visitor: Visitor, now: datetime) -> str:
    """The session's secret."""
    return await _make(connection, visitor.tenant, visitor.member_ref, SESSION, now, now + SESSION_LIVES)


async def _make(
    connection: AsyncConnection,
    tenant: str,
    member_ref: str,
    purpose: str,
    now: datetime,
    expires_at: datetime | None,
) -> str:
    token = secrets.token_urlsafe(16)
    row = {"tenant": tenant, "token_hash": _hash(token), "member_ref": member_ref, "purpose": purpose}
    await connection.execute(insert(member_logins).values(**row, made_at=now, expires_at=expires_at))
    mine = (member_logins.c.member_ref == member_ref) & (member_logins.c.purpose == purpose)
    newest = select(member_logins.c.token_hash).where(mine).order_by(member_logins.c.made_at.desc())
    kept = newest.limit(MOST[purpose]).scalar_subquery()
    await connection.execute(delete(member_logins).where(mine, member_logins.c.token_hash.not_in(kept)))
    return token


async def visitor_by(
    connection: AsyncConnection, tenant: str, secret: str, purpose: str, now: datetime
) -> Visitor | None:
    """Whose link or session this is; None for one that is unknown, over, or of a member who was forgotten."""
    if not 1 <= len(secret) <= LONGEST_TOKEN:
        return None
    login = member_logins.c
    row = (
        await connection.execute(
            select(members.c.member_ref, members.c.greeting)
            .join(
                member_logins, (login.tenant == members.c.tenant) & (login.member_ref == members.c.member_ref)
            )
            .where(
                login.token_hash == _hash(secret),
                login.purpose == purpose,
                or_(login.expires_at.is_(None), login.expires_at > now),
                members.c.forgotten_at.is_(None),
            )
        )
    ).first()
    return None if row is None else Visitor(tenant, row.member_ref, row.greeting)


async def forget_expired(connection: AsyncConnection, now: datetime) -> None:
    """Sessions that are over."""
    await connection.execute(delete(member_logins).where(member_logins.c.expires_at <= now))


def form_token(session_secret: str, about: str) -> str:
    """What a form carries to show that our own page made it for this session, and for this one thing."""
    return hmac.new(session_secret.encode(), f"form\n{about}".encode(), hashlib.sha256).hexdigest()


def is_form_token(given: str, session_secret: str, about: str) -> bool:
    return hmac.compare_digest(given.encode(), form_token(session_secret, about).encode())
