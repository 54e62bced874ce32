"""Baskets with deposits, bags, gifts and staff discounts, under the tax rule of the store."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from cloud.cli.tenants import DEMO_STORE
from cloud.database.tables import stores
from cloud.payments.attempts import requests_of
from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.money import Rounding
from kiosk.domain.offer import LimitUsed
from kiosk.domain.override import Override
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.pricing import price
from kiosk.domain.product import Names, Product
from kiosk.domain.promotion import compile_offers
from kiosk.domain.role import Role
from kiosk.domain.round_up import RoundUp
from kiosk.domain.sale import Store
from kiosk.domain.tax_rule import RULES
from kiosk.remote.wire.codec import decode, to_builtins
from tests.cloud.asking import ask
from tests.cloud.town import MILK, OFFERS, Town, trade

COLA = replace(
    MILK, sku="2001", gtins=("09520000000035",), price_minor=400, member_price_minor=None, deposit_sku="2002"
)
CAN = replace(
    COLA, sku="2002", gtins=(), names=Names("罐押金"), price_minor=25, deposit_sku="", role=Role.DEPOSIT
)
BAG = replace(CAN, sku="2003", names=Names("购物袋"), price_minor=30, role=Role.BAG)
GIFT = replace(
    CAN, sku="2004", names=Names("捐款"), price_minor=0, tax_code="none", tax_bp=0, role=Role.DONATION
)
GOODS = {product.sku: product for product in (MILK, COLA, CAN, BAG, GIFT)}
TO_YUAN = RoundUp(sku="2004", step_minor=100)
TOO_MUCH = Override(reason="torn", approved_by="li", amount_minor=41)
TENTH = Override(reason="torn", approved_by="li", percent=10)
SHOP = replace(DEMO_STORE, round_up=TO_YUAN, most_staff_percent=10)


def asked(town: Town, *skus: str, products: dict[str, Product] = GOODS, **context: Any) -> AttemptRequest:
    plain = town.request()
    told = replace(plain.context, **context)
    basket = Basket(tuple(BasketLine(line_id=sku, sku=sku) for sku in skus))
    priced = price(basket, products, compile_offers(OFFERS, town.revision), told)
    return replace(plain, basket=basket, context=told, priced=priced)


async def opened(town: Town, cloud: Cloud, shop: Store = SHOP) -> None:
    await town.sell(cloud, Contents(products=tuple(GOODS.values()), offers=OFFERS))
    async with cloud.database.as_tenant("demo") as connection:
        await connection.execute(update(stores).values(shop=to_builtins(shop)))


def test_a_basket_with_all_of_it_is_asked_for_and_booked(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await opened(town, cloud)
        request = asked(town, "1001", "2001", "2003", round_up=TO_YUAN, overrides=(TENTH,))
        assert await ask(cloud, request) == "presented"
        assert request.priced.total_minor == 800
        town.till.pay(trade(request))
        await cloud.machine.work("demo", request.attempt_id)
        sale = town.sale(request, (await town.row(cloud, request.attempt_id)).answer())
        assert [line.sku for line in sale.goods] == ["1001", "2001", "2002", "2003", "2004"]
        async with cloud.database.as_tenant("demo") as connection:
            kept = (await requests_of(connection, [request.attempt_id]))[request.attempt_id]
        assert decode(AttemptRequest, kept) == request

    town.play(story)


WITHOUT_DEPOSIT = GOODS | {"2001": replace(COLA, deposit_sku="")}
CHEAP_DEPOSIT = GOODS | {"2002": replace(CAN, price_minor=1)}
FORGED = [  # story, products at the kiosk, context, answer
    ("the deposit was left out", WITHOUT_DEPOSIT, {}, "payment.price_differs"),
    ("the deposit costs less", CHEAP_DEPOSIT, {}, "payment.price_differs"),
    ("a gift to somebody else", GOODS | {"1001": replace(GIFT, sku="1001")},
     {"round_up": RoundUp(sku="1001", step_minor=100)}, "payment.context_differs"),
    ("another step", GOODS, {"round_up": replace(TO_YUAN, step_minor=1000)}, "payment.context_differs"),
    ("the tax of another country", GOODS, {"tax": RULES["JP"]}, "payment.context_differs"),
    ("rounded down", GOODS, {"rounding": Rounding.DOWN}, "payment.context_differs"),
    ("halves to the even", GOODS, {"rounding": Rounding.HALF_EVEN}, "payment.context_differs"),
    ("a group that no code proves", GOODS, {"member_segments": ("staff",)}, "payment.context_differs"),
    ("no member at all", GOODS, {"member_segments": ("member",)}, "payment.member_not_proven"),
    ("uses that were given back", GOODS, {"limits_used": (LimitUsed("two-milks", -9),)},
     "payment.context_differs"),
    ("staff take off more than they may", GOODS,
     {"overrides": (replace(TENTH, percent=11),)}, "payment.discount_too_high"),
    ("a tenth off the line and a tenth off the basket", GOODS,
     {"overrides": (TENTH, replace(TENTH, line_id="2001"))}, "payment.discount_too_high"),
    ("an amount they may not", GOODS, {"overrides": (TOO_MUCH,)}, "payment.discount_too_high"),
    ("staff take off what they may", GOODS, {"overrides": (TENTH,)}, "presented"),
]  # fmt: skip


@pytest.mark.parametrize("row", FORGED, ids=lambda row: row[0])
def test_a_kiosk_that_was_tampered_with(
    town: Town, row: tuple[str, dict[str, Product], dict[str, Any], str]
) -> None:
    _, products, context, said = row

    async def story(cloud: Cloud) -> None:
        await opened(town, cloud)
        assert await ask(cloud, asked(town, "2001", products=products, **context)) == said

    town.play(story)


def test_no_attendant_takes_anything_off_where_the_store_says_nothing(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await opened(town, cloud, DEMO_STORE)
        assert await ask(cloud, asked(town, "2001", overrides=(TENTH,))) == "payment.discount_too_high"

    town.play(story)


def test_a_store_whose_tax_comes_on_top_is_asked_for_the_tax_too(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await opened(town, cloud, replace(SHOP, tax=RULES["US"]))
        request = asked(town, "2001", tax=RULES["US"])
        assert request.priced.total_minor == 480  # 400 and 25, and 13 % of both, once
        assert await ask(cloud, request) == "presented"
        assert (await town.row(cloud, request.attempt_id)).amount_minor == 480

    town.play(story)


def test_a_version_that_knows_no_deposits_cannot_price_them(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await opened(town, cloud)
        request = asked(town, "2001", products=WITHOUT_DEPOSIT)
        older = replace(request, priced=replace(request.priced, pricing_version=1))
        assert await ask(cloud, older) == "payment.pricing_version_unknown"

    town.play(story)
