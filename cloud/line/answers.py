"""From the product's errors to HTTP, and bodies that are never larger than announced."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from cloud.database.engine import fault
from kiosk.errors import CloudRefused, InputRefused, Reason, WorldError
from kiosk.remote.wire.codec import encode
from kiosk.remote.wire.shapes import LARGEST_BODY, Refusal

log = logging.getLogger(__name__)

STATUS = {
    "line.not_signed": 401,
    "line.clock_off": 401,
    "line.request_twice": 401,
    "line.body_too_large": 413,
    "enrol.code_not_valid": 403,
    "enrol.key_known": 409,
    "payment.attempt_differs": 409,
    "payment.another_attempt_showing": 409,
    "payment.sale_is_paid": 409,
    "payment.sale_in_doubt": 409,
    "payment.unknown_attempt": 404,
    "catalogue.no_such_file": 404,
    "member.unknown": 404,
    "claim.no_receipt": 404,
    "claim.no_session": 403,
    "claim.form_not_valid": 403,
    "claim.claimed": 409,
    "sync.gap": 409,
    "sync.fork": 409,
    "sync.chain_broken": 409,
}
"""Other refusals answer 422; a value out of shape 400."""


def json_answer(value: Any, status: int = 200) -> Response:
    return Response(encode(value), status, media_type="application/json")


def refusal(reason: Reason, status: int) -> Response:
    return json_answer(Refusal(reason=reason), status)


async def read_body(request: Request, limit: int = LARGEST_BODY) -> bytes:
    """Raises CloudRefused(`line.body_too_large`) without reading on."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise CloudRefused(Reason("line.body_too_large", {"limit": limit}))
    return bytes(body)


def answer_errors(app: FastAPI) -> None:
    """A refusal is JSON with its reason; what is our own fault is a 5xx, which a kiosk takes for unknown."""

    @app.exception_handler(WorldError)
    async def of_world(_request: Request, error: WorldError) -> Response:
        if isinstance(error, InputRefused):
            return refusal(error.reason, 400)
        if isinstance(error, CloudRefused):
            return refusal(error.reason, STATUS.get(error.reason.code, 422))
        log.error("the cloud cannot serve: %s", error.reason)
        return refusal(error.reason, 503)

    @app.exception_handler(HTTPException)
    async def of_http(_request: Request, error: HTTPException) -> Response:
        return refusal(Reason("line.no_such_page"), error.status_code)

    @app.exception_handler(SQLAlchemyError)
    async def of_database(_request: Request, error: Exception) -> Response:
        log.error("the database failed: %s", fault(error))
        return refusal(Reason("cloud.database_failed"), 503)
