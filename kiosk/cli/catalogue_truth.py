"""Whether the catalogue here is the shop's: against the signed manifest beside it, and who may change it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from kiosk.cli.print_json import print_json
from kiosk.errors import InputRefused, Reason, StoreUnusable
from kiosk.remote.catalogue_line import KEPT
from kiosk.remote.wire.manifest import LARGEST_MANIFEST, Manifest, read_body, read_manifest
from kiosk.store.catalogue_store import FileCatalogueStore

VERIFIED, UNVERIFIED, NONE = "verified", "unverified", "none"


@dataclass(frozen=True, slots=True)
class Word:
    """What the shop says here of its catalogue."""

    manifest: Manifest | None
    signature: str
    """One of VERIFIED, UNVERIFIED (nobody here knows the keys), NONE (there is no manifest)."""


def verify(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    """Reads all of the file in use, and compares it with what the shop signed."""
    catalogue = store.current()
    word = _word(args.store, args.key)
    catalogue.verify(_signed(word, catalogue.revision))
    if args.json:
        told = {"ok": True, "revision": catalogue.revision, "checksum": catalogue.checksum}
        print_json({**told, "signature": word.signature})
        return 0
    print(
        {
            VERIFIED: f"Revision {catalogue.revision} is as the shop's key signed it.",
            UNVERIFIED: f"Revision {catalogue.revision} is as the manifest here says. Who signed that was not"
            " looked at: stop the kiosk, or name the shop's key with --key.",
            NONE: f"Revision {catalogue.revision} is whole, by what its own file says. No signed manifest"
            " is here to compare it with.",
        }[word.signature]
    )
    return 0


def refuse_where_enrolled(folder: Path) -> None:
    """Raises InputRefused (`catalogue.kiosk_is_enrolled`): here the shop's key says what is sold."""
    if any((folder / name).exists() for name in (KEPT, "device.key")):
        raise InputRefused(Reason("catalogue.kiosk_is_enrolled", {"folder": str(folder)}))


def _word(folder: Path, key: str | None) -> Word:
    """Raises InputRefused: `catalogue.manifest_not_verified`, `wire.unreadable`."""
    try:
        with (folder / KEPT).open("rb") as file:
            document = file.read(LARGEST_MANIFEST + 1)
    except FileNotFoundError:
        return Word(None, NONE)
    told = read_body(document.partition(b"\n")[2])
    tenant, keys = (told.tenant, (key,)) if key is not None else _known_here(folder)
    if not keys:
        return Word(told, UNVERIFIED)
    return Word(read_manifest(document, tenant, keys), VERIFIED)


def _known_here(folder: Path) -> tuple[str, tuple[str, ...]]:
    """Tenant and keys of the kiosk's enrolment; none where it has none, or runs and holds them."""
    from kiosk.checkup import identity_in

    try:
        identity = identity_in(folder)
    except StoreUnusable:
        return "", ()
    return identity.tenant, identity.catalogue_keys


def _signed(word: Word, revision: int) -> str:
    """What the manifest says of a revision; raises InputRefused (`catalogue.not_of_manifest`)."""
    manifest = word.manifest
    if manifest is None:
        return ""
    known = {delta.to_revision: delta.checksum for delta in manifest.deltas}
    known[manifest.revision] = manifest.snapshot.checksum
    if revision not in known:
        values: dict[str, str | int] = {"revision": revision, "signed": manifest.revision}
        raise InputRefused(Reason("catalogue.not_of_manifest", values))
    return known[revision]
