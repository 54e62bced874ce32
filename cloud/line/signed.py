"""Who signed a request."""

from __future__ import annotations

from fastapi import Request

from cloud.assembly import Cloud
from cloud.fleet.devices import SignedRequest
from cloud.line.answers import read_body
from cloud.payments.desk import Asker


async def signed(cloud: Cloud, request: Request, *, at_any_time: bool = False) -> tuple[Asker, bytes]:
    """The enrolled kiosk and what it sent; `at_any_time`: its clock does not matter.

    Raises CloudRefused as `cloud.fleet.devices.Gate.who`, and `line.body_too_large`.
    """
    body = await read_body(request)
    query = request.scope["query_string"].decode("ascii", "replace")
    target = request.scope["raw_path"].decode("ascii", "replace") + (f"?{query}" if query else "")
    asked = SignedRequest(request.method, target, body, request.headers)
    return await cloud.gate.who(asked, at_any_time=at_any_time), body
