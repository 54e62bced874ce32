"""Locks of different kinds are different ones, whatever a tenant, a sale or a member is called."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import permutations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.assembly import Cloud
from cloud.database import locks
from kiosk.domain.events import Lane
from tests.cloud.town import Town

ALIKE: tuple[Callable[[AsyncConnection], Awaitable[None]], ...] = (
    lambda c: locks.lock_sale(c, "member", "demo/m-1"),
    lambda c: locks.lock_uses(c, "demo", "m-1"),
    lambda c: locks.lock_sale(c, "coupon", "demo/m-1/o-1"),
    lambda c: locks.lock_coupon_uses(c, "demo", "m-1", "o-1"),
    lambda c: locks.lock_uses(c, "demo", "S01"),
    lambda c: locks.lock_discounts(c, "demo", "S01"),
    lambda c: locks.lock_sale(c, "demo", "S01"),
    lambda c: locks.lock_coupon_uses(c, "demo", "K01", "money"),
    lambda c: locks.lock_lane(c, "demo", "K01", Lane.MONEY),
    lambda c: locks.lock_sale(c, "demo", "K01/money"),
    lambda c: locks.lock_publishing(c, "demo"),
    lambda c: locks.lock_enrolling(c, "demo"),
    lambda c: locks.lock_items(c, "demo"),
)
"""Kinds whose names can be the same text."""


def test_nobody_waits_for_a_lock_of_another_kind(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        async with cloud.database.as_tenant("demo") as one, cloud.database.as_tenant("demo") as other:
            await other.execute(text("set local lock_timeout = '500ms'"))
            for mine, theirs in permutations(ALIKE, 2):
                async with one.begin_nested() as held, other.begin_nested() as asked:
                    await mine(one)
                    await theirs(other)
                    await asked.rollback()
                    await held.rollback()

    town.play(story)
