"""Asking for the money of baskets with single items, and publishing recalls and markdowns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from cloud.catalogue.revisions import contents_at, contents_now, current_revision
from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.payment import AttemptRequest, AttemptState
from kiosk.domain.pricing import price
from kiosk.domain.product import Names
from kiosk.domain.promotion import NearDate, Offer, compile_offers
from kiosk.domain.recall import Recall
from kiosk.domain.sale import Sale
from tests.cloud.town import BREAD, KIOSK, MILK, OFFERS, Chain, Town, trade

GTIN = "09520000000011"
NOTICE = Names("牛奶召回", "Milk recall")
TEN_OFF = NearDate(offer_id="near", names=Names("临期"), skus=("1001",), days=2, percent=10)


def line(sku: str = "1001", **fields: Any) -> BasketLine:
    told = {"line_id": f"l-{sku}-{sorted(fields)}", "sku": sku, "gtin14": GTIN if sku == "1001" else ""}
    return BasketLine(**{**told, **fields})


def request(
    town: Town, *lines: BasketLine, offers: Sequence[Any] = OFFERS, revision: int = 0
) -> AttemptRequest:
    """Of a basket with just these lines."""
    plain = town.request()
    basket = Basket(lines)
    book = compile_offers(offers, revision or town.revision)
    priced = price(basket, {"1001": MILK, "1002": BREAD}, book, plain.context)
    return replace(plain, basket=basket, priced=priced)


async def ask(cloud: Cloud, asked: AttemptRequest) -> str:
    """What becomes of asking for its money: the state, or the code of the no."""
    answer = await cloud.desk.put(KIOSK, asked)
    return answer.reason.code if answer.reason is not None else answer.state


async def sell(town: Town, cloud: Cloud, chain: Chain, *lines: BasketLine) -> Sale:
    """A whole sale, its record on its way."""
    asked = request(town, *lines)
    shown = await cloud.desk.put(KIOSK, asked)
    assert shown.state is AttemptState.PRESENTED, shown
    town.till.pay(trade(asked))
    await cloud.machine.work("demo", asked.attempt_id)
    paid = (await town.row(cloud, asked.attempt_id)).answer()
    sale = town.sale(asked, paid)
    chain.add("sale_closed", sale)
    return sale


async def alarms(town: Town) -> list[str]:
    return [row.code for row in await town.rows("select code from alarms order by alarm_id")]


async def republish(town: Town, cloud: Cloud, *recalls: Recall, offers: Sequence[Offer] | None = None) -> int:
    """Other recalls on the goods of now, or other offers with the recalls of now; no kiosk has it yet."""
    known = town.revision
    async with cloud.database.as_tenant("demo") as connection:
        now = await contents_at(connection, await current_revision(connection))
        if offers is None:
            contents = replace(now, recalls=recalls)
        else:
            recalled = (await contents_now(connection)).recalls
            contents = Contents(products=(MILK, BREAD), offers=tuple(offers), recalls=recalled)
    published = await town.sell(cloud, contents)
    town.revision = known
    return published.revision


def recall(*batches: str) -> Recall:
    return Recall(recall_id="r-1", notice=NOTICE, gtins=(GTIN,), batches=batches)
