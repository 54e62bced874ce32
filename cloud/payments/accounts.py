"""Which merchant account takes a tenant's money, by wallet; opened once and kept.

A demo tenant pays at loopback only and a live one never does, nor over plain HTTP: a simulated payment
can then never be taken for a real one, nor the other way round.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from cloud.database.engine import Database
from cloud.database.tables import payment_providers
from cloud.payments.providers.port import PaymentProvider
from cloud.payments.providers.registry import PROVIDERS, ProviderNameUnknown, open_provider
from cloud.payments.providers.wechat_merchant import MerchantFileError
from kiosk.errors import CloudRefused, Reason, SettingRefused, WorldError

log = logging.getLogger(__name__)

Opening = Callable[[str, Path], PaymentProvider]
Stamp = tuple[int, int, int] | None


def is_loopback(address: str) -> bool:
    """Whether a URL leads to this machine only."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_address(kind: str, wallet: str, base_url: str) -> None:
    """Raises SettingRefused when a tenant of this kind may not use a provider at this address."""
    named = {"wallet": wallet, "url": base_url}
    if kind == "demo" and not is_loopback(base_url):
        raise SettingRefused(Reason("cloud.demo_needs_loopback_provider", named))
    if kind != "demo" and (is_loopback(base_url) or urlsplit(base_url).scheme != "https"):
        raise SettingRefused(Reason("cloud.live_needs_real_provider", named))


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open account and the file it was read from, as that was."""

    provider: PaymentProvider
    file: Path
    stamp: Stamp


def _stamp(file: Path) -> Stamp:
    """None when there is no file."""
    try:
        told = file.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


class Accounts:
    """The open providers of this process, by tenant and wallet."""

    def __init__(self, database: Database, opening: Opening = open_provider) -> None:
        self._database = database
        self._opening = opening
        self._open: dict[tuple[str, str], _Opened] = {}
        self._replaced: list[PaymentProvider] = []
        self._lock = asyncio.Lock()

    async def provider(self, tenant: str, wallet: str) -> PaymentProvider:
        """Opened again when its file was changed. Raises CloudRefused(`payment.wallet_not_offered`)."""
        async with self._lock:
            known = self._open.get((tenant, wallet))
            if known is None:
                return await self._renew(tenant, wallet)
            if known.stamp == _stamp(known.file):
                return known.provider
            try:
                return await self._renew(tenant, wallet)
            except WorldError as error:
                log.error("the changed account of %s for %s cannot be used: %s", tenant, wallet, error)
                self._open[tenant, wallet] = replace(known, stamp=_stamp(known.file))
                return known.provider

    async def _renew(self, tenant: str, wallet: str) -> PaymentProvider:
        """Calls under way keep the account they have: it is given up with the process."""
        kind, file = await self._find(tenant, wallet)
        stamp = _stamp(file)
        opened = _Opened(self.open(kind, wallet, file), file, stamp)
        replaced = self._open.get((tenant, wallet))
        if replaced is not None:
            self._replaced.append(replaced.provider)
        self._open[tenant, wallet] = opened
        return opened.provider

    async def _find(self, tenant: str, wallet: str) -> tuple[str, Path]:
        if "\0" in tenant + wallet:
            raise CloudRefused(Reason("payment.wallet_not_offered", {"wallet": "?"}))
        async with self._database.as_tenant(tenant) as connection:
            file: str | None = await connection.scalar(
                select(payment_providers.c.merchant_file).where(payment_providers.c.wallet == wallet)
            )
        kind = await self._database.kind_of(tenant)
        if file is None or kind is None:
            raise CloudRefused(Reason("payment.wallet_not_offered", {"wallet": wallet[:20]}))
        return kind, Path(file)

    def open(self, kind: str, wallet: str, merchant_file: Path) -> PaymentProvider:
        """Raises SettingRefused when the file cannot be used, or not by a tenant of this kind."""
        try:
            provider = self._opening(wallet, merchant_file)
        except ProviderNameUnknown:
            values = {"wallet": wallet[:20], "known": ", ".join(PROVIDERS)}
            raise SettingRefused(Reason("cloud.provider_unknown", values)) from None
        except MerchantFileError as error:
            raise SettingRefused(Reason("cloud.merchant_file_wrong", {"why": str(error)})) from None
        check_address(kind, wallet, provider.identity.base_url)
        return provider

    async def wallets(self, tenant: str) -> tuple[str, ...]:
        async with self._database.as_tenant(tenant) as connection:
            rows = await connection.scalars(
                select(payment_providers.c.wallet).order_by(payment_providers.c.wallet)
            )
            return tuple(rows)

    async def offer(self, tenant: str, kind: str, wallet: str, merchant_file: Path) -> None:
        """Take payments of `wallet` with these credentials from now on; checked first."""
        await self.open(kind, wallet, merchant_file).aclose()
        row = {"tenant": tenant, "wallet": wallet, "merchant_file": str(merchant_file)}
        async with self._database.as_tenant(tenant) as connection:
            await connection.execute(
                insert(payment_providers)
                .values(row)
                .on_conflict_do_update(index_elements=["tenant", "wallet"], set_=row)
            )

    async def close(self) -> None:
        for provider in (*self._replaced, *(opened.provider for opened in self._open.values())):
            await provider.aclose()
        self._replaced.clear()
        self._open.clear()
