"""/r/<tenant>.<token>: the e-receipt, and adding an anonymous purchase to a membership."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.assembly import Cloud
from cloud.line.answers import STATUS, read_body
from cloud.members.logins import Visitor, form_token, is_form_token, split_token
from cloud.members.points import NO_PROGRAMME, points_of_sale, points_rule
from cloud.pages.frame import language_of
from cloud.pages.receipts import ClaimStep, ShownClaim, coming_page, receipt_page
from cloud.pages.returns import shown_returns
from cloud.pages.sessions import session_of
from cloud.payments.refund_rows import given_by_hand, refunds_of, returned_earning
from cloud.sales.claims import BookedSale, claim, sale_by_receipt
from cloud.sentences import say
from kiosk.domain.member import points_earned
from kiosk.errors import CloudRefused, Reason

FORM = 4096


def receipt_routes(cloud: Cloud) -> APIRouter:
    """The e-receipt's pages."""
    router = APIRouter(tags=["pages"])

    @router.get("/r/{token}", response_class=HTMLResponse)
    async def receipt(request: Request, token: str) -> Response:
        """An e-receipt, or that it is on its way."""
        return await _show(cloud, request, token, None)

    @router.get("/r/{token}/claim")
    async def back_to_receipt(request: Request, token: str) -> Response:
        """Somebody opened the address of the form: the receipt has the button."""
        return _to_receipt(request, token)

    @router.post("/r/{token}/claim", response_class=HTMLResponse)
    async def claim_sale(request: Request, token: str) -> Response:
        """The visitor's membership gets the purchase, once; then the receipt is shown again."""
        tenant, secret = split_token(token)
        given = parse_qs((await read_body(request, FORM)).decode("utf-8", "replace")).get("form_token", [""])[
            0
        ]
        try:
            async with cloud.database.as_tenant(tenant) as connection:
                visitor, session = await session_of(cloud, request, connection, tenant)
                if visitor is None:
                    raise CloudRefused(Reason("claim.no_session"))
                if not is_form_token(given, session, secret):
                    raise CloudRefused(Reason("claim.form_not_valid"))
                await claim(connection, visitor, secret, cloud.now())
        except CloudRefused as refused:
            return await _show(cloud, request, token, refused.reason)
        return _to_receipt(request, token)

    return router


def _to_receipt(request: Request, token: str) -> Response:
    return RedirectResponse(f"/r/{quote(token)}?lang={language_of(request)}", 303)


async def _show(cloud: Cloud, request: Request, token: str, refused: Reason | None) -> Response:
    language = language_of(request)
    tenant, secret = split_token(token)
    async with cloud.database.as_tenant(tenant) as connection:
        booked = await sale_by_receipt(connection, secret)
        if booked is None:
            return coming_page(language)
        visitor, session = await session_of(cloud, request, connection, tenant)
        shown = await _claim(connection, cloud, booked, visitor, form_token(session, secret))
        points = await points_of_sale(connection, booked.sale.sale_id)
        returned = await refunds_of(connection, booked.sale.sale_id)
        by_hand = await given_by_hand(connection, returned)
    status = 200
    if refused is not None:
        status = STATUS.get(refused.code, 422)
        shown = replace(shown, refusal=say(refused, language))
    return receipt_page(
        booked.sale,
        language,
        shown,
        here=f"/r/{quote(token)}",
        doubtful=booked.money_in_doubt,
        unpaid=booked.has_no_money,
        points=points,
        returned=shown_returns(booked.sale, returned, by_hand, language),
        status=status,
    )


async def _claim(
    connection: AsyncConnection, cloud: Cloud, booked: BookedSale, visitor: Visitor | None, token: str
) -> ShownClaim:
    """Nobody is told whose a purchase is but the member."""
    if booked.member_ref is not None:
        mine = visitor is not None and visitor.member_ref == booked.member_ref
        return ShownClaim(step=ClaimStep.MINE if mine else ClaimStep.NONE)
    points_minor = await points_rule(connection)
    unsure = booked.money_in_doubt or booked.has_no_money
    if points_minor == NO_PROGRAMME or unsure or cloud.now() > booked.claim_until:
        return ShownClaim()
    kept = booked.sale.priced.earning_minor - await returned_earning(connection, booked.sale.sale_id)
    points = points_earned(kept, points_minor)
    if visitor is None:
        return ShownClaim(step=ClaimStep.SIGN_IN, points=points)
    return ShownClaim(step=ClaimStep.OFFER, points=points, greeting=visitor.greeting, form_token=token)
