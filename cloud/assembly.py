"""The cloud put together: database, providers, machine, intake; real by default, others by argument."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cloud.catalogue.keeping import keep_fresh
from cloud.catalogue.pictures import PictureShelf
from cloud.clock import Now, system_now
from cloud.database.engine import Database
from cloud.fleet.devices import Gate
from cloud.fleet.states import forget_history
from cloud.keys import KeyRing
from cloud.members.logins import forget_expired
from cloud.payments.accounts import Accounts, Opening
from cloud.payments.desk import PaymentDesk
from cloud.payments.machine import AttemptMachine
from cloud.payments.providers.registry import open_provider
from cloud.payments.refunding import Refunding
from cloud.payments.returned import watch_returned
from cloud.payments.sweeper import Sweeper
from cloud.payments.unsold import watch_unsold
from cloud.payments.waiting import Waiting
from cloud.sales.intake import Intake
from cloud.sales.judging import watch_doubted

FORGET_EVERY_S = 300.0
SETTLE_S = 5.0


@dataclass(frozen=True, slots=True)
class Cloud:
    """Everything a request needs."""

    database: Database
    keys: KeyRing
    public_url: str
    accounts: Accounts
    machine: AttemptMachine
    refunding: Refunding
    desk: PaymentDesk
    sweeper: Sweeper
    waiting: Waiting
    gate: Gate
    intake: Intake
    pictures: PictureShelf
    now: Now

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The tasks beside the requests, and an orderly end."""
        tasks = [
            asyncio.create_task(self.waiting.run()),
            asyncio.create_task(self.sweeper.run()),
            asyncio.create_task(self._forget()),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            # What is not done by then goes on with the next start's sweeper.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.desk.settle(), SETTLE_S)
            await self.accounts.close()
            await self.database.close()

    async def _forget(self) -> None:
        while True:
            await asyncio.sleep(FORGET_EVERY_S)
            await self.gate.forget_nonces()
            for tenant in await self.database.tenants():
                await keep_fresh(self.database, self.keys, tenant, self.now())
                async with self.database.as_tenant(tenant) as connection:
                    await forget_expired(connection, self.now())
                    await forget_history(connection, self.now())


def assemble(
    database_url: str,
    data: Path,
    public_url: str,
    *,
    now: Now = system_now,
    opening: Opening = open_provider,
) -> Cloud:
    """`public_url` is what phones and providers reach this cloud by, without a slash at its end."""
    database = Database(database_url)
    accounts = Accounts(database, opening)

    def notify_url(tenant: str, wallet: str) -> str:
        return f"{public_url}/v1/providers/{wallet}/{tenant}/notify"

    machine = AttemptMachine(database, accounts, now, notify_url)
    refunding = Refunding(database, accounts, now)
    waiting = Waiting(database_url)
    return Cloud(
        database=database,
        keys=KeyRing(data / "keys"),
        public_url=public_url,
        accounts=accounts,
        machine=machine,
        refunding=refunding,
        desk=PaymentDesk(database, accounts, machine, waiting, now),
        sweeper=Sweeper(database, machine, refunding, now, (watch_unsold, watch_returned, watch_doubted)),
        waiting=waiting,
        gate=Gate(database, now),
        intake=Intake(database),
        pictures=PictureShelf(data / "pictures"),
        now=now,
    )
