"""The cloud prices a frozen basket itself before it asks a provider for the money.

A kiosk that was tampered with can ask for nothing the catalogue does not say: neither another price, nor
a member's price without a member's own signed code.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import offers_at, products_at
from cloud.database.tables import stores
from cloud.payments.member_price import LONGEST_TRIP, member_objection
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.pricing import PricedBasket, PricedLine, price
from kiosk.domain.promotion import OfferBook
from kiosk.domain.sale import Store
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import from_builtins

MOST_NAMED = 10
"""Lines named in a refusal."""


class Repricing:
    """Prices by any revision; keeps the compiled offers of the revisions it met."""

    def __init__(self) -> None:
        self._books: dict[tuple[str, int], OfferBook] = {}

    async def objection(
        self, connection: AsyncConnection, tenant: str, store: str, request: AttemptRequest, now: datetime
    ) -> Reason | None:
        """Why the amount may not be asked for, or None."""
        shop = await store_of(connection, store)
        if shop is None or not request.basket.lines:
            return Reason("payment.basket_empty")
        context = request.context
        if (context.currency, context.zone) != (shop.currency, shop.zone):
            return Reason("payment.context_differs", {"store": store})
        if context.at.tzinfo is None or not now - LONGEST_TRIP < context.at < now + LONGEST_TRIP:
            return Reason("payment.context_differs", {"store": store})
        if context.member_segments:
            objection = await member_objection(connection, tenant, store, request, now)
            if objection is not None:
                return objection
        revision = request.priced.catalogue_revision
        book = await self._book(connection, tenant, revision)
        if book is None:
            return Reason("payment.revision_unknown", {"revision": revision})
        products = await products_at(connection, revision, (line.sku for line in request.basket.lines))
        try:
            ours = price(request.basket, products, book, context)
        except InputRefused as refused:
            return refused.reason
        return difference(request.priced, ours)

    async def _book(self, connection: AsyncConnection, tenant: str, revision: int) -> OfferBook | None:
        known = self._books.get((tenant, revision))
        if known is None:
            known = await offers_at(connection, revision)
            if known is not None:
                self._books[tenant, revision] = known
        return known


async def store_of(connection: AsyncConnection, store: str) -> Store | None:
    shop = await connection.scalar(select(stores.c.shop).where(stores.c.store == store))
    return None if shop is None else from_builtins(Store, shop)


def difference(theirs: PricedBasket, ours: PricedBasket) -> Reason | None:
    """The lines that differ by name, or the totals; None when the money is the same to the minor unit."""
    mine = {line.line_id: _money(line) for line in ours.lines}
    asked = {line.line_id: _money(line) for line in theirs.lines}
    names = {line.line_id: line.sku for line in (*theirs.lines, *ours.lines)}
    differing = [line_id for line_id in names if mine.get(line_id) != asked.get(line_id)]
    same_totals = (theirs.total_minor, theirs.currency, theirs.taxes, len(theirs.lines)) == (
        ours.total_minor,
        ours.currency,
        ours.taxes,
        len(ours.lines),
    )
    if not differing and same_totals:
        return None
    values: dict[str, str | int] = {
        "lines": ", ".join(names[line_id] for line_id in differing[:MOST_NAMED]),
        "asked_minor": theirs.total_minor,
        "right_minor": ours.total_minor,
    }
    return Reason("payment.price_differs", values)


def _money(line: PricedLine) -> tuple[object, ...]:
    amounts = (line.list_total_minor, line.discount_minor, line.total_minor, line.net_minor, line.tax_minor)
    return (line.sku, line.quantity, line.weight_g, line.price_kind, line.tax_code, *amounts)
