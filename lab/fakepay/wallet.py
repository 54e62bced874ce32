"""The payer's side: the wallet page a scanned code opens, and the JSON behind its buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from lab.fakepay.api import Provider
from lab.fakepay.book import Trade
from lab.fakepay.desk import WalletRefused
from lab.fakepay.wallet_page import WORDS, render

STATUS = {"not_found": 404, "expired": 410, "closed": 410, "paid": 409}


def wallet_routes(provider: Provider, merchant_name: str) -> list[Route]:
    """GET /wallet?pr=, GET /wallet/{pr}, and POST /wallet/{pr}/open, /pay, /refuse."""
    desk = provider.desk

    def shown(trade: Trade) -> dict[str, object]:
        return {
            "out_trade_no": trade.out_trade_no,
            "state": desk.state(trade),
            "amount_minor": trade.amount_minor,
            "currency": "CNY",
            "description": trade.description,
            "merchant_name": merchant_name,
            "expires_in_s": max(0, round(min(trade.expires_at, trade.code_until) - desk.now())),
            "simulated": True,
        }

    async def page(request: Request) -> Response:
        trade = provider.book.trade_by_pr(request.query_params.get("pr", ""))
        language = request.query_params.get("lang") or _language(request.headers.get("accept-language", ""))
        words = WORDS.get(language, WORDS["zh-CN"])
        return HTMLResponse(render(words, None if trade is None else shown(trade) | {"pr": trade.pr}))

    async def look(request: Request) -> Response:
        trade = provider.book.trade_by_pr(request.path_params["pr"])
        return _error_answer("not_found") if trade is None else JSONResponse(shown(trade))

    def act(move: Callable[[str], Trade]) -> Callable[[Request], Awaitable[Response]]:
        async def press(request: Request) -> Response:
            try:
                return JSONResponse(shown(move(request.path_params["pr"])))
            except WalletRefused as refused:
                return _error_answer(refused.code)

        return press

    return [
        Route("/wallet", page, methods=["GET"]),
        Route("/wallet/{pr}", look, methods=["GET"]),
        Route("/wallet/{pr}/open", act(desk.open), methods=["POST"]),
        Route("/wallet/{pr}/pay", act(desk.pay), methods=["POST"]),
        Route("/wallet/{pr}/refuse", act(desk.refuse), methods=["POST"]),
    ]


def _error_answer(code: str) -> JSONResponse:
    return JSONResponse({"error": code}, status_code=STATUS[code])


def _language(accepted: str) -> str:
    first = accepted.split(",")[0].strip().lower()
    return "en" if first and not first.startswith("zh") else "zh-CN"
