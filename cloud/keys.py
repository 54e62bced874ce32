"""The cloud's signing keys: private halves in files of 0600, public halves in the database."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import signing_keys
from kiosk.remote.wire.signing import public_text

CATALOGUE = "catalogue"
MEMBER = "member"


class KeyRing:
    """One folder of raw Ed25519 keys, named by tenant and purpose; made at the first need."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(self, tenant: str, purpose: str) -> Ed25519PrivateKey:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{tenant}-{purpose}.key"
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
        made = Ed25519PrivateKey.generate()
        with os.fdopen(file, "wb") as opened:
            opened.write(made.private_bytes_raw())
            opened.flush()
            os.fsync(opened.fileno())
        return made

    async def announce(self, connection: AsyncConnection, tenant: str, purpose: str) -> Ed25519PrivateKey:
        """The key, with its public half among those the tenant's kiosks are given."""
        key = self.key(tenant, purpose)
        row = {"tenant": tenant, "purpose": purpose, "public_key": public_text(key)}
        await connection.execute(insert(signing_keys).values(row).on_conflict_do_nothing())
        return key
