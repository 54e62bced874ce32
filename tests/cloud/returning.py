"""Sales that were paid and booked, and clerks who take goods back."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from cloud.assembly import Cloud
from cloud.payments.refund_rows import RefundRow, find_refund
from cloud.sales.returning import Return, take_returned
from cloud.sales.statements import Statement
from kiosk.domain.events import Lane
from kiosk.domain.member import Member
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.product import Product
from kiosk.domain.sale import Sale
from kiosk.errors import InputRefused
from tests.cloud.town import BREAD, KIOSK, MILK, Chain, Town, trade

CLERK = Statement(by="Ann", why="dented")
WORDS = itertools.count(1)


async def sold(
    town: Town,
    cloud: Cloud,
    lines: Sequence[tuple[Product, int]] = ((MILK, 2), (BREAD, 1)),
    *,
    request: AttemptRequest | None = None,
    member: Member | None = None,
    **of_sale: Any,
) -> Sale:
    """A sale that was paid and is in the books: two milks for 600 and a bread for 800."""
    request = request or town.request(lines=lines, member=member)
    await cloud.desk.put(KIOSK, request)
    town.till.pay(trade(request))
    await town.sweep_for(cloud, 3)
    paid = (await town.row(cloud, request.attempt_id)).answer()
    sale = town.sale(request, paid, **of_sale)
    await cloud.intake.take(KIOSK, Lane.MONEY, [Chain().add("sale_closed", sale)])
    return sale


async def back(
    cloud: Cloud, sale: Sale, line: int | None = None, pieces: int = 1, once: str = "", *, ask: bool = True
) -> RefundRow:
    """A clerk takes it back; `ask=False`: the power goes off before the provider is asked."""
    word = once or f"word-{next(WORDS)}"
    wanted = Return(sale=sale.sale_no, line=line, pieces=pieces, said=CLERK, asked_as=word)
    async with cloud.database.as_tenant("demo") as connection:
        row = await take_returned(connection, cloud.keys, "demo", wanted, cloud.now())
    if ask:
        await cloud.refunding.work("demo", row.refund_no)
    return await now_of(cloud, row)


async def now_of(cloud: Cloud, row: RefundRow) -> RefundRow:
    async with cloud.database.as_tenant("demo") as connection:
        found = await find_refund(connection, row.refund_no)
    assert found is not None
    return found


async def no(work: Any) -> str:
    with pytest.raises(InputRefused) as caught:
        await work
    return caught.value.reason.code


async def rewrite(town: Town, sql: str) -> None:
    """The books as something else has left them."""
    engine = create_async_engine(town.urls.application)
    async with engine.begin() as connection:
        await connection.execute(text("select set_config('app.tenant', 'demo', true)"))
        await connection.execute(text(sql))
    await engine.dispose()


async def points(town: Town) -> list[tuple[str, int]]:
    rows = await town.rows("select cause, points from points_entries order by at, points desc")
    return [(row.cause, row.points) for row in rows]
