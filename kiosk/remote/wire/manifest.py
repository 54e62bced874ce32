"""The catalogue's manifest: which revision the shop sells by, and the files that lead to it.

    touchlane-manifest-1 <Ed25519 signature, URL-safe base64>
    {"tenant":"demo","revision":8,"signed_at":"...","expires_at":"...","schema":2,
     "snapshot":{"name":"8-....jsonl.gz","size":...,"sha256":"...","raw_size":...,"checksum":"...","rows":...},
     "deltas":[{"from_revision":7,"to_revision":8,"name":"7-8-....jsonl.gz",...}],"previous":"..."}

Signed are the first line's name and all after that line as they stand (RFC 8032), so whoever carries the
document need not understand it, and the key may be on another machine than the cloud.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.errors import BugError, InputRefused, Reason
from kiosk.remote.wire.codec import decode, encode, to_base64url
from kiosk.remote.wire.signing import is_signed

MOST_LINKS = 64
"""Deltas of a manifest."""
LARGEST_FILE = 4 * 1024**3
LARGEST_MANIFEST = 256 * 1024

Sign = Callable[[bytes], bytes]
"""The Ed25519 signature of a message, by whoever holds the key."""

_HEAD = b"touchlane-manifest-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotFile:
    """A whole revision. Sizes in bytes: as it travels, and unpacked."""

    name: str
    size: int
    sha256: str
    raw_size: int
    checksum: str
    """Of the revision (`kiosk.domain.catalogue_checksum`)."""
    rows: int

    def __post_init__(self) -> None:
        _check_file(self.name, self.size, self.sha256, self.raw_size)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaFile:
    """What changed from one revision to the next."""

    from_revision: int
    to_revision: int
    name: str
    size: int
    sha256: str
    raw_size: int
    checksum: str
    """Of `to_revision`."""

    def __post_init__(self) -> None:
        _check_file(self.name, self.size, self.sha256, self.raw_size)
        if not 0 < self.from_revision < self.to_revision:
            raise BugError(f"a delta from {self.from_revision} to {self.to_revision}")


CatalogueFile = SnapshotFile | DeltaFile


def _check_file(name: str, size: int, sha256: str, raw_size: int) -> None:
    """A name is one of a file in a folder, never a way out of it."""
    named = re.fullmatch(r"[a-z0-9][a-z0-9-]{0,150}(\.[a-z0-9]{1,8}){1,2}", name)
    sized = 0 < size <= LARGEST_FILE and 0 < raw_size <= LARGEST_FILE
    if named is None or not sized or re.fullmatch(r"[0-9a-f]{64}", sha256) is None:
        raise BugError(f"no file of a catalogue: {name[:80]!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a catalogue key says. `signed_at` never goes back: an older document is a replayed one."""

    tenant: str
    revision: int
    signed_at: datetime
    expires_at: datetime
    """From then on it may be that somebody keeps the newer ones back."""
    schema: int
    """That a reader of the files must know."""
    snapshot: SnapshotFile
    deltas: tuple[DeltaFile, ...] = ()
    """Oldest first; each goes on where the one before ends, the last ends at `revision`."""
    previous: str = ""
    """SHA-256 of the document before this one; empty: it is the first."""
    rollback_from: int = 0
    """The shop goes back: whoever has a revision after this one, up to that one, takes this instead."""

    def __post_init__(self) -> None:
        times = (self.signed_at, self.expires_at)
        if self.revision < 1 or len(self.deltas) > MOST_LINKS or any(at.tzinfo is None for at in times):
            raise BugError(f"no manifest of revision {self.revision}")
        ends = [delta.to_revision for delta in self.deltas]
        starts = [delta.from_revision for delta in self.deltas[1:]]
        if ends != [*starts, *([self.revision] if ends else [])]:
            raise BugError(f"the deltas do not lead to revision {self.revision}")

    def chain(self, known_revision: int) -> tuple[DeltaFile, ...]:
        """The deltas that lead from a revision to this one; empty where there is no such way."""
        starts = [delta.from_revision for delta in self.deltas]
        return self.deltas[starts.index(known_revision) :] if known_revision in starts else ()


def document_hash(document: bytes) -> str:
    """SHA-256 of a signed manifest, in hex; in quotes its ETag."""
    return hashlib.sha256(document).hexdigest()


def manifest_body(manifest: Manifest) -> bytes:
    """The bytes to be signed by `sign_manifest`."""
    return encode(manifest)


def sign_manifest(sign: Sign, body: bytes) -> bytes:
    """The signed document."""
    return _HEAD + b" " + to_base64url(sign(_HEAD + b"\n" + body)).encode() + b"\n" + body


def read_manifest(document: bytes, tenant: str, keys: Sequence[str]) -> Manifest:
    """What one of the public keys signed for this tenant.

    Raises InputRefused: `catalogue.manifest_not_verified`, `wire.unreadable` for one that cannot be read
    though it is signed.
    """
    head, newline, body = document.partition(b"\n")
    name, _, signature = head.partition(b" ")
    signed = len(document) <= LARGEST_MANIFEST and bool(newline) and name == _HEAD
    text = signature.decode("ascii", "replace")
    if not signed or not any(is_signed(key, _HEAD + b"\n" + body, text) for key in keys):
        raise InputRefused(Reason("catalogue.manifest_not_verified"))
    manifest = read_body(body)
    if manifest.tenant != tenant:
        raise InputRefused(Reason("catalogue.manifest_not_verified"))
    return manifest


def read_body(body: bytes) -> Manifest:
    """A manifest that is not signed yet; raises InputRefused (`wire.unreadable`)."""
    return decode(Manifest, body)
