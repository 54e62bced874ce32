"""The version each kiosk should run: wished for all of a tenant's, a store's, or one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.columns import EVERY_STORE
from cloud.database.fleet_tables import EVERY_KIOSK, desired_versions
from cloud.database.tables import kiosks, stores
from kiosk.errors import InputRefused, Reason

VERSION = re.compile(r"[0-9][0-9A-Za-z.+-]{0,39}")


@dataclass(frozen=True, slots=True)
class Wish:
    """Holds for one kiosk, for a store (`kiosk` empty), or for the tenant (both empty)."""

    store: str
    kiosk: str
    version: str


async def wishes_of(connection: AsyncConnection) -> list[Wish]:
    row = desired_versions.c
    found = await connection.execute(select(row.store, row.kiosk, row.version))
    return [Wish(each.store, each.kiosk, each.version) for each in found]


def wish_for(wishes: Sequence[Wish], store: str, kiosk: str) -> str | None:
    """The narrowest wish that holds for a kiosk.

    >>> wishes = [Wish("", "", "1.0"), Wish("S01", "", "1.1"), Wish("S01", "K02", "1.2")]
    >>> [wish_for(wishes, store, kiosk) for store, kiosk in (("S01", "K02"), ("S01", "K01"), ("S02", "K09"))]
    ['1.2', '1.1', '1.0']
    """
    by_place = {(wish.store, wish.kiosk): wish.version for wish in wishes}
    for place in ((store, kiosk), (store, EVERY_KIOSK), (EVERY_STORE, EVERY_KIOSK)):
        if place in by_place:
            return by_place[place]
    return None


async def desire(
    connection: AsyncConnection,
    tenant: str,
    version: str | None,
    now: datetime,
    *,
    store: str | None = None,
    kiosk: str | None = None,
) -> None:
    """Sets the wish of a kiosk, a store or the tenant; None takes it back.

    Raises InputRefused: `fleet.version_wrong`, `fleet.kiosk_unknown`, `cloud.store_unknown`.
    """
    if version is not None and VERSION.fullmatch(version) is None:
        raise InputRefused(Reason("fleet.version_wrong", {"version": version[:60]}))
    place = await _place(connection, tenant, store, kiosk)
    if version is None:
        mine = (desired_versions.c.store == place["store"]) & (desired_versions.c.kiosk == place["kiosk"])
        await connection.execute(delete(desired_versions).where(mine))
        return
    wanted = {"version": version, "set_at": now}
    await connection.execute(
        insert(desired_versions)
        .values(tenant=tenant, **place, **wanted)
        .on_conflict_do_update(index_elements=["tenant", "store", "kiosk"], set_=wanted)
    )


async def _place(
    connection: AsyncConnection, tenant: str, store: str | None, kiosk: str | None
) -> dict[str, str]:
    if kiosk is not None:
        of_kiosk = await connection.scalar(
            select(kiosks.c.store).where(kiosks.c.kiosk == kiosk, kiosks.c.revoked_at.is_(None))
        )
        if of_kiosk is None:
            raise InputRefused(Reason("fleet.kiosk_unknown", {"kiosk": kiosk[:60], "tenant": tenant}))
        return {"store": of_kiosk, "kiosk": kiosk}
    if store is not None:
        known = await connection.scalar(select(stores.c.store).where(stores.c.store == store))
        if known is None:
            raise InputRefused(Reason("cloud.store_unknown", {"tenant": tenant, "store": store[:60]}))
        return {"store": store, "kiosk": EVERY_KIOSK}
    return {"store": EVERY_STORE, "kiosk": EVERY_KIOSK}
