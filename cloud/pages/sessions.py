"""The cookie of a phone that opened its member page: who is looking at a page of ours."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.assembly import Cloud
from cloud.members.logins import SESSION, SESSION_LIVES, Visitor, visitor_by


def cookie_name(tenant: str, *, secure: bool) -> str:
    """One a tenant. `__Host-` (RFC 6265bis section 4.1.3) keeps other hosts from setting it."""
    name = f"member-{hashlib.sha256(tenant.encode()).hexdigest()[:12]}"
    return f"__Host-{name}" if secure else name


async def session_of(
    cloud: Cloud, request: Request, connection: AsyncConnection, tenant: str
) -> tuple[Visitor | None, str]:
    """The visitor and the session's secret; (None, "") without a session that holds. Behind https a cookie
    without `__Host-` is not ours: another host of the same site may have set it."""
    secret = request.cookies.get(cookie_name(tenant, secure=is_secure(cloud.public_url)), "")
    visitor = await visitor_by(connection, tenant, secret, SESSION, cloud.now()) if secret else None
    return (None, "") if visitor is None else (visitor, secret)


def is_secure(public_url: str) -> bool:
    return public_url.startswith("https://")


def give_session(response: Response, tenant: str, secret: str, public_url: str) -> None:
    """Lax: scanning the QR of a receipt must find it, another site's form must not."""
    secure = is_secure(public_url)
    response.set_cookie(
        cookie_name(tenant, secure=secure),
        secret,
        max_age=int(SESSION_LIVES.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
