"""Records on their way to the cloud: in batches it can read, without what is nobody's business."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from kiosk.domain.barcode import Scan, Symbology
from kiosk.domain.events import Lane, Record, RecordKind
from kiosk.errors import CloudRefused, Reason
from kiosk.ports import AppendRecord, DeviceState
from kiosk.remote.wire.codec import encode
from kiosk.remote.wire.shapes import LARGEST_BODY, RecordBatch
from kiosk.services.intents import KeyInCode, TakeScan
from kiosk.services.views import Screen
from tests.services.goods import MILK, with_check
from tests.services.staff_room import enter, staff
from tests.services.stage import ScriptedCloud, Stage

CARD, WALLET, PHONE = "4111111111111111", "6222021234567890123", "13800138000"
UNLISTED_GOOD = with_check("952999999999")


@dataclass
class NarrowCloud(ScriptedCloud):
    """Reads only so many bytes of a request, and remembers what it was sent."""

    limit: int = LARGEST_BODY
    sizes: list[int] = field(default_factory=list)

    def put_records(self, records: Sequence[Record]) -> int:
        size = len(encode(RecordBatch(records=tuple(records))))
        self.sizes.append(size)
        if size > self.limit:
            raise CloudRefused(Reason("line.body_too_large", {"limit": self.limit}))
        return super().put_records(records)


def with_cloud(stage: Stage, cloud: ScriptedCloud) -> None:
    """The kiosk starts again before this cloud."""
    stage.stop()
    stage.cloud = cloud
    stage.start()


def after_an_outage(stage: Stage, records: int, signs: int) -> None:
    """Records wait in the money lane, each of so many signs of JSON."""
    goods = [{"名称": "纯牛奶", "n": number} for number in range(signs // 22)]
    for number in range(records):
        body = {"task": "test", "number": number, "goods": goods}
        stage.ledger.commit([AppendRecord(RecordKind.STAFF_TASK_RAISED, body)])


def told(stage: Stage) -> list[int]:
    return [body["number"] for body in stage.bodies("staff_task_raised")]


def test_what_an_outage_has_piled_up_goes_in_batches_the_cloud_can_read(stage: Stage) -> None:
    after_an_outage(stage, records=100, signs=15_000)
    cloud = NarrowCloud()
    with_cloud(stage, cloud)
    stage.until(lambda: told(stage) == list(range(100)))
    assert max(cloud.sizes) <= 256 * 1024


def test_a_cloud_that_reads_less_gets_smaller_batches_until_all_is_there(stage: Stage) -> None:
    after_an_outage(stage, records=40, signs=5_000)
    cloud = NarrowCloud(limit=20_000)
    with_cloud(stage, cloud)
    stage.until(lambda: told(stage) == list(range(40)))
    stage.until(lambda: stage.ledger.depth() == 0)


@pytest.mark.expects_log("kiosk.services.syncing")
def test_one_record_that_is_too_large_alone_rests_and_is_shown(stage: Stage) -> None:
    after_an_outage(stage, records=1, signs=9_000)
    cloud = NarrowCloud(limit=5_000)
    with_cloud(stage, cloud)
    stage.settle(0.3)
    assert len(cloud.sizes) == 1
    enter(stage)
    assert _cloud_as_staff_see_it(stage) == (DeviceState.STOPPED, "line.body_too_large")


@pytest.mark.expects_log("kiosk.services.syncing")
def test_a_cloud_that_acknowledges_what_was_never_made_is_left_alone_and_shown(stage: Stage) -> None:
    calls: list[int] = []

    def beyond(records: Sequence[Record]) -> int:
        calls.append(records[-1].seq)
        return records[-1].seq + 5

    stage.cloud.put_records = beyond  # type: ignore[method-assign]
    stage.scan("4006381333931")
    stage.settle(0.4)
    assert len(calls) == 1
    assert stage.view.screen is Screen.OUT_OF_SERVICE
    enter(stage)
    assert _cloud_as_staff_see_it(stage) == (DeviceState.STOPPED, "store.acknowledged_beyond_head")
    del stage.cloud.put_records  # type: ignore[method-assign]
    stage.pass_time(3, lambda: _cloud_as_staff_see_it(stage)[0] is DeviceState.READY)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (CARD, "411111**********"),
        (WALLET, "622202*************"),
        (PHONE, "138001*****"),
        (UNLISTED_GOOD, UNLISTED_GOOD),
        ("https://wallet.example/pay/4111111111111111?k=secret", "https://wallet.example/…"),
    ],
)
def test_of_a_card_or_wallet_shown_by_mistake_nothing_is_kept_but_its_kind(
    stage: Stage, text: str, kept: str
) -> None:
    stage.do(TakeScan(Scan(raw=text.encode(), text=text, symbology=Symbology.QR)))
    stage.until(lambda: len(stage.bodies("unknown_code_scanned")) == 1)
    named = {"gtin14": f"0{kept}"} if kept == UNLISTED_GOOD else {}
    assert stage.bodies("unknown_code_scanned") == [{"shown": kept, "symbology": "qr", **named}]
    assert stage.view.notice is not None
    assert stage.view.notice.reason.values == {"code": kept}


def test_no_intent_says_a_card_or_a_proof_of_membership_where_it_is_printed() -> None:
    scan = TakeScan(Scan(raw=CARD.encode(), text=CARD))
    for printed in (repr(scan), str(scan), repr(KeyInCode(CARD))):
        assert CARD not in printed
        assert CARD.encode().hex() not in printed
    assert MILK in repr(TakeScan(Scan(raw=MILK.encode(), text=MILK)))


def test_the_ledger_keeps_no_more_than_the_cloud_is_told(stage: Stage) -> None:
    stage.cloud.reachable = False
    stage.do(TakeScan(Scan(raw=CARD.encode(), text=CARD, symbology=Symbology.CODE128)))
    (record,) = stage.ledger.pending(Lane.EVENTS, 10)
    assert json.loads(record.body) == {"shown": "411111**********", "symbology": "code128"}


def _cloud_as_staff_see_it(stage: Stage) -> tuple[DeviceState, str | None]:
    shown = next(one for one in staff(stage).devices if one.name == "cloud")
    return shown.state, shown.reason.code if shown.reason is not None else None
