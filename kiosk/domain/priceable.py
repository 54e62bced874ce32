"""Whether a product's numbers can be priced with, wherever the product came from."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.money import MOST_MINOR
from kiosk.domain.product import Product
from kiosk.errors import InputRefused, Reason


def check_priceable(product: Product) -> None:
    """Raises InputRefused (`pricing.bad_product`) for a price or tax rate that cannot be right."""
    can_be_right = (
        0 <= product.price_minor <= MOST_MINOR
        and 0 <= (product.member_price_minor or 0) <= MOST_MINOR
        and product.tax_bp >= 0
        and not (product.prices and any(not 0 <= each <= MOST_MINOR for each in _row_amounts(product)))
    )
    if not can_be_right:
        raise InputRefused(Reason("pricing.bad_product", {"sku": product.sku}))


def _row_amounts(product: Product) -> Iterator[int]:
    """InputRefused where a row has a time of day nowhere, which nothing can be compared with."""
    for row in product.prices:
        if any(edge is not None and edge.tzinfo is None for edge in (row.starts_at, row.ends_at)):
            raise InputRefused(Reason("pricing.bad_product", {"sku": product.sku}))
        yield row.amount_minor
