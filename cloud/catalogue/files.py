"""The files kiosks fetch, in PostgreSQL: immutable by their names, under the last signed manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypedDict

from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.catalogue_tables import catalogue_files, catalogue_manifests
from kiosk.domain.packed_lines import SUFFIX, pack
from kiosk.remote.wire.manifest import MOST_LINKS, DeltaFile, Manifest, SnapshotFile, document_hash

MOST_SNAPSHOTS = 8
"""Of the newest revisions; older ones are only in the tables."""
MOST_MANIFESTS = 100
KEPT_FOR = timedelta(days=60)
"""Older manifests go where there are more: lowest prices of 30 days hang on them."""


class About(TypedDict):
    """The fields that all files of a manifest have."""

    name: str
    size: int
    sha256: str
    raw_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFile:
    """A file not yet published: what the manifest will say of it, and its bytes."""

    about: SnapshotFile | DeltaFile
    content: bytes


def packed(lines: Iterable[bytes], stem: str) -> tuple[bytes, About]:
    """Lines as they travel. The name ends in a part of the hash, so that nobody finds the file who does not
    know the manifest."""
    raw_size = 0

    def counted() -> Iterable[bytes]:
        nonlocal raw_size
        for line in lines:
            raw_size += len(line)
            yield line

    content = b"".join(pack(counted()))
    digest = hashlib.sha256(content).hexdigest()
    name = f"{stem}-{digest[:32]}{SUFFIX}"
    return content, {"name": name, "size": len(content), "sha256": digest, "raw_size": raw_size}


# The manifest


async def last_document(connection: AsyncConnection) -> bytes | None:
    """The signed manifest that holds; None while nothing is published."""
    row = catalogue_manifests.c
    found: bytes | None = await connection.scalar(select(row.document).order_by(row.number.desc()).limit(1))
    return found


async def put_document(connection: AsyncConnection, tenant: str, document: bytes, manifest: Manifest) -> None:
    """From now on this one holds."""
    row = catalogue_manifests.c
    number = 1 + (await connection.scalar(select(func.max(row.number))) or 0)
    await connection.execute(
        insert(catalogue_manifests).values(
            tenant=tenant,
            number=number,
            revision=manifest.revision,
            document=document,
            sha256=document_hash(document),
            signed_at=manifest.signed_at,
            expires_at=manifest.expires_at,
        )
    )
    old = and_(row.number <= number - MOST_MANIFESTS, row.signed_at < manifest.signed_at - KEPT_FOR)
    await connection.execute(delete(catalogue_manifests).where(old))


# Files


async def put_file(connection: AsyncConnection, tenant: str, revision: int, file: PackedFile) -> None:
    """`revision`: that it leads to."""
    about = file.about
    await connection.execute(
        insert(catalogue_files).values(
            tenant=tenant,
            name=about.name,
            from_revision=about.from_revision if isinstance(about, DeltaFile) else None,
            revision=revision,
            size=about.size,
            sha256=about.sha256,
            raw_size=about.raw_size,
            checksum=about.checksum,
            rows=about.rows if isinstance(about, SnapshotFile) else 0,
            content=file.content,
        )
    )


async def forget_old(connection: AsyncConnection, newest: int, current: int) -> None:
    """Snapshots and deltas that no manifest will name again; a download under way has the last ones yet."""
    row = catalogue_files.c
    older = and_(
        row.from_revision.is_(None), row.revision <= newest - MOST_SNAPSHOTS, row.revision != current
    )
    unlinked = row.revision <= newest - MOST_LINKS - MOST_SNAPSHOTS
    await connection.execute(delete(catalogue_files).where(or_(older, unlinked & (row.revision != current))))


async def snapshot_at(connection: AsyncConnection, revision: int) -> SnapshotFile | None:
    """The revision's snapshot where it is still kept."""
    row = catalogue_files.c
    found = (
        await connection.execute(
            select(row.name, row.size, row.sha256, row.raw_size, row.checksum, row.rows).where(
                row.revision == revision, row.from_revision.is_(None)
            )
        )
    ).first()
    return None if found is None else SnapshotFile(**found._asdict())


async def chain_to(connection: AsyncConnection, revision: int) -> tuple[DeltaFile, ...]:
    """The deltas that lead to a revision one after another, at most `MOST_LINKS`, oldest first."""
    row = catalogue_files.c
    found = await connection.execute(
        select(
            row.from_revision,
            row.revision.label("to_revision"),
            row.name,
            row.size,
            row.sha256,
            row.raw_size,
            row.checksum,
        ).where(row.from_revision.is_not(None), row.revision <= revision)
    )
    leading = {each.to_revision: DeltaFile(**each._asdict()) for each in found}
    chain: list[DeltaFile] = []
    while (link := leading.get(revision)) is not None and len(chain) < MOST_LINKS:
        chain.append(link)
        revision = link.from_revision
    return tuple(reversed(chain))


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is there."""

    name: str
    size: int
    sha256: str


async def find_file(connection: AsyncConnection, name: str) -> Stored | None:
    row = catalogue_files.c
    found = (await connection.execute(select(row.name, row.size, row.sha256).where(row.name == name))).first()
    return None if found is None else Stored(**found._asdict())


async def read_part(connection: AsyncConnection, name: str, start: int, length: int) -> bytes:
    """Bytes of a file that is there."""
    row = catalogue_files.c
    part = func.substring(row.content, start + 1, length)
    found: bytes = await connection.scalar(select(part).where(row.name == name)) or b""
    return found
