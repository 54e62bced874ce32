"""Locks that a transaction holds until it ends: each a name, and the number of its kind.

Whoever takes several takes them in this order, so that no two wait for each other: a sale's; a member's uses
and coupons; a lane's; a store's discounts; that of the items sold, which all kiosks of a tenant wait for.

A cloud is one process, and its commands are of the same build: another build may number the kinds anew.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.domain.events import Lane

LOCK = text("select pg_advisory_xact_lock(hashtextextended(:name, :number))")
SALE, PUBLISHING, ENROLLING, LANE, USES, COUPON_USES, ITEMS, DISCOUNTS = range(8)


async def lock_sale(connection: AsyncConnection, tenant: str, sale_id: str) -> None:
    """Nobody else changes an attempt of this sale."""
    await _lock(connection, SALE, f"{tenant}/{sale_id}")


async def lock_uses(connection: AsyncConnection, tenant: str, member_ref: str) -> None:
    """Nobody else counts or holds this member's uses of offers."""
    await _lock(connection, USES, f"{tenant}/{member_ref}")


async def lock_coupon_uses(connection: AsyncConnection, tenant: str, member_ref: str, offer_id: str) -> None:
    """Nobody else counts or holds this member's coupons of the offer."""
    await _lock(connection, COUPON_USES, f"{tenant}/{member_ref}/{offer_id}")


async def lock_publishing(connection: AsyncConnection, tenant: str) -> None:
    """Nobody else publishes a catalogue of the tenant."""
    await _lock(connection, PUBLISHING, tenant)


async def lock_enrolling(connection: AsyncConnection, tenant: str) -> None:
    """Nobody else enrols a kiosk of the tenant."""
    await _lock(connection, ENROLLING, tenant)


async def lock_lane(connection: AsyncConnection, tenant: str, kiosk: str, lane: Lane) -> None:
    """No record of the kiosk's lane is being booked meanwhile."""
    await _lock(connection, LANE, f"{tenant}/{kiosk}/{lane}")


async def lock_discounts(connection: AsyncConnection, tenant: str, store: str) -> None:
    """Nobody else counts what attendants take off in the store, nor tells of it."""
    await _lock(connection, DISCOUNTS, f"{tenant}/{store}")


async def lock_items(connection: AsyncConnection, tenant: str) -> None:
    """Nobody else gives places in the tenant's list of single items sold."""
    await _lock(connection, ITEMS, tenant)


async def _lock(connection: AsyncConnection, number: int, name: str) -> None:
    await connection.execute(LOCK, {"name": name, "number": number})
