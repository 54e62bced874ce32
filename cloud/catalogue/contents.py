"""All of a revision as values, and how each is kept in PostgreSQL: as JSON, like the rows kiosks get."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from kiosk.domain.catalogue_checksum import Value
from kiosk.domain.catalogue_rows import SnapshotHeader
from kiosk.domain.category import Category
from kiosk.domain.offer import MultiBuy, Offer
from kiosk.domain.offer_rows import OFFERS, read_offer
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product
from kiosk.domain.recall import Recall
from kiosk.domain.row_telling import category_row, offer_row, price_row, product_row, recall_row
from kiosk.remote.wire.codec import from_builtins

Plain = dict[str, Any]
"""JSON's own types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a snapshot tells between header and end; products without their rows of the price lists."""

    products: tuple[Product, ...] = ()
    offers: tuple[Offer, ...] = ()
    recalls: tuple[Recall, ...] = ()
    categories: tuple[Category, ...] = ()
    prices: tuple[Price, ...] = ()

    def values(self) -> Iterator[Value]:
        """In the order of a snapshot."""
        return chain(self.categories, self.products, self.prices, self.offers, self.recalls)

    def priced(self) -> dict[str, Product]:
        """The products by their SKUs, each with its rows of the price lists."""
        rows: defaultdict[str, list[Price]] = defaultdict(list)
        for price in self.prices:
            rows[price.sku].append(price)
        return {
            product.sku: replace(product, prices=tuple(rows[product.sku])) if product.sku in rows else product
            for product in self.products
        }


def contents_of(rows: Iterable[SnapshotHeader | Value]) -> Contents:
    """Of the rows of a snapshot, its header among them or not."""
    kinds: defaultdict[type, list[Any]] = defaultdict(list)
    for row in rows:
        kinds[type(row)].append(row)
    return Contents(
        products=tuple(kinds[Product]),
        offers=tuple(offer for kind in OFFERS for offer in kinds[kind]),
        recalls=tuple(kinds[Recall]),
        categories=tuple(kinds[Category]),
        prices=tuple(kinds[Price]),
    )


NOTHING = Contents()


class Shared:
    """Takes goods with their rows of the price lists apart; a value that other contents have already is held
    once, for of a large chain each of them weighs a gigabyte."""

    def __init__(self, alike: Contents) -> None:
        self._goods = {product.sku: product for product in alike.products}
        self._rows = {price.key: price for price in alike.prices}
        self.products: list[Product] = []
        self.prices: list[Price] = []

    def take(self, good: Product) -> None:
        product = replace(good, prices=()) if good.prices else good
        known = self._goods.get(good.sku)
        self.products.append(known if known is not None and known == product else product)
        for price in good.prices:
            row = self._rows.get(price.key)
            self.prices.append(row if row is not None and row == price else price)


# As JSON


def _plain(row: Mapping[str, object]) -> Plain:
    """As JSON gives it back: lists for tuples, the row's type left out."""
    plain: Plain = json.loads(json.dumps({name: value for name, value in row.items() if name != "type"}))
    return plain


def plain_product(product: Product) -> Plain:
    """With its rows of the price lists."""
    plain = _plain(product_row(product))
    return plain | {"prices": [_plain(price_row(row)) for row in product.prices]} if product.prices else plain


def plain_offer(offer: Offer) -> Plain:
    """A multi-buy is kept without its kind, as ever."""
    plain = _plain(offer_row(offer))
    return {n: v for n, v in plain.items() if n != "kind"} if isinstance(offer, MultiBuy) else plain


def plain_recall(recall: Recall) -> Plain:
    return _plain(recall_row(recall))


def plain_category(category: Category) -> Plain:
    return _plain(category_row(category))


def product_from(plain: Plain) -> Product:
    return from_builtins(Product, plain)


def offer_from(plain: Plain) -> Offer:
    """One that a newer cloud kept stays as it is (`kiosk.domain.offer_rows`)."""
    return read_offer({"kind": "multi_buy", **plain}, 0)
