"""A cloud with a demo shop in it, and what its tests ask: baskets, requests, sales, records."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import create_async_engine

from cloud.assembly import Cloud, assemble
from cloud.catalogue.contents import Contents
from cloud.catalogue.publishing import Published, publish
from cloud.cli.tenants import DEMO_STORE, add_tenant
from cloud.database.tables import kiosks, payment_providers, stores
from cloud.keys import CATALOGUE, MEMBER
from cloud.members.codes import code_now
from cloud.members.people import Joining, add_member
from cloud.members.points import set_points_rule
from cloud.members.sealing import Sealer
from cloud.payments import attempts
from cloud.payments.desk import Asker
from cloud.payments.rows import AttemptRow, out_trade_no
from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.events import GENESIS, Lane, Record, record_hash
from kiosk.domain.member import Member
from kiosk.domain.payment import Attempt, AttemptRequest
from kiosk.domain.pricing import PricingContext, price
from kiosk.domain.product import Names, Product
from kiosk.domain.promotion import MultiBuy, compile_offers
from kiosk.domain.sale import Sale, close_sale
from kiosk.domain.sale_record import for_ever
from kiosk.errors import CloudRefused
from kiosk.remote.wire.codec import encode, to_builtins
from tests.cloud.till import Till

T = TypeVar("T")

MILK = Product(
    sku="1001",
    names=Names("纯牛奶", "Milk"),
    category="dairy",
    price_minor=350,
    member_price_minor=300,
    tax_code="VAT13",
    tax_bp=1300,
)
BREAD = Product(
    sku="1002",
    names=Names("面包", "Bread"),
    category="bakery",
    price_minor=800,
    tax_code="VAT13",
    tax_bp=1300,
)
OFFERS = (
    MultiBuy(
        offer_id="two-milks",
        names=Names("牛奶两件", "Two milks"),
        skus=("1001",),
        quantity=2,
        price_minor=600,
    ),
)
MEMBERS = {"m-1": "李明", "m-2": "Zoe"}
KIOSK = Asker("demo", "S01", "K01")
SECOND_KIOSK = Asker("demo", "S01", "K02")


class Wall:
    """A clock that goes on by itself and is moved by hand."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def forward(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


@dataclass
class Urls:
    """A database of a test's own."""

    application: str
    owner: str


@dataclass
class Town:
    """The cloud under test. `play` runs a story in one event loop, the cloud's tasks not running."""

    urls: Urls
    data: Path
    wall: Wall = field(default_factory=Wall)
    revision: int = 0

    def __post_init__(self) -> None:
        self.till = Till(self.wall.now)

    def cloud(self, public_url: str = "http://127.0.0.1:8700") -> Cloud:
        return assemble(
            self.urls.application,
            self.data,
            public_url,
            now=self.wall.now,
            opening=lambda wallet, path: self.till,
        )

    def play(self, story: Callable[[Cloud], Coroutine[Any, Any, T]]) -> T:
        async def on_stage() -> T:
            cloud = self.cloud()
            try:
                return await story(cloud)
            finally:
                await cloud.desk.settle()
                await cloud.database.close()

        return asyncio.run(on_stage())

    async def found(self, *, tenant: str = "demo", kiosk_keys: Sequence[str] = ("none", "none2")) -> None:
        """The demo shop: store, kiosks, members, keys, goods, provider."""
        cloud = self.cloud()
        await add_tenant(self.urls.owner, tenant, "demo")
        async with cloud.database.as_tenant(tenant) as connection:
            await connection.execute(
                insert(stores).values(tenant=tenant, store="S01", shop=to_builtins(DEMO_STORE))
            )
            for number, key in enumerate(kiosk_keys, 1):
                kiosk = {"tenant": tenant, "kiosk": f"K{number:02}", "store": "S01", "name": "test"}
                await connection.execute(insert(kiosks).values(**kiosk, public_key=key))
            wallet = {"tenant": tenant, "wallet": "wechat", "merchant_file": "merchant.json"}
            await connection.execute(insert(payment_providers).values(wallet))
            sealer, now = Sealer(cloud.keys, tenant), self.wall.now()
            for member_ref, name in MEMBERS.items():
                joining = Joining(name=name, consent="terms-1")
                await add_member(connection, sealer, tenant, joining, now, member_ref)
            await set_points_rule(connection, tenant, 100)
            await cloud.keys.announce(connection, tenant, MEMBER)
            await cloud.keys.announce(connection, tenant, CATALOGUE)
        await self.sell(cloud, Contents(products=(MILK, BREAD), offers=OFFERS), tenant)
        await cloud.database.close()

    async def sell(self, cloud: Cloud, contents: Contents, tenant: str = "demo") -> Published:
        """Publishes with the key that is here; requests of the town go by it from now on."""
        async with cloud.database.as_tenant(tenant) as connection:
            key = cloud.keys.key(tenant, CATALOGUE)
            how: dict[str, Any] = {"currency": "CNY", "at": self.wall.now(), "sign": key.sign}
            published = await publish(connection, tenant, contents, **how)
        self.revision = published.revision
        return published

    # what the tests look at

    async def row(self, cloud: Cloud, attempt_id: str) -> AttemptRow:
        async with cloud.database.as_tenant("demo") as connection:
            row = await attempts.find(connection, attempt_id)
        assert row is not None
        return row

    async def sweep_for(self, cloud: Cloud, seconds: float) -> None:
        """The sweeper's rounds of that time, one each second or so."""
        for _ in range(int(seconds)):
            self.wall.forward(1)
            await cloud.sweeper.sweep()

    async def rows(self, sql: str, tenant: str = "demo") -> list[Any]:
        """Rows as the application sees them."""
        engine = create_async_engine(self.urls.application)
        try:
            async with engine.begin() as connection:
                await connection.execute(text("select set_config('app.tenant', :t, true)"), {"t": tenant})
                return list(await connection.execute(text(sql)))
        finally:
            await engine.dispose()

    # what the shop makes

    async def member(self, cloud: Cloud, member_ref: str = "m-1") -> Member:
        """With the code that the phone shows now."""
        async with cloud.database.as_tenant("demo") as connection:
            code = await code_now(connection, cloud.keys, "demo", member_ref, self.wall.now())
        return Member(member_ref, code, f"{MEMBERS[member_ref][0]}**")

    def request(
        self,
        *,
        sale_id: str | None = None,
        number: int = 1,
        lines: Sequence[tuple[Product, int]] = ((MILK, 1),),
        member: Member | None = None,
        life_s: float = 180,
        **of_lines: Any,
    ) -> AttemptRequest:
        """`of_lines`: fields of every line, as a kiosk that was tampered with may say them."""
        basket = Basket(
            tuple(
                BasketLine(line_id=f"l{n}", sku=p.sku, quantity=q, **of_lines)
                for n, (p, q) in enumerate(lines)
            )
        )
        context = PricingContext(
            at=self.wall.now(),
            zone="Asia/Shanghai",
            currency="CNY",
            member_segments=("member",) if member else (),
        )
        book = compile_offers(OFFERS, self.revision)
        sale_id = sale_id or str(uuid.uuid4())
        return AttemptRequest(
            attempt_id=f"{sale_id}-{number:02}",
            sale_id=sale_id,
            wallet="wechat",
            basket=basket,
            context=context,
            priced=price(basket, {p.sku: p for p, _ in lines}, book, context),
            member=member,
            expires_at=self.wall.now() + timedelta(seconds=life_s),
        )

    def sale(self, request: AttemptRequest, paid: Attempt, **changes: Any) -> Sale:
        """As the kiosk records it; `products`: what it sold, where that is something else."""
        closed = close_sale(
            request=request,
            attempt=paid,
            products=changes.pop("products", {"1001": MILK, "1002": BREAD}),
            sale_no=f"K01-20261121-{next(NUMBERS):04}",
            tenant="demo",
            store=DEMO_STORE,
            kiosk_id="K01",
            opened_at=request.context.at,
            closed_at=self.wall.now(),
            language="zh-CN",
            receipt_token=uuid.uuid4().hex,
            receipt_url="",
            simulated=True,
            points_minor=100,
        )
        return replace(for_ever(closed), **changes)


NUMBERS = itertools.count(1)


@dataclass
class Chain:
    """A kiosk's lane: records with seq and hashes as the outbox makes them."""

    lane: Lane = Lane.MONEY
    records: list[Record] = field(default_factory=list)

    def add(self, kind: str, body: Any, schema: int = 1) -> Record:
        values: dict[str, Any] = {
            "record_id": str(uuid.uuid4()),
            "lane": self.lane,
            "seq": len(self.records) + 1,
            "at": datetime.now(UTC),
            "kind": kind,
            "schema": schema,
            "body": body if isinstance(body, str) else encode(body).decode(),
            "prev_hash": self.records[-1].hash if self.records else GENESIS,
        }
        self.records.append(Record(**values, hash=record_hash(**values)))
        return self.records[-1]


def trade(request: AttemptRequest) -> str:
    """The number the provider knows the attempt by."""
    return out_trade_no(request.attempt_id, request.sale_id)


async def refused(work: Awaitable[object]) -> str:
    """The code of the no that `work` must end with."""
    with pytest.raises(CloudRefused) as caught:
        await work
    return caught.value.reason.code
