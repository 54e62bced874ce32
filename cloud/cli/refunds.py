"""`refund`: give back what returned pieces of a sale cost, or tell what of it was given back."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import uuid
from typing import Any

from cloud.cli.place import Place, add_data_argument, open_place
from cloud.cli.tenant_work import database_of
from cloud.cli.words import sentence, warn
from cloud.clock import system_now
from cloud.database.engine import Database
from cloud.keys import KeyRing
from cloud.payments.accounts import Accounts
from cloud.payments.refund_rows import RefundRow, find_refund, refunds_of
from cloud.payments.refunding import Refunding
from cloud.sales.returning import Return, booked_sale, retry, take_returned
from cloud.sales.statements import Statement
from kiosk.domain.money import format_minor
from kiosk.errors import BugError, WorldError


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "refund",
        help="give back what returned pieces of a sale cost; without a line, tell what was given back",
    )
    parser.add_argument("--tenant", default="demo")
    parser.add_argument("--sale", required=True, metavar="NUMBER", help="the sale's number or id")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--line", type=int, metavar="N", help="the line that comes back, by its place from 1")
    what.add_argument("--all", action="store_true", help="everything that has not come back yet")
    what.add_argument("--retry", metavar="REFUND", help="have a refused refund's money asked for once more")
    parser.add_argument("--pieces", type=int, default=1, metavar="K", help="how many of them (%(default)s)")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why they came back; is kept")
    parser.add_argument("--by", default="", metavar="NAME", help="who takes them back (the account's name)")
    parser.add_argument(
        "--once", default="", metavar="WORD", help="the same word again is the same refund of the sale"
    )
    parser.add_argument("--json", action="store_true")
    add_data_argument(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    with open_place(given.data) as place:
        rows = asyncio.run(_run(place, given))
    if given.json:
        print(json.dumps({"refunds": [_told(row) for row in rows]}, ensure_ascii=False))
    else:
        for row in rows:
            print(_sentence(row))
    return 0


async def _run(place: Place, given: argparse.Namespace) -> list[RefundRow]:
    """The refund that was made, as it stands now, or all of the sale."""
    async with database_of(place, given.tenant) as database:
        if given.line is None and not given.all and given.retry is None:
            async with database.as_tenant(given.tenant) as connection:
                return await refunds_of(connection, (await booked_sale(connection, given.sale)).sale_id)
        made = await _asked(database, KeyRing(place.data / "keys"), given)
        accounts = Accounts(database)
        try:
            await Refunding(database, accounts, system_now).work(given.tenant, made.refund_no)
        except WorldError as error:  # it stands; the running cloud asks for its money
            warn(error.reason)
        finally:
            await accounts.close()
        async with database.as_tenant(given.tenant) as connection:
            row = await find_refund(connection, made.refund_no)
        if row is None:
            raise BugError("a refund stays")
        return [row]


async def _asked(database: Database, keys: KeyRing, given: argparse.Namespace) -> RefundRow:
    """Committed when this returns."""
    async with database.as_tenant(given.tenant) as connection:
        if given.retry is not None:
            return await retry(connection, given.retry, system_now())
        asked = Return(
            sale=given.sale,
            line=given.line,
            pieces=given.pieces,
            said=Statement(by=given.by or getpass.getuser(), why=given.reason),
            asked_as=given.once or str(uuid.uuid4()),
        )
        return await take_returned(connection, keys, given.tenant, asked, system_now())


def _told(row: RefundRow) -> dict[str, Any]:
    lines = [
        {"line": line.line_id, "sku": line.sku, "pieces": line.pieces, "amount_minor": line.amount_minor}
        for line in row.lines
    ]
    return {
        "refund": row.refund_no,
        "sale_id": row.sale_id,
        "lines": lines,
        "money_minor": row.money_minor,
        "voucher_minor": row.voucher_minor,
        "voucher": row.voucher,
        "points": row.points,
        "frees_coupons": row.frees_coupons,
        "currency": row.currency,
        "state": row.state,
        "refusal": None if row.refusal is None else sentence(row.refusal),
        "why": row.why,
        "by": row.asked_by,
        "asked_at": row.asked_at.isoformat(),
    }


def _sentence(row: RefundRow) -> str:
    pieces = ", ".join(f"{line.sku} x {line.pieces}" for line in row.lines)
    parts = [row.refund_no, row.state, pieces, format_minor(row.money_minor, row.currency)]
    if row.voucher:
        parts.append(f"voucher {format_minor(row.voucher_minor, row.currency)}: {row.voucher}")
    if row.points:
        parts.append(f"points -{row.points}")
    if row.refusal is not None:
        parts.append(sentence(row.refusal))
    return "  ".join(parts)
