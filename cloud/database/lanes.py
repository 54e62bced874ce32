"""The lock of a kiosk's lane: whoever has it knows that no record of the lane is being booked meanwhile."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.domain.events import Lane

LANE_LOCK = text("select pg_advisory_xact_lock(hashtextextended(:lane, 3))")


async def lock_lane(connection: AsyncConnection, tenant: str, kiosk: str, lane: Lane) -> None:
    """Until the transaction ends; taken after a sale's lock, never before one."""
    await connection.execute(LANE_LOCK, {"lane": f"{tenant}/{kiosk}/{lane}"})
