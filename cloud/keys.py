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
from kiosk.errors import Reason, StoreUnusable
from kiosk.remote.wire.signing import public_text

CATALOGUE = "catalogue"
MEMBER = "member"
COUPON = "coupon"
PERSONAL = "personal"
"""Seals names and phone numbers."""
PEPPER = "pepper"
"""Makes a phone number's hash useless without this machine's files."""
KEY_BYTES = 32


class KeyRing:
    """One folder of keys of 32 random bytes, named by tenant and purpose; made at the first need."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(self, tenant: str, purpose: str) -> Ed25519PrivateKey:
        """One to sign with."""
        return Ed25519PrivateKey.from_private_bytes(self.secret(tenant, purpose))

    def secret(self, tenant: str, purpose: str) -> bytes:
        """32 bytes; whoever of several processes is first makes them, whole or not at all."""
        return secret_in(self._path(tenant, purpose))

    def holds(self, tenant: str, purpose: str) -> bool:
        """Whether the key was made here."""
        return self._path(tenant, purpose).exists()

    def _path(self, tenant: str, purpose: str) -> Path:
        return self._folder / f"{tenant}-{purpose}.key"

    async def announce(self, connection: AsyncConnection, tenant: str, purpose: str) -> Ed25519PrivateKey:
        """The key, with its public half among those the tenant's kiosks are given."""
        key = self.key(tenant, purpose)
        await announce_public(connection, tenant, purpose, public_text(key))
        return key


def secret_in(path: Path) -> bytes:
    """The 32 bytes of a file of 0600, made at the first call, whole or not at all.

    Raises StoreUnusable (`cloud.not_a_key`) for a file that is none, OSError.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(path)
    secret = path.read_bytes()
    if len(secret) != KEY_BYTES:
        raise StoreUnusable(Reason("cloud.not_a_key", {"file": str(path)}))
    return secret


def _make(path: Path) -> None:
    made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "wb") as opened:
            opened.write(_new_secret())
            opened.flush()
            os.fsync(opened.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
    finally:
        made.unlink()


def _new_secret() -> bytes:
    """One whose public key does not begin with a dash as text: a command line would take it for an option."""
    while True:
        secret = secrets.token_bytes(KEY_BYTES)
        if not public_text(Ed25519PrivateKey.from_private_bytes(secret)).startswith("-"):
            return secret


async def announce_public(connection: AsyncConnection, tenant: str, purpose: str, public_key: str) -> None:
    """From now on the tenant's new kiosks believe this key."""
    row = {"tenant": tenant, "purpose": purpose, "public_key": public_key}
    await connection.execute(insert(signing_keys).values(row).on_conflict_do_nothing())
