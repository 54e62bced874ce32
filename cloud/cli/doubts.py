"""`doubts`: what waits for people, a line of JSON each; `doubts settle` ends one."""

from __future__ import annotations

import argparse
import json
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.cli.place import add_data_argument
from cloud.cli.tenant_work import in_tenant_of, tenant_command
from cloud.cli.words import sentence
from cloud.clock import system_now
from cloud.payments.doubts import by_code, doubts
from cloud.sales.attempt_settling import retry_refund, settle_attempt
from cloud.sales.settling import settle_alarm, settle_sale
from cloud.sales.statements import NONE, RECEIVED, RETURNED, Statement
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import from_builtins


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "doubts", help="payments, sales and alarms that wait for people, oldest first"
    )
    parser.add_argument("--tenant", default="demo")
    parser.add_argument(
        "--code",
        help="how the payment stands, in doubt or not, that a kiosk gave this code for (0A1B2C3D-01)",
    )
    add_data_argument(parser)
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(dest="action", metavar="settle")
    action = actions.add_parser(
        "settle", help="end the doubt about a sale, a payment or an alarm; who and why is kept"
    )
    about = action.add_mutually_exclusive_group(required=True)
    about.add_argument("--sale", metavar="NUMBER", help="the sale's number or id")
    about.add_argument("--attempt", metavar="ID", help="the payment's id")
    about.add_argument("--alarm", type=int, metavar="N", help="the number of an alarm")
    action.add_argument("--by", required=True, metavar="NAME", help="who settles it")
    action.add_argument("--why", required=True, metavar="CAUSE", help="what they found out")
    ending = action.add_mutually_exclusive_group()
    ending.add_argument(
        "--money",
        choices=(RECEIVED, RETURNED, NONE),
        help="what became of the money: received (the shop has it and keeps it), returned (the shopper has it"
        " back by another way) or none (it never came); a sale's member gets points for received only",
    )
    ending.add_argument(
        "--retry", action="store_true", help="give a payment's money back through the provider, once more"
    )
    tenant_command(action, run_settle)


def run(given: argparse.Namespace) -> int:
    now = system_now()

    async def found(connection: AsyncConnection) -> list[dict[str, Any]]:
        return await (doubts(connection, now) if given.code is None else by_code(connection, given.code, now))

    for doubt in in_tenant_of(given, found):
        reason = doubt.pop("reason")
        told = None if reason is None else from_builtins(Reason, reason)
        shown = {**doubt, "since": doubt["since"].isoformat(), "reason": told.code if told else None}
        print(json.dumps({**shown, "told": sentence(told) if told else ""}, ensure_ascii=False))
    return 0


def run_settle(given: argparse.Namespace) -> int:
    said = Statement(by=given.by, why=given.why, money=given.money)

    if given.retry and given.attempt is None:
        raise InputRefused(Reason("doubt.retry_is_of_attempts"))

    async def settle(connection: AsyncConnection) -> dict[str, Any]:
        tenant, now = given.tenant, system_now()
        if given.alarm is not None:
            await settle_alarm(connection, tenant, given.alarm, said, now)
            return {"alarm": given.alarm, "settled": True}
        if given.retry:
            await retry_refund(connection, tenant, given.attempt, said, now)
            return {"attempt": given.attempt, "settled": False, "refund": "tried again"}
        if given.attempt is not None:
            await settle_attempt(connection, tenant, given.attempt, said, now)
            return {"attempt": given.attempt, "settled": True}
        left = await settle_sale(connection, tenant, given.sale, said, now)
        return {"sale": given.sale, "settled": True, "doubt": left and left.code}

    print(json.dumps(in_tenant_of(given, settle), ensure_ascii=False))
    return 0
