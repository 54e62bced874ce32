"""The cloud's keys in files of 0600: those it signs with, their public halves in the database, and those that
seal personal data."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.tables import signing_keys
from kiosk.remote.wire.signing import public_text

CATALOGUE = "catalogue"
MEMBER = "member"
PERSONAL = "personal"
"""Seals names and phone numbers."""
PEPPER = "pepper"
"""Makes a phone number's hash useless without this machine's files."""


class KeyRing:
    """One folder of keys of 32 random bytes, named by tenant and purpose; made at the first need."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(self, tenant: str, purpose: str) -> Ed25519PrivateKey:
        """One to sign with."""
        return Ed25519PrivateKey.from_private_bytes(self.secret(tenant, purpose))

    def secret(self, tenant: str, purpose: str) -> bytes:
        """32 bytes; whoever of several processes is first makes them, whole or not at all."""
        path = self._folder / f"{tenant}-{purpose}.key"
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._make(path)
        return path.read_bytes()

    def _make(self, path: Path) -> None:
        made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(file, "wb") as opened:
                opened.write(secrets.token_bytes(32))
                opened.flush()
                os.fsync(opened.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(made, path)
        finally:
            made.unlink()

    async def announce(self, connection: AsyncConnection, tenant: str, purpose: str) -> Ed25519PrivateKey:
        """The key, with its public half among those the tenant's kiosks are given."""
        key = self.key(tenant, purpose)
        row = {"tenant": tenant, "purpose": purpose, "public_key": public_text(key)}
        await connection.execute(insert(signing_keys).values(row).on_conflict_do_nothing())
        return key
