"""The cookie of a phone that opened its member page: who is looking at a page of ours."""

from __future__ import annotations

import hashlib
from datetime import datetime

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.members.logins import SESSION, SESSION_LIVES, Visitor, visitor_by


def cookie_name(tenant: str, *, secure: bool) -> str:
    """One a tenant. `__Host-` (RFC 6265bis section 4.1.3) keeps other hosts from setting it."""
    name = f"member-{hashlib.sha256(tenant.encode()).hexdigest()[:12]}"
    return f"__Host-{name}" if secure else name


async def session_of(
    request: Request, connection: AsyncConnection, tenant: str, now: datetime
) -> tuple[Visitor | None, str]:
    """The visitor and the session's secret; (None, "") without a session that holds."""
    for secure in (True, False):
        secret = request.cookies.get(cookie_name(tenant, secure=secure), "")
        visitor = await visitor_by(connection, tenant, secret, SESSION, now) if secret else None
        if visitor is not None:
            return visitor, secret
    return None, ""


def give_session(response: Response, tenant: str, secret: str, public_url: str) -> None:
    """Lax: scanning the QR of a receipt must find it, another site's form must not."""
    secure = public_url.startswith("https://")
    response.set_cookie(
        cookie_name(tenant, secure=secure),
        secret,
        max_age=int(SESSION_LIVES.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
