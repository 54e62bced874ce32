"""Whether the shop sells what is in a frozen basket now, by the rules of today's revision: a sale stop or
other hours may not have reached the kiosk yet, and a kiosk that was tampered with may not ask."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import current_revision, products_at
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.sale_rules import objection, over_limit
from kiosk.errors import Reason


async def sale_objection(connection: AsyncConnection, request: AttemptRequest) -> Reason | None:
    """`payment.not_sold_now` naming the first good that may not be sold at its instant, or is too many.

    A good that today's revision does not know any more is judged by the basket's own revision alone.
    """
    revision, context = await current_revision(connection), request.context
    products = await products_at(connection, revision, (line.sku for line in request.basket.lines))
    for line in request.basket.lines:
        product = products.get(line.sku)
        if product is not None and objection(product, context.at, context.zone) is not None:
            return Reason("payment.not_sold_now", {"sku": line.sku[:60]})
    over = over_limit(request.basket, products)
    return None if over is None else Reason("payment.not_sold_now", {"sku": over[0].sku[:60]})
