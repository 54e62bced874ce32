"""What kiosks say of themselves: the last of each, and one a minute for looking back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import prices_until
from cloud.coupons.series import news_for
from cloud.database.fleet_tables import kiosk_history, kiosk_states
from cloud.database.tables import kiosks
from cloud.fleet.wishes import wish_for, wishes_of
from cloud.keys import MEMBER
from cloud.members.points import points_rule
from cloud.members.proof import public_keys
from cloud.payments.desk import Asker
from cloud.stores import news_of_store
from kiosk.domain.heartbeat import CloudWish, Heartbeat, MemberProgramme
from kiosk.errors import InputRefused, Reason

HISTORY_LIVES = timedelta(days=30)
LARGEST = 2**62
LONGEST_WORD = 60
MOST_DEVICES = 50
READY = "ready"


async def hear(connection: AsyncConnection, asker: Asker, said: Heartbeat, now: datetime) -> CloudWish:
    """Keeps what the kiosk says; answers what is wanted of it.

    Raises InputRefused(`fleet.heartbeat_wrong`).
    """
    _check(said)
    whose = {"tenant": asker.tenant, "kiosk": asker.kiosk, "store": asker.store}
    state = {
        "store": asker.store,
        "version": said.version,
        "catalogue_revision": said.catalogue_revision,
        "outbox_depth": said.outbox_depth,
        "devices": [list(device) for device in said.devices],
        "is_open": said.is_open,
    }
    latest = {**state, "said_at": said.at, "heard_at": now}
    await connection.execute(
        insert(kiosk_states)
        .values(**whose | latest)
        .on_conflict_do_update(index_elements=["tenant", "kiosk"], set_=latest)
    )
    minute = now.replace(second=0, microsecond=0)
    await connection.execute(
        insert(kiosk_history).values(**whose | state, minute=minute).on_conflict_do_nothing()
    )
    members = MemberProgramme(
        points_minor=await points_rule(connection), keys=await public_keys(connection, MEMBER)
    )
    wanted = wish_for(await wishes_of(connection), asker.store, asker.kiosk)
    coupons = await news_for(connection, said.coupons)
    store = await news_of_store(connection, asker.store, said.store)
    until = await prices_until(connection, said.catalogue_revision)
    return CloudWish(
        desired_version=wanted, members=members, now=now, coupons=coupons, prices_until=until, store=store
    )


def _check(said: Heartbeat) -> None:
    """The signer is one of ours, its program may still be wrong."""
    words = [said.version, said.coupons, said.store, *(word for device in said.devices for word in device)]
    wrong = None
    if any(len(word) > LONGEST_WORD or "\0" in word for word in words):
        wrong = "text"
    elif len(said.devices) > MOST_DEVICES:
        wrong = "devices"
    elif not (0 <= said.outbox_depth < LARGEST and 0 <= said.catalogue_revision < LARGEST):
        wrong = "number"
    elif said.at.tzinfo is None:
        wrong = "at"
    if wrong is not None:
        raise InputRefused(Reason("fleet.heartbeat_wrong", {"what": wrong}))


async def forget_history(connection: AsyncConnection, now: datetime) -> None:
    """That of the tenant which is older than anybody looks back."""
    await connection.execute(delete(kiosk_history).where(kiosk_history.c.minute < now - HISTORY_LIVES))


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskShown:
    """One line of the fleet; all but the first fields are None of a kiosk that never said anything."""

    kiosk: str
    name: str
    store: str
    wanted: str | None
    version: str | None
    catalogue_revision: int | None
    outbox_depth: int | None
    not_ready: tuple[str, ...]
    """`device: state` of those that are not ready."""
    is_open: bool | None
    heard_at: datetime | None


async def fleet_of(connection: AsyncConnection) -> list[KioskShown]:
    """The tenant's kiosks that are not revoked, by store and number."""
    wishes = await wishes_of(connection)
    same = and_(kiosk_states.c.tenant == kiosks.c.tenant, kiosk_states.c.kiosk == kiosks.c.kiosk)
    said = [column for column in kiosk_states.c if column.name not in {"tenant", "kiosk", "store"}]
    rows = await connection.execute(
        select(kiosks.c.kiosk, kiosks.c.name, kiosks.c.store, *said)
        .select_from(kiosks.outerjoin(kiosk_states, same))
        .where(kiosks.c.revoked_at.is_(None))
        .order_by(kiosks.c.store, kiosks.c.kiosk)
    )
    return [
        KioskShown(
            kiosk=row.kiosk,
            name=row.name,
            store=row.store,
            wanted=wish_for(wishes, row.store, row.kiosk),
            version=row.version,
            catalogue_revision=row.catalogue_revision,
            outbox_depth=row.outbox_depth,
            not_ready=_not_ready(row.devices or ()),
            is_open=row.is_open,
            heard_at=row.heard_at,
        )
        for row in rows
    ]


def _not_ready(devices: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{name}: {state}" for name, state in devices if state != READY)
