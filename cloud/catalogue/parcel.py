"""A draft in a folder, to be carried to where the key is and back: the manifest and the files new with it.

manifest.json      what is to be signed, as it stands
manifest.signed    that and the signature, once somebody signed it
8-….jsonl.gz       the snapshot, always; 7-8-….jsonl.gz the changes
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.contents import Contents, contents_of
from cloud.catalogue.drafting import Draft
from cloud.catalogue.files import read_part
from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.domain.catalogue_rows import LONGEST_ROW, read_snapshot
from kiosk.domain.packed_lines import SUFFIX, unpack
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


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What is to be signed: the manifest, its bytes, and the contents it stands for."""

    manifest: Manifest
    body: bytes
    snapshot: bytes
    contents: Contents


async def whole(connection: AsyncConnection, made: Draft) -> Draft:
    """With its snapshot, also where that is not new: nobody signs what they cannot read."""
    about = made.manifest.snapshot
    if about.name in made.files:
        return made
    content = await read_part(connection, about.name, 0, about.size)
    return replace(made, files={**made.files, about.name: content})


def read_unsigned(folder: Path) -> Unsigned:
    """Once the folder's files are those the manifest names, the snapshot is among them and holds what the
    manifest says.

    Raises InputRefused (`wire.unreadable`, `cloud.file_not_as_signed`, of the rows), OSError.
    """
    with (folder / UNSIGNED).open("rb") as file:
        body = file.read(LARGEST_MANIFEST)
    manifest = read_body(body)
    about, files = manifest.snapshot, _files(folder)
    known = {about.name: about.sha256, **{delta.name: delta.sha256 for delta in manifest.deltas}}
    for name, content in {about.name: b"", **files}.items():
        if document_hash(content) != known.get(name):
            raise InputRefused(Reason("cloud.file_not_as_signed", {"file": name}))
    contents = read_contents(about.name, files[about.name])
    if checksum_of(contents.values()) != about.checksum:
        raise InputRefused(Reason("cloud.file_not_as_signed", {"file": about.name}))
    return Unsigned(manifest, body, files[about.name], contents)


def sign_parcel(folder: Path, unsigned: Unsigned, sign: Sign) -> None:
    (folder / SIGNED).write_bytes(sign_manifest(sign, unsigned.body))


def read_contents(name: str, snapshot: bytes) -> Contents:
    """Of a packed snapshot; raises InputRefused."""
    lines = (line for part in unpack([snapshot], LONGEST_ROW, name) for line in part)
    return contents_of(read_snapshot(lines))


def read_parcel(folder: Path) -> tuple[bytes, Mapping[str, bytes]]:
    """The signed manifest and the files; raises InputRefused (`cloud.not_signed_yet`), OSError."""
    if not (folder / SIGNED).exists():
        raise InputRefused(Reason("cloud.not_signed_yet", {"folder": str(folder)}))
    return (folder / SIGNED).read_bytes(), _files(folder)


def _files(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob(f"*{SUFFIX}"))}
