"""Pricing: 100 lines against 1,000 offers of which 30 touch the basket, beside a bare sum of the lines."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.pricing import PricingContext, price
from kiosk.domain.product import Names, Product
from kiosk.domain.promotion import MultiBuy, compile_offers

LINES, OFFERS, TOUCHING = 100, 1000, 30
ROUNDS = 60
BUDGET_MS = 5.0


def median_ms(call: Callable[[], object]) -> float:
    """Median wall time of a call."""
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def results() -> list[dict[str, Any]]:
    products = {
        f"p{n}": Product(
            sku=f"p{n}",
            names=Names(f"商品 {n}"),
            category="other",
            price_minor=100 + n,
            tax_code="CN13",
            tax_bp=1300,
        )
        for n in range(LINES + 2 * OFFERS)
    }
    offers = [_offer(n, f"p{n if n < TOUCHING else LINES + n}") for n in range(OFFERS)]
    began = time.perf_counter()
    book = compile_offers(offers, 1)
    compile_ms = (time.perf_counter() - began) * 1000
    basket = Basket(tuple(BasketLine(line_id=f"l{n}", sku=f"p{n}", quantity=1 + n % 4) for n in range(LINES)))
    context = PricingContext(at=datetime.now(UTC), zone="Asia/Shanghai", currency="CNY")
    ours = median_ms(lambda: price(basket, products, book, context))
    bare = median_ms(lambda: sum(products[line.sku].price_minor * line.quantity for line in basket.lines))
    return [
        {
            "name": f"price {LINES} lines, {TOUCHING} of {OFFERS} offers touching",
            "value": ours,
            "unit": "ms",
            "peer": "bare sum of the lines",
            "peer_value": bare,
            "budget": BUDGET_MS,
            "ok": ours <= BUDGET_MS,
        },
        {
            "name": f"compile {OFFERS} offers",
            "value": compile_ms,
            "unit": "ms",
            "peer": None,
            "peer_value": None,
            "budget": None,
            "ok": None,
        },
    ]


def _offer(number: int, sku: str) -> MultiBuy:
    return MultiBuy(
        offer_id=f"o{number}",
        names=Names(f"优惠 {number}"),
        skus=(sku,),
        quantity=2,
        price_minor=150 + number // 10,
    )
