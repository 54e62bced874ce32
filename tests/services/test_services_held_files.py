"""A snapshot that is not what the shop signed: asked for more and more seldom, and told once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.errors import FileRefused, Reason, StoreUnusable
from kiosk.ports import CatalogueUpdate
from kiosk.store.snapshot_file import write_snapshot
from tests.services.changes import changed_good
from tests.services.goods import MILK
from tests.services.staff_room import catalogue_trouble
from tests.services.stage import Stage

pytestmark = pytest.mark.expects_log("kiosk.services.downlink")

DEARER = changed_good("milk", price_minor=7990)
AT = datetime(2026, 11, 22, tzinfo=UTC)


def whole(folder: Path, checksum: str) -> CatalogueUpdate:
    path = folder / "whole-2.gz"
    write_snapshot(path, DEARER, [], 2, AT)
    return CatalogueUpdate(revision=2, checksum=checksum, snapshot=path)


class Carrier:
    """Gives revision 2 with another checksum than its rows have, and counts."""

    def __init__(self, stage: Stage) -> None:
        self.fetched = 0
        self.checksum = "0" * 32
        self._stage = stage
        stage.cloud.updates = self.give

    def give(self, known: int, _: bool) -> CatalogueUpdate | None:
        if known == 2:
            return None
        self.fetched += 1
        return whole(self._stage.folder, self.checksum)


def hour(stage: Stage) -> None:
    """Of looks, each when the kiosk has set its next one."""
    for _ in range(7):
        before = stage.cloud.catalogue_looks
        stage.pass_time(520, lambda before=before: stage.cloud.catalogue_looks > before)  # type: ignore[misc]
        stage.settle(0.02)


def test_a_refused_snapshot_is_asked_for_ever_more_seldom_and_at_once_by_a_newer_manifest(
    stage: Stage,
) -> None:
    stage.settle()
    carrier = Carrier(stage)
    stage.pass_time(301, lambda: carrier.fetched == 1)
    stage.settle(0.1)
    first = stage.cloud.catalogue_looks
    hour(stage)
    assert stage.cloud.catalogue_looks > first + 5, "whether there is a newer manifest is asked as ever"
    assert 3 <= carrier.fetched <= 6
    assert catalogue_trouble(stage) == Reason("catalogue.snapshot_differs", {"revision": 2})
    told = stage.bodies("catalogue_refused")
    assert [(each["manifest"], each["reason"]) for each in told] == [("m-1", "catalogue.snapshot_differs")]
    asked = carrier.fetched
    carrier.checksum, stage.cloud.manifest = checksum_of(DEARER), "m-2"
    stage.pass_time(301, lambda: stage.catalogues.stats().revision == 2)
    assert carrier.fetched == asked + 1
    stage.until(lambda: catalogue_trouble(stage) is None)
    stage.scan(MILK)
    assert stage.view.basket.total_minor == 7990


def test_files_that_are_not_what_was_signed_are_held_too(stage: Stage) -> None:
    asked = 0

    def refuse(known: int, whole: bool) -> None:
        nonlocal asked
        asked += 1
        raise FileRefused(Reason("catalogue.not_verified", {"file": "2-ab.jsonl.gz"}), stage.cloud.manifest)

    stage.settle()
    stage.cloud.updates = refuse
    stage.pass_time(301, lambda: asked == 1)
    hour(stage)
    assert 3 <= asked <= 6
    assert catalogue_trouble(stage) == Reason("catalogue.not_verified", {"file": "2-ab.jsonl.gz"})
    assert len(stage.bodies("catalogue_refused")) == 1
    stage.scan(MILK)
    assert stage.view.basket.total_minor > 0, "what is here is sold"


def test_a_full_disk_keeps_the_verified_file_and_is_tried_ever_more_seldom(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.settle()
    carrier, tried = Carrier(stage), 0
    carrier.checksum = checksum_of(DEARER)

    def full(*_: object, **__: object) -> None:
        nonlocal tried
        tried += 1
        raise StoreUnusable(Reason("store.disk_full", {"file": "catalogue"}))

    with monkeypatch.context() as patched:
        patched.setattr(stage.catalogues, "install", full)
        stage.pass_time(301, lambda: tried == 1)
        hour(stage)
        assert 3 <= tried <= 6
        assert (stage.folder / "whole-2.gz").exists(), "it need not be loaded again"
        assert catalogue_trouble(stage) == Reason("store.disk_full", {"file": "catalogue"})
    stage.pass_time(4600, lambda: stage.catalogues.stats().revision == 2)
    stage.until(lambda: catalogue_trouble(stage) is None)
    assert not (stage.folder / "whole-2.gz").exists()
