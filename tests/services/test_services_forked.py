"""The kiosk's disk was copied or put back from an image: its records are not those the cloud has under the
same numbers. It sells nothing more until somebody has looked, and says so."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import pytest

from kiosk.domain.events import Lane, Record
from kiosk.errors import CloudRefused, Reason
from kiosk.services.intents import StartTrip
from kiosk.services.views import Screen
from tests.services.changes import time_goes_on
from tests.services.goods import MILK
from tests.services.staff_room import enter, staff
from tests.services.stage import Stage

pytestmark = pytest.mark.expects_log("kiosk.services.syncing")


class Books:
    """The cloud's own rule for records it has already."""

    def __init__(self, stage: Stage) -> None:
        self._take = stage.cloud.put_records
        self._stage = stage
        self.broken = False

    def put(self, records: Sequence[Record]) -> int:
        known = {(record.lane, record.seq): record.hash for record in self._stage.cloud.records}
        for record in records:
            where = {"lane": record.lane, "seq": record.seq}
            if known.get((record.lane, record.seq), record.hash) != record.hash:
                raise CloudRefused(Reason("sync.fork", where))
            if self.broken and record.lane is Lane.MONEY:
                raise CloudRefused(Reason("sync.chain_broken", where))
        return self._take(records)


@pytest.fixture
def books(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Books:
    kept = Books(stage)
    monkeypatch.setattr(stage.cloud, "put_records", kept.put)
    return kept


def is_closed(stage: Stage) -> bool:
    return stage.view.out_of_service is not None and stage.view.out_of_service.code == "service.fork"


def test_a_kiosk_put_back_from_an_image_closes_at_its_first_record(stage: Stage, books: Books) -> None:
    stage.stop()
    image = stage.folder / "image"
    image.mkdir()
    for file in stage.folder.glob("ledger.db*"):
        shutil.copy(file, image)
    stage.start()
    stage.sell(MILK)
    stage.until(lambda: stage.ledger.depth() == 0)
    stage.stop()
    for file in stage.folder.glob("ledger.db*"):
        file.unlink()
    for file in image.iterdir():
        shutil.copy(file, stage.folder)
    stage.start()
    stage.sell(MILK)
    stage.until(lambda: is_closed(stage))
    for _ in range(2):
        stage.do(StartTrip())
        stage.scan(MILK)
        assert stage.view.screen is Screen.OUT_OF_SERVICE
        stage.restart()
        stage.until(lambda: is_closed(stage))
    assert len(stage.bodies("sale_closed")) == 1
    enter(stage)
    trouble = [one.reason.code for one in staff(stage).devices if one.reason is not None]
    assert trouble == ["sync.fork"]


def test_a_broken_chain_closes_too_and_other_records_that_go_through_do_not_open(
    stage: Stage, books: Books
) -> None:
    books.broken = True
    stage.sell(MILK)
    stage.until(lambda: is_closed(stage))
    books.broken = False
    time_goes_on(stage, lambda: stage.view.screen is Screen.ATTRACT)
    stage.until(lambda: stage.ledger.depth() == 0)


def test_a_cloud_that_knows_more_records_than_were_made_closes_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage.cloud, "put_records", lambda records: records[-1].seq + 1000)
    stage.sell(MILK)
    stage.until(lambda: is_closed(stage))
