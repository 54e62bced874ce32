"""The application's way to the database: always as one tenant, always in a transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from cloud.database.tables import tenants

ACT_AS = text("select set_config('app.tenant', :tenant, true)")


def fault(error: BaseException) -> str:
    """A database error for the log: its type and SQLSTATE. Its text may quote values of the statement."""
    if not isinstance(error, DBAPIError):
        return type(error).__name__
    return f"{type(error).__name__} {getattr(error.orig, 'sqlstate', None) or ''}".rstrip()


class Database:
    """A pool of connections of the application's role."""

    def __init__(self, url: str, *, connections: int = 16) -> None:
        self.url = url
        # As with every engine here: what a statement is given is about people, so no error may repeat it.
        self._engine = create_async_engine(
            url, pool_size=connections, max_overflow=connections, pool_pre_ping=True, hide_parameters=True
        )

    @asynccontextmanager
    async def as_tenant(self, tenant: str) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees and writes this tenant's rows only; committed when the block ends well."""
        async with self._engine.begin() as connection:
            await connection.execute(ACT_AS, {"tenant": tenant})
            yield connection

    async def tenants(self) -> dict[str, str]:
        """Every tenant and its kind (`demo` or `live`)."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(tenants.c.tenant, tenants.c.kind))
            return {row.tenant: row.kind for row in rows}

    async def kind_of(self, tenant: str) -> str | None:
        """None when there is no such tenant."""
        if "\0" in tenant:  # PostgreSQL's texts hold none, so no tenant's name does
            return None
        async with self._engine.connect() as connection:
            found: str | None = await connection.scalar(
                select(tenants.c.kind).where(tenants.c.tenant == tenant)
            )
            return found

    async def close(self) -> None:
        await self._engine.dispose()
