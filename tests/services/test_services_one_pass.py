"""One pack with two codes, or before two scanners, is one piece; what its second code says is not lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.aim import scan_of
from kiosk.domain.barcode import Scan, Symbology
from kiosk.domain.days import day_of
from kiosk.domain.intervention import InterventionKind
from kiosk.services.intents import CancelTrip, TakeScan
from kiosk.services.passes import SAME_PASS_S
from kiosk.services.views import NoticeKind
from tests.services.goods import APPLE_LABEL, BEER, MILK, TOAST, gtin14
from tests.services.items import lines, publish, recall, said
from tests.services.stage import Stage


def read(stage: Stage, text: str, source: str = "camera") -> str:
    stage.do(TakeScan(scan_of(text.encode(), text), source))
    return said(stage)


def link(stage: Stage, ean: str, *, days: int = 30, batch: str = "", serial: str = "") -> str:
    day = day_of(stage.clock.now(), "Asia/Shanghai") + timedelta(days=days)
    parts = "".join(f"/{ai}/{value}" for ai, value in (("10", batch), ("21", serial)) if value)
    return f"]Q1https://id.gs1.org/01/{gtin14(ean)}{parts}?17={day:%y%m%d}"


def sold(stage: Stage) -> list[tuple[str, str, bool]]:
    trip = stage.shop._bench.visit.trip
    assert trip is not None
    return [(line.batch, line.serial, line.expiry is not None) for line in trip.basket.lines]


def test_an_ean_and_a_digital_link_of_one_pack_are_one_piece_with_all_they_say(stage: Stage) -> None:
    read(stage, f"]E0{MILK}")
    read(stage, link(stage, MILK, batch="L8"))
    assert lines(stage) == [("Milk", 1)]
    assert sold(stage) == [("L8", "", True)]
    assert stage.view.basket.total_minor == 5980


def test_the_plain_code_after_the_speaking_one_takes_nothing_away(stage: Stage) -> None:
    read(stage, link(stage, MILK, batch="L8", serial="A1"))
    read(stage, f"]I1{gtin14(MILK)}")
    read(stage, f"]e001{gtin14(MILK)}")
    assert (lines(stage), sold(stage)) == ([("Milk", 1)], [("L8", "A1", True)])


@pytest.mark.parametrize("days", [-1, -400])
def test_a_pack_is_taken_out_again_where_its_second_code_says_that_it_is_expired(
    stage: Stage, days: int
) -> None:
    read(stage, f"]E0{TOAST}")
    read(stage, f"]E0{MILK}")
    assert read(stage, link(stage, MILK, days=days)) == "item.taken_out"
    assert stage.view.notice is not None
    assert (stage.view.notice.kind, stage.view.notice.stays) == (NoticeKind.NOT_FOR_SALE, True)
    assert lines(stage) == [("Wholewheat toast", 1)]
    read(stage, f"]E0{MILK}", "hand")
    assert lines(stage) == [("Wholewheat toast", 1)], "the same pack by its plain code"
    stage.until(lambda: len(stage.bodies("item_refused")) == 1)
    assert stage.bodies("item_refused")[0]["why"] == "item.expired"
    assert stage.bodies("line_voided")[0]["by"] == "scan"
    stage.clock.advance(SAME_PASS_S + 0.1)
    read(stage, f"]E0{MILK}")
    assert stage.view.age_check is not None, "of the next one nobody knows the date"


def test_of_two_packs_only_the_recalled_one_is_taken_out(stage: Stage) -> None:
    publish(stage, 2, recall("L7"))
    for batch in ("L8", "L7"):
        stage.clock.advance(SAME_PASS_S + 0.1)
        read(stage, f"]E0{MILK}")
        read(stage, link(stage, MILK, batch=batch))
    assert (lines(stage), sold(stage)) == ([("Milk", 1)], [("L8", "", True)])


def test_a_batch_told_late_ends_the_attendants_task_it_makes_needless(stage: Stage) -> None:
    publish(stage, 2, recall("L7"))
    read(stage, f"]E0{MILK}")
    check = stage.view.age_check
    assert check is not None
    assert check.kind is InterventionKind.BATCH
    read(stage, link(stage, MILK, batch="L8"))
    assert stage.view.age_check is None
    assert stage.view.basket.may_pay
    stage.restart()
    assert stage.view.age_check is None


def test_what_an_attendant_must_see_is_asked_for_once(stage: Stage) -> None:
    read(stage, f"]E0{BEER}")
    read(stage, link(stage, BEER))
    assert lines(stage) == [("Beer", 1)]
    assert stage.view.age_check is not None
    assert not stage.view.basket.may_pay


def test_the_camera_and_the_scanner_in_the_hand_read_one_pack(stage: Stage) -> None:
    stage.do(TakeScan(Scan(MILK.encode(), MILK, Symbology.EAN13, "]E0"), "camera"))
    stage.do(TakeScan(Scan(MILK.encode(), MILK), "hand"))
    stage.do(TakeScan(Scan(APPLE_LABEL.encode(), APPLE_LABEL, Symbology.EAN13, "]E0"), "camera"))
    stage.do(TakeScan(Scan(APPLE_LABEL.encode(), APPLE_LABEL), "hand"))
    assert lines(stage) == [("Milk", 1), ("Fuji apples", 1)]


def test_the_same_code_once_more_is_a_piece_more_at_once(stage: Stage) -> None:
    for _ in range(2):
        read(stage, f"]E0{MILK}")
        read(stage, f"]E0{MILK}", "hand")
        read(stage, link(stage, MILK, batch="L8"))
    assert lines(stage) == [("Milk", 2)]
    assert sold(stage) == [("L8", "", True)]


def test_codes_that_contradict_each_other_are_two_packs(stage: Stage) -> None:
    read(stage, link(stage, MILK, batch="L8", serial="A1"))
    read(stage, link(stage, MILK, batch="L8", serial="A2"))
    assert lines(stage) == [("Milk", 1), ("Milk", 1)]


def test_another_code_after_a_while_is_another_pack(stage: Stage) -> None:
    read(stage, f"]E0{MILK}")
    stage.clock.advance(SAME_PASS_S + 0.1)
    read(stage, link(stage, MILK))
    assert lines(stage) == [("Milk", 1), ("Milk", 1)]


def test_a_serial_that_is_in_the_basket_does_not_count_twice_by_its_plain_code(stage: Stage) -> None:
    read(stage, link(stage, MILK, serial="A1"))
    stage.clock.advance(60)
    read(stage, f"]E0{MILK}")
    assert read(stage, link(stage, MILK, serial="A1")) == "item.serial_in_basket"
    assert lines(stage) == [("Milk", 1)]


def test_what_was_read_before_the_trip_ended_is_no_pass_of_the_next_one(stage: Stage) -> None:
    read(stage, f"]E0{MILK}")
    stage.do(CancelTrip())
    read(stage, link(stage, MILK))
    assert lines(stage) == [("Milk", 1)]
