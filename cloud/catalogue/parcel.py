"""A draft in a folder, to be carried to where the key is and back: the manifest and the files new with it.

manifest.json      what is to be signed, as it stands
manifest.signed    that and the signature, once somebody signed it
8-….jsonl.gz       the snapshot; 7-8-….jsonl.gz the changes
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cloud.catalogue.drafting import Draft
from kiosk.domain.packed_lines import SUFFIX
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.manifest import (
    LARGEST_MANIFEST,
    Manifest,
    Sign,
    document_hash,
    manifest_body,
    read_body,
    sign_manifest,
)

UNSIGNED = "manifest.json"
SIGNED = "manifest.signed"


def write_parcel(folder: Path, made: Draft) -> None:
    """Into a new or empty folder; raises InputRefused (`cloud.folder_not_empty`), OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise InputRefused(Reason("cloud.folder_not_empty", {"folder": str(folder)}))
    for name, content in made.files.items():
        (folder / name).write_bytes(content)
    # Last: a folder with a manifest is whole.
    (folder / UNSIGNED).write_bytes(manifest_body(made.manifest))


def sign_parcel(folder: Path, sign: Sign) -> Manifest:
    """Signs what the folder says, once its files are those it names.

    Raises InputRefused (`wire.unreadable`, `cloud.file_not_as_signed`), OSError.
    """
    with (folder / UNSIGNED).open("rb") as file:
        body = file.read(LARGEST_MANIFEST)
    manifest = read_body(body)
    known = {manifest.snapshot.name: manifest.snapshot.sha256}
    known.update((delta.name, delta.sha256) for delta in manifest.deltas)
    for name, content in _files(folder).items():
        if document_hash(content) != known.get(name):
            raise InputRefused(Reason("cloud.file_not_as_signed", {"file": name}))
    (folder / SIGNED).write_bytes(sign_manifest(sign, body))
    return manifest


def read_parcel(folder: Path) -> tuple[bytes, Mapping[str, bytes]]:
    """The signed manifest and the files; raises InputRefused (`cloud.not_signed_yet`), OSError."""
    if not (folder / SIGNED).exists():
        raise InputRefused(Reason("cloud.not_signed_yet", {"folder": str(folder)}))
    return (folder / SIGNED).read_bytes(), _files(folder)


def _files(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob(f"*{SUFFIX}"))}
