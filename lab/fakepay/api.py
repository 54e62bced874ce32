"""The /v3 endpoints: signatures in, faults, the desk's answer, signatures out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cryptography import x509
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lab.fakepay.book import TradeBook
from lab.fakepay.coupons import CouponBook
from lab.fakepay.desk import Desk
from lab.fakepay.dropping import drop_connection
from lab.fakepay.errors import ApiError
from lab.fakepay.faults import FaultBook
from lab.fakepay.keys import Keyring
from lab.fakepay.params import check_mchid, read_json, read_native, read_refund
from lab.fakepay.shapes import BEIJING
from lab.fakepay.signing import check_request, seal, signed_headers

MAX_BODY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Provider:
    """All the endpoints work on."""

    keys: Keyring
    book: TradeBook
    desk: Desk
    faults: FaultBook
    coupons: CouponBook


@dataclass(frozen=True, slots=True)
class Call:
    """One request whose signature was checked."""

    provider: Provider
    request: Request
    body: bytes

    def path(self, name: str) -> str:
        """A path parameter."""
        return str(self.request.path_params[name])


Answer = dict[str, object] | None
"""The JSON of a 200, or None for a 204."""
Handler = Callable[[Call], Answer]


def native(call: Call) -> Answer:
    return call.provider.desk.create(read_native(call.body, call.provider.keys))


def query(call: Call) -> Answer:
    check_mchid(call.request.query_params.get("mchid"), call.provider.keys)
    return call.provider.desk.query(call.provider.book.trade(call.path("out_trade_no")))


def query_by_id(call: Call) -> Answer:
    check_mchid(call.request.query_params.get("mchid"), call.provider.keys)
    return call.provider.desk.query(call.provider.book.trade_by_transaction(call.path("transaction_id")))


def close(call: Call) -> Answer:
    check_mchid(read_json(call.body).get("mchid"), call.provider.keys)
    call.provider.desk.close(call.path("out_trade_no"))
    return None


def refund(call: Call) -> Answer:
    return call.provider.desk.refund(read_refund(call.body))


def query_refund(call: Call) -> Answer:
    return call.provider.desk.query_refund(call.path("out_refund_no"))


def use_coupon(call: Call) -> Answer:
    return call.provider.coupons.use(read_json(call.body), call.provider.keys.appid)


def return_coupon(call: Call) -> Answer:
    return call.provider.coupons.take_back(read_json(call.body))


def certificates(call: Call) -> Answer:
    keys = call.provider.keys
    certificate = x509.load_pem_x509_certificate(keys.platform_certificate_pem)
    entry = {
        "serial_no": keys.platform_serial,
        "effective_time": certificate.not_valid_before_utc.astimezone(BEIJING).isoformat(),
        "expire_time": certificate.not_valid_after_utc.astimezone(BEIJING).isoformat(),
        "encrypt_certificate": seal(keys, keys.platform_certificate_pem, "certificate"),
    }
    return {"data": [entry]}


def api_routes(provider: Provider) -> list[Route]:
    """The routes of API v3, each under the name that faults call it by."""
    by_number = "/v3/pay/transactions/out-trade-no/{out_trade_no}"
    table: list[tuple[str, str, str, Handler]] = [
        ("POST", "/v3/pay/transactions/native", "native", native),
        ("GET", by_number, "query", query),
        ("GET", "/v3/pay/transactions/id/{transaction_id}", "query", query_by_id),
        ("POST", by_number + "/close", "close", close),
        ("POST", "/v3/refund/domestic/refunds", "refund", refund),
        ("GET", "/v3/refund/domestic/refunds/{out_refund_no}", "query_refund", query_refund),
        ("GET", "/v3/certificates", "certificates", certificates),
        ("POST", "/v3/marketing/busifavor/coupons/use", "use_coupon", use_coupon),
        ("POST", "/v3/marketing/busifavor/coupons/return", "return_coupon", return_coupon),
    ]
    return [
        Route(path, _endpoint(provider, name, handler), methods=[method])
        for method, path, name, handler in table
    ]


def _endpoint(provider: Provider, name: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        body = await request.body()
        faults = provider.faults
        silent = faults.take("silent", name)
        if silent is not None:
            await asyncio.sleep(silent.seconds)
            return drop_connection(request)
        status, answer = _decide(provider, name, handler, request, body)
        late = faults.take("delay", name)
        if late is not None:
            await asyncio.sleep(late.seconds)
        if faults.take("drop_response_after_commit", name) is not None:
            return drop_connection(request)
        return _signed(provider, status, answer, spoil=faults.take("bad_signature", name) is not None)

    return serve


def _decide(
    provider: Provider, name: str, handler: Handler, request: Request, body: bytes
) -> tuple[int, Answer]:
    broken = provider.faults.take("http_500", name)
    try:
        if len(body) > MAX_BODY:
            raise ApiError(413, "PARAM_ERROR", "the body is too long")
        target = request.scope["raw_path"].decode("latin-1")
        if request.url.query:
            target += "?" + request.url.query
        authorization = request.headers.get("authorization", "")
        check_request(provider.keys, request.method, target, body, authorization)
        if provider.faults.take("rate_limited", name) is not None:
            raise ApiError(429, "FREQUENCY_LIMITED", "频率超限 too many requests")
        if broken is not None and not broken.after_commit:
            raise ApiError(500, "SYSTEM_ERROR", "系统错误 try again later")
        answer = handler(Call(provider, request, body))
        if broken is not None:
            raise ApiError(500, "SYSTEM_ERROR", "系统错误 try again later")
    except ApiError as error:
        return error.status, error.body()
    return (204, None) if answer is None else (200, answer)


def _signed(provider: Provider, status: int, answer: Answer, *, spoil: bool) -> Response:
    body = b"" if answer is None else json.dumps(answer, ensure_ascii=False).encode()
    headers = signed_headers(provider.keys, body, spoil=spoil)
    if answer is not None:
        headers["Content-Type"] = "application/json; charset=utf-8"
    return Response(body, status_code=status, headers=headers)
