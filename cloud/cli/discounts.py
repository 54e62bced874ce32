"""`discounts`: what attendants took off, sale by sale, and from how many an hour on people are told."""

from __future__ import annotations

import argparse
import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.cli.tenant_work import in_tenant_of, tenant_command
from cloud.clock import system_now
from cloud.database.attendant_tables import staff_discounts
from cloud.database.tables import stores
from kiosk.errors import InputRefused, Reason

MOST = 10_000


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "discounts", help="what attendants took off prices, and when too many of them are an alarm"
    )
    actions = parser.add_subparsers(dest="action", required=True)
    action = actions.add_parser(
        "list", help="the audit: a line for each sale and attendant, the newest first"
    )
    action.add_argument("--store", metavar="STORE", help="of this store only")
    action.add_argument("--days", type=int, default=7, metavar="N", help="of the last N days (%(default)s)")
    tenant_command(action, run_list)
    action = actions.add_parser(
        "limit", help="raise an alarm when more than N sales are lowered within an hour"
    )
    action.add_argument("store", metavar="STORE", help="in this store")
    action.add_argument("most", type=int, metavar="N", help="at a kiosk or by an attendant; 0: no alarm")
    tenant_command(action, run_limit)


def run_list(given: argparse.Namespace) -> int:
    async def work(connection: AsyncConnection) -> list[dict[str, Any]]:
        row = staff_discounts.c
        since = system_now() - timedelta(days=min(max(given.days, 0), MOST))
        wanted = select(staff_discounts).where(row.at >= since).order_by(row.at.desc(), row.attendant)
        if given.store is not None:
            wanted = wanted.where(row.store == given.store)
        return [dict(each._mapping) for each in await connection.execute(wanted)]

    for each in in_tenant_of(given, work):
        print(json.dumps(each, ensure_ascii=False, default=datetime.isoformat))
    return 0


def run_limit(given: argparse.Namespace) -> int:
    """Raises InputRefused: `cloud.not_a_limit`, `cloud.store_unknown`."""
    if not 0 <= given.most <= MOST:
        raise InputRefused(Reason("cloud.not_a_limit", {"value": given.most, "most": MOST}))

    async def work(connection: AsyncConnection) -> None:
        mine = update(stores).where(stores.c.store == given.store).values(most_discounts=given.most)
        if not (await connection.execute(mine)).rowcount:
            raise InputRefused(
                Reason("cloud.store_unknown", {"tenant": given.tenant, "store": given.store[:60]})
            )

    in_tenant_of(given, work)
    print(json.dumps({"store": given.store, "most_discounts": given.most}))
    return 0
