"""`doubts`: what waits for people, a line of JSON each."""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import Any

from cloud.cli.place import add_data_argument, open_place
from cloud.cli.words import sentence
from cloud.database.engine import Database
from cloud.payments.doubts import doubts
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import from_builtins


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "doubts", help="payments, sales and alarms that wait for people, oldest first"
    )
    parser.add_argument("--tenant", default="demo")
    add_data_argument(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    with open_place(given.data) as place:
        found = asyncio.run(_found(place.url, given.tenant))
    for doubt in found:
        reason = doubt.pop("reason")
        told = "" if reason is None else sentence(from_builtins(Reason, reason))
        print(json.dumps({**doubt, "since": doubt["since"].isoformat(), "told": told}, ensure_ascii=False))
    return 0


async def _found(url: str, tenant: str) -> list[dict[str, Any]]:
    database = Database(url)
    try:
        if await database.kind_of(tenant) is None:
            raise InputRefused(Reason("cloud.tenant_unknown", {"tenant": tenant}))
        async with database.as_tenant(tenant) as connection:
            return await doubts(connection)
    finally:
        await database.close()
