"""`coupons`: the shop's list of printed and wallets' coupons, codes that are good once, and what is there."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import current_revision, offers_at
from cloud.catalogue.sheets import text_of
from cloud.cli.place import open_place
from cloud.cli.tenant_work import in_tenant, in_tenant_of, shop_of, tenant_command
from cloud.cli.words import refuse_problems, warn
from cloud.clock import system_now
from cloud.coupons.at_till import TillSale, give_back_at_till, redeem_at_till
from cloud.coupons.issuing import Issue, issue
from cloud.coupons.series import programme_of, replace_series
from cloud.database.coupon_tables import claims
from cloud.keys import COUPON, KeyRing
from kiosk.domain.coupon_csv import read_coupons
from kiosk.errors import InputRefused, Reason


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "coupons", help="coupons: the shop's list, codes that are good once, how many were used"
    )
    actions = parser.add_subparsers(dest="action", required=True)
    action = actions.add_parser(
        "import", help="take a CSV as the whole list; what is not in it is a coupon no more"
    )
    action.add_argument("coupons", type=Path, metavar="CSV")
    tenant_command(action, run_import)
    action = actions.add_parser("issue", help="sign codes that are good once, printed one a line")
    what = action.add_mutually_exclusive_group(required=True)
    what.add_argument("--offer", metavar="ID", default="", help="an offer that asks for a coupon")
    what.add_argument(
        "--voucher", type=int, metavar="MINOR", default=0, help="a return voucher of so many minor units"
    )
    action.add_argument("--count", type=int, default=1, metavar="N")
    action.add_argument(
        "--days", type=int, default=30, metavar="N", help="good for so many days (%(default)s)"
    )
    action.add_argument("--member", metavar="REF", default="", help="only for this member")
    tenant_command(action, run_issue)
    action = actions.add_parser(
        "redeem",
        help="use up a coupon or return voucher at a staffed till or desk; ends with 0 only if it was free",
    )
    action.add_argument("code", metavar="CODE", help="as scanned")
    action.add_argument(
        "--for", dest="sale", required=True, metavar="SALE", help="the till's own number of its sale"
    )
    action.add_argument("--member", metavar="REF", default="", help="the member whose code the till has seen")
    action.add_argument("--give-back", action="store_true", help="free it again: the sale came to nothing")
    tenant_command(action, run_redeem)
    action = actions.add_parser("list", help="the list, and how many claims of each offer stand how")
    tenant_command(action, run_list)


def run_import(given: argparse.Namespace) -> int:
    text = text_of(given.coupons, warn)

    async def work(connection: AsyncConnection) -> int:
        shop = await shop_of(connection, given.tenant)
        sheet = read_coupons(text, shop.zone, await _offer_ids(connection))
        refuse_problems(given.coupons, sheet.problems)
        await replace_series(connection, given.tenant, sheet.values)
        return len(sheet.values)

    print(json.dumps({"coupons": in_tenant_of(given, work)}))
    return 0


async def _offer_ids(connection: AsyncConnection) -> set[str]:
    book = await offers_at(connection, await current_revision(connection))
    return set() if book is None else set(book.by_id)


def run_issue(given: argparse.Namespace) -> int:
    if not 1 <= given.days <= 3650:
        raise InputRefused(Reason("coupon.issue_wrong", {"what": "days"}))

    with open_place(given.data) as place:
        keys = KeyRing(place.data / "keys")

        async def work(connection: AsyncConnection) -> list[str]:
            if given.offer and given.offer not in await _offer_ids(connection):
                raise InputRefused(Reason("coupon.issue_wrong", {"what": "offer"}))
            shop = await shop_of(connection, given.tenant)
            key = await keys.announce(connection, given.tenant, COUPON)
            wanted = Issue(
                offer_id=given.offer,
                amount_minor=given.voucher,
                currency=shop.currency if given.voucher else "",
                member_ref=given.member,
                valid_until=system_now() + timedelta(days=given.days),
            )
            return issue(key, wanted, given.count)

        codes = in_tenant(place, given.tenant, work)
    print("\n".join(codes))
    return 0


def run_redeem(given: argparse.Namespace) -> int:
    async def work(connection: AsyncConnection) -> dict[str, Any]:
        shop = await shop_of(connection, given.tenant)
        sale = TillSale(
            tenant=given.tenant,
            store=shop.store_id,
            currency=shop.currency,
            name=given.sale,
            member_ref=given.member,
        )
        now = system_now()
        if given.give_back:
            read, told = await give_back_at_till(connection, given.code, sale, now), {"given_back": True}
        else:
            redeemed = await redeem_at_till(connection, given.code, sale, now)
            read, told = redeemed.read, {"single_use": redeemed.read.is_single_use, "again": redeemed.again}
        worth: dict[str, Any] = {"offer_id": read.offer_id}
        if read.amount_minor:
            worth = {"amount_minor": read.amount_minor, "currency": shop.currency}
        return {"kind": read.kind, "number": read.number, **worth, "for": given.sale, **told}

    print(json.dumps(in_tenant_of(given, work), ensure_ascii=False))
    return 0


def run_list(given: argparse.Namespace) -> int:
    async def work(connection: AsyncConnection) -> list[dict[str, Any]]:
        programme = await programme_of(connection)
        rows: list[dict[str, Any]] = [{"coupon": asdict(series)} for series in programme.series]
        row = claims.c
        stand = (row.kind, row.offer_id, row.state)
        found = await connection.execute(select(*stand, func.count()).group_by(*stand).order_by(*stand))
        rows += [
            {"claims": count, "kind": kind, "offer_id": offer_id, "state": state}
            for kind, offer_id, state, count in found
        ]
        return rows

    for each in in_tenant_of(given, work):
        print(json.dumps(each, ensure_ascii=False, default=datetime.isoformat))
    return 0
