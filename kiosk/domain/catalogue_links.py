"""What rows of a catalogue must say of one another: links lead to goods, no two prices have the same key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from kiosk.domain.price_row import Price
from kiosk.domain.product import Product, SoldBy
from kiosk.domain.role import Role
from kiosk.errors import InputRefused, Reason


def check_links(products: Sequence[Product], prices: Iterable[Price]) -> None:
    """Raises InputRefused: `catalogue.link_without_good`, `catalogue.price_without_good`,
    `catalogue.price_twice`."""
    skus = {product.sku for product in products}
    for product in products:
        against = dead_link(product, skus)
        if against is not None:
            raise InputRefused(against)
    keys: set[tuple[str, str, str, datetime | None]] = set()
    for price in prices:
        if price.sku not in skus:
            raise InputRefused(Reason("catalogue.price_without_good", {"sku": price.sku}))
        if price.key in keys:
            raise InputRefused(Reason("catalogue.price_twice", {"price": price.price_id}))
        keys.add(price.key)


def dead_link(product: Product, skus: Collection[str]) -> Reason | None:
    """`catalogue.link_without_good` where a product's deposit or bundle names a good that is not there."""
    for column, sku in links_of(product):
        if sku not in skus:
            return Reason("catalogue.link_without_good", {"sku": product.sku, "column": column, "value": sku})
    return None


def links_of(product: Product) -> Iterator[tuple[str, str]]:
    """Field and SKU of each good it names."""
    if product.deposit_sku:
        yield "deposit_sku", product.deposit_sku
    for part in product.bundle:
        yield "bundle", part.sku


def wrong_link(product: Product, goods: Mapping[str, Product], row: int) -> Reason | None:
    """Why the deposit or bundle of the product in a sheet's row cannot be what it says, of links that lead to
    goods: `catalogue.deposit_on_deposit`, `catalogue.not_a_deposit`, `catalogue.bundle_in_bundle`."""
    sku, deposit = product.deposit_sku, goods.get(product.deposit_sku)
    about: dict[str, str | int] = {"row": row, "column": "deposit_sku", "value": sku}
    if sku and product.role is Role.DEPOSIT:
        return Reason("catalogue.deposit_on_deposit", about)
    if deposit is not None and (deposit.role is not Role.DEPOSIT or deposit.sold_by is not SoldBy.PIECE):
        return Reason("catalogue.not_a_deposit", about)
    for part in product.bundle:
        inside = goods.get(part.sku)
        if inside is not None and inside.bundle:
            about = {"row": row, "column": "bundle", "value": part.sku}
            return Reason("catalogue.bundle_in_bundle", about)
    return None
