"""What the cloud knows of the very items in a frozen basket, before their money is asked for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import current_revision, recalls_at
from cloud.items.sold import sold_of
from kiosk.domain.days import day_of
from kiosk.domain.item_truth import objection
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.recall import NO_RECALLS, RecallBook
from kiosk.domain.serials import serials_of
from kiosk.errors import Reason


class RecallBooks:
    """Recalls by revision; keeps those it met."""

    def __init__(self) -> None:
        self._books: dict[tuple[str, int], RecallBook] = {}

    async def at(self, connection: AsyncConnection, tenant: str, revision: int) -> RecallBook:
        """No recalls where there is no such revision."""
        known = self._books.get((tenant, revision))
        if known is None:
            known = await recalls_at(connection, revision)
            if known is None:
                return NO_RECALLS
            self._books[tenant, revision] = known
        return known


async def item_objection(
    connection: AsyncConnection, tenant: str, books: RecallBooks, request: AttemptRequest, now: datetime
) -> Reason | None:
    """Why an item may not be sold, or None: the kiosk may not have heard yet of a recall or another sale.

    Recalls are those of today's revision, not of the basket's.
    """
    recalls = await books.at(connection, tenant, await current_revision(connection))
    items = serials_of(request.basket)
    sold = await sold_of(connection, items, request.sale_id)
    named = [line for line in request.basket.lines if line.serial]
    twice = len({(line.gtin14, line.serial) for line in named}) < len(named)
    today = day_of(now, request.context.zone)
    for line in request.basket.lines:
        against = objection(line, today=today, recalls=recalls, is_sold=sold.__contains__)
        if against is not None or (twice and line.serial):
            return Reason("payment.item_not_for_sale", {"sku": line.sku[:60]})
    return None
