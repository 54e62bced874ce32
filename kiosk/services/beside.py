"""The products that pricing needs beside the basket's own: deposits, parts, and the store's gift and bag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kiosk.domain.deposits import BUNDLED, companions
from kiosk.domain.product import Product
from kiosk.domain.sale import Store
from kiosk.ports import Catalogue


def with_extras(products: Mapping[str, Product], catalogue: Catalogue, store: Store) -> dict[str, Product]:
    """The goods with what pricing needs beside them, as far as the catalogue has it."""
    known = dict(products)
    for _ in range(BUNDLED):
        wanted = companions(known.values()) | set(extras_of(store))
        missing = wanted - known.keys()
        if not missing:
            break
        known |= catalogue.by_sku(missing)
    return known


def extras_of(store: Store) -> Iterable[str]:
    """The SKUs of a store's own gift and bag."""
    if store.round_up is not None:
        yield store.round_up.sku
    if store.bag_sku:
        yield store.bag_sku
