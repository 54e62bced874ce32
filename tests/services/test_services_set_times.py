"""Times the owner sets: when records are tried again, and from when staff hear that the catalogue is old."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from kiosk.domain.events import RecordKind
from kiosk.ports import AppendRecord
from tests.services.staff_room import enter, staff
from tests.services.stage import Stage


@pytest.mark.parametrize(("resend_s", "longest"), [(2.0, (2, 15)), (60.0, (30, 75))])
def test_records_the_cloud_did_not_take_are_sent_again_after_the_time_set(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, resend_s: float, longest: tuple[float, float]
) -> None:
    stage.stop()
    stage.resend_s = resend_s
    stage.start()
    tries: list[float] = []
    put = stage.cloud.put_records

    def count(records: object) -> int:
        tries.append(stage.clock.monotonic())
        return put(records)  # type: ignore[arg-type]

    monkeypatch.setattr(stage.cloud, "put_records", count)
    stage.cloud.reachable = False
    stage.ledger.commit([AppendRecord(RecordKind.STAFF_TASK_RAISED, {"task": "test"})])
    stage.shop.uplink.kick()
    for _ in range(150):
        stage.clock.advance(1)
        stage.core.run_pending(0.01)
    pauses = [later - sooner for sooner, later in pairwise(tries)]
    assert longest[0] <= max(pauses) <= longest[1]


@pytest.mark.parametrize(("hours", "old"), [(30, True), (12, False)])
def test_staff_are_warned_of_an_old_catalogue_from_the_age_set(stage: Stage, hours: int, old: bool) -> None:
    stage.stop()
    stage.catalogue_old_after = timedelta(hours=20)
    stage.start()
    stage.cloud.reachable = False
    stage.clock.advance(3600 * hours)
    enter(stage)
    assert staff(stage).catalogue_is_old is old
