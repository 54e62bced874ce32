"""Pricing, with offers of every kind.

    kiosk bench price [--plot FILE]

- 100 lines against 1,000 offers of which 30 touch the basket, beside a bare sum of the lines, and the least
  time of the processor that it takes, whatever else the computer does;
- the worst ordinary basket: 40 different goods, 10 offers that all compete for them, the worst of many;
- the worst of each family of ugly baskets (`price_shapes`), ordinary ones and those beyond;
- how long the offers of a revision take to compile, beside sorting them by their ids.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import Any

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.offer import KnownOffer
from kiosk.domain.pricing import PricingContext, price
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook, compile_offers
from lab.bench import growth
from lab.bench.price_offers import LINES, TOUCHING, contest, goods, offers
from lab.bench.price_shapes import Shape, shapes

OFFERS, MANY_OFFERS = 1000, 10_000
SIZES = (100, 300, 1000, 3000, 10_000)
ROUNDS = 40
SEEDS = 24
BUDGET_MS, WORST_BUDGET_MS, BEYOND_BUDGET_MS = 5.0, 50.0, 100.0
CONTEXT = PricingContext(at=datetime(2026, 11, 21, 4, tzinfo=UTC), zone="Asia/Shanghai", currency="CNY")

TITLE = "Pricing: growth with the number of offers"
PANELS = (
    (f"{LINES} lines, {TOUCHING} offers touching, ms", "price ", "bare sum of the lines"),
    ("Offers compiled, ms", "compile ", "sorted by id"),
)


def median_ms(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median wall time of a call."""
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def results(plot: Path | None = None) -> Iterator[dict[str, Any]]:
    """The rows; with a plot, also the growth over `SIZES` into a PNG."""
    yield from _measured(OFFERS)
    yield _worst()
    yield _compiled(MANY_OFFERS)
    yield from _shapes()
    if plot is not None:
        points = [growth.Point(size, list(_measured(size))) for size in SIZES]
        growth.draw(points, plot, TITLE, PANELS)


def big_basket() -> Basket:
    """100 lines of one to four pieces, of the goods that the first 30 offers are for."""
    return Basket(tuple(BasketLine(line_id=f"l{n}", sku=f"p{n}", quantity=1 + n % 4) for n in range(LINES)))


def _measured(size: int) -> Iterator[dict[str, Any]]:
    products, basket = goods(), big_basket()
    book = compile_offers(offers(size), 1)
    processor: list[float] = []

    def priced() -> None:
        began = time.process_time()
        price(basket, products, book, CONTEXT)
        processor.append((time.process_time() - began) * 1000)

    ours = median_ms(priced)
    bare = median_ms(lambda: sum(products[line.sku].price_minor * line.quantity for line in basket.lines))
    name = f"price {LINES} lines, {TOUCHING} of {size} offers touching"
    yield _row(name, ours, ("bare sum of the lines", bare), BUDGET_MS)
    yield _row(f"processor, {name}", min(processor), ("on the wall", ours), BUDGET_MS)
    yield _compiled(size)


def _compiled(size: int) -> dict[str, Any]:
    made = offers(size)
    ours = median_ms(lambda: compile_offers(made, 1), 5)
    bare = median_ms(lambda: sorted(made, key=lambda offer: offer.offer_id), 5)
    return _row(f"compile {size} offers", ours, ("sorted by id", bare), None)


def _worst() -> dict[str, Any]:
    """Of baskets drawn by numbers; each is priced twice, and the better of its two times counts."""
    worst = 0.0
    for seed in range(SEEDS):
        products, made = contest(seed)
        worst = max(worst, _contest_ms(products, made))
    return _row(f"worst of {SEEDS}: 40 goods, 10 competing offers", worst, None, WORST_BUDGET_MS)


def _contest_ms(products: dict[str, Product], made: Sequence[KnownOffer]) -> float:
    book: OfferBook = compile_offers(made, 1)
    basket = Basket(tuple(BasketLine(line_id=sku, sku=sku) for sku in products))
    spent = []
    for _ in range(2):
        began = time.perf_counter()
        price(basket, products, book, CONTEXT)
        spent.append((time.perf_counter() - began) * 1000)
    return min(spent)


def _shapes() -> Iterator[dict[str, Any]]:
    """The worst of each family by the time of the processor, beside the time on the wall."""
    worst: dict[tuple[str, bool], tuple[float, float, Shape]] = {}
    for shape in shapes():
        book = compile_offers(shape.offers, 1)
        spent = (inf, inf)
        for _ in range(2):
            cpu, wall = time.process_time(), time.perf_counter()
            price(shape.basket, shape.products, book, CONTEXT)
            took = (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000
            spent = min(spent, took)
        key = (shape.family, shape.is_ordinary)
        worst[key] = max(worst.get(key, (0.0, 0.0, shape)), (*spent, shape), key=lambda each: each[0])
    for (family, ordinary), (cpu_ms, wall_ms, shape) in worst.items():
        budget = WORST_BUDGET_MS if ordinary else BEYOND_BUDGET_MS
        name = f"processor, {'ordinary' if ordinary else 'beyond'}, {family} ({shape.name})"
        yield _row(name, cpu_ms, ("on the wall", wall_ms), budget)


def _row(name: str, value: float, peer: tuple[str, float] | None, budget: float | None) -> dict[str, Any]:
    who, figure = peer or (None, None)
    return {
        "name": name,
        "value": value,
        "unit": "ms",
        "peer": who,
        "peer_value": figure,
        "budget": budget,
        "ok": None if budget is None else value <= budget,
    }
