"""Whether a basket may have the member's price: the code must be the member's own, and this sale's."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.members.code_uses import hand_over, use_codes
from cloud.members.proof import ProvenCode, proven_member
from cloud.payments import attempts
from kiosk.domain.payment import NOT_PAID, AttemptRequest, AttemptState
from kiosk.errors import Reason

LONGEST_TRIP = timedelta(hours=12)
WITHOUT_MONEY = NOT_PAID | {AttemptState.REFUNDED}


async def member_objection(
    connection: AsyncConnection, tenant: str, store: str, request: AttemptRequest, now: datetime
) -> Reason | None:
    """Why the member's price may not be given, or None: the code is this sale's from now on.

    A code that another sale used is free again when that sale came to nothing: the shopper who went back
    and begins anew within the minute has no other.
    """
    code = await _proven(connection, request, now)
    if code is None:
        return Reason("payment.member_not_proven")
    holder = (await use_codes(connection, tenant, store, {request.sale_id: code}))[request.sale_id]
    if holder == request.sale_id:
        return None
    others = await attempts.of_sale(connection, holder)
    if not others or any(other.state not in WITHOUT_MONEY for other in others):
        return Reason("member.code_used")
    await hand_over(connection, code, request.sale_id)
    return None


async def _proven(connection: AsyncConnection, request: AttemptRequest, now: datetime) -> ProvenCode | None:
    member = request.member
    if member is None:
        return None
    code = await proven_member(connection, member.proof, now - LONGEST_TRIP, now)
    return code if code is not None and code.member_ref == member.member_ref else None
