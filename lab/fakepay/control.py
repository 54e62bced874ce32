"""The strings behind the stage: scripted faults, the clock, what is in the book. Loopback callers only."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lab.fakepay.api import Provider
from lab.fakepay.shapes import CODE_URL

Endpoint = Callable[[Request], Awaitable[Response]]


def control_routes(provider: Provider) -> list[Route]:
    """POST, GET, DELETE /faults; POST /clock; GET /trades; GET /notices; POST, GET /coupons."""

    async def add_fault(request: Request) -> Response:
        try:
            fault = provider.faults.add(json.loads(await request.body()))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse(asdict(fault), status_code=201)

    async def list_faults(_request: Request) -> Response:
        return JSONResponse({"faults": [asdict(fault) for fault in provider.faults.pending()]})

    async def clear_faults(_request: Request) -> Response:
        provider.faults.clear()
        return Response(status_code=204)

    async def clock(request: Request) -> Response:
        try:
            seconds = float(json.loads(await request.body())["advance_s"])
            if not 0 <= seconds <= 10**8:
                raise ValueError
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"error": 'expected {"advance_s": seconds from 0}'}, status_code=400)
        provider.desk.advance(seconds)
        return Response(status_code=204)

    async def trades(_request: Request) -> Response:
        found = [
            {
                "out_trade_no": trade.out_trade_no,
                "state": provider.desk.state(trade),
                "amount_minor": trade.amount_minor,
                "paid_minor": trade.paid_minor,
                "transaction_id": trade.transaction_id,
                "description": trade.description,
                "pr": trade.pr,
                "code_url": CODE_URL + trade.pr,
                "refunds": [
                    {"out_refund_no": r.out_refund_no, "state": r.state, "refund_minor": r.refund_minor}
                    for r in provider.book.refunds_of(trade.out_trade_no)
                ],
            }
            for trade in provider.book.trades()
        ]
        return JSONResponse({"trades": found})

    async def notices(_request: Request) -> Response:
        shown = ("notice_id", "url", "event_type", "attempts", "delivered_at", "next_at")
        found = [{name: getattr(n, name) for name in shown} for n in provider.book.notices()]
        return JSONResponse({"notices": found})

    async def coupons(request: Request) -> Response:
        if request.method == "POST":
            given = json.loads(await request.body())
            provider.coupons.give(given["coupon_code"], given["stock_id"])
            return Response(status_code=204)
        return JSONResponse({"coupons": provider.coupons.all()})

    table: list[tuple[str, str, Endpoint]] = [
        ("POST", "/coupons", coupons),
        ("GET", "/coupons", coupons),
        ("POST", "/faults", add_fault),
        ("GET", "/faults", list_faults),
        ("DELETE", "/faults", clear_faults),
        ("POST", "/clock", clock),
        ("GET", "/trades", trades),
        ("GET", "/notices", notices),
    ]
    return [Route(path, _local_only(endpoint), methods=[method]) for method, path, endpoint in table]


def _local_only(endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        if request.client is None or not ipaddress.ip_address(request.client.host).is_loopback:
            return JSONResponse({"error": "control is for loopback callers only"}, status_code=403)
        return await endpoint(request)

    return guarded
