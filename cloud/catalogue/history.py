"""Which revision was in force when, and what it said of single goods: the shop's own word of its prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.contents import offer_from, product_from
from cloud.database.catalogue_tables import catalogue_manifests
from cloud.database.tables import catalogue_products, catalogue_revisions
from kiosk.domain.category import Category, compile_categories
from kiosk.domain.lowest_price import InForce, OffersHeld, for_everybody
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook
from kiosk.errors import InputRefused
from kiosk.remote.wire.codec import from_builtins


@dataclass(frozen=True, slots=True)
class Timeline:
    """Revisions in the order in which they held, each until the next one."""

    steps: tuple[tuple[datetime, int], ...]
    at: datetime
    """Where it ends: now."""

    @property
    def begins(self) -> datetime:
        """From when on it is known what was asked."""
        return self.steps[0][0] if self.steps else self.at

    def spans(self) -> Iterator[tuple[datetime, datetime, int]]:
        """From when until before when each revision held."""
        for (since, revision), (until, _) in pairwise((*self.steps, (self.at, 0))):
            yield since, until, revision


async def timeline(connection: AsyncConnection, at: datetime) -> Timeline:
    """As the manifests say, which may go back; of before those that are kept, as revisions were made."""
    made, signed = catalogue_revisions.c, catalogue_manifests.c
    known: set[tuple[datetime, int]] = set()
    for instant, revision in ((made.published_at, made.revision), (signed.signed_at, signed.revision)):
        for row in await connection.execute(select(instant, revision).where(instant < at)):
            known.add((row[0], row[1]))
    return Timeline(tuple(sorted(known)), at)


async def in_force(
    connection: AsyncConnection, line: Timeline, skus: Sequence[str]
) -> Mapping[str, Sequence[InForce]]:
    """What each of the goods was by the revisions of the timeline, in order, equal neighbours as one."""
    row = catalogue_products.c
    least = min((revision for _, revision in line.steps), default=0)
    query = select(row.sku, row.from_revision, row.until_revision, row.product).where(
        row.sku.in_(skus), or_(row.until_revision.is_(None), row.until_revision > least)
    )
    versions: defaultdict[str, list[tuple[int, int | None, Product]]] = defaultdict(list)
    for each in await connection.execute(query):
        versions[each.sku].append((each.from_revision, each.until_revision, product_from(each.product)))
    return {sku: _spans(line, versions[sku]) for sku in skus}


def _spans(line: Timeline, versions: Sequence[tuple[int, int | None, Product]]) -> Sequence[InForce]:
    spans: list[InForce] = []
    for since, until, revision in line.spans():
        product = next(
            (good for first, end, good in versions if first <= revision and (end is None or revision < end)),
            None,
        )
        if spans and spans[-1].product is product:
            spans[-1] = InForce(spans[-1].since, until, product)
        else:
            spans.append(InForce(since, until, product))
    return spans


async def offers_held(connection: AsyncConnection, line: Timeline, since: datetime) -> Sequence[OffersHeld]:
    """The offers that lower a price for everybody, of the revisions that held from `since` on, in order."""
    spans = [span for span in line.spans() if span[1] > since]
    row = catalogue_revisions.c
    alike = func.md5(cast(row.offers, Text) + cast(row.categories, Text))
    query = select(row.revision, alike.label("alike")).where(row.revision.in_({each for *_, each in spans}))
    signs = {each.revision: each.alike for each in await connection.execute(query)}
    # Most revisions have the offers of the one before: each text is read once.
    books = {
        sign: await _book(connection, revision)
        for sign, revision in {sign: revision for revision, sign in signs.items()}.items()
    }
    return [OffersHeld(start, end, books.get(signs.get(revision, ""))) for start, end, revision in spans]


async def _book(connection: AsyncConnection, revision: int) -> OfferBook | None:
    """None for offers that a version of before took and this one does not."""
    row = catalogue_revisions.c
    query = select(row.offers, row.categories).where(row.revision == revision)
    found = (await connection.execute(query)).one()
    try:
        categories = [from_builtins(Category, each) for each in found.categories]
        return for_everybody(map(offer_from, found.offers), compile_categories(categories, revision))
    except InputRefused:
        return None
