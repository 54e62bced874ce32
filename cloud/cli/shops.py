"""`tenant`, `store put`, `stores`, `wallet`: a shop from nothing to what a kiosk is enrolled in."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.cli.place import Place, add_data_argument, open_place
from cloud.cli.tenant_work import in_tenant_of
from cloud.cli.tenants import add_tenant
from cloud.clock import system_now
from cloud.database.engine import Database
from cloud.database.tables import kiosks, stores
from cloud.keys import CATALOGUE, MEMBER, KeyRing
from cloud.payments.accounts import Accounts
from cloud.payments.providers.registry import PROVIDERS
from cloud.stores import put_store
from kiosk.domain.money import MOST_MINOR, currency
from kiosk.domain.product import Names
from kiosk.domain.round_up import RoundUp
from kiosk.domain.sale import Store
from kiosk.domain.tax_rule import RULES
from kiosk.errors import InputRefused, Reason, SettingRefused
from kiosk.remote.wire.codec import from_builtins, to_builtins

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
NEXT_WHOLE = 100
_TEXTS = ("name_zh", "name_en", "address_zh", "address_en", "tax_number")


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "tenant", help="add a tenant, live or demo for ever"
    )
    parser.add_argument("tenant", metavar="NAME")
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--live", dest="kind", action="store_const", const="live", help="real money")
    kind.add_argument("--demo", dest="kind", action="store_const", const="demo", help="simulated money")
    parser.add_argument(
        "--key-elsewhere", action="store_true", help="make no catalogue key here: `publish trust` names one"
    )
    add_data_argument(parser)
    parser.set_defaults(run=run_tenant)
    _add_store(commands.add_parser("store put", help="add a store, or change what is given of it"))
    parser = commands.add_parser("stores", help="a tenant's stores, a line of JSON each")
    _add_common(parser, run_stores)
    parser = commands.add_parser("wallet", help="take payments of a wallet with a merchant's credentials")
    parser.add_argument("wallet", choices=sorted(PROVIDERS))
    parser.add_argument("--merchant", type=Path, required=True, help="the merchant's credentials file")
    _add_common(parser, run_wallet)


def _add_store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("store", metavar="STORE", help="S01, pudong-2, ...")
    for name in _TEXTS:
        parser.add_argument(f"--{name.replace('_', '-')}", metavar="TEXT")
    parser.add_argument("--currency", metavar="CODE", help="of its prices (default: CNY)")
    parser.add_argument("--zone", help="of its clock (default: Asia/Shanghai)")
    told = "groups of stores whose prices it sells at, separated by commas; empty: those of all stores"
    parser.add_argument("--price-lists", metavar="NAMES", help=told)
    parser.add_argument("--tax", choices=sorted(RULES), help="the country whose rule makes tax of prices")
    parser.add_argument(
        "--round-up",
        metavar="SKU[:MINOR]",
        help="the donation's good, to the next so many (100); empty: none",
    )
    parser.add_argument("--bag", metavar="SKU", help="the bag that is asked for before paying; empty: none")
    parser.add_argument(
        "--staff-percent",
        type=int,
        metavar="N",
        help="what attendants may take off goods at most (0: nothing)",
    )
    parser.add_argument(
        "--lowest-30-days",
        action=argparse.BooleanOptionalAction,
        help="show the lowest price of the 30 days before beside a reduced one",
    )
    told = "another currency or zone, though kiosks of the store must be enrolled anew then"
    parser.add_argument("--really", action="store_true", help=told)
    _add_common(parser, run_store)


def _add_common(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("--tenant", required=True)
    add_data_argument(parser)
    parser.set_defaults(run=run)


def run_tenant(given: argparse.Namespace) -> int:
    _named(given.tenant)
    with open_place(given.data) as place:
        asyncio.run(_add_tenant(place, given))
    print(json.dumps({"tenant": given.tenant, "kind": given.kind}))
    return 0


async def _add_tenant(place: Place, given: argparse.Namespace) -> None:
    await add_tenant(place.owner_url, given.tenant, given.kind)
    database, keys = Database(place.url), KeyRing(place.data / "keys")
    try:
        async with database.as_tenant(given.tenant) as connection:
            for purpose in (MEMBER,) if given.key_elsewhere else (MEMBER, CATALOGUE):
                await keys.announce(connection, given.tenant, purpose)
    finally:
        await database.close()


def run_store(given: argparse.Namespace) -> int:
    _named(given.store)
    shop = in_tenant_of(given, lambda connection: _put_store(connection, given))
    print(json.dumps(to_builtins(shop), ensure_ascii=False))
    return 0


async def _put_store(connection: AsyncConnection, given: argparse.Namespace) -> Store:
    known = {
        row.store: from_builtins(Store, row.shop)
        for row in await connection.execute(select(stores.c.store, stores.c.shop).order_by(stores.c.store))
    }
    before = known.get(given.store)
    shop = _changed(before or Store(store_id=given.store, names=Names("")), given)
    if not shop.names.zh:
        raise InputRefused(Reason("cloud.store_without_name", {"store": given.store}))
    other = next((each for name, each in known.items() if name != given.store), None)
    if other is not None and (other.currency, other.zone) != (shop.currency, shop.zone):
        values = {"store": other.store_id, "currency": other.currency, "zone": other.zone}
        raise InputRefused(Reason("cloud.stores_differ", values))
    if before is not None and _rules_of(before) != _rules_of(shop) and not given.really:
        await _refuse_enrolled(connection, given.store)
    await put_store(connection, given.tenant, shop, system_now())
    return shop


def _changed(shop: Store, given: argparse.Namespace) -> Store:
    """Raises InputRefused (`money.unknown_currency` and others), SettingRefused."""
    told = {name: getattr(given, name) for name in _TEXTS}
    names = Names(told["name_zh"] or shop.names.zh, told["name_en"] or shop.names.en)
    address = Names(told["address_zh"] or shop.address.zh, told["address_en"] or shop.address.en)
    if given.price_lists is not None:
        lists = tuple(_named(name.strip()) for name in given.price_lists.split(",") if name.strip())
        shop = replace(shop, price_lists=lists)
    if given.tax is not None:
        shop = replace(shop, tax=RULES[given.tax])
    if given.round_up is not None:
        shop = replace(shop, round_up=_round_up(given.round_up))
    if given.bag is not None:
        shop = replace(shop, bag_sku=_named(given.bag) if given.bag else "")
    if given.staff_percent is not None:
        if not 0 <= given.staff_percent <= 100:
            raise InputRefused(Reason("cloud.not_a_percent", {"value": given.staff_percent}))
        shop = replace(shop, most_staff_percent=given.staff_percent)
    if given.lowest_30_days is not None:
        shop = replace(shop, lowest_30_days=given.lowest_30_days)
    return replace(
        shop,
        names=names,
        address=address,
        tax_number=told["tax_number"] or shop.tax_number,
        currency=currency(given.currency).code if given.currency else shop.currency,
        zone=_zone(given.zone) if given.zone else shop.zone,
    )


def _round_up(told: str) -> RoundUp | None:
    if not told:
        return None
    sku, _, step = told.partition(":")
    if step and not (step.isascii() and step.isdigit() and 1 <= int(step[:12]) <= MOST_MINOR):
        raise InputRefused(Reason("cloud.not_a_step", {"value": step[:20], "most": MOST_MINOR}))
    return RoundUp(sku=_named(sku), step_minor=int(step or NEXT_WHOLE))


def _rules_of(shop: Store) -> tuple[object, ...]:
    """What a kiosk's catalogue, days and numbers hang on: as it was told at its enrolment, for good."""
    return (shop.currency, shop.zone)


async def _refuse_enrolled(connection: AsyncConnection, store: str) -> None:
    row = kiosks.c
    query = select(row.kiosk).where(row.store == store, row.revoked_at.is_(None)).order_by(row.kiosk)
    found = [each.kiosk for each in await connection.execute(query)]
    if found:
        raise InputRefused(Reason("cloud.kiosks_to_enrol", {"store": store, "kiosks": ", ".join(found[:8])}))


def run_stores(given: argparse.Namespace) -> int:
    async def work(connection: AsyncConnection) -> list[Any]:
        found = await connection.execute(select(stores.c.shop).order_by(stores.c.store))
        return [each.shop for each in found]

    for shop in in_tenant_of(given, work):
        print(json.dumps(shop, ensure_ascii=False))
    return 0


def run_wallet(given: argparse.Namespace) -> int:
    async def work(place: Place) -> None:
        database = Database(place.url)
        accounts = Accounts(database)
        try:
            kind = await database.kind_of(given.tenant)
            if kind is None:
                raise InputRefused(Reason("cloud.tenant_unknown", {"tenant": given.tenant}))
            await accounts.offer(given.tenant, kind, given.wallet, given.merchant.resolve())
        finally:
            await accounts.close()
            await database.close()

    with open_place(given.data) as place:
        asyncio.run(work(place))
    print(json.dumps({"tenant": given.tenant, "wallet": given.wallet}))
    return 0


def _named(name: str) -> str:
    if not _ID.fullmatch(name):
        raise InputRefused(Reason("cloud.not_a_name", {"value": name[:60]}))
    return name


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):
        raise SettingRefused(Reason("cloud.zone_unknown", {"value": name[:60]})) from None
