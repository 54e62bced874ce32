"""A command's work in the database of one tenant."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.cli.place import Place, add_data_argument, open_place
from cloud.database.engine import Database
from cloud.database.tables import stores
from kiosk.domain.sale import Store
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import from_builtins

T = TypeVar("T")


Work = Callable[[AsyncConnection], Awaitable[T]]


def tenant_command(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    """The command is for one tenant, and `run` does it."""
    parser.add_argument("--tenant", default="demo")
    add_data_argument(parser)
    parser.set_defaults(run=run)


def in_tenant_of(given: argparse.Namespace, work: Work[T]) -> T:
    """As `in_tenant`, where the arguments of a `tenant_command` say."""
    with open_place(given.data) as place:
        return in_tenant(place, given.tenant, work)


def in_tenant(place: Place, tenant: str, work: Work[T]) -> T:
    """In one transaction; raises InputRefused (`cloud.tenant_unknown`)."""

    # Beside the task, not its result: `asyncio.run` tells the task to the signal's handler by its repr, which
    # of a million goods takes minutes and gigabytes.
    done: list[T] = []

    async def worked() -> None:
        async with database_of(place, tenant) as database, database.as_tenant(tenant) as connection:
            done.append(await work(connection))

    asyncio.run(worked())
    return done[0]


def check_tenant(place: Place, tenant: str) -> None:
    """Raises InputRefused (`cloud.tenant_unknown`)."""

    async def looked() -> None:
        async with database_of(place, tenant):
            pass

    asyncio.run(looked())


@asynccontextmanager
async def database_of(place: Place, tenant: str) -> AsyncIterator[Database]:
    """For work of several transactions; raises InputRefused (`cloud.tenant_unknown`)."""
    database = Database(place.url)
    try:
        if await database.kind_of(tenant) is None:
            raise InputRefused(Reason("cloud.tenant_unknown", {"tenant": tenant}))
        yield database
    finally:
        await database.close()


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
