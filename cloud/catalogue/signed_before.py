"""What a key signed last, kept beside it: whoever signs sees what changes since then, whatever a cloud says.

shop.key.last      the revision of the last manifest this key signed, in eight bytes, and its packed snapshot
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloud.catalogue.contents import Contents
from cloud.catalogue.list_changes import list_changes, plain_changes
from cloud.catalogue.parcel import Unsigned, read_contents
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


def what_is_signed(unsigned: Unsigned, before: SignedBefore | None) -> dict[str, Any]:
    """For whoever signs: which revision, what it goes back from, and what changes since the last one signed
    (`since`; null: everything is new to this key)."""
    manifest, held = unsigned.manifest, Contents() if before is None else before.contents
    told: dict[str, Any] = {"tenant": manifest.tenant, "revision": manifest.revision}
    if manifest.rollback_from:
        told["goes_back_from"] = manifest.rollback_from
    return {
        **told,
        "since": None if before is None else before.revision,
        "rows": manifest.snapshot.rows,
        "lists": plain_changes(list_changes(held, unsigned.contents)),
        "prices": _prices(held, unsigned.contents),
        "expires_at": manifest.expires_at.isoformat(),
    }


def _prices(before: Contents, after: Contents) -> dict[str, Any]:
    """How many goods are dearer and cheaper by their own price, and which one fell most by its share."""
    held = {good.sku: good.price_minor for good in before.products}
    moved = [
        (good.sku, held[good.sku], good.price_minor)
        for good in after.products
        if held.get(good.sku, good.price_minor) != good.price_minor
    ]
    fallen = [(now / was, sku, was, now) for sku, was, now in moved if now < was]
    told: dict[str, Any] = {"up": len(moved) - len(fallen), "down": len(fallen)}
    if fallen:
        _, sku, was, now = min(fallen)
        told["largest_fall"] = {"sku": sku, "from_minor": was, "to_minor": now}
    return told


def _beside(key: Path) -> Path:
    return key.with_name(key.name + SUFFIX)
