"""A member who is forgotten goes out of payments, refused ones too: codes, segments, uses and claims."""

from __future__ import annotations

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.coupon_tables import claims
from cloud.database.tables import pay_attempts
from cloud.payments.kept_request import without_codes
from kiosk.domain.payment import AttemptRequest
from kiosk.errors import InputRefused
from kiosk.remote.wire.codec import decode, encode

ATTEMPTS = text("""
    select attempt_id from pay_attempts where position(convert_to(:member_ref, 'UTF8') in request) > 0
    union select attempt_id from claims where member_ref = :member_ref
""")
SILENCE = text("""
    update pay_attempts set reason = reason #- '{values,segments}' #- '{values,uses}'
    where attempt_id = any(:attempts) and jsonb_typeof(reason #> '{values}') = 'object'
""")
"""The history never had them: `cloud.payments.kept_request.kept_reason`."""


async def unname_payments(connection: AsyncConnection, member_ref: str) -> None:
    """Lets go of what proved the member's claims and of what refusals told of their segments and uses.

    The caller holds the member: a part of `cloud.sales.forgetting`, which says what comes after it.
    """
    found = list(await connection.scalars(ATTEMPTS, {"member_ref": member_ref}))
    await connection.execute(SILENCE, {"attempts": found})
    mine = claims.c.member_ref == member_ref
    await connection.execute(update(claims).where(mine).values(member_ref=None))
    asked = pay_attempts.c
    with_codes = select(asked.attempt_id, asked.request).where(
        asked.attempt_id.in_(found), asked.attempt_id.in_(select(claims.c.attempt_id))
    )
    for row in (await connection.execute(with_codes.with_for_update())).all():
        changed = update(pay_attempts).where(asked.attempt_id == row.attempt_id)
        await connection.execute(changed.values(request=_kept(row.request)))


def _kept(request: bytes) -> bytes:
    try:
        return encode(without_codes(decode(AttemptRequest, request)))
    except InputRefused:
        return b""
