"""`publish`: goods and offers from CSV files as the tenant's next signed revision."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import Published, publish
from cloud.cli.place import Place, add_data_argument, open_place
from cloud.cli.words import sentence
from cloud.clock import system_now
from cloud.database.engine import Database
from cloud.database.tables import stores
from cloud.keys import CATALOGUE, KeyRing
from kiosk.domain.catalogue_csv import read_offers, read_products
from kiosk.domain.product import Product
from kiosk.domain.promotion import Offer
from kiosk.domain.sale import Store
from kiosk.domain.truth_csv import read_markdowns
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import from_builtins


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser("publish", help="publish a catalogue revision")
    parser.add_argument("products", type=Path, metavar="CSV")
    parser.add_argument("--offers", type=Path, metavar="CSV")
    parser.add_argument("--markdowns", type=Path, metavar="CSV", help="of goods near their date")
    parser.add_argument("--tenant", default="demo")
    add_data_argument(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    with open_place(given.data) as place:
        published = asyncio.run(
            publish_files(place, given.tenant, given.products, given.offers, given.markdowns)
        )
    told = {"revision": published.revision, "products": published.products, "offers": published.offers}
    print(json.dumps({**told, "changed": published.changed}))
    return 0


async def publish_files(
    place: Place, tenant: str, products: Path, offers: Path | None, markdowns: Path | None = None
) -> Published:
    """Raises InputRefused unless every row of all files holds; the rows that do not are told on stderr."""
    database = Database(place.url)
    try:
        async with database.as_tenant(tenant) as connection:
            currency = await currency_of(connection, tenant)
            goods, deals = _read(products, offers, markdowns, currency)
            key = await KeyRing(place.data / "keys").announce(connection, tenant, CATALOGUE)
            return await publish(
                connection, tenant, goods, deals, currency=currency, at=system_now(), sign=key.sign
            )
    finally:
        await database.close()


async def currency_of(connection: AsyncConnection, tenant: str) -> str:
    """Of the tenant's stores; raises InputRefused (`cloud.tenant_unknown`)."""
    shop = await connection.scalar(select(stores.c.shop).order_by(stores.c.store).limit(1))
    if shop is None:
        raise InputRefused(Reason("cloud.tenant_unknown", {"tenant": tenant}))
    return from_builtins(Store, shop).currency


def _read(
    products: Path, offers: Path | None, markdowns: Path | None, currency: str
) -> tuple[list[Product], list[Offer]]:
    goods = read_products(text_of(products), currency)
    skus = {product.sku for product in goods.values}
    problems = [(products, problem) for problem in goods.problems]
    deals: list[Offer] = []
    if offers is not None:
        sheet = read_offers(text_of(offers), currency, skus)
        problems += [(offers, problem) for problem in sheet.problems]
        deals += sheet.values
    if markdowns is not None:
        near = read_markdowns(text_of(markdowns), skus)
        problems += [(markdowns, problem) for problem in near.problems]
        deals += near.values
    for path, problem in problems:
        print(f"{path}: {sentence(problem)}", file=sys.stderr)
    if problems:
        raise InputRefused(Reason("cloud.catalogue_has_problems", {"problems": len(problems)}))
    return list(goods.values), deals


def text_of(path: Path) -> str:
    """Of a file in UTF-8; raises InputRefused (`cloud.file_not_utf8`)."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InputRefused(Reason("cloud.file_not_utf8", {"file": str(path)})) from None
