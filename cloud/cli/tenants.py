"""`seed-demo` and `enrol-code`: a demo shop to begin with, and the way for a kiosk into it."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from cloud.catalogue.sheets import ShopFiles
from cloud.cli.catalogue import add_offers, publish_files
from cloud.cli.place import Place, add_data_argument, open_place
from cloud.clock import system_now
from cloud.database.engine import Database
from cloud.database.tables import stores, tenants
from cloud.fleet.devices import issue_code
from cloud.keys import CATALOGUE, MEMBER, KeyRing
from cloud.members.logins import make_link
from cloud.members.people import Joining, add_member
from cloud.members.points import set_points_rule
from cloud.members.sealing import Sealer
from cloud.payments.accounts import Accounts
from kiosk.domain.product import Names
from kiosk.domain.sale import Store
from kiosk.errors import InputRefused, Reason, SettingRefused
from kiosk.remote.wire.codec import to_builtins

DEMO_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "demo"
DEMO_OFFERS = (DEMO_FOLDER / "offers.csv", DEMO_FOLDER / "meal_deals.json")
DEMO_STORE = Store(
    store_id="S01",
    names=Names("拾味便利·示范店", "Touchlane Demo Store"),
    address=Names("上海市黄浦区示范路 1 号", "1 Demo Road, Huangpu, Shanghai"),
    tax_number="91310000MA1DEMO000",
)
DEMO_MEMBERS = {"m-demo-1": "李明", "m-demo-2": "Zoe"}
"""Invented people by their references."""
DEMO_CONSENT = "demo"
DEMO_POINTS_MINOR = 100


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "seed-demo", help="a demo tenant with store, members, keys, catalogue and provider; idempotent"
    )
    parser.add_argument("--tenant", default="demo")
    parser.add_argument("--merchant", type=Path, help="the simulated provider's merchant.json")
    parser.add_argument("--wallet", default="wechat")
    parser.add_argument("--products", type=Path, default=DEMO_FOLDER / "catalogue.csv", metavar="CSV")
    add_offers(parser)
    parser.add_argument("--categories", type=Path, default=DEMO_FOLDER / "categories.csv", metavar="CSV")
    add_data_argument(parser)
    parser.set_defaults(run=run_seed)
    parser = commands.add_parser("enrol-code", help="a one-time code for a new kiosk, valid ten minutes")
    parser.add_argument("--tenant", default="demo")
    parser.add_argument("--store", default=DEMO_STORE.store_id)
    parser.add_argument("--json", action="store_true")
    add_data_argument(parser)
    parser.set_defaults(run=run_code)


def run_seed(given: argparse.Namespace) -> int:
    with open_place(given.data) as place:
        told = asyncio.run(seed_demo(place, given))
    print(json.dumps(told, ensure_ascii=False))
    return 0


async def add_tenant(owner_url: str | None, tenant: str, kind: str) -> None:
    """Only the owner may add one; raises SettingRefused when it is there and of the other kind."""
    if owner_url is None:
        raise SettingRefused(Reason("cloud.owner_url_missing"))
    engine = create_async_engine(owner_url, hide_parameters=True)
    try:
        async with engine.begin() as connection:
            row = {"tenant": tenant, "kind": kind}
            await connection.execute(insert(tenants).values(row).on_conflict_do_nothing())
            known = await connection.scalar(select(tenants.c.kind).where(tenants.c.tenant == tenant))
    finally:
        await engine.dispose()
    if known != kind:
        raise SettingRefused(Reason("cloud.tenant_of_other_kind", {"tenant": tenant, "kind": str(known)}))


async def seed_demo(place: Place, given: argparse.Namespace) -> dict[str, Any]:
    """What the demo tenant has now."""
    tenant = given.tenant
    await add_tenant(place.owner_url, tenant, "demo")
    database, keys = Database(place.url), KeyRing(place.data / "keys")
    try:
        async with database.as_tenant(tenant) as connection:
            row = {"tenant": tenant, "store": DEMO_STORE.store_id, "shop": to_builtins(DEMO_STORE)}
            await connection.execute(insert(stores).values(row).on_conflict_do_nothing())
            for purpose in (CATALOGUE, MEMBER):
                await keys.announce(connection, tenant, purpose)
            await set_points_rule(connection, tenant, DEMO_POINTS_MINOR)
            links = await _seed_members(connection, keys, tenant)
        accounts = Accounts(database)
        if given.merchant is not None:
            await accounts.offer(tenant, "demo", given.wallet, given.merchant.resolve())
        wallets = await accounts.wallets(tenant)
        offers = tuple(given.offers) or DEMO_OFFERS
        files = ShopFiles(products=given.products, offers=offers, categories=given.categories)
        async with database.as_tenant(tenant) as connection:
            published = await publish_files(connection, keys, tenant, files)
    finally:
        await database.close()
    return {
        "tenant": tenant,
        "store": DEMO_STORE.store_id,
        "members": list(DEMO_MEMBERS),
        "member_pages": links,
        "wallets": list(wallets),
        "revision": published.revision,
        "products": published.products,
    }


async def _seed_members(connection: AsyncConnection, keys: KeyRing, tenant: str) -> dict[str, str]:
    """The paths of their pages, new ones at every seeding."""
    sealer, now = Sealer(keys, tenant), system_now()
    for member_ref, name in DEMO_MEMBERS.items():
        joining = Joining(name=name, consent=DEMO_CONSENT)
        await add_member(connection, sealer, tenant, joining, now, member_ref)
    return {ref: await make_link(connection, tenant, ref, now) for ref in DEMO_MEMBERS}


def run_code(given: argparse.Namespace) -> int:
    with open_place(given.data) as place:
        code = asyncio.run(_code(place, given.tenant, given.store))
    print(json.dumps({"code": code, "minutes": 10}) if given.json else code)
    return 0


async def _code(place: Place, tenant: str, store: str) -> str:
    database = Database(place.url)
    try:
        async with database.as_tenant(tenant) as connection:
            known = await connection.scalar(select(stores.c.store).where(stores.c.store == store))
            if known is None:
                raise InputRefused(Reason("cloud.store_unknown", {"tenant": tenant, "store": store}))
            return await issue_code(connection, tenant, store, system_now())
    finally:
        await database.close()
