"""Revisions of a small catalogue and the deltas between them, as a cloud publishes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kiosk.domain.catalogue_checksum import Value, checksum_of
from kiosk.domain.category import Category
from kiosk.domain.delta_making import delta_lines, difference
from kiosk.domain.offer_rows import OFFERS
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product
from kiosk.domain.recall import Recall
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_lines, write_snapshot
from tests.store.catalogue_values import PUBLISHED

Rows = Sequence[Value]


def write_revision(path: Path, rows: Rows, revision: int) -> Path:
    """The snapshot of a revision."""
    write_snapshot(
        path,
        [row for row in rows if isinstance(row, Product)],
        [row for row in rows if isinstance(row, OFFERS)],
        revision,
        PUBLISHED,
        recalls=[row for row in rows if isinstance(row, Recall)],
        categories=[row for row in rows if isinstance(row, Category)],
        prices=[row for row in rows if isinstance(row, Price)],
    )
    return path


def write_delta(path: Path, before: Rows, after: Rows, start: int, end: int, checksum: str = "") -> Path:
    """The delta between two of them."""
    told = checksum or checksum_of(after)
    change = difference(before, after)
    write_lines(
        path,
        delta_lines(change, from_revision=start, to_revision=end, published_at=PUBLISHED, checksum=told),
    )
    return path


def rows_of(store: FileCatalogueStore) -> set[Value]:
    """All that the revision in use says, after it was read through."""
    catalogue = store.current()
    catalogue.verify()
    goods = list(catalogue.products())
    return {
        *(replace(good, prices=()) for good in goods),
        *(price for good in goods for price in good.prices),
        *catalogue.offers.offers,
        *catalogue.recalls.recalls,
        *catalogue.categories.categories,
    }


class Shop:
    """A cloud's revisions, and a kiosk that takes them."""

    def __init__(self, folder: Path, store: FileCatalogueStore, *revisions: Rows) -> None:
        self.folder, self.store = folder, store
        self.revisions = dict(enumerate(revisions, 7))

    def install(self, revision: int) -> None:
        rows = self.revisions[revision]
        self.store.install(write_revision(self.folder / f"{revision}.snapshot", rows, revision), revision)

    def delta(self, start: int, end: int) -> Path:
        path = self.folder / f"{start}-{end}.delta"
        return write_delta(path, self.revisions[start], self.revisions[end], start, end)

    def apply(self, start: int, *ends: int) -> None:
        """Deltas from one revision to the next ones."""
        steps = zip((start, *ends), ends, strict=False)
        self.store.apply(
            [self.delta(*step) for step in steps], ends[-1], checksum_of(self.revisions[ends[-1]])
        )
