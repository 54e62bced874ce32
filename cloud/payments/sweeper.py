"""Owns every attempt that has not ended: no state depends on a kiosk being alive."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.clock import Now
from cloud.database.engine import Database, fault
from cloud.payments.attempts import claim_due
from cloud.payments.machine import AttemptMachine
from cloud.payments.refunding import Refunding

log = logging.getLogger(__name__)

EVERY_S = 0.5
AT_ONCE = 32
"""Attempts of a tenant worked on at the same time: a slow merchant delays nobody but itself, and none waits
for a slot while its lease runs."""
WATCH_EVERY = timedelta(minutes=1)

Watch = Callable[[AsyncConnection, str, datetime | None, datetime], Awaitable[None]]
"""Looks at a tenant's books: from its last look on (None: the first of this process), at an instant."""


class Sweeper:
    """`run` is a task; `start` is one round of it; `sweep` is a round to its end."""

    def __init__(
        self,
        database: Database,
        machine: AttemptMachine,
        refunding: Refunding,
        now: Now,
        watches: Sequence[Watch],
    ) -> None:
        self._database = database
        self._machine = machine
        self._refunding = refunding
        self._now = now
        self._watches = watches
        self._working: defaultdict[str, set[asyncio.Task[None]]] = defaultdict(set)
        self._returning: set[asyncio.Task[None]] = set()
        """Coupons that are asked back from wallets, and money of returned pieces."""
        self._looked: dict[str, datetime] = {}
        self._seen: dict[tuple[str, Watch], datetime] = {}
        """Up to when each watch has seen what there was."""

    async def run(self) -> None:
        try:
            while True:
                try:
                    await self.start()
                except (OSError, SQLAlchemyError) as error:
                    log.info("the sweeper lost the database: %s", fault(error))
                await asyncio.sleep(EVERY_S)
        finally:
            await self._stop()

    async def sweep(self) -> int:
        """Works on everything due; answers how many attempts that were."""
        started = await self.start()
        if started or self._returning:
            await asyncio.wait({*started, *self._returning})
        return len(started)

    async def start(self) -> list[asyncio.Task[None]]:
        """Takes as many due attempts of each tenant as it has free slots; waits for none of them."""
        started: list[asyncio.Task[None]] = []
        for tenant in await self._database.tenants():
            working = self._working[tenant]
            if await self._watch(tenant):
                self._begin(self._returning, self._give_back(tenant))
            async with self._database.as_tenant(tenant) as connection:
                free = AT_ONCE - len(working)
                due = await claim_due(connection, self._now(), free) if free > 0 else []
            for refund_no in await self._refunding.due(tenant, AT_ONCE - len(self._returning)):
                self._begin(self._returning, self._refund(tenant, refund_no))
            started += [self._begin(working, self._one(tenant, attempt_id)) for attempt_id in due]
        return started

    def _begin(self, working: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        working.add(task)
        task.add_done_callback(working.discard)
        return task

    async def _give_back(self, tenant: str) -> None:
        try:
            await self._machine.redeeming.give_back(tenant)
        except SQLAlchemyError as error:  # its text may hold values of the statement
            log.error("coupons of %s could not be given back: %s", tenant, fault(error))
        except Exception:  # payments go on; the next look tries again
            log.exception("coupons of %s could not be given back", tenant)

    async def _refund(self, tenant: str, refund_no: str) -> None:
        try:
            await self._refunding.work(tenant, refund_no)
        except SQLAlchemyError as error:  # its text may hold values of the statement
            log.error("refund %s of %s could not be worked on: %s", refund_no, tenant, fault(error))
        except Exception:  # one broken refund may not stop the others; its lease brings it back
            log.exception("refund %s of %s could not be worked on", refund_no, tenant)

    async def _watch(self, tenant: str) -> bool:
        """Whether it was time to look."""
        now, last = self._now(), self._looked.get(tenant)
        if last is not None and now - last < WATCH_EVERY:
            return False
        self._looked[tenant] = now
        for watch in self._watches:
            try:
                async with self._database.as_tenant(tenant) as connection:
                    await watch(connection, tenant, self._seen.get((tenant, watch)), now)
                self._seen[tenant, watch] = now
            except SQLAlchemyError as error:  # its text may hold values of the statement
                log.error("the books of %s could not be looked at: %s", tenant, fault(error))
            except Exception:  # payments go on; the next look is of the same time and more
                log.exception("the books of %s could not be looked at", tenant)
        return True

    async def _one(self, tenant: str, attempt_id: str) -> None:
        try:
            await self._machine.work(tenant, attempt_id)
        except SQLAlchemyError as error:  # its text may hold values of the statement
            log.error("attempt %s of %s could not be worked on: %s", attempt_id, tenant, fault(error))
        except Exception:  # one broken attempt may not stop the others; its lease brings it back
            log.exception("attempt %s of %s could not be worked on", attempt_id, tenant)

    async def _stop(self) -> None:
        working = [task for tasks in (*self._working.values(), self._returning) for task in tasks]
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
