"""Catalogue revisions in PostgreSQL: publish one, find it, and price by any of them.

A product's row says from which revision until before which one it holds, so a revision costs only the
rows that changed. The signed snapshot of each revision is kept as published.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import catalogue_products, catalogue_revisions
from kiosk.domain.catalogue_rows import offer_row, product_row, recall_row, snapshot_lines
from kiosk.domain.product import Product
from kiosk.domain.promotion import MultiBuy, NearDate, Offer, OfferBook, compile_offers
from kiosk.domain.recall import Recall, RecallBook, compile_recalls
from kiosk.remote.wire.codec import from_builtins, to_base64url
from kiosk.remote.wire.shapes import CatalogueManifest, catalogue_message

Sign = Callable[[bytes], bytes]
PUBLISHING = text("select pg_advisory_xact_lock(hashtextextended(:tenant, 1))")


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did; `changed` counts products added, changed and taken out."""

    revision: int
    products: int
    offers: int
    changed: int
    recalls: int = 0


async def current_revision(connection: AsyncConnection) -> int:
    """0 when nothing was published."""
    return await connection.scalar(select(func.max(catalogue_revisions.c.revision))) or 0


async def publish(
    connection: AsyncConnection,
    tenant: str,
    products: Sequence[Product],
    offers: Sequence[Offer],
    *,
    currency: str,
    at: datetime,
    sign: Sign,
    recalls: Sequence[Recall] | None = None,
) -> Published:
    """A new revision of exactly these goods; the same goods as now are no new revision. Recalls outlive the
    goods they were published with: None keeps those of now.

    Raises InputRefused for a good, an offer or a recall that no kiosk would take.
    """
    await connection.execute(PUBLISHING, {"tenant": tenant})
    before = await current_revision(connection)
    revision = before + 1
    compile_offers(offers, revision)
    wanted = {product.sku: _plain(product_row(product)) for product in products}
    deals = [_plain_offer(offer) for offer in sorted(offers, key=lambda offer: offer.offer_id)]
    known = await recalls_at(connection, before) or compile_recalls((), 0)
    dangers = known.recalls if recalls is None else compile_recalls(recalls, revision).recalls
    rows = await connection.execute(
        select(catalogue_products.c.sku, catalogue_products.c.product).where(
            catalogue_products.c.until_revision.is_(None)
        )
    )
    held = {row.sku: row.product for row in rows}
    ended = [sku for sku, product in held.items() if wanted.get(sku) != product]
    added = [sku for sku, product in wanted.items() if held.get(sku) != product]
    same = dangers == known.recalls and await _offers(connection, before) == deals
    if before and not ended and not added and same:
        return Published(before, len(wanted), len(deals), 0, len(dangers))
    lines = b"".join(
        snapshot_lines(products, offers, dangers, revision=revision, published_at=at, currency=currency)
    )
    snapshot = gzip.compress(lines, compresslevel=6, mtime=0)
    digest = hashlib.sha256(snapshot).hexdigest()
    message = catalogue_message(tenant, revision, digest, len(snapshot))
    await connection.execute(
        insert(catalogue_revisions).values(
            tenant=tenant,
            revision=revision,
            offers=deals,
            recalls=[_plain(recall_row(recall)) for recall in dangers],
            products=len(wanted),
            snapshot=snapshot,
            sha256=digest,
            size=len(snapshot),
            signature=to_base64url(sign(message)),
            published_at=at,
        )
    )
    await _write(connection, tenant, revision, ended, {sku: wanted[sku] for sku in added})
    return Published(revision, len(wanted), len(deals), len({*ended, *added}), len(dangers))


async def publish_recalls(
    connection: AsyncConnection,
    tenant: str,
    recalls: Sequence[Recall],
    *,
    currency: str,
    at: datetime,
    sign: Sign,
) -> Published:
    """Exactly these recalls with the goods and offers of now, as a new revision."""
    await connection.execute(PUBLISHING, {"tenant": tenant})
    revision = await current_revision(connection)
    offers = await offers_at(connection, revision)
    row = catalogue_products.c
    query = select(row.product).where(row.until_revision.is_(None)).order_by(row.sku)
    goods = [from_builtins(Product, product) for product in await connection.scalars(query)]
    deals = offers.offers if offers is not None else ()
    return await publish(
        connection, tenant, goods, deals, currency=currency, at=at, sign=sign, recalls=recalls
    )


async def _write(
    connection: AsyncConnection, tenant: str, revision: int, ended: list[str], added: dict[str, Any]
) -> None:
    if ended:
        row = catalogue_products.c
        await connection.execute(
            update(catalogue_products)
            .where(row.until_revision.is_(None), row.sku == bindparam("ended"))
            .values(until_revision=revision),
            [{"ended": sku} for sku in ended],
        )
    if added:
        await connection.execute(
            insert(catalogue_products),
            [
                {"tenant": tenant, "sku": sku, "from_revision": revision, "product": product}
                for sku, product in added.items()
            ],
        )


def _plain(row: dict[str, object]) -> dict[str, object]:
    """As JSON gives it back: lists for tuples, the row's type left out."""
    kept = {name: value for name, value in row.items() if name not in {"type", "kind"}}
    plain: dict[str, object] = json.loads(json.dumps(kept))
    return plain


def _plain_offer(offer: Offer) -> dict[str, object]:
    """A multi-buy is kept without its kind, as ever."""
    kind = {"kind": "near_date"} if isinstance(offer, NearDate) else {}
    return {**kind, **_plain(offer_row(offer))}


def _offer(plain: dict[str, object]) -> Offer:
    if plain.get("kind") == "near_date":
        return from_builtins(NearDate, plain)
    return from_builtins(MultiBuy, plain)


async def _offers(connection: AsyncConnection, revision: int) -> list[dict[str, object]] | None:
    offers: list[dict[str, object]] | None = await connection.scalar(
        select(catalogue_revisions.c.offers).where(catalogue_revisions.c.revision == revision)
    )
    return offers


async def offers_at(connection: AsyncConnection, revision: int) -> OfferBook | None:
    """None when there is no such revision."""
    offers = await _offers(connection, revision)
    if offers is None:
        return None
    return compile_offers(map(_offer, offers), revision)


async def recalls_at(connection: AsyncConnection, revision: int) -> RecallBook | None:
    """None when there is no such revision."""
    row = catalogue_revisions.c
    recalls = await connection.scalar(select(row.recalls).where(row.revision == revision))
    if recalls is None:
        return None
    return compile_recalls([from_builtins(Recall, recall) for recall in recalls], revision)


async def replaced_at(connection: AsyncConnection, revision: int) -> datetime | None:
    """When the next revision was published; None while this is the newest."""
    row = catalogue_revisions.c
    instant: datetime | None = await connection.scalar(
        select(row.published_at).where(row.revision > revision).order_by(row.revision).limit(1)
    )
    return instant


async def products_at(connection: AsyncConnection, revision: int, skus: Iterable[str]) -> dict[str, Product]:
    """Those of the goods that the revision has."""
    row = catalogue_products.c
    holds = or_(row.until_revision.is_(None), row.until_revision > revision)
    found = await connection.execute(
        select(row.sku, row.product).where(row.sku.in_(set(skus)), row.from_revision <= revision, holds)
    )
    return {each.sku: from_builtins(Product, each.product) for each in found}


async def newest_manifest(connection: AsyncConnection, after: int) -> CatalogueManifest | None:
    """None when the kiosk's revision is the newest."""
    row = catalogue_revisions.c
    newest = (
        await connection.execute(
            select(row.revision, row.sha256, row.size, row.signature)
            .where(row.revision > after)
            .order_by(row.revision.desc())
            .limit(1)
        )
    ).first()
    return None if newest is None else CatalogueManifest(**newest._asdict())


async def snapshot_of(connection: AsyncConnection, revision: int) -> bytes | None:
    snapshot: bytes | None = await connection.scalar(
        select(catalogue_revisions.c.snapshot).where(catalogue_revisions.c.revision == revision)
    )
    return snapshot
