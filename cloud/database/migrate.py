"""Roles, the database, and its migrations.

Two roles: the owner makes tables and runs only here; the application's role owns nothing, so it can
neither change a table nor pass its row-level security.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, NullPool, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

OWNER = "touchlane_owner"
APPLICATION = "touchlane_app"
HEAD = "head"


async def make_roles(superuser_url: str, passwords: dict[str, str]) -> None:
    """The two roles with their passwords; idempotent. For the embedded server only."""
    async with _as_superuser(superuser_url) as connection:
        for role in (OWNER, APPLICATION):
            known = await connection.scalar(
                text("select 1 from pg_roles where rolname = :role"), {"role": role}
            )
            verb = "alter" if known else "create"
            rights = "login nosuperuser nobypassrls nocreatedb nocreaterole"
            quoted = passwords[role].replace("'", "''")
            await connection.exec_driver_sql(f"{verb} role {role} {rights} password '{quoted}'")


async def make_database(superuser_url: str, name: str, template: str = "template0") -> None:
    """A database of the owner's, where only the two roles may connect; nothing when it is there."""
    async with _as_superuser(superuser_url) as connection:
        known = await connection.scalar(
            text("select 1 from pg_database where datname = :name"), {"name": name}
        )
        if known:
            return
        # Files are copied, not written page by page into the log: a quarter of the time.
        await connection.exec_driver_sql(
            f'create database "{name}" owner {OWNER} template "{template}" strategy file_copy'
        )
        await connection.exec_driver_sql(f'revoke all on database "{name}" from public')
        await connection.exec_driver_sql(f'grant connect on database "{name}" to {APPLICATION}')


@asynccontextmanager
async def _as_superuser(url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def migrate(owner_url: str, revision: str = HEAD) -> None:
    """Brings the schema to `revision`, all in one transaction."""
    engine = create_async_engine(owner_url, poolclass=NullPool, hide_parameters=True)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, revision)
    finally:
        await engine.dispose()
