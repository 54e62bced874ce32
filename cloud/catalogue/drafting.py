"""What is to be signed: the files of a revision and the manifest that names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.contents import Contents
from cloud.catalogue.files import chain_to, last_document, packed, snapshot_at
from cloud.catalogue.lowest_told import Words, keep_words, words_now
from cloud.catalogue.revisions import contents_at, current_revision, newest_revision
from cloud.keys import CATALOGUE
from cloud.members.proof import public_keys
from kiosk.domain.catalogue_checksum import StateChecksum
from kiosk.domain.catalogue_rows import SNAPSHOT_SCHEMA, snapshot_lines
from kiosk.domain.category import compile_categories
from kiosk.domain.delta_making import Difference, delta_lines, difference
from kiosk.domain.promotion import compile_offers
from kiosk.domain.recall import compile_recalls
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.manifest import (
    MOST_LINKS,
    DeltaFile,
    Manifest,
    SnapshotFile,
    document_hash,
    read_manifest,
)

VALID_FOR = timedelta(days=30)
WORTH_A_DELTA = 0.3
"""Of the snapshot's size: kiosks would take the snapshot instead of a longer one."""
STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A manifest that is not signed yet, and the files that are new with it; none of a renewal."""

    manifest: Manifest
    files: Mapping[str, bytes] = field(default_factory=dict)
    contents: Contents | None = None
    """What the files say; None of a renewal."""
    before: Contents | None = None
    """What the newest revision held when this was made."""


async def draft(
    connection: AsyncConnection,
    tenant: str,
    contents: Contents,
    *,
    currency: str,
    at: datetime,
    valid_for: timedelta = VALID_FOR,
    after: int = 0,
    now: Contents | None = None,
    words: Words | None = None,
) -> Draft:
    """A revision of exactly these contents; the same contents as now are no new one, only a manifest anew.
    `after`: a revision that kiosks have and this cloud has lost, so that it numbers on from there. `now`:
    what the shop sells by (`contents_now`), where that is read already. `words`: the shop's on the lowest
    prices of these contents; None: those for what it sells by stay.

    Raises InputRefused for what no kiosk would take.
    """
    before, current = await newest_revision(connection), await current_revision(connection)
    revision = max(before, after) + 1
    _check(contents, revision)
    snapshot, whole = _snapshot(contents, revision, currency, at)
    kept = await words_now(connection) if words is None else words
    await keep_words(connection, tenant, snapshot.checksum, kept, at)
    last = await snapshot_at(connection, before)
    if last is not None and last.checksum == snapshot.checksum and after <= before == current:
        return await _over(connection, tenant, before, at, valid_for)
    files, chain = {snapshot.name: whole}, tuple[DeltaFile, ...]()
    held = now if current == before else None
    if held is None:
        held = await contents_at(connection, before, contents)
    if before:
        changes = difference(held.values(), contents.values())
        delta, part = _delta(changes, before, revision, snapshot.checksum, at)
        if delta.size < WORTH_A_DELTA * snapshot.size:
            files[delta.name] = part
            chain = (*await chain_to(connection, before), delta)[-MOST_LINKS:]
    manifest = await _manifest(connection, tenant, revision, snapshot, chain, at, valid_for)
    return Draft(manifest=manifest, files=files, contents=contents, before=held)


def _check(contents: Contents, revision: int) -> None:
    compile_offers(contents.offers, revision, compile_categories(contents.categories, revision))
    compile_recalls(contents.recalls, revision)


def _snapshot(contents: Contents, revision: int, currency: str, at: datetime) -> tuple[SnapshotFile, bytes]:
    lines = snapshot_lines(
        contents.products,
        contents.offers,
        contents.recalls,
        revision=revision,
        published_at=at,
        currency=currency,
        categories=contents.categories,
        prices=contents.prices,
    )
    checksum = StateChecksum()
    rows = -2  # neither header nor end

    def summed() -> Iterator[bytes]:
        """Each row is written once: of a million that is half of the time."""
        nonlocal rows
        last = b""
        for line in lines:
            if rows >= 0:
                checksum.add(last)
            rows, last = rows + 1, line[:-1]
            yield line

    content, about = packed(summed(), f"{revision}")
    return SnapshotFile(**about, checksum=checksum.hex(), rows=rows), content


def _delta(
    changes: Difference, before: int, revision: int, checksum: str, at: datetime
) -> tuple[DeltaFile, bytes]:
    links = {"from_revision": before, "to_revision": revision}
    lines = delta_lines(changes, **links, published_at=at, checksum=checksum)
    content, about = packed(lines, f"{before}-{revision}")
    return DeltaFile(**about, **links, checksum=checksum), content


async def _over(
    connection: AsyncConnection,
    tenant: str,
    revision: int,
    at: datetime,
    valid_for: timedelta,
    rollback_from: int = 0,
) -> Draft:
    """A new manifest of a revision that is there; raises InputRefused (`cloud.revision_not_kept`)."""
    snapshot = await snapshot_at(connection, revision)
    if snapshot is None:
        raise InputRefused(Reason("cloud.revision_not_kept", {"revision": revision}))
    chain = await chain_to(connection, revision)
    manifest = await _manifest(connection, tenant, revision, snapshot, chain, at, valid_for)
    return Draft(manifest=replace(manifest, rollback_from=rollback_from))


async def renewal(
    connection: AsyncConnection, tenant: str, at: datetime, valid_for: timedelta = VALID_FOR
) -> Draft:
    """The present manifest with a later end."""
    now = await last_manifest(connection, tenant)
    revision, rollback_from = (now.revision, now.rollback_from) if now is not None else (0, 0)
    return await _over(connection, tenant, revision, at, valid_for, rollback_from)


async def rollback(
    connection: AsyncConnection, tenant: str, revision: int, at: datetime, valid_for: timedelta = VALID_FOR
) -> Draft:
    """Back to an older revision; raises InputRefused (`cloud.not_older`, `cloud.revision_not_kept`)."""
    newest = await newest_revision(connection)
    if not 0 < revision < newest:
        raise InputRefused(Reason("cloud.not_older", {"revision": revision, "current": newest}))
    return await _over(connection, tenant, revision, at, valid_for, rollback_from=newest)


async def last_manifest(connection: AsyncConnection, tenant: str) -> Manifest | None:
    """The one that holds; None while nothing is published."""
    document = await last_document(connection)
    return (
        None
        if document is None
        else read_manifest(document, tenant, await public_keys(connection, CATALOGUE))
    )


async def _manifest(
    connection: AsyncConnection,
    tenant: str,
    revision: int,
    snapshot: SnapshotFile,
    chain: tuple[DeltaFile, ...],
    at: datetime,
    valid_for: timedelta,
) -> Manifest:
    document, last = await last_document(connection), await last_manifest(connection, tenant)
    # Later than the one before even where this machine's clock went back: kiosks go by that.
    signed_at = at if last is None else max(at, last.signed_at + STEP)
    return Manifest(
        tenant=tenant,
        revision=revision,
        signed_at=signed_at,
        expires_at=signed_at + valid_for,
        schema=SNAPSHOT_SCHEMA,
        snapshot=snapshot,
        deltas=chain,
        previous="" if document is None else document_hash(document),
    )
