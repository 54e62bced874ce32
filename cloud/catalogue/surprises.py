"""What looks like a mistake of whoever publishes: half of the goods gone, prices with the point elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloud.catalogue.contents import Contents
from kiosk.domain.money import format_minor
from kiosk.errors import Reason

FEW = 3
"""So many goods may go or change as they like: a small shop, a real clearance."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a publication is to be looked at again."""

    lost_percent: int = 30
    """Of the goods that are sold now."""
    price_factor: int = 10
    """Of a good's price, up or down."""


def surprises(before: Contents, after: Contents, currency: str, limits: Limits) -> Iterator[Reason]:
    """`cloud.many_goods_gone`, `cloud.prices_far_off`; none of a first publication."""
    goods = {product.sku for product in after.products}
    gone = [product.sku for product in before.products if product.sku not in goods]
    if len(gone) > FEW and 100 * len(gone) > limits.lost_percent * len(before.products):
        values: dict[str, str | int] = {"gone": len(gone), "goods": len(before.products), "sku": gone[0]}
        yield Reason("cloud.many_goods_gone", {**values, "limit": limits.lost_percent})
    moved = {sku: (was, now) for sku, was, now in _moves(before, after) if _is_far(was, now, limits)}
    if len(moved) > FEW:
        sku, (was, now) = next(iter(moved.items()))
        yield Reason(
            "cloud.prices_far_off",
            {
                "goods": len(moved),
                "factor": limits.price_factor,
                "sku": sku,
                "was": format_minor(was, currency),
                "now": format_minor(now, currency),
            },
        )


def _is_far(was: int, now: int, limits: Limits) -> bool:
    """What costs nothing any more is as far as can be; what cost nothing had no price to be far from."""
    return was > 0 and (now >= limits.price_factor * was or was >= limits.price_factor * now)


def _moves(before: Contents, after: Contents) -> Iterator[tuple[str, int, int]]:
    """SKU, price of before and price of now, of each price that is another one. A row of the price lists that
    is new is compared with what the good cost by itself."""
    held = {product.sku: product for product in before.products}
    rows = {price.key: price.amount_minor for price in before.prices}
    for product in after.products:
        old = held.get(product.sku)
        if old is None or old is product:
            continue
        if old.price_minor != product.price_minor:
            yield product.sku, old.price_minor, product.price_minor
        was, now = old.member_price_minor, product.member_price_minor
        if was is not None and now is not None and was != now:
            yield product.sku, was, now
    for price in after.prices:
        good = held.get(price.sku)
        if good is not None:
            was = rows.get(price.key, good.price_minor)
            if was != price.amount_minor:
                yield price.sku, was, price.amount_minor
