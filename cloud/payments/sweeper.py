"""Owns every attempt that has not ended: no state depends on a kiosk being alive."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from cloud.clock import Now
from cloud.database.engine import Database
from cloud.payments.attempts import claim_due
from cloud.payments.machine import AttemptMachine

log = logging.getLogger(__name__)

EVERY_S = 0.5
AT_ONCE = 16
"""Attempts worked on at the same time, so that one slow provider does not stop the rest."""


class Sweeper:
    """`run` is a task; `sweep` is one round of it."""

    def __init__(self, database: Database, machine: AttemptMachine, now: Now) -> None:
        self._database = database
        self._machine = machine
        self._now = now
        self._room = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        while True:
            try:
                await self.sweep()
            except (OSError, SQLAlchemyError) as error:
                log.info("the sweeper lost the database: %s", error)
            await asyncio.sleep(EVERY_S)

    async def sweep(self) -> int:
        """Works on everything due; answers how many attempts that were."""
        work = []
        for tenant in await self._database.tenants():
            async with self._database.as_tenant(tenant) as connection:
                due = await claim_due(connection, self._now(), AT_ONCE * 2)
            work += [self._one(tenant, attempt_id) for attempt_id in due]
        await asyncio.gather(*work)
        return len(work)

    async def _one(self, tenant: str, attempt_id: str) -> None:
        async with self._room:
            try:
                await self._machine.work(tenant, attempt_id)
            except Exception:  # one broken attempt may not stop the others; its lease brings it back
                log.exception("attempt %s of %s could not be worked on", attempt_id, tenant)
