"""Looking for goods on a stage, and reading what is shown."""

from __future__ import annotations

from kiosk.services.find_views import FindView, GoodView
from kiosk.services.intents import OpenCategory, SearchGoods
from tests.services.stage import Stage


def seen(shop: Stage) -> FindView:
    assert shop.view.find is not None
    return shop.view.find


def look(shop: Stage, text: str) -> list[str]:
    """What is found by a text, by its SKUs."""
    shop.do(SearchGoods(text))
    shop.until(lambda: not seen(shop).looking)
    return [good.sku for good in seen(shop).goods]


def open_branch(shop: Stage, category: str) -> list[str]:
    shop.do(OpenCategory(category))
    shop.until(lambda: not seen(shop).looking)
    return [good.sku for good in seen(shop).goods]


def card(shop: Stage, sku: str) -> GoodView:
    return next(good for good in seen(shop).goods if good.sku == sku)


def reason(shop: Stage) -> str:
    assert shop.view.notice is not None
    return shop.view.notice.reason.code
