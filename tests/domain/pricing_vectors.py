"""Vectors of a pricing version: baskets with what each line costs, drawn once and kept.

`python -m tests.domain.pricing_vectors` writes those of the current version anew, for review: only while
nobody has been sold anything by it. Those of older versions are what they were.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from kiosk.domain.basket import Basket, BasketLine, Sticker
from kiosk.domain.money import Rounding
from kiosk.domain.offer import MultiBuy, NearDate
from kiosk.domain.offer_rows import read_offer
from kiosk.domain.priced import PricedBasket, PricingContext
from kiosk.domain.pricing import PRICING_VERSION
from kiosk.domain.pricing_versions import price_by
from kiosk.domain.product import Names, Product, SoldBy
from kiosk.domain.promotion import compile_offers

COUNT = 40
TODAY = date(2026, 11, 21)
CATEGORIES = ("dairy", "bakery")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """A basket and its prices: of each line its id, its total, its tax and its steps."""

    products: tuple[Product, ...]
    context: PricingContext
    lines: tuple[BasketLine, ...]
    offers: tuple[MultiBuy, ...] = ()
    markdowns: tuple[NearDate, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    """Offers of kinds that version 1 does not know, as a catalogue's rows."""
    costs: tuple[tuple[str, int, int, tuple[tuple[str, int, str], ...]], ...] = ()


def path_of(version: int) -> Path:
    return Path(__file__).resolve().parents[1] / "golden" / f"pricing-{version}.jsonl"


def read(version: int) -> list[Vector]:
    return [msgspec.json.decode(row, type=Vector) for row in path_of(version).read_bytes().splitlines()]


def priced(vector: Vector, version: int) -> PricedBasket:
    newer = (read_offer(row, number) for number, row in enumerate(vector.rows))
    book = compile_offers((*vector.offers, *vector.markdowns, *newer), 1)
    goods = {product.sku: product for product in vector.products}
    return price_by(version)(Basket(vector.lines), goods, book, vector.context)


def costs(answer: PricedBasket) -> tuple[tuple[str, int, int, tuple[tuple[str, int, str], ...]], ...]:
    return tuple(
        (
            line.line_id,
            line.total_minor,
            line.tax_minor,
            tuple((step.code, step.amount_minor, step.source) for step in line.trace),
        )
        for line in answer.lines
    )


def drawn(chance: random.Random) -> Vector:
    """A basket of pieces, weighed goods and labels, under offers of every kind that compete."""
    products = tuple(_product(chance, f"g{number}") for number in range(8))
    pieces = [product.sku for product in products if product.sold_by is SoldBy.PIECE]
    return Vector(
        products=products,
        context=PricingContext(
            at=datetime(2026, 11, 21, 4, tzinfo=UTC),
            zone="Asia/Shanghai",
            currency="CNY",
            rounding=chance.choice(list(Rounding)),
            member_segments=chance.choice(((), ("member",))),
        ),
        lines=tuple(_line(chance, number, products) for number in range(chance.randint(1, 9))),
        offers=tuple(
            MultiBuy(
                offer_id=f"m{number}",
                names=Names("o"),
                skus=tuple(sorted(chance.sample(pieces, min(len(pieces), chance.randint(1, 4))))),
                quantity=chance.randint(1, 4),
                price_minor=chance.randint(0, 2500),
            )
            for number in range(chance.randint(0, 5))
            if pieces
        ),
        markdowns=tuple(
            NearDate(
                offer_id=f"n{number}",
                names=Names("n"),
                categories=(category,),
                days=chance.randint(0, 4),
                percent=chance.randint(1, 60),
            )
            for number, category in enumerate(CATEGORIES)
            if chance.random() < 0.6
        ),
        rows=tuple(_row_of(chance, number) for number in range(chance.randint(1, 5))),
    )


def _row_of(chance: random.Random, number: int) -> dict[str, Any]:
    kind = chance.choice(("set", "set", "piece", "tier", "basket", "sticker"))
    rules = ("one_a_piece", "one_a_piece", "exclusive", "stackable")
    terms = {"combination": chance.choice(rules if kind in ("piece", "basket") else rules[:3])}
    row = {"kind": kind, "offer_id": f"r{number}", "names": {"zh": kind}, "terms": terms}
    what = chance.choice(({"percent": chance.randint(1, 60)}, {"amount_minor": chance.randint(1, 900)}))
    goods = {"skus": [f"g{each}" for each in sorted(chance.sample(range(8), chance.randint(1, 5)))]}
    match kind:
        case "set":
            counts = chance.choice(((2,), (3,), (1, 1), (2, 1)))
            slots = [
                {"goods": goods if chance.random() < 0.6 else {"everything": True}, "count": n}
                for n in counts
            ]
            cheapest = {"percent": 100, "cheapest": 1}
            reward = chance.choice((what, cheapest, {"price_minor": chance.randint(300, 4000)}))
            return row | {"slots": slots, "reward": reward}
        case "tier":
            return row | {
                "goods": goods,
                "by": "quantity",
                "steps": [{"at_least": chance.randint(2, 5), **what}],
            }
        case "basket":
            return row | {"goods": {"everything": True}, "spend_minor": chance.randint(0, 9000), **what}
        case "sticker":
            return row | {"goods": goods, "most_percent": 60}
    return row | {"goods": goods, **what}


def _product(chance: random.Random, sku: str) -> Product:
    listed = chance.randint(1, 3000)
    return Product(
        sku=sku,
        names=Names(sku),
        category=chance.choice(CATEGORIES),
        sold_by=chance.choice((SoldBy.PIECE, SoldBy.PIECE, SoldBy.PIECE, SoldBy.WEIGHT)),
        price_minor=listed,
        member_price_minor=chance.choice((None, listed * 9 // 10)),
        tax_code=chance.choice(("CN13", "CN9")),
        tax_bp=chance.choice((1300, 900)),
    )


def _line(chance: random.Random, number: int, products: tuple[Product, ...]) -> BasketLine:
    product = chance.choice(products)
    line = BasketLine(line_id=f"l{number}", sku=product.sku)
    if chance.random() < 0.35:
        line = replace(line, sticker=Sticker(percent=chance.randint(10, 70)))
    if chance.random() < 0.3:
        line = replace(line, best_before=TODAY + timedelta(days=chance.randint(0, 5)))
    if product.sold_by is SoldBy.WEIGHT:
        return replace(line, weight_g=chance.randint(20, 3000))
    if chance.random() < 0.1:
        return replace(line, label_price_minor=chance.randint(0, 2000))
    return replace(line, quantity=chance.randint(1, 5))


def main() -> None:
    chance = random.Random(20261121)
    vectors = [drawn(chance) for _ in range(COUNT)]
    rows = (_row(replace(vector, costs=costs(priced(vector, PRICING_VERSION)))) for vector in vectors)
    path_of(PRICING_VERSION).write_bytes(b"".join(rows))


def _row(vector: Vector) -> bytes:
    """Without what is empty, which every type has as its default."""
    return msgspec.json.encode(_told(msgspec.to_builtins(vector))) + b"\n"


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        empty = (None, "", (), [], {"zh": "", "en": ""}, False)
        return {name: _told(held) for name, held in value.items() if type(held) is int or held not in empty}
    return [_told(each) for each in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    main()
