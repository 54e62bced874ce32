"""What a key signed last, kept beside it: whoever signs sees what changes since then, whatever a cloud says.

shop.key.last      the revision of the last manifest this key signed, in eight bytes, and its packed snapshot
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cloud.catalogue.contents import Contents
from cloud.catalogue.list_changes import list_changes, plain_changes
from cloud.catalogue.parcel import Unsigned, read_contents
from cloud.catalogue.price_moves import Move, price_moves
from kiosk.errors import InputRefused

SUFFIX = ".last"
REVISION_BYTES = 8


@dataclass(frozen=True, slots=True)
class SignedBefore:
    """The last revision signed by a key, and what it holds."""

    revision: int
    contents: Contents


def signed_before(key: Path) -> SignedBefore | None:
    """None where nothing was signed with it, or what was kept is damaged; raises OSError."""
    kept = _beside(key)
    if not kept.exists():
        return None
    content = kept.read_bytes()
    try:
        contents = read_contents(kept.name, content[REVISION_BYTES:])
    except InputRefused:
        return None
    return SignedBefore(int.from_bytes(content[:REVISION_BYTES]), contents)


def keep_signed(key: Path, unsigned: Unsigned) -> None:
    """Raises OSError."""
    fresh = _beside(key).with_suffix(".new")
    fresh.write_bytes(unsigned.manifest.revision.to_bytes(REVISION_BYTES) + unsigned.snapshot)
    fresh.replace(_beside(key))


def what_is_signed(unsigned: Unsigned, before: SignedBefore | None, at: datetime) -> dict[str, Any]:
    """For whoever signs at `at`: which revision, what it goes back from, and what changes since the last one
    signed (`since`; null: everything is new to this key)."""
    manifest, held = unsigned.manifest, Contents() if before is None else before.contents
    told: dict[str, Any] = {"tenant": manifest.tenant, "revision": manifest.revision}
    if manifest.rollback_from:
        told["goes_back_from"] = manifest.rollback_from
    return {
        **told,
        "since": None if before is None else before.revision,
        "rows": manifest.snapshot.rows,
        "lists": plain_changes(list_changes(held, unsigned.contents)),
        "prices": _prices(held, unsigned.contents, at),
        "expires_at": manifest.expires_at.isoformat(),
    }


def _prices(before: Contents, after: Contents, at: datetime) -> dict[str, Any]:
    """How many goods are dearer and cheaper for somebody, now or at an hour to come, and which one falls most
    by its share: by what is asked, whichever list says it. A good may be both."""
    dearer: set[str] = set()
    cheaper: set[str] = set()
    fallen: Move | None = None
    for move in price_moves(before, after, at):
        (dearer if move.now > move.was else cheaper).add(move.sku)
        if move.now < move.was and (fallen is None or move.now * fallen.was < fallen.now * move.was):
            fallen = move
    told: dict[str, Any] = {"up": len(dearer), "down": len(cheaper)}
    if fallen is not None:
        about = {"sku": fallen.sku, "from_minor": fallen.was, "to_minor": fallen.now}
        told["largest_fall"] = {**about, "at": fallen.at.isoformat(timespec="seconds")}
    return told


def _beside(key: Path) -> Path:
    return key.with_name(key.name + SUFFIX)
