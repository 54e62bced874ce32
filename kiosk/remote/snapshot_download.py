"""A catalogue snapshot onto the disk, believed only when its key, size and hash say so."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import requests

from kiosk.errors import CloudRefused, CloudUnreachable, Reason, StoreUnusable
from kiosk.ports import Identity
from kiosk.remote.wire.shapes import CatalogueManifest, catalogue_message
from kiosk.remote.wire.signing import is_signed

LARGEST_SNAPSHOT = 512 * 1024 * 1024
CHUNK = 256 * 1024


def download_verified(
    response: requests.Response, manifest: CatalogueManifest, identity: Identity, folder: Path
) -> Path:
    """The whole file, synced, under its revision's name.

    Raises CloudRefused(`catalogue.not_verified`) for anything but what a catalogue key has signed,
    CloudUnreachable when the line breaks, StoreUnusable when the disk does not take it.
    """
    message = catalogue_message(identity.tenant, manifest.revision, manifest.sha256, manifest.size)
    signed = any(is_signed(key, message, manifest.signature) for key in identity.catalogue_keys)
    if not signed or not 0 < manifest.size <= LARGEST_SNAPSHOT:
        raise _not_verified(manifest)
    part = folder / "snapshot.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        digest = _write(response, part, manifest)
        if digest != manifest.sha256:
            raise _not_verified(manifest)
        path = folder / f"snapshot-{manifest.revision}.jsonl.gz"
        os.replace(part, path)
    except requests.RequestException as error:
        raise CloudUnreachable(Reason("cloud.no_answer", {"why": type(error).__name__})) from None
    except OSError as error:
        raise StoreUnusable(
            Reason("catalogue.cannot_be_stored", {"folder": str(folder), "why": str(error.strerror)})
        ) from None
    finally:
        part.unlink(missing_ok=True)
    return path


def _write(response: requests.Response, part: Path, manifest: CatalogueManifest) -> str:
    """SHA-256 of what came; stops at the first byte too many."""
    digest = hashlib.sha256()
    size = 0
    with part.open("wb") as file:
        for chunk in response.iter_content(CHUNK):
            size += len(chunk)
            if size > manifest.size:
                raise _not_verified(manifest)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size < manifest.size:
        raise CloudUnreachable(Reason("cloud.no_answer", {"why": "incomplete"}))
    return digest.hexdigest()


def _not_verified(manifest: CatalogueManifest) -> CloudRefused:
    return CloudRefused(Reason("catalogue.not_verified", {"revision": manifest.revision}))
