"""The shop's own word of the lowest price before a reduction, kept beside what is worked out of it.

A row of the catalogue has only what is shown. What the sheet said is kept here, by the checksum of the
contents it was made for, so that the next publication of the goods alone knows it again, a parcel signed
elsewhere too, and going back finds that of then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.files import KEPT_FOR, snapshot_at
from cloud.catalogue.revisions import current_revision
from cloud.database.catalogue_tables import catalogue_lowest_told


@dataclass(frozen=True, slots=True)
class Word:
    """`minor` of the sheet published at `at`. `stands`: for all that was asked before, though more was found
    to be less (`--lowest-as-told`); what is asked after it counts as ever."""

    minor: int
    at: datetime
    stands: bool = False


Words = Mapping[str, Word]
"""By the ids of price rows."""


async def words_now(connection: AsyncConnection) -> Words:
    """Those for what the shop sells by."""
    snapshot = await snapshot_at(connection, await current_revision(connection))
    if snapshot is None:
        return {}
    row = catalogue_lowest_told.c
    told = await connection.scalar(select(row.told).where(row.checksum == snapshot.checksum))
    return {price: _word(plain) for price, plain in (told or {}).items()}


async def keep_words(
    connection: AsyncConnection, tenant: str, checksum: str, words: Words, at: datetime
) -> None:
    """For contents of this checksum, in the place of what was kept for them. A publication that says what is
    to stand is on record for ever, others while they may be gone back to."""
    row = catalogue_lowest_told.c
    if not words:
        nothing = update(catalogue_lowest_told).where(row.checksum == checksum).values(told={})
        await connection.execute(nothing)
        return
    as_told = any(word.stands and word.at == at for word in words.values())
    values: dict[str, Any] = {
        "told": {price: {**asdict(word), "at": word.at.isoformat()} for price, word in words.items()},
        "as_told": as_told,
        "made_at": at,
    }
    making = insert(catalogue_lowest_told).values(tenant=tenant, checksum=checksum, **values)
    kept = {**values, "as_told": making.excluded.as_told | row.as_told}
    await connection.execute(making.on_conflict_do_update(index_elements=["tenant", "checksum"], set_=kept))
    old = (row.made_at < at - KEPT_FOR) & (row.checksum != checksum) & ~row.as_told
    current = await snapshot_at(connection, await current_revision(connection))
    await connection.execute(
        delete(catalogue_lowest_told).where(old, row.checksum != (current.checksum if current else ""))
    )


def _word(plain: Mapping[str, Any]) -> Word:
    return Word(plain["minor"], datetime.fromisoformat(plain["at"]), plain["stands"])
