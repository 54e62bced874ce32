"""A kiosk's line to a served cloud."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud.database.engine import Database
from cloud.fleet.devices import issue_code
from kiosk.ports import Identity
from kiosk.remote.cloud_api import CloudClient
from tests.cloud.town import Town


def code_of(town: Town, store: str = "S01") -> str:
    async def issue() -> str:
        database = Database(town.urls.application)
        async with database.as_tenant("demo") as connection:
            code = await issue_code(connection, "demo", store, town.wall.now())
        await database.close()
        return code

    return asyncio.run(issue())


@dataclass
class Line:
    """An enrolled kiosk with its client."""

    town: Town
    url: str
    key: Ed25519PrivateKey
    identity: Identity
    client: CloudClient
