"""Payment attempts in the ledger, their claims with them."""

from __future__ import annotations

from collections.abc import Callable

import apsw

from kiosk.domain.payment import UNSETTLED, Attempt, AttemptRequest
from kiosk.store.bodies import BODY_SCHEMA, encode_body
from kiosk.store.claims import move_claims
from kiosk.store.forgetting import kept_request


def attempt_step(
    connection: apsw.Connection, request: AttemptRequest, answer: Attempt | None
) -> Callable[[], None]:
    """What writes the attempt, inside the caller's transaction; encoded now."""
    values = (
        request.attempt_id,
        request.sale_id,
        answer is not None and answer.state not in UNSETTLED,
        BODY_SCHEMA,
        encode_body(kept_request(request, answer)),
        None if answer is None else encode_body(answer),
    )

    def put() -> None:
        connection.execute(_PUT, values)
        move_claims(connection, request, answer)

    return put


_PUT = (
    "INSERT INTO attempts (attempt_id, sale_id, ended, body_schema, request, answer)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (attempt_id) DO UPDATE"
    " SET ended = ?3, body_schema = ?4, request = ?5, answer = ?6"
)
