"""Whether the shop sells what is in a frozen basket, by the rules in force and this machine's own clock.

A basket holds the prices of its revision, not the rules: a sale stop, other hours, an age or the word of
staff may not have reached the kiosk yet, and a kiosk that was tampered with may not ask. There is no time of
grace: a kiosk that hears such a refusal fetches the newest catalogue, and asks its shopper for what is
missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import current_revision, products_at
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.product import Product
from kiosk.domain.sale_rules import objection, over_limit, with_rules_of
from kiosk.errors import Reason


async def under_rules_now(connection: AsyncConnection, products: Mapping[str, Product]) -> dict[str, Product]:
    """Goods of a basket's revision under the rules in force; one that today's revision does not know any more
    goes by its own."""
    newest = await products_at(connection, await current_revision(connection), products)
    return {sku: with_rules_of(product, newest.get(sku, product)) for sku, product in products.items()}


def sale_objection(request: AttemptRequest, products: Mapping[str, Product], now: datetime) -> Reason | None:
    """`payment.not_sold_now` naming the first good that may not be sold, or is too many; `products` under the
    rules in force."""
    for line in request.basket.lines:
        if objection(products[line.sku], now, request.context.zone) is not None:
            return Reason("payment.not_sold_now", {"sku": line.sku[:60]})
    over = over_limit(request.basket, products)
    return None if over is None else Reason("payment.not_sold_now", {"sku": over[0].sku[:60]})
