"""`recalls`, `prices`, `recalled` and `back-for-sale`: what changes beside the goods, and single items."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.drafting import Draft
from cloud.catalogue.lowest_prices import Lowest, PriceSheet, with_lowest
from cloud.catalogue.revisions import contents_now, current_revision, recalls_at
from cloud.catalogue.sheets import text_of
from cloud.cli.catalogue import Made, add_signing, drafted, finish
from cloud.cli.looking_again import add_limits, look_again, refuse_emptied
from cloud.cli.place import open_place
from cloud.cli.tenant_work import in_tenant_of, shop_of, tenant_command
from cloud.cli.words import refuse_problems, warn
from cloud.clock import system_now
from cloud.items.sold import back_for_sale
from cloud.sales.recalled import RecalledSale, sales_of_recall
from kiosk.domain.field_checks import WrongValue, gtin14
from kiosk.domain.price_csv import read_prices
from kiosk.domain.serials import Serial, is_serial
from kiosk.domain.truth_csv import read_recalls
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import to_builtins


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "recalls", help="publish the list of recalls as a new revision; what is not in it is recalled no more"
    )
    parser.add_argument("recalls", type=Path, metavar="CSV")
    add_signing(parser, run_recalls)
    parser = commands.add_parser(
        "prices", help="publish the list of dated prices as a new revision, the goods as they are"
    )
    parser.add_argument("prices", type=Path, metavar="CSV")
    parser.add_argument(
        "--drop", choices=("prices",), help="with a file of no row: let go of all prices published before"
    )
    add_limits(parser)
    add_signing(parser, run_prices)
    parser = commands.add_parser("recalled", help="the sales of a recalled good, a line of JSON each")
    parser.add_argument("recall", metavar="RECALL", help="the id of a recall of the present list")
    tenant_command(parser, run_recalled)
    parser = commands.add_parser(
        "back-for-sale", help="single items came back to the shelf: their serial numbers may be sold again"
    )
    parser.add_argument("gtin", metavar="GTIN")
    parser.add_argument("serials", metavar="SERIAL", nargs="+")
    tenant_command(parser, run_back)


def run_recalls(given: argparse.Namespace) -> int:
    sheet = read_recalls(text_of(given.recalls, warn))
    refuse_problems(given.recalls, sheet.problems)

    async def making(connection: AsyncConnection) -> Draft:
        now = await contents_now(connection)
        made = Made(Lowest(replace(now, recalls=sheet.values)), now, system_now())
        return await drafted(connection, given, made)

    with open_place(given.data) as place:
        return finish(place, given, making)


def run_prices(given: argparse.Namespace) -> int:
    text = text_of(given.prices, warn)

    async def making(connection: AsyncConnection) -> Draft:
        shop = await shop_of(connection, given.tenant)
        now = await contents_now(connection)
        sheet = read_prices(text, shop.currency, shop.zone, {product.sku for product in now.products})
        refuse_problems(given.prices, sheet.problems)
        changed = replace(now, prices=sheet.values)
        if given.drop is None:
            refuse_emptied(now, changed, ("prices",))
        elif sheet.values:
            raise InputRefused(Reason("cloud.given_and_dropped", {"list": given.drop}))
        at, rows = system_now(), {price.price_id: row for row, price in sheet.rows}
        lowest = await with_lowest(connection, changed, now, at, PriceSheet(rows, given.lowest_as_told))
        await look_again(connection, given, now, lowest)
        return await drafted(connection, given, Made(lowest, now, at))

    with open_place(given.data) as place:
        return finish(place, given, making)


def run_recalled(given: argparse.Namespace) -> int:
    async def work(connection: AsyncConnection) -> list[RecalledSale]:
        book = await recalls_at(connection, await current_revision(connection))
        known = () if book is None else book.recalls
        recall = next((one for one in known if one.recall_id == given.recall), None)
        if recall is None:
            raise InputRefused(Reason("recalls.unknown", {"recall": given.recall}))
        return await sales_of_recall(connection, recall)

    for sold in in_tenant_of(given, work):
        print(json.dumps(to_builtins(sold), ensure_ascii=False))
    return 0


def run_back(given: argparse.Namespace) -> int:
    try:
        gtin = gtin14(given.gtin)
    except WrongValue:
        raise InputRefused(Reason("serial.wrong", {"gtin": given.gtin})) from None
    items = [Serial(gtin, serial) for serial in given.serials]
    if not all(map(is_serial, items)):
        raise InputRefused(Reason("serial.wrong", {"gtin": given.gtin}))

    async def work(connection: AsyncConnection) -> int:
        return await back_for_sale(connection, given.tenant, items)

    back = in_tenant_of(given, work)
    print(json.dumps({"back_for_sale": back, "never_sold": len(items) - back}))
    return 0
