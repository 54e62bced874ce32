"""Catalogue revisions in PostgreSQL: what each holds, and which one the shop sells by.

A product's row says from which revision until before which one it holds, so a revision costs only the
rows that changed, and a basket is priced by the revision it began with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.contents import NOTHING, Contents, Plain, Shared, offer_from, product_from
from cloud.database.catalogue_tables import CURRENT_REVISION, catalogue_manifests
from cloud.database.tables import catalogue_products, catalogue_revisions
from kiosk.domain.category import NO_CATEGORIES, Category, CategoryTree, compile_categories
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook, compile_offers
from kiosk.domain.recall import Recall, RecallBook, compile_recalls
from kiosk.domain.sale_rules import under_rules
from kiosk.remote.wire.codec import from_builtins

LONGEST_TRIP = timedelta(hours=6)
"""From the trip's first scan to its last attempt to pay: so long baskets of a replaced revision are taken."""

GOODS_AT_ONCE = 2000
"""Rows on their way from or to the database: of a large chain all of them are gigabytes."""


async def newest_revision(connection: AsyncConnection) -> int:
    """The last one made; 0 when nothing was published."""
    return await connection.scalar(select(func.max(catalogue_revisions.c.revision))) or 0


async def current_revision(connection: AsyncConnection) -> int:
    """The one the shop sells by; 0 when there is none."""
    return await connection.scalar(CURRENT_REVISION) or 0


async def contents_at(connection: AsyncConnection, revision: int, alike: Contents = NOTHING) -> Contents:
    """All of a revision; of none where there is no such one. What it shares with `alike` is held once."""
    row = catalogue_revisions.c
    found = (
        await connection.execute(
            select(row.offers, row.recalls, row.categories).where(row.revision == revision)
        )
    ).first()
    if found is None:
        return Contents()
    shared = Shared(alike)
    query = _goods_query(revision).execution_options(yield_per=GOODS_AT_ONCE)
    async for each in await connection.stream(query):
        shared.take(product_from(each.product))
    return Contents(
        products=tuple(shared.products),
        offers=tuple(map(offer_from, found.offers)),
        recalls=tuple(from_builtins(Recall, plain) for plain in found.recalls),
        categories=tuple(from_builtins(Category, plain) for plain in found.categories),
        prices=tuple(shared.prices),
    )


async def contents_now(connection: AsyncConnection, alike: Contents = NOTHING) -> Contents:
    """What the shop sells by, with the recalls of the newest revision: going back lifts none."""
    newest, current = await newest_revision(connection), await current_revision(connection)
    recalls = await recalls_at(connection, newest)
    now = await contents_at(connection, current, alike)
    return now if recalls is None else replace(now, recalls=recalls.recalls)


async def _goods(connection: AsyncConnection, revision: int, skus: Iterable[str]) -> dict[str, Product]:
    query = _goods_query(revision).where(catalogue_products.c.sku.in_(set(skus)))
    return {each.sku: product_from(each.product) for each in await connection.execute(query)}


def _goods_query(revision: int) -> Select[tuple[str, Plain]]:
    row = catalogue_products.c
    holds = or_(row.until_revision.is_(None), row.until_revision > revision)
    return select(row.sku, row.product).where(row.from_revision <= revision, holds).order_by(row.sku)


async def products_at(connection: AsyncConnection, revision: int, skus: Iterable[str]) -> dict[str, Product]:
    """Those of the goods that the revision has, with their rows of the price lists and under the sale rules
    of their categories."""
    found = await _goods(connection, revision, skus)
    tree = await _categories_at(connection, revision) if found else NO_CATEGORIES
    return {sku: under_rules(product, tree) for sku, product in found.items()}


async def categories_now(connection: AsyncConnection) -> tuple[Category, ...]:
    """Those the shop sells by."""
    return (await _categories_at(connection, await current_revision(connection))).categories


async def _categories_at(connection: AsyncConnection, revision: int) -> CategoryTree:
    row = catalogue_revisions.c
    plain = await connection.scalar(select(row.categories).where(row.revision == revision)) or ()
    return compile_categories([from_builtins(Category, each) for each in plain], revision)


async def offers_at(connection: AsyncConnection, revision: int) -> OfferBook | None:
    """None when there is no such revision."""
    row = catalogue_revisions.c
    offers: list[Plain] | None = await connection.scalar(select(row.offers).where(row.revision == revision))
    if offers is None:
        return None
    tree = await _categories_at(connection, revision)
    return compile_offers(map(offer_from, offers), revision, tree)


async def recalls_at(connection: AsyncConnection, revision: int) -> RecallBook | None:
    """None when there is no such revision."""
    row = catalogue_revisions.c
    recalls = await connection.scalar(select(row.recalls).where(row.revision == revision))
    if recalls is None:
        return None
    return compile_recalls([from_builtins(Recall, recall) for recall in recalls], revision)


async def replaced_at(connection: AsyncConnection, revision: int) -> datetime | None:
    """When the shop went over to another revision, by its manifests, which may go back and forth; None while
    it sells by this one. Of before the manifests that are kept: the first of them."""
    row = catalogue_manifests.c
    named = select(func.max(row.number)).where(row.revision == revision).scalar_subquery()
    after = select(row.signed_at).where(row.number > func.coalesce(named, 0)).order_by(row.number).limit(1)
    instant: datetime | None = await connection.scalar(after)
    return instant


async def prices_until(connection: AsyncConnection, revision: int) -> datetime | None:
    """When no basket at its prices is taken any more; None while the shop sells by it, and for one that is
    not known here."""
    row = catalogue_revisions.c
    known = await connection.scalar(select(row.revision).where(row.revision == revision))
    replaced = None if known is None else await replaced_at(connection, revision)
    return None if replaced is None else replaced + LONGEST_TRIP
