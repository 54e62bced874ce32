"""The shop's key says what a kiosk sells: whatever else lies there under the same number makes room."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.ports import CatalogueUpdate
from kiosk.store.snapshot_file import write_snapshot
from tests.services.changes import changed_good
from tests.services.goods import MILK, PRODUCTS
from tests.services.stage import Stage

POLL_S = 301.0
DEARER = changed_good("milk", price_minor=7990)


def whole(folder: Path, revision: int, checksum: str) -> CatalogueUpdate:
    """A snapshot of the dearer shop."""
    path = folder / f"whole-{revision}.gz"
    write_snapshot(path, DEARER, [], revision, datetime(2026, 11, 22, tzinfo=UTC))
    return CatalogueUpdate(revision=revision, checksum=checksum, snapshot=path)


def test_a_kiosk_tells_what_its_rows_are_and_sells_by_the_signed_ones_of_the_same_number(
    stage: Stage,
) -> None:
    has, signed = stage.catalogues.stats(), checksum_of(DEARER)

    def update(known: int, _: bool) -> CatalogueUpdate | None:
        return None if stage.cloud.catalogue_known[1] == signed else whole(stage.folder, known, signed)

    stage.cloud.updates = update
    stage.pass_time(POLL_S, lambda: stage.catalogues.stats().checksum == signed)
    assert stage.catalogues.stats().revision == has.revision == 1
    stage.scan(MILK)
    assert stage.view.basket.total_minor == 7990
    looks = stage.cloud.catalogue_looks
    stage.pass_time(POLL_S, lambda: stage.cloud.catalogue_looks > looks)
    assert stage.cloud.catalogue_known == (1, signed, False)


@pytest.mark.expects_log("kiosk.services.downlink")
def test_a_file_of_other_rows_than_the_manifest_says_is_not_sold_by(stage: Stage) -> None:
    stage.cloud.updates = lambda known, _: whole(stage.folder, 2, "0" * 32)
    looks = stage.cloud.catalogue_looks
    stage.pass_time(POLL_S, lambda: stage.cloud.catalogue_looks > looks)
    stage.settle(0.2)
    stage.scan(MILK)
    assert stage.view.basket.total_minor == next(one for one in PRODUCTS if one.sku == "milk").price_minor
    assert stage.catalogues.stats().revision == 1
