"""`tasks`: what the kiosks ask their shops' people to do, a line of JSON each; `tasks done` ends some."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.cli.tenant_work import in_tenant_of, tenant_command
from cloud.cli.words import sentence
from cloud.clock import system_now
from cloud.sales.staff_tasks import settle_tasks, tasks_of
from cloud.sales.statements import Statement


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "tasks", help="what the kiosks ask their shops' people to do, oldest first"
    )
    parser.add_argument("--store", metavar="S", help="of this store only")
    parser.add_argument(
        "--open", action="store_true", help="only what nobody has done yet; calls of the last hour"
    )
    tenant_command(parser, run)
    actions = parser.add_subparsers(dest="action", metavar="done")
    action = actions.add_parser("done", help="tasks are done; who and why is kept")
    action.add_argument("tasks", type=int, nargs="+", metavar="ID", help="the numbers of tasks")
    action.add_argument("--by", required=True, metavar="NAME", help="who did them")
    action.add_argument("--why", required=True, metavar="CAUSE", help="what was done")
    tenant_command(action, run_done)


def run(given: argparse.Namespace) -> int:
    async def work(connection: AsyncConnection) -> list[dict[str, Any]]:
        return await tasks_of(connection, store=given.store, only_open=given.open, now=system_now())

    for task in in_tenant_of(given, work):
        shown = {**task, "told": sentence(task["told"])}
        print(json.dumps({name: _shown(value) for name, value in shown.items()}, ensure_ascii=False))
    return 0


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def run_done(given: argparse.Namespace) -> int:
    said = Statement(by=given.by, why=given.why)

    async def work(connection: AsyncConnection) -> None:
        await settle_tasks(connection, given.tenant, given.tasks, said, system_now())

    in_tenant_of(given, work)
    print(json.dumps({"done": given.tasks}))
    return 0
