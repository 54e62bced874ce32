"""A command's work in the database of one tenant."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.cli.place import Place
from cloud.database.engine import Database
from cloud.database.tables import stores
from kiosk.domain.sale import Store
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import from_builtins

T = TypeVar("T")


def in_tenant(place: Place, tenant: str, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """In one transaction; raises InputRefused (`cloud.tenant_unknown`)."""

    # Beside the task, not its result: `asyncio.run` tells the task to the signal's handler by its repr, which
    # of a million goods takes minutes and gigabytes.
    done: list[T] = []

    async def opened() -> None:
        database = Database(place.url)
        try:
            if await database.kind_of(tenant) is None:
                raise InputRefused(Reason("cloud.tenant_unknown", {"tenant": tenant}))
            async with database.as_tenant(tenant) as connection:
                done.append(await work(connection))
        finally:
            await database.close()

    asyncio.run(opened())
    return done[0]


async def shop_of(connection: AsyncConnection, tenant: str) -> Store:
    """The first of the tenant's stores: all have one currency and one zone.

    Raises InputRefused (`cloud.tenant_unknown`).
    """
    return (await shops_of(connection, tenant))[0]


async def shops_of(connection: AsyncConnection, tenant: str) -> Sequence[Store]:
    """All of the tenant's stores, at least one; raises InputRefused (`cloud.tenant_unknown`)."""
    shops = await connection.scalars(select(stores.c.shop).order_by(stores.c.store))
    found = [from_builtins(Store, shop) for shop in shops]
    if not found:
        raise InputRefused(Reason("cloud.tenant_unknown", {"tenant": tenant}))
    return found
