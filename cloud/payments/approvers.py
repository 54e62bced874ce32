"""Whether those who took something off a price may: as far as the kiosk's records of access have told."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.attendant_tables import attendants
from kiosk.domain.payment import AttemptRequest
from kiosk.errors import Reason


async def approver_objection(
    connection: AsyncConnection, kiosk: str, request: AttemptRequest
) -> Reason | None:
    """`payment.attendant_gone` where an attendant who lowered a price has no PIN and no badge there any more.

    One that is not known is let by: the record of their PIN may still be on its way. It comes before that of
    the sale, where an attendant who is unknown then is told to people (`cloud.sales.discounts`).
    """
    approvers = {one.approved_by for one in request.context.overrides}
    if not approvers:
        return None
    known = attendants.c
    gone = select(known.attendant).where(
        known.kiosk == kiosk, known.attendant.in_(approvers), known.is_gone.is_(True)
    )
    name = await connection.scalar(gone.order_by(known.attendant).limit(1))
    return None if name is None else Reason("payment.attendant_gone", {"attendant": name[:60]})
