"""Whether a basket may have the member's price: the code must be the member's own, and this sale's; the
segments must be those that the member is in now, or was when a code was made that is fresh still, or none
but that of every member: a kiosk that was not updated yet knows of no others."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import LONGEST_TRIP
from cloud.members.code_uses import hand_over, use_codes
from cloud.members.people import hold_member
from cloud.members.proof import ProvenCode, proven_member
from cloud.members.segments import segments_of
from cloud.payments import attempts
from kiosk.domain.member import Member, is_fresh
from kiosk.domain.member_segments import EVERY_MEMBER
from kiosk.domain.offer_members import segments_differ
from kiosk.domain.payment import NOT_PAID, AttemptRequest, AttemptState
from kiosk.errors import Reason

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far a kiosk's clock may be off from ours; the line's gate allows as much."""
WITHOUT_MONEY = NOT_PAID | {AttemptState.REFUNDED}


async def member_objection(
    connection: AsyncConnection, tenant: str, store: str, request: AttemptRequest, now: datetime
) -> Reason | None:
    """Why the member's price may not be given, or None: the code is this sale's from now on.

    A code that another sale used is free again when that sale came to nothing: the shopper who went back
    and begins anew within the minute has no other.
    """
    code = None if request.member is None else await proven_code(connection, request.member, now)
    if code is None:
        return Reason("payment.member_not_proven")
    holder = (await use_codes(connection, tenant, store, {request.sale_id: code}))[request.sale_id]
    if holder == request.sale_id:
        return await _segments_objection(connection, request, code, now)
    others = await attempts.of_sale(connection, holder)
    if not others or any(other.state not in WITHOUT_MONEY for other in others):
        return Reason("member.code_used")
    await hand_over(connection, code, request.sale_id)
    return await _segments_objection(connection, request, code, now)


async def _segments_objection(
    connection: AsyncConnection, request: AttemptRequest, code: ProvenCode, now: datetime
) -> Reason | None:
    held = await segments_of(connection, code.member_ref)
    right = {(EVERY_MEMBER,), (EVERY_MEMBER, *held)}
    if is_fresh(code.step, now):
        right.add((EVERY_MEMBER, *code.segments))
    return None if request.context.member_segments in right else segments_differ(held)


async def held_code(connection: AsyncConnection, request: AttemptRequest, now: datetime) -> ProvenCode | None:
    """The code of the request's member, who is not forgotten before the transaction ends: whoever does so
    waits, and finds what it leaves in the books."""
    if request.member is None:
        return None
    await hold_member(connection, request.member.member_ref)
    return await proven_code(connection, request.member, now)


async def proven_code(connection: AsyncConnection, member: Member, asked_at: datetime) -> ProvenCode | None:
    """The member's code, when it was fresh as the kiosk read it, in the trip that asked for money at
    `asked_at`. A kiosk that does not say when it read the code is given the trip's whole time."""
    earliest, latest = asked_at - LONGEST_TRIP, asked_at + CLOCK_TOLERANCE
    if member.scanned_at is not None:
        if member.scanned_at.tzinfo is None or not earliest <= member.scanned_at <= latest:
            return None
        earliest = latest = member.scanned_at
    code = await proven_member(connection, member.proof, earliest, latest)
    return code if code is not None and code.member_ref == member.member_ref else None
