"""Long-polls asleep until their attempt changes: woken by PostgreSQL's NOTIFY, whichever process wrote."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from cloud.database.engine import fault
from cloud.payments.attempts import CHANNEL

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 3.0
"""A sleeper looks for itself this often: a lost NOTIFY costs seconds, never a payment."""
RECONNECT_S = 1.0


class Waiting:
    """Sleepers by attempt; `run` is the listener's task."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._sleepers: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    async def sleep(self, tenant: str, attempt_id: str, seconds: float) -> None:
        """Until the attempt may have changed, or `seconds` have passed."""
        what = f"{tenant}/{attempt_id}"
        event = asyncio.Event()
        self._sleepers[what].add(event)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), min(seconds, LOOK_AGAIN_S))
        finally:
            self._sleepers[what].discard(event)
            if not self._sleepers[what]:
                del self._sleepers[what]

    def wake(self, what: str) -> None:
        """`what` is `tenant/attempt_id`."""
        for event in self._sleepers.get(what, ()):
            event.set()

    def wake_all(self) -> None:
        for what in list(self._sleepers):
            self.wake(what)

    async def run(self) -> None:
        """Listens for ever; a lost connection is made again."""
        while True:
            try:
                await self._listen()
            except (OSError, SQLAlchemyError) as error:
                log.info("the listener lost the database: %s", fault(error))
            await asyncio.sleep(RECONNECT_S)

    async def _listen(self) -> None:
        engine = create_async_engine(self._url, pool_size=1, hide_parameters=True)
        try:
            async with engine.connect() as connection:
                raw = (await connection.get_raw_connection()).driver_connection
                if raw is None:
                    return
                await raw.add_listener(CHANNEL, lambda *told: self.wake(told[-1]))
                self.wake_all()
                while not raw.is_closed():
                    await asyncio.sleep(RECONNECT_S)
        finally:
            await engine.dispose()
