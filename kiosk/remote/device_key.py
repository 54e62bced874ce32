"""The kiosk's own key: made on the kiosk, never leaves it, a file only its account can read."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import Reason, StoreUnusable

KEY_BYTES = 32


def load_or_make_device_key(path: Path) -> Ed25519PrivateKey:
    """The key in `path`, made at the first call; raises StoreUnusable when the file is not such a key.

    Written beside and renamed: a power cut leaves either no key or a whole one.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return _make(path)
    except OSError as error:
        raise StoreUnusable(
            Reason("device_key.unreadable", {"file": str(path), "why": str(error.strerror)})
        ) from None
    if len(raw) != KEY_BYTES or path.stat().st_mode & 0o077:
        raise StoreUnusable(Reason("device_key.wrong", {"file": str(path)}))
    return Ed25519PrivateKey.from_private_bytes(raw)


def _make(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes_raw())
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return key
