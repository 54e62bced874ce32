"""Which prices a publication changes: what one piece or kilogram costs, in each store, now and to come.

Not row by row: a row that begins, ends, goes or comes before another changes what is asked as well as the
good's own column does, and one that no shopper pays changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from cloud.catalogue.contents import Contents
from kiosk.domain.price_list import prices_now
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product

PriceLists = Collection[str]


@dataclass(frozen=True, slots=True)
class Move:
    """Of a good that is sold before and after: somebody pays `now` from `at` on where they had paid `was`."""

    sku: str
    was: int
    now: int
    at: datetime


def price_moves(
    before: Contents, after: Contents, at: datetime, stores: Collection[PriceLists] = ()
) -> Iterator[Move]:
    """Good by good, each pair of prices once: what everybody pays, and what members do, compared at `at` and
    at each instant from then on when a row of either begins or ends.

    `stores`: the price lists of each store. Stores of none and of any single list are always looked at, for
    tomorrow there may be one.
    """
    held = {product.sku: product for product in before.products}
    old_rows, new_rows = _by_sku(before), _by_sku(after)
    for product in after.products:
        old = held.get(product.sku)
        if old is None:
            continue
        was, now = old_rows.get(product.sku, ()), new_rows.get(product.sku, ())
        own = (old.price_minor, old.member_price_minor) == (product.price_minor, product.member_price_minor)
        if not (own and was == now):
            yield from _moves(replace(old, prices=was), replace(product, prices=now), at, stores)


def _by_sku(contents: Contents) -> dict[str, tuple[Price, ...]]:
    rows: defaultdict[str, list[Price]] = defaultdict(list)
    for price in contents.prices:
        rows[price.sku].append(price)
    return {sku: tuple(prices) for sku, prices in rows.items()}


def _moves(old: Product, new: Product, at: datetime, stores: Collection[PriceLists]) -> Iterator[Move]:
    rows = (*old.prices, *new.prices)
    names = {row.price_list for row in rows if row.price_list}
    sold_by = {
        (),
        *((name,) for name in names),
        *(tuple(sorted(names.intersection(each))) for each in stores),
    }
    edges = {edge for row in rows for edge in (row.starts_at, row.ends_at) if edge is not None and edge > at}
    told: set[tuple[int, int]] = set()
    for instant in (at, *sorted(edges)):
        for lists in sorted(sold_by):
            was, now = prices_now(old, instant, lists), prices_now(new, instant, lists)
            for for_member in (False, True):
                pair = (was.least(for_member=for_member).minor, now.least(for_member=for_member).minor)
                if pair[0] != pair[1] and pair not in told:
                    told.add(pair)
                    yield Move(new.sku, *pair, instant)
