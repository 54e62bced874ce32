"""The web application: the line to kiosks, the providers' notifications, pages for people."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.exceptions import HTTPException

from cloud.assembly import Cloud
from cloud.catalogue.picture_routes import picture_routes
from cloud.line.answers import answer_errors, json_answer, read_body
from cloud.line.routes import line_routes
from cloud.members.codes import code_now
from cloud.members.logins import make_link
from cloud.pages.frame import FILES, page
from cloud.pages.member_page import member_routes
from cloud.pages.receipt_routes import receipt_routes
from cloud.payments.providers.port import NotificationRefused
from kiosk.errors import CloudRefused, Reason

TITLE = "Touchlane cloud"
NOTIFICATION = 128 * 1024
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""What proxies say of whom they ask for."""


def make_app(cloud: Cloud) -> FastAPI:
    """The application; its tasks run as long as it does."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with cloud.running():
            yield

    # FastAPI's own pages load their scripts from elsewhere: /docs below is ours.
    app = FastAPI(title=TITLE, version="1", docs_url=None, redoc_url=None, lifespan=lifespan)
    answer_errors(app)
    app.include_router(line_routes(cloud))
    app.include_router(picture_routes(cloud.pictures))
    _provider_routes(app, cloud)
    app.include_router(receipt_routes(cloud))
    app.include_router(member_routes(cloud))
    _page_routes(app, cloud)
    _demo_routes(app, cloud)
    return app


def _provider_routes(app: FastAPI, cloud: Cloud) -> None:
    @app.post("/v1/providers/{wallet}/{tenant}/notify", tags=["providers"])
    async def notified(request: Request, wallet: str, tenant: str) -> Response:
        """A provider's notification: verified, then asked about; it moves nothing itself."""
        body = await read_body(request, NOTIFICATION)
        if "\0" in wallet + tenant:
            raise HTTPException(404)
        try:
            await cloud.desk.notified(tenant, wallet, request.headers, body)
        except NotificationRefused:
            return json_answer({"code": "FAIL", "message": "not verified"}, 401)
        except CloudRefused:  # no such tenant or wallet
            raise HTTPException(404) from None
        return Response(status_code=204)


def _page_routes(app: FastAPI, cloud: Cloud) -> None:
    @app.get("/pages/{name}", include_in_schema=False)
    async def file(name: str) -> Response:
        if name not in FILES:
            raise HTTPException(404)
        kind, content = FILES[name]
        kept = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=kind, headers=kept)

    @app.get("/docs", include_in_schema=False)
    async def documents() -> Response:
        rows = [
            {"method": method.upper(), "path": path, "told": operation.get("description", "")}
            for path, operations in app.openapi()["paths"].items()
            for method, operation in operations.items()
        ]
        return page("api.html", title=TITLE, rows=rows, language="en")

    @app.get("/health", tags=["pages"])
    async def health() -> Response:
        """Whether the database answers."""
        return json_answer({"tenants": len(await cloud.database.tenants())})


def _demo_routes(app: FastAPI, cloud: Cloud) -> None:
    @app.get("/v1/demo/{tenant}/members/{member_ref}/code", tags=["demo"])
    async def member_code(request: Request, tenant: str, member_ref: str) -> Response:
        """A demo member's code of this minute; asked from this machine only."""
        async with _demo_member(cloud, request, tenant, member_ref) as connection:
            code = await code_now(connection, cloud.keys, tenant, member_ref, cloud.now())
        return json_answer({"code": code})

    @app.get("/v1/demo/{tenant}/members/{member_ref}/link", tags=["demo"])
    async def member_link(request: Request, tenant: str, member_ref: str) -> Response:
        """A new link to a demo member's page; asked from this machine only."""
        async with _demo_member(cloud, request, tenant, member_ref) as connection:
            path = await make_link(connection, tenant, member_ref, cloud.now())
        return json_answer({"url": cloud.public_url + path})


@asynccontextmanager
async def _demo_member(
    cloud: Cloud, request: Request, tenant: str, member_ref: str
) -> AsyncIterator[AsyncConnection]:
    """Raises CloudRefused(`member.unknown`) for a live tenant and for an asker of another machine; who comes
    through a proxy is one, whether or not that proxy is believed."""
    host = request.client.host if request.client is not None else ""
    local = _is_local(host) and not any(name in request.headers for name in FORWARDED)
    if not local or "\0" in member_ref or await cloud.database.kind_of(tenant) != "demo":
        raise CloudRefused(Reason("member.unknown", {"member": member_ref[:40]}))
    async with cloud.database.as_tenant(tenant) as connection:
        yield connection


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
