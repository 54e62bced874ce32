"""`master import`, `master fill`: what is known of barcodes, and a shop's sheet completed from it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from cloud.catalogue.master import Completed, Imported, complete, import_goods, known_goods, read_sheet
from cloud.catalogue.open_food_facts import read_export
from cloud.catalogue.sheets import text_of
from cloud.cli.place import Place, add_data_argument, open_place
from cloud.cli.tenant_work import in_tenant, tenant_command
from cloud.cli.words import sentence, warn
from kiosk.errors import InputRefused, Reason, SettingRefused


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "master import", help="take names, sizes and categories of barcodes from an Open Food Facts export"
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=".csv (separated by tabs), .jsonl, or either .gz"
    )
    add_data_argument(parser)
    parser.set_defaults(run=run_import)
    parser = commands.add_parser(
        "master fill", help="complete a sheet of codes and prices, to be looked over before it is published"
    )
    parser.add_argument("products", type=Path, metavar="CSV", help="with gtin, price and any other columns")
    parser.add_argument("completed", type=Path, metavar="OUT.csv")
    add_tax(parser)
    tenant_command(parser, run_fill)


def add_tax(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tax", metavar="CODE=PERCENT", help="of goods whose row tells none: cn-vat-13=13")


def run_import(given: argparse.Namespace) -> int:
    with open_place(given.data) as place:
        done = asyncio.run(_import(place, given.file))
    print(json.dumps({"taken": done.taken, "left_out": done.left_out}))
    return 0


async def _import(place: Place, file: Path) -> Imported:
    if place.owner_url is None:
        raise SettingRefused(Reason("cloud.owner_url_missing"))
    engine = create_async_engine(place.owner_url, hide_parameters=True)
    try:
        async with engine.begin() as connection:
            return await import_goods(connection, read_export(file))
    finally:
        await engine.dispose()


def run_fill(given: argparse.Namespace) -> int:
    fill(given.data, given.tenant, given.products, given.completed, given.tax)
    return 0


def fill(data: Path, tenant: str, products: Path, completed: Path, tax: str | None) -> None:
    """Writes the completed sheet and tells the codes of which nothing is known."""
    if completed.exists():
        raise InputRefused(Reason("master.file_exists", {"file": str(completed)}))
    sheet = read_sheet(text_of(products, warn))
    told = _tax(tax)

    async def work(connection: AsyncConnection) -> Completed:
        return complete(sheet, await known_goods(connection, sheet.codes()), told)

    with open_place(data) as place:
        done = in_tenant(place, tenant, work)
    completed.write_text(done.text, "utf-8-sig", newline="")
    for code in done.unknown:
        print(sentence(Reason("master.unknown_code", {"code": code[:40]})), file=sys.stderr)
    print(json.dumps({"filled": done.filled, "unknown": len(done.unknown), "look_over": str(completed)}))


def _tax(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    code, equals, percent = text.partition("=")
    if not (code and equals and percent):
        raise InputRefused(Reason("master.tax_wrong", {"value": text[:40]}))
    return code, percent
