"""The catalogue's way to the kiosk: the signed manifest by its ETag, then only the files that are missing.

A manifest is believed when a catalogue key signed it for this shop and it is not older than the last one
believed, which is kept beside the catalogue: what was signed once cannot be played again later. The kiosk's
clock has no say in that. An older revision is taken only where the manifest names the one it replaces.
Changes that are not what was signed are answered by the snapshot, which has no second chance at once.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.catalogue_rows import READABLE_SCHEMAS
from kiosk.errors import CloudRefused, CloudUnreachable, FileRefused, InputRefused, Reason, StoreUnusable
from kiosk.ports import CatalogueNews, CatalogueUpdate, Identity
from kiosk.remote.exchange import answer_bytes
from kiosk.remote.file_download import Get, NotVerified, download
from kiosk.remote.wire.manifest import (
    CatalogueFile,
    Manifest,
    document_hash,
    read_manifest,
)

ROOT = "/v1/line/catalogue"
MANIFEST = f"{ROOT}/manifest"
FILES = f"{ROOT}/files"
DELTAS_BELOW = 0.3
"""Of the snapshot's size: a longer chain is not worth its work."""
KEPT = "catalogue-manifest"
DOWNLOADS = "catalogue-download"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What the kiosk has: number and checksum of a revision, and whether it was made here."""

    revision: int
    checksum: str
    is_local: bool

    def is_that_of(self, manifest: Manifest) -> bool:
        """Whether these are the very rows that are signed; an empty checksum is taken to be theirs."""
        same = self.checksum in ("", manifest.snapshot.checksum)
        return self.revision == manifest.revision and same

    def may_go_to(self, manifest: Manifest) -> bool:
        """Nobody goes back without the shop's word, but from what was never the shop's."""
        return self.is_local or self.revision <= max(manifest.revision, manifest.rollback_from)


def fetch(
    get: Get, identity: Identity, known: Known, folder: Path, *, whole: bool, held: str = ""
) -> CatalogueNews:
    """What the shop's newest manifest says, and the verified files where that is not what is known.

    Raises as `kiosk.ports.CatalogueApi` says.
    """
    document, manifest = _newest(get, identity, folder)
    if manifest is None:
        _keep_only(folder / DOWNLOADS, ())
        return CatalogueNews(expires_at=None)
    signed = document_hash(document)
    if known.is_that_of(manifest):
        _keep_only(folder / DOWNLOADS, ())
        return CatalogueNews(expires_at=manifest.expires_at, manifest=signed)
    if manifest.schema not in READABLE_SCHEMAS:
        values: dict[str, str | int] = {"found": manifest.schema, "known": READABLE_SCHEMAS[-1]}
        raise CloudRefused(Reason("catalogue.unknown_schema", values))
    if not known.may_go_to(manifest):
        values = {"revision": manifest.revision, "current": known.revision}
        raise CloudRefused(Reason("catalogue.not_newer", values))
    if signed == held:
        return CatalogueNews(expires_at=manifest.expires_at, manifest=signed, is_held=True)
    wanted = _wanted(manifest, known.revision, whole=whole or known.is_local)
    try:
        files, paths = _downloaded(get, wanted, manifest.snapshot, folder / DOWNLOADS)
    except NotVerified as wrong:
        raise FileRefused(wrong.reason, signed) from None
    is_snapshot = files[0] is manifest.snapshot
    update = CatalogueUpdate(
        revision=manifest.revision,
        checksum=manifest.snapshot.checksum,
        snapshot=paths[0] if is_snapshot else None,
        deltas=() if is_snapshot else paths,
        replaces=known.revision if known.revision > manifest.revision else 0,
    )
    return CatalogueNews(expires_at=manifest.expires_at, update=update, manifest=signed)


def _downloaded(
    get: Get, files: tuple[CatalogueFile, ...], snapshot: CatalogueFile, folder: Path
) -> tuple[tuple[CatalogueFile, ...], tuple[Path, ...]]:
    """What came, and where it lies: the snapshot in the place of changes that are not what was signed.

    Raises NotVerified where it is not either.
    """
    _keep_only(folder, files)
    try:
        return files, tuple(download(get, f"{FILES}/{file.name}", file, folder) for file in files)
    except NotVerified as wrong:
        if files[0] is snapshot:
            raise
        _log.warning("the changes are refused, the whole is fetched: %s", wrong.reason)
    return _downloaded(get, (snapshot,), snapshot, folder)


def _wanted(manifest: Manifest, known_revision: int, *, whole: bool) -> tuple[CatalogueFile, ...]:
    chain = () if whole else manifest.chain(known_revision)
    short = sum(delta.size for delta in chain) < DELTAS_BELOW * manifest.snapshot.size
    return chain if chain and short else (manifest.snapshot,)


def _keep_only(folder: Path, files: tuple[CatalogueFile, ...]) -> None:
    """What was begun of files that are no longer wanted goes."""
    names = {name for file in files for name in (file.name, f"{file.name}.part")}
    try:
        for path in folder.iterdir():
            if path.name not in names:
                path.unlink(missing_ok=True)
    except OSError:
        # none yet, or a disk that says so at the next write
        return


# The manifest


def _newest(get: Get, identity: Identity, folder: Path) -> tuple[bytes, Manifest | None]:
    """The document and what it says; None while the shop has published nothing."""
    document, known = _kept(identity, folder)
    asked = {"If-None-Match": f'"{document_hash(document)}"'} if known is not None else {}
    with get(MANIFEST, asked) as answer:
        if answer.status_code == 304 and known is not None:
            return document, known
        if answer.status_code == 204:
            return b"", None
        if answer.status_code != 200:
            raise CloudUnreachable(Reason("cloud.answered_with_status", {"status": answer.status_code}))
        document = answer_bytes(answer)
    try:
        newest = read_manifest(document, identity.tenant, identity.catalogue_keys)
    except InputRefused as refused:
        raise CloudRefused(refused.reason) from None
    if known is not None and newest.signed_at < known.signed_at:
        values = {"signed_at": newest.signed_at.isoformat(), "known": known.signed_at.isoformat()}
        raise CloudRefused(Reason("catalogue.manifest_replayed", values))
    _keep(folder, document)
    return document, newest


def _kept(identity: Identity, folder: Path) -> tuple[bytes, Manifest | None]:
    """The last document believed; none where it is of another shop, damaged or gone."""
    try:
        document = (folder / KEPT).read_bytes()
        return document, read_manifest(document, identity.tenant, identity.catalogue_keys)
    except (OSError, InputRefused):
        return b"", None


def _keep(folder: Path, document: bytes) -> None:
    fresh = folder / f"{KEPT}.new"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(document)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, folder / KEPT)
    except OSError as error:
        values = {"folder": str(folder), "why": error.strerror or str(error)}
        raise StoreUnusable(Reason("catalogue.cannot_be_stored", values)) from None
