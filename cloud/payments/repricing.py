"""The cloud prices a frozen basket itself before it asks a provider for the money.

A kiosk that was tampered with can ask for nothing the catalogue of the day does not say: neither another
price, nor a label no shop would print, nor a good without the attendant's word it needs, nor a member's price
without a member's own signed code.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import LONGEST_TRIP, current_revision, offers_at, prices_until
from cloud.coupons.proving import refusal
from cloud.members.uses import hold_uses
from cloud.payments.items import RecallBooks, item_objection
from cloud.payments.member_price import CLOCK_TOLERANCE, member_objection
from cloud.payments.member_uses import ProvenUses, proven_uses
from cloud.payments.sale_rules import sale_objection, under_rules_now
from cloud.payments.shop_rules import (
    discount_objection,
    products_of,
    shop_of_context,
    version_objection,
)
from cloud.stores import stores_since
from kiosk.domain.basket import BasketLine
from kiosk.domain.intervention import needed
from kiosk.domain.label import plausible
from kiosk.domain.member_segments import EVERY_MEMBER
from kiosk.domain.owed import claims_used
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.priced import PricingContext, same_amounts
from kiosk.domain.pricing import PricedBasket, PricedLine
from kiosk.domain.pricing_versions import price_by
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook
from kiosk.domain.recall import NO_RECALLS, RecallBook
from kiosk.domain.sale import Store
from kiosk.errors import BugError, InputRefused, Reason

MOST_NAMED = 10
"""Lines named in a refusal."""
NO_REVISION = 2**62
"""Beyond it no revision is meant, nor can the database look for one."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request at the cloud, to be judged as of `now`."""

    tenant: str
    store: str
    request: AttemptRequest
    now: datetime


class Repricing:
    """Prices by any revision; keeps the compiled offers of the revisions it met."""

    def __init__(self) -> None:
        self._books: dict[tuple[str, int], OfferBook] = {}
        self._recalls = RecallBooks()

    async def objection(
        self, connection: AsyncConnection, tenant: str, store: str, request: AttemptRequest, now: datetime
    ) -> Reason | None:
        """Why the amount may not be asked for, or None."""
        shops = await stores_since(connection, store, now - LONGEST_TRIP)
        if not shops or not request.basket.lines:
            return Reason("payment.basket_empty")
        context = request.context
        shop = shop_of_context(context, shops)
        if shop is None:
            return Reason("payment.context_differs", {"store": store})
        if context.at.tzinfo is None or not now - LONGEST_TRIP < context.at < now + CLOCK_TOLERANCE:
            return Reason("payment.context_differs", {"store": store})
        if not may_be_proven(context):
            return Reason("payment.context_differs", {"store": store})
        if context.member_segments:
            objection = await member_objection(connection, tenant, store, request, now)
            if objection is not None:
                return objection
        uses = await proven_uses(connection, tenant, request, now)
        return await self._price_objection(connection, _Asked(tenant, store, request, now), shop, uses)

    async def _price_objection(
        self, connection: AsyncConnection, asked: _Asked, shop: Store, uses: ProvenUses
    ) -> Reason | None:
        tenant, request, now = asked.tenant, asked.request, asked.now
        revision, context = request.priced.catalogue_revision, uses.of(at_its_instant(request.context, now))
        book = await self.book(connection, tenant, revision) if 0 < revision < NO_REVISION else None
        if book is None:
            return Reason("payment.revision_unknown", {"revision": str(revision)[:20]})
        until = await prices_until(connection, revision)
        if until is not None and until < now:
            return Reason("payment.revision_too_old", {"revision": revision})
        products = await products_of(connection, revision, request)
        ruled = await under_rules_now(connection, products)
        known = await self._recalls.at(connection, tenant, revision)
        recalls = await self._recalls.at(connection, tenant, await current_revision(connection))
        try:
            ours = await priced_aside(request, products, book, context)
            if until is not None and until - LONGEST_TRIP < context.at:
                replaced = changed(context, at=until - LONGEST_TRIP)
                if not same_amounts(ours, await priced_aside(request, products, book, replaced)):
                    ours = await self._priced_now(connection, tenant, request, context)
            for line in request.basket.lines:
                check_line(ruled[line.sku], line, known, recalls)
        except InputRefused as refused:
            return refused.reason
        against = (
            version_objection(request.priced.pricing_version, products, shop)
            or uses.objection(difference(request.priced, ours))
            or unused_claim(ours, context)
            or discount_objection(ours, shop)
            or sale_objection(request, ruled, now)
            or await item_objection(connection, tenant, self._recalls, request, now)
        )
        if against is None and uses.member_ref:
            await self._hold_uses(connection, asked, uses, ours)
        return against

    async def _hold_uses(
        self, connection: AsyncConnection, asked: _Asked, uses: ProvenUses, ours: PricedBasket
    ) -> None:
        """Of the member's offers, those the basket uses: they are the attempt's from now on."""
        request = asked.request
        revisions = (request.priced.catalogue_revision, await current_revision(connection))
        books = [await self.book(connection, asked.tenant, revision) for revision in revisions]
        used, member_ref = uses.in_basket(ours, books), uses.member_ref
        await hold_uses(connection, asked.tenant, asked.store, request, member_ref, used, asked.now)

    async def _priced_now(
        self, connection: AsyncConnection, tenant: str, request: AttemptRequest, context: PricingContext
    ) -> PricedBasket:
        """By the revision in force: what an hour changes after a basket's revision was replaced is not its
        own say any more. Raises InputRefused."""
        revision = await current_revision(connection)
        book = await self.book(connection, tenant, revision)
        if book is None:
            raise BugError("the revision in force is there")
        products = await products_of(connection, revision, request)
        return await priced_aside(request, products, book, context)

    async def book(self, connection: AsyncConnection, tenant: str, revision: int) -> OfferBook | None:
        """The offers of a revision; None where there is no such revision."""
        known = self._books.get((tenant, revision))
        if known is None:
            known = await offers_at(connection, revision)
            if known is not None:
                self._books[tenant, revision] = known
        return known


async def priced_aside(
    request: AttemptRequest, products: Mapping[str, Product], book: OfferBook, context: PricingContext
) -> PricedBasket:
    """The request's basket by the version it names, in a thread of its own: others are served meanwhile.
    Raises InputRefused."""
    price = price_by(request.priced.pricing_version)
    return await asyncio.to_thread(price, request.basket, products, book, context)


def at_its_instant(context: PricingContext, now: datetime) -> PricingContext:
    """The context at the instant it names, which a kiosk moves on to now whenever it asks for money; one that
    is further back than clocks differ counts for nothing, so that no price comes back after its end."""
    return context if context.at > now - CLOCK_TOLERANCE else changed(context, at=now)


def may_be_proven(context: PricingContext) -> bool:
    """Whether there is a code to prove what the context says of a member."""
    segments, used = context.member_segments, context.limits_used
    return segments[:1] == (EVERY_MEMBER,) if segments else not used


def check_line(
    product: Product, line: BasketLine, known: RecallBook = NO_RECALLS, now: RecallBook = NO_RECALLS
) -> None:
    """Raises InputRefused for a line that a kiosk of ours could not have: `basket.not_for_self_service`,
    `payment.approval_missing`, `payment.label_not_plausible`. Somebody reads a pack of no batch where both
    the recalls that the kiosk knew and those of now ask for it: it may not know of one, and one may be
    over."""
    if not plausible(product, line):
        raise InputRefused(Reason("payment.label_not_plausible", {"sku": line.sku[:60]}))
    if needed(product, line, known) is not None and needed(product, line, now) is not None:
        raise InputRefused(Reason("payment.approval_missing", {"sku": line.sku[:60]}))


def difference(theirs: PricedBasket, ours: PricedBasket) -> Reason | None:
    """The lines that differ by name, or the totals; None when the money is the same to the minor unit."""
    mine = {line.line_id: _money(line) for line in ours.lines}
    asked = {line.line_id: _money(line) for line in theirs.lines}
    names = {line.line_id: line.sku for line in (*theirs.lines, *ours.lines)}
    differing = [line_id for line_id in names if mine.get(line_id) != asked.get(line_id)]
    if not differing and _totals(theirs) == _totals(ours):
        return None
    values: dict[str, str | int] = {
        "lines": ", ".join(names[line_id] for line_id in differing[:MOST_NAMED]),
        "asked_minor": theirs.total_minor,
        "right_minor": ours.total_minor,
    }
    return Reason("payment.price_differs", values)


def unused_claim(ours: PricedBasket, context: PricingContext) -> Reason | None:
    """`coupon.differs` for a claim that lowers nothing and pays for nothing: it would be used up as well."""
    used = claims_used(ours, context)
    unused = next((claim for claim in context.claims if claim not in used), None)
    return None if unused is None else refusal(Reason("coupon.differs"), unused).reason


def _totals(priced: PricedBasket) -> tuple[object, ...]:
    sums = (priced.total_minor, priced.rounding_minor, priced.tax_mode)
    return (*sums, priced.currency, priced.taxes, len(priced.lines))


def _money(line: PricedLine) -> tuple[object, ...]:
    amounts = (line.list_total_minor, line.discount_minor, line.total_minor, line.net_minor, line.tax_minor)
    what = (line.role, line.refers_to, line.price_kind, line.tax_code)
    return (line.sku, line.quantity, line.weight_g, *what, *amounts)
