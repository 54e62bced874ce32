"""A cloud restored from last night's backup: the kiosk still has what it lost, and sends it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from kiosk.domain.events import Lane, Record, RecordKind
from kiosk.errors import CloudRefused, Reason
from kiosk.ports import AppendRecord
from tests.services.scripted_cloud import ScriptedCloud
from tests.services.stage import Stage


@dataclass
class BookedCloud(ScriptedCloud):
    """Takes a lane's records without gaps only."""

    def put_records(self, records: Sequence[Record]) -> int:
        lane = records[0].lane
        expected = 1 + max((record.seq for record in self.records if record.lane is lane), default=0)
        if records[0].seq > expected:
            raise CloudRefused(Reason("sync.gap", {"lane": lane, "expected": expected}))
        return super().put_records(records)

    def money(self) -> list[int]:
        return [record.seq for record in self.records if record.lane is Lane.MONEY]


def happen(stage: Stage, count: int) -> None:
    for number in range(count):
        stage.ledger.commit([AppendRecord(RecordKind.STAFF_TASK_RAISED, {"task": "test", "number": number})])


def restart(stage: Stage) -> None:
    stage.stop()
    stage.start()


@pytest.mark.expects_log("kiosk.services.syncing")
def test_a_cloud_restored_from_a_backup_gets_what_it_lost(stage: Stage) -> None:
    cloud = stage.cloud = BookedCloud()
    happen(stage, 6)
    restart(stage)
    stage.until(lambda: stage.ledger.depth() == 0)
    all_of_it = cloud.money()
    assert len(all_of_it) >= 6
    cloud.records[:] = [
        record for record in cloud.records if record.lane is not Lane.MONEY or record.seq <= 2
    ]
    happen(stage, 1)
    restart(stage)
    stage.pass_time(1, lambda: len(cloud.money()) > len(all_of_it), most=5)
    assert cloud.money() == list(range(1, len(all_of_it) + 2))
    stage.until(lambda: stage.ledger.depth() == 0)
