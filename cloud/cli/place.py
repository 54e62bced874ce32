"""Where a command finds its cloud: the data folder and the database, ready to use.

`DATABASE_URL` names a server (role of the application), `DATABASE_OWNER_URL` the same for the owner of the
tables; without the first, PostgreSQL is embedded below the data folder.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cloud.database.embedded import SUPERUSER, EmbeddedPostgres
from cloud.database.migrate import APPLICATION, OWNER, make_database, make_roles, migrate
from kiosk.errors import Reason, SettingRefused

DATABASE = "touchlane"
DRIVER = "postgresql+asyncpg://"


@dataclass(frozen=True, slots=True)
class Place:
    """`owner_url` is None where only the application's role is known: then nothing can be migrated."""

    data: Path
    url: str
    owner_url: str | None
    note: str


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    default = Path(os.environ.get("TOUCHLANE_CLOUD_DATA", ".var/cloud"))
    parser.add_argument("--data", type=Path, default=default, help="the cloud's folder (%(default)s)")


def _driven(url: str) -> str:
    """The address with the driver we use, whatever name the operator's tools give PostgreSQL."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise SettingRefused(Reason("cloud.database_url_wrong"))
    return DRIVER + rest


async def _prepare(postgres: EmbeddedPostgres) -> None:
    superuser = postgres.url(SUPERUSER)
    await make_roles(superuser, {role: postgres.secret(role) for role in (OWNER, APPLICATION)})
    await make_database(superuser, DATABASE)
    await migrate(postgres.url(OWNER, DATABASE))


@contextmanager
def open_place(data: Path) -> Iterator[Place]:
    """The place for the time of the block; an embedded server stops with its last user."""
    data.mkdir(parents=True, exist_ok=True)
    server = os.environ.get("DATABASE_URL")
    if server:
        owner = os.environ.get("DATABASE_OWNER_URL")
        yield Place(data, _driven(server), _driven(owner) if owner else None, "DATABASE_URL")
        return
    postgres = EmbeddedPostgres(data)
    postgres.start()
    try:
        asyncio.run(_prepare(postgres))
        url, owner_url = postgres.url(APPLICATION, DATABASE), postgres.url(OWNER, DATABASE)
        yield Place(data, url, owner_url, str(postgres.home))
    finally:
        postgres.stop()
