"""`kiosk catalogue stats`: which revision this is, how old, how much is in it and where it lies."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from kiosk.cli.print_json import print_json
from kiosk.errors import StoreUnusable
from kiosk.store.catalogue_counts import Counts, counts_of, idle_revision
from kiosk.store.catalogue_file import CatalogueFile
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.catalogue_summary import by_category


def stats(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    """Of the revision in use; raises StoreUnusable where there is none."""
    catalogue = store.current()
    counts, confirmed = counts_of(catalogue.path), _confirmed(args.store)
    if args.json:
        print_json(_told(catalogue, counts, confirmed, idle_revision(args.store)))
        return 0
    known, offers = catalogue.stats, catalogue.offers
    published = known.published_at.isoformat() if known.published_at else None
    print(
        f"Revision {known.revision}, published {published} ({_age(known.published_at)} ago):"
        f" {known.products} goods, {len(offers.by_id)} offers."
    )
    print(
        f"{counts.codes} barcodes, {counts.plus} PLUs, {counts.prices} dated prices,"
        f" {len(catalogue.categories.categories)} categories, {len(catalogue.recalls.recalls)} recalls,"
        f" in {catalogue.currency}."
    )
    signed = "made on this machine" if known.is_local else "as the shop published it"
    last = "not known here" if confirmed is None else f"{_age(confirmed)} ago"
    print(f"{signed}, checksum {known.checksum}; last confirmed as the newest: {last}.")
    before = idle_revision(args.store)
    print(
        f"{catalogue.path.name}, {counts.bytes} bytes, form {counts.file_schema};"
        f" the other file: {'none' if before is None else f'revision {before}'}."
    )
    for each in offers.unknown:
        print(
            f"The offer {each.offer_id} is of a kind ({each.kind}) that needs a newer version; it is ignored."
        )
    for one in by_category(catalogue.path):
        told = f"{one.weighed} by weight, {one.restricted} restricted, {one.member_priced} member prices"
        print(f"{one.category:<16} {one.goods:>7}  {told}")
    return 0


def _told(
    catalogue: CatalogueFile, counts: Counts, confirmed: datetime | None, before: int | None
) -> dict[str, object]:
    known, offers = catalogue.stats, catalogue.offers
    now = datetime.now(UTC)
    return {
        "revision": known.revision,
        "products": known.products,
        "published_at": known.published_at.isoformat() if known.published_at else None,
        "age_s": int((now - known.published_at).total_seconds()) if known.published_at else None,
        "confirmed_at": confirmed.isoformat() if confirmed else None,
        **asdict(counts),
        "offers": len(offers.by_id),
        "ignored_offers": [{"offer_id": each.offer_id, "kind": each.kind} for each in offers.unknown],
        "recalls": len(catalogue.recalls.recalls),
        "currency": catalogue.currency,
        "checksum": known.checksum,
        "local": known.is_local,
        "file": str(catalogue.path),
        "idle_revision": before,
        "categories": [asdict(one) for one in by_category(catalogue.path)],
    }


def _confirmed(folder: Path) -> datetime | None:
    """When the shop's key last said that this is the newest; None where a running kiosk alone knows."""
    from kiosk.checkup import setting_in
    from kiosk.services.catalogue_age import SETTING

    try:
        text = setting_in(folder, SETTING)
        return datetime.fromisoformat(text) if text else None
    except (StoreUnusable, ValueError):
        return None


def _age(since: datetime | None) -> str:
    if since is None:
        return "unknown"
    minutes = max(0, int((datetime.now(UTC) - since).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"
