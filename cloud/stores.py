"""A store in the books: as it is now, as it was before, and what its kiosks are told of it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as put
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import store_versions, stores
from kiosk.domain.heartbeat import StoreTold
from kiosk.domain.sale import Store
from kiosk.remote.wire.codec import encode, from_builtins, to_builtins


async def store_of(connection: AsyncConnection, store: str) -> Store | None:
    """As it is now; None where there is no such store."""
    shop = await connection.scalar(select(stores.c.shop).where(stores.c.store == store))
    return None if shop is None else from_builtins(Store, shop)


async def put_store(connection: AsyncConnection, tenant: str, shop: Store, now: datetime) -> None:
    """Adds a store or changes it from now on; what it was is kept."""
    mine = {"tenant": tenant, "store": shop.store_id}
    locked = select(stores.c.shop).where(stores.c.store == shop.store_id).with_for_update()
    before = await connection.scalar(locked)
    if before is not None:
        if from_builtins(Store, before) == shop:
            return
        await connection.execute(insert(store_versions).values(**mine, replaced_at=now, shop=before))
    made = put(stores).values(**mine, shop=to_builtins(shop))
    changed = {"shop": made.excluded.shop}
    await connection.execute(made.on_conflict_do_update(index_elements=["tenant", "store"], set_=changed))


async def stores_since(connection: AsyncConnection, store: str, since: datetime) -> list[Store]:
    """As it is now first, then as it was at any time since; empty where there is no such store."""
    now = await store_of(connection, store)
    old = store_versions.c
    before = select(old.shop).where(old.store == store, old.replaced_at > since)
    rows = await connection.scalars(before.order_by(old.replaced_at.desc()))
    return [] if now is None else [now, *(from_builtins(Store, shop) for shop in rows)]


async def news_of_store(connection: AsyncConnection, store: str, known_version: str) -> StoreTold | None:
    """The store for a kiosk that goes by another version; None where it goes by this one."""
    shop = await store_of(connection, store)
    if shop is None:
        return None
    version = hashlib.sha256(encode(shop)).hexdigest()[:16]
    return None if version == known_version else StoreTold(store=shop, version=version)
