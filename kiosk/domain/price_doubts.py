"""Prices that hold and look like mistakes: told to whoever publishes them, never refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kiosk.domain.product import Product
from kiosk.errors import Reason


def price_doubts(products: Iterable[Product]) -> Iterator[Reason]:
    """`catalogue.costs_nothing`, `catalogue.members_pay_more`: once each, with how many and the first."""
    goods = list(products)
    free = [good.sku for good in goods if good.price_minor == 0]
    worse = [
        good.sku
        for good in goods
        if good.member_price_minor is not None and good.member_price_minor > good.price_minor
    ]
    for code, skus in (("catalogue.costs_nothing", free), ("catalogue.members_pay_more", worse)):
        if skus:
            yield Reason(code, {"goods": len(skus), "sku": skus[0]})
