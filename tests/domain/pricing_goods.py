"""Goods, baskets and offers written short, for the tests of pricing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.pricing import PricedBasket, PricingContext, price
from kiosk.domain.product import Names, Product, SoldBy
from kiosk.domain.promotion import MultiBuy, compile_offers

SHOPPER = PricingContext(at=datetime(2026, 11, 21, tzinfo=UTC), zone="Asia/Shanghai", currency="CNY")
MEMBER = replace(SHOPPER, member_segments=("member",))


def good(sku: str, price_minor: int, member: int | None = None, bp: int = 1300) -> Product:
    return Product(
        sku=sku,
        names=Names(sku),
        category="dry",
        price_minor=price_minor,
        member_price_minor=member,
        tax_code="reduced" if bp == 900 else "standard",
        tax_bp=bp,
    )


def per_kg(sku: str, price_minor: int, member: int | None = None) -> Product:
    return replace(good(sku, price_minor, member, 900), sold_by=SoldBy.WEIGHT)


GOODS = {
    product.sku: product
    for product in (
        good("milk", 350, member=320, bp=900),
        good("tea", 500),
        good("cola", 400),
        good("chips", 600, member=650),
        good("bag", 0),
        per_kg("apples", 1280, member=1080),
        per_kg("nuts", 1250),
        per_kg("saffron", 999_999),
    )
}


def basket(text: str) -> Basket:
    """`milk*2 apples@452 tea#1990`: pieces, grams, label price."""
    lines = []
    for number, word in enumerate(text.split()):
        line = BasketLine(line_id=f"{number}-{word}", sku=word.partition("*")[0])
        if "*" in word:
            line = replace(line, quantity=int(word.partition("*")[2]))
        if "#" in word:
            sku, _, amount = word.partition("#")
            line = replace(line, sku=sku, label_price_minor=int(amount))
        if "@" in line.sku:
            sku, _, grams = line.sku.partition("@")
            line = replace(line, sku=sku, weight_g=int(grams))
        lines.append(line)
    return Basket(tuple(lines))


def offer(text: str) -> MultiBuy:
    """`a: 3 milk,tea = 900`."""
    offer_id, _, rest = text.partition(":")
    wanted, _, amount = rest.partition("=")
    quantity, skus = wanted.split()
    return MultiBuy(
        offer_id=offer_id,
        names=Names(text),
        skus=tuple(skus.split(",")),
        quantity=int(quantity),
        price_minor=int(amount),
    )


def priced(
    lines: str, *offers: str, context: PricingContext = SHOPPER, goods: dict[str, Product] = GOODS
) -> PricedBasket:
    return price(basket(lines), goods, compile_offers(map(offer, offers), 7), context)
