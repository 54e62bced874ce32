"""/m/<tenant>.<token>: a member's page on their phone: the rotating code, the points, the last purchases."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.assembly import Cloud
from cloud.database.tables import stores, tenants
from cloud.line.answers import json_answer
from cloud.members.codes import code_now
from cloud.members.logins import LINK, Visitor, make_session, split_token, visitor_by
from cloud.members.points import NO_PROGRAMME, balance, points_rule
from cloud.pages.frame import HEADERS, language_of, page
from cloud.pages.misses import TOO_MANY, WINDOW_S, Misses
from cloud.pages.qr_path import QrPath, qr_path
from cloud.pages.receipts import local_time
from cloud.pages.sessions import give_session, session_of
from cloud.sales.purchases import Purchase, last_purchases
from kiosk.domain.member import STEP_S
from kiosk.domain.money import format_minor
from kiosk.domain.sale import Store
from kiosk.remote.wire.codec import from_builtins

PURCHASES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCode:
    """What the page's script asks for: the code of now, how long until the next, and the points of now."""

    path: str
    side: int
    left_ms: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPurchase:
    """One line of the last purchases."""

    url: str
    at: str
    shop: str
    pieces: int
    total: str
    points: int


def member_routes(cloud: Cloud) -> APIRouter:
    """The member's pages."""
    router = APIRouter(tags=["pages"])
    misses = Misses(cloud.now)

    @router.get("/m/{token}", response_class=HTMLResponse)
    async def member(request: Request, token: str) -> Response:
        """The member's page, which begins the phone's session."""
        tenant, secret = split_token(token)
        async with cloud.database.as_tenant(tenant) as connection:
            visitor = await visitor_by(connection, tenant, secret, LINK, cloud.now())
            if visitor is None:
                return _closed(request, misses.missed(_address(request)))
            shown = await _show(connection, cloud, request, visitor)
            known, _ = await session_of(cloud, request, connection, tenant)
            if known != visitor:
                session = await make_session(connection, visitor, cloud.now())
                give_session(shown, tenant, session, cloud.public_url)
        return shown

    @router.get("/m/{token}/code")
    async def code(request: Request, token: str) -> Response:
        """The code of this moment, for the page's script."""
        tenant, secret = split_token(token)
        async with cloud.database.as_tenant(tenant) as connection:
            visitor = await visitor_by(connection, tenant, secret, LINK, cloud.now())
            if visitor is None:
                return json_answer({}, misses.missed(_address(request)))
            drawn, left_ms = await _code(connection, cloud, visitor)
            points = await balance(connection, visitor.member_ref)
        answer = json_answer(ShownCode(**asdict(drawn), left_ms=left_ms, points=points))
        answer.headers.update(HEADERS)
        return answer

    return router


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _closed(request: Request, status: int) -> Response:
    """For an address that opens nothing; nobody learns whether it ever did."""
    patience = status == TOO_MANY
    shown = page("member_closed.html", status, language=language_of(request), patience=patience)
    if patience:
        shown.headers["Retry-After"] = f"{WINDOW_S:.0f}"
    return shown


async def _code(connection: AsyncConnection, cloud: Cloud, visitor: Visitor) -> tuple[QrPath, int]:
    """The code of now and the time until its step ends; kiosks take it for two steps longer."""
    now = cloud.now()
    text = await code_now(connection, cloud.keys, visitor.tenant, visitor.member_ref, now)
    return qr_path(text), round((STEP_S - now.timestamp() % STEP_S) * 1000)


async def _show(connection: AsyncConnection, cloud: Cloud, request: Request, visitor: Visitor) -> Response:
    language = language_of(request)
    drawn, left_ms = await _code(connection, cloud, visitor)
    shop = await connection.scalar(select(stores.c.shop).order_by(stores.c.store).limit(1))
    kind = await connection.scalar(select(tenants.c.kind).where(tenants.c.tenant == visitor.tenant))
    bought = await last_purchases(connection, visitor.member_ref, PURCHASES)
    return page(
        "member.html",
        language=language,
        shop="" if shop is None else from_builtins(Store, shop).names.of(language),
        simulated=kind == "demo",
        greeting=visitor.greeting,
        code=drawn,
        left_ms=left_ms,
        code_url=f"{request.url.path}/code",
        programme=await points_rule(connection) != NO_PROGRAMME,
        points=await balance(connection, visitor.member_ref),
        purchases=[_shown(visitor.tenant, purchase, language) for purchase in bought],
    )


def _shown(tenant: str, purchase: Purchase, language: str) -> ShownPurchase:
    sale = purchase.sale
    return ShownPurchase(
        url=f"/r/{tenant}.{sale.receipt_token}?lang={language}",
        at=local_time(sale),
        shop=sale.store.names.of(language),
        pieces=sum(1 if line.weight_g is not None else line.quantity for line in sale.priced.lines),
        total=format_minor(sale.priced.total_minor, sale.priced.currency),
        points=purchase.points,
    )
