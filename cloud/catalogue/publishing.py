"""Publishing: contents become files and a manifest (`drafting`), somebody's key signs it, `put` takes it.

The three may happen on different machines, so that the key need not be where the cloud is: what was signed
holds only if nothing else was published meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.contents import (
    Contents,
    plain_category,
    plain_offer,
    plain_product,
    plain_recall,
)
from cloud.catalogue.drafting import Draft, draft
from cloud.catalogue.files import PackedFile, forget_old, last_document, put_document, put_file
from cloud.catalogue.list_changes import ListChange, list_changes
from cloud.catalogue.parcel import read_contents
from cloud.catalogue.revisions import GOODS_AT_ONCE, contents_at, newest_revision
from cloud.database.locks import lock_publishing
from cloud.database.tables import catalogue_products, catalogue_revisions
from cloud.keys import CATALOGUE
from cloud.members.proof import public_keys
from kiosk.domain.product import Product
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.manifest import (
    DeltaFile,
    Manifest,
    Sign,
    SnapshotFile,
    document_hash,
    manifest_body,
    read_manifest,
    sign_manifest,
)


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did; `changed` counts products added, changed and taken out."""

    revision: int
    products: int
    offers: int
    changed: int
    recalls: int = 0
    lists: Mapping[str, ListChange] = field(default_factory=dict)
    """Of a new revision, against the newest one before."""


async def put(
    connection: AsyncConnection,
    tenant: str,
    document: bytes,
    files: Mapping[str, bytes],
    made: Draft | None = None,
) -> Published:
    """Takes what one of the tenant's catalogue keys signed. `made`: the draft it is of, where that was made
    in this very transaction and need not be read out of the files again.

    Raises InputRefused: `catalogue.manifest_not_verified`, `cloud.published_meanwhile`,
    `cloud.file_not_as_signed` for a file that is missing or another.
    """
    await lock_publishing(connection, tenant)
    manifest = read_manifest(document, tenant, await public_keys(connection, CATALOGUE))
    last = await last_document(connection)
    newest = await newest_revision(connection)
    if manifest.previous != ("" if last is None else document_hash(last)):
        raise InputRefused(Reason("cloud.published_meanwhile", {"revision": newest}))
    lists: Mapping[str, ListChange] = {}
    if manifest.revision <= newest:
        contents, changed = await contents_at(connection, manifest.revision), 0
    else:
        about: list[SnapshotFile | DeltaFile] = [manifest.snapshot]
        about += [each for each in manifest.deltas if each.to_revision == manifest.revision]
        for each in about:
            await put_file(connection, tenant, manifest.revision, _as_signed(each, files))
        if made is not None and made.contents is not None:
            contents = made.contents
        else:
            contents = read_contents(manifest.snapshot.name, files[manifest.snapshot.name])
        before = made.before if made is not None else None
        held = await contents_at(connection, newest) if before is None else before
        changed = await _write(connection, tenant, manifest, held, contents)
        lists = list_changes(held, contents)
    await put_document(connection, tenant, document, manifest)
    await forget_old(connection, max(newest, manifest.revision), manifest.revision)
    counts = (len(contents.products), len(contents.offers), changed, len(contents.recalls))
    return Published(manifest.revision, *counts, lists)


def _as_signed(about: SnapshotFile | DeltaFile, files: Mapping[str, bytes]) -> PackedFile:
    content = files.get(about.name, b"")
    if document_hash(content) != about.sha256 or len(content) != about.size:
        raise InputRefused(Reason("cloud.file_not_as_signed", {"file": about.name}))
    return PackedFile(about=about, content=content)


async def _write(
    connection: AsyncConnection, tenant: str, manifest: Manifest, before: Contents, contents: Contents
) -> int:
    """The revision's rows; how many goods differ from those before."""
    held, wanted, revision = before.priced(), contents.priced(), manifest.revision
    ended = [sku for sku, product in held.items() if wanted.get(sku) != product]
    added = {sku: product for sku, product in wanted.items() if held.get(sku) != product}
    await connection.execute(
        insert(catalogue_revisions).values(
            tenant=tenant,
            revision=revision,
            offers=[plain_offer(each) for each in contents.offers],
            recalls=[plain_recall(each) for each in contents.recalls],
            categories=[plain_category(each) for each in contents.categories],
            products=len(wanted),
            published_at=manifest.signed_at,
        )
    )
    await _write_goods(connection, tenant, revision, ended, added)
    return len({*ended, *added})


async def _write_goods(
    connection: AsyncConnection, tenant: str, revision: int, ended: list[str], added: Mapping[str, Product]
) -> None:
    row = catalogue_products.c
    end = update(catalogue_products).values(until_revision=revision)
    for some in _parts(ended):
        await connection.execute(end.where(row.until_revision.is_(None), row.sku.in_(some)))
    for some in _parts(list(added)):
        rows = [
            {"tenant": tenant, "sku": sku, "from_revision": revision, "product": plain_product(added[sku])}
            for sku in some
        ]
        await connection.execute(insert(catalogue_products), rows)


def _parts(skus: Sequence[str]) -> Iterator[Sequence[str]]:
    return (skus[start : start + GOODS_AT_ONCE] for start in range(0, len(skus), GOODS_AT_ONCE))


# All at once, where the key is here


async def publish(
    connection: AsyncConnection,
    tenant: str,
    contents: Contents,
    *,
    currency: str,
    at: datetime,
    sign: Sign,
) -> Published:
    """A new revision of exactly these contents; the same as now are no new one."""
    await lock_publishing(connection, tenant)
    made = await draft(connection, tenant, contents, currency=currency, at=at)
    return await sign_and_put(connection, tenant, made, sign)


async def sign_and_put(connection: AsyncConnection, tenant: str, made: Draft, sign: Sign) -> Published:
    document = sign_manifest(sign, manifest_body(made.manifest))
    return await put(connection, tenant, document, made.files, made)
