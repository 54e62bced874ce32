"""`recalls`, `recalled` and `back-for-sale`: what must not be sold, what of it was, and what came back."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import Published, current_revision, publish_recalls, recalls_at
from cloud.cli.catalogue import currency_of, text_of
from cloud.cli.place import Place, add_data_argument, open_place
from cloud.cli.words import sentence
from cloud.clock import system_now
from cloud.database.engine import Database
from cloud.items.sold import back_for_sale
from cloud.keys import CATALOGUE, KeyRing
from cloud.sales.recalled import RecalledSale, sales_of_recall
from kiosk.domain.field_checks import WrongValue, gtin14
from kiosk.domain.recall import Recall
from kiosk.domain.serials import Serial, is_serial
from kiosk.domain.truth_csv import read_recalls
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import to_builtins

T = TypeVar("T")


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "recalls", help="publish the list of recalls as a new revision; what is not in it is recalled no more"
    )
    parser.add_argument("recalls", type=Path, metavar="CSV")
    _add_common(parser, run_recalls)
    parser = commands.add_parser("recalled", help="the sales of a recalled good, a line of JSON each")
    parser.add_argument("recall", metavar="RECALL", help="the id of a recall of the present list")
    _add_common(parser, run_recalled)
    parser = commands.add_parser(
        "back-for-sale", help="single items came back to the shelf: their serial numbers may be sold again"
    )
    parser.add_argument("gtin", metavar="GTIN")
    parser.add_argument("serials", metavar="SERIAL", nargs="+")
    _add_common(parser, run_back)


def _add_common(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("--tenant", default="demo")
    add_data_argument(parser)
    parser.set_defaults(run=run)


def run_recalls(given: argparse.Namespace) -> int:
    sheet = read_recalls(text_of(given.recalls))
    for problem in sheet.problems:
        print(f"{given.recalls}: {sentence(problem)}", file=sys.stderr)
    if sheet.problems:
        raise InputRefused(Reason("cloud.catalogue_has_problems", {"problems": len(sheet.problems)}))
    with open_place(given.data) as place:

        async def work(connection: AsyncConnection) -> Published:
            return await _publish(connection, place, given.tenant, sheet.values)

        published = asyncio.run(_in_tenant(place, given.tenant, work))
    print(json.dumps({"revision": published.revision, "recalls": published.recalls}))
    return 0


async def _publish(
    connection: AsyncConnection, place: Place, tenant: str, recalls: Sequence[Recall]
) -> Published:
    currency = await currency_of(connection, tenant)
    key = await KeyRing(place.data / "keys").announce(connection, tenant, CATALOGUE)
    return await publish_recalls(
        connection, tenant, recalls, currency=currency, at=system_now(), sign=key.sign
    )


def run_recalled(given: argparse.Namespace) -> int:
    async def work(connection: AsyncConnection) -> list[RecalledSale]:
        book = await recalls_at(connection, await current_revision(connection))
        known = () if book is None else book.recalls
        recall = next((one for one in known if one.recall_id == given.recall), None)
        if recall is None:
            raise InputRefused(Reason("recalls.unknown", {"recall": given.recall}))
        return await sales_of_recall(connection, recall)

    with open_place(given.data) as place:
        found = asyncio.run(_in_tenant(place, given.tenant, work))
    for sold in found:
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

    with open_place(given.data) as place:
        back = asyncio.run(_in_tenant(place, given.tenant, work))
    print(json.dumps({"back_for_sale": back, "never_sold": len(items) - back}))
    return 0


async def _in_tenant(place: Place, tenant: str, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    database = Database(place.url)
    try:
        if await database.kind_of(tenant) is None:
            raise InputRefused(Reason("cloud.tenant_unknown", {"tenant": tenant}))
        async with database.as_tenant(tenant) as connection:
            return await work(connection)
    finally:
        await database.close()
