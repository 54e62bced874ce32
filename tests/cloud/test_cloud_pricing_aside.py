"""A basket that takes long to price keeps nobody else waiting."""

from __future__ import annotations

import asyncio
import threading
from collections import UserDict
from dataclasses import replace

from cloud.payments.repricing import priced_aside
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook
from tests.domain.pricing_goods import basket, good
from tests.domain.sales import REQUEST

PATIENCE_S = 20.0


class SlowShelf(UserDict[str, Product]):
    """Gives a good only once somebody else was served."""

    def __init__(self, goods: dict[str, Product]) -> None:
        super().__init__(goods)
        self.served = threading.Event()

    def __getitem__(self, sku: str) -> Product:
        assert self.served.wait(PATIENCE_S), "nobody else was served while a basket was priced"
        return super().__getitem__(sku)


def test_others_are_served_while_a_basket_is_priced() -> None:
    asked = replace(REQUEST, basket=basket("milk*3"))
    shelf = SlowShelf({line.sku: good(line.sku, 500) for line in asked.basket.lines})

    async def both() -> int:
        pricing = asyncio.create_task(priced_aside(asked, shelf, OfferBook(), asked.context))
        await asyncio.sleep(0)
        assert not pricing.done()
        shelf.served.set()
        return (await pricing).total_minor

    assert asyncio.run(both()) == 3 * 500
