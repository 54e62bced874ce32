"""Who signs for a tenant: this machine, with the key in its data folder, or somebody elsewhere."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.drafting import last_manifest, renewal
from cloud.catalogue.publishing import sign_and_put
from cloud.database.engine import Database
from cloud.database.locks import lock_publishing
from cloud.keys import CATALOGUE, KeyRing
from cloud.members.proof import public_keys
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.manifest import Sign
from kiosk.remote.wire.signing import public_text

log = logging.getLogger(__name__)


async def signer_here(connection: AsyncConnection, keys: KeyRing, tenant: str) -> Sign:
    """The tenant's catalogue key, made at its first publication.

    Raises InputRefused (`cloud.signed_elsewhere`) where the shop's kiosks believe only another one.
    """
    known = await public_keys(connection, CATALOGUE)
    held = keys.holds(tenant, CATALOGUE) and public_text(keys.key(tenant, CATALOGUE)) in known
    if known and not held:
        raise InputRefused(Reason("cloud.signed_elsewhere", {"tenant": tenant}))
    return (await keys.announce(connection, tenant, CATALOGUE)).sign


async def keep_fresh(database: Database, keys: KeyRing, tenant: str, now: datetime) -> None:
    """Signs the tenant's manifest anew in the second half of its time, for as long again, where the key is
    here."""
    if not keys.holds(tenant, CATALOGUE):
        return
    async with database.as_tenant(tenant) as connection:
        held = await last_manifest(connection, tenant)
        if held is None:
            return
        valid_for = held.expires_at - held.signed_at
        if held.expires_at - now > valid_for / 2:
            return
        await lock_publishing(connection, tenant)
        try:
            sign = await signer_here(connection, keys, tenant)
            await sign_and_put(connection, tenant, await renewal(connection, tenant, now, valid_for), sign)
        except InputRefused as refused:
            log.error("the catalogue of %s is not renewed: %s", tenant, refused.reason)
