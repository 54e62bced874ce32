"""Items that must not be sold, refused at the scan and before payment, with no cloud in reach."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.barcode import Scan, Symbology
from kiosk.domain.days import day_of
from kiosk.domain.intervention import InterventionKind
from kiosk.services.intents import (
    AllowRestricted,
    CancelTrip,
    GoBack,
    HandOver,
    Intent,
    KeyInCode,
    Pay,
    PickGood,
    SearchGoods,
    SetQuantity,
    TakeScan,
    VoidLine,
)
from kiosk.services.views import NoticeKind, Screen
from tests.services.goods import BEER, MILK, PRODUCTS, TOAST, gtin14
from tests.services.items import NOTICE, lines, publish, recall, said, scan
from tests.services.stage import Stage


@pytest.fixture
def offline(stage: Stage) -> Stage:
    stage.cloud.reachable = False
    return stage


# At the scan


def test_what_is_past_its_date_is_refused_and_the_shop_hears_of_it(stage: Stage) -> None:
    assert scan(stage, MILK, days=-1) == "item.expired"
    assert scan(stage, TOAST, best=-1, batch="L3") == "item.past_best_before"
    notice = stage.view.notice
    assert notice is not None
    assert (notice.kind, notice.stays, notice.names) == (NoticeKind.NOT_FOR_SALE, True, PRODUCTS[1].names)
    assert stage.view.basket.lines == ()
    stage.until(lambda: len(stage.bodies("item_refused")) == 2)
    assert [(one["sku"], one["why"]) for one in stage.bodies("item_refused")] == [
        ("milk", "item.expired"),
        ("toast", "item.past_best_before"),
    ]
    assert stage.bodies("item_refused")[1]["batch"] == "L3"


def test_the_last_day_is_a_day_to_sell(offline: Stage) -> None:
    assert scan(offline, MILK, days=0, best=0) == "basket.found"


def test_a_recalled_batch_is_refused_and_its_neighbour_sold(offline: Stage) -> None:
    publish(offline, 2, recall("L7"))
    assert scan(offline, MILK, batch="L7") == "item.recalled"
    assert scan(offline, MILK, batch="L8") == "basket.found"


def test_a_recall_of_every_batch_meets_the_plain_code_too(offline: Stage) -> None:
    publish(offline, 2, recall())
    offline.scan(MILK)
    assert said(offline) == "item.recalled"
    offline.scan(TOAST)
    assert said(offline) == "basket.found"


def test_the_same_single_item_is_taken_once(offline: Stage) -> None:
    assert scan(offline, MILK, serial="A1") == "basket.found"
    assert scan(offline, MILK, serial="A1") == "item.serial_in_basket"
    assert scan(offline, MILK, serial="A2") == "basket.found"
    assert lines(offline) == [("Milk", 1), ("Milk", 1)]
    assert all(line.quantity_fixed for line in offline.view.basket.lines)
    offline.do(SetQuantity(offline.view.basket.lines[0].line_id, 3))
    assert said(offline) == "basket.quantity_of_one"


def test_pieces_of_one_batch_share_a_line_and_offers_count_over_batches(offline: Stage) -> None:
    assert scan(offline, TOAST, batch="L1") == "basket.found"
    assert scan(offline, TOAST, batch="L1") == "basket.again"
    assert scan(offline, TOAST, batch="L2") == "basket.found"
    offline.clock.advance(2)  # what is scanned at once is the plain code of the same pack
    offline.scan(TOAST)
    assert lines(offline) == [("Wholewheat toast", 2), ("Wholewheat toast", 1), ("Wholewheat toast", 1)]
    assert offline.view.basket.total_minor == 2 * 2340


def test_an_age_is_checked_once_for_all_batches_of_a_good(stage: Stage) -> None:
    scan(stage, BEER, batch="L1")
    allow(stage)
    assert scan(stage, BEER, batch="L2") == "basket.found"
    assert stage.view.age_check is None
    assert stage.view.basket.may_pay


@pytest.mark.parametrize("element", ["17260231", "1700AB01", "21A\x1d21B", "21A#B", "70039913012359"])
def test_a_date_or_number_that_cannot_be_read_is_for_staff(stage: Stage, element: str) -> None:
    text = f"01{gtin14(MILK)}{element}"
    stage.do(TakeScan(Scan(text.encode(), text, Symbology.CODE128, "]C1")))
    assert said(stage) == "item.code_unusable"
    assert lines(stage) == []


def test_of_two_use_by_dates_the_earliest_holds(stage: Stage) -> None:
    today = day_of(stage.clock.now(), "Asia/Shanghai")
    dates = [f"{today + timedelta(days=by):%y%m%d}" for by in (9, -1)]
    text = f"01{gtin14(MILK)}17{dates[0]}17{dates[1]}"
    stage.do(TakeScan(Scan(text.encode(), text, Symbology.CODE128, "]C1")))
    assert said(stage) == "item.expired"


WAYS = [TakeScan(Scan(MILK.encode(), MILK, Symbology.EAN13)), KeyInCode(MILK), PickGood("milk")]


@pytest.mark.parametrize("way", WAYS, ids=["scanned", "keyed", "picked"])
def test_after_a_refusal_what_tells_nothing_of_itself_is_seen_by_staff(stage: Stage, way: Intent) -> None:
    assert scan(stage, MILK, days=-1) == "item.expired"
    stage.clock.advance(5)
    if isinstance(way, PickGood):
        stage.do(SearchGoods())
    stage.do(way)
    check = stage.view.age_check
    assert check is not None
    assert check.kind is InterventionKind.REFUSED
    assert check.about is not None
    assert check.about.code == "item.refused_before"
    stage.restart()
    assert stage.view.age_check is not None
    allow(stage)
    assert stage.view.basket.may_pay
    stage.scan(TOAST)
    assert scan(stage, MILK, days=9) == "basket.found"
    assert stage.view.basket.may_pay, "other goods, and what tells its date"


SHOPPER = """
import sys
from pathlib import Path
from tests.services.goods import MILK, TOAST
from tests.services.items import scan
from tests.services.stage import Stage

stage = Stage(Path(sys.argv[1]))
if "toast" in sys.argv:
    stage.scan(TOAST)
print(scan(stage, MILK, days=-1), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("basket", [["toast"], []], ids=["goods", "nothing_yet"])
def test_a_kiosk_killed_after_a_refusal_remembers_it(stage: Stage, basket: list[str]) -> None:
    stage.stop()
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", SHOPPER, str(stage.folder), *basket]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as kiosk:
        assert kiosk.stdout
        assert kiosk.stdout.readline() == "item.expired\n"
        kiosk.kill()
        assert kiosk.wait(10) == -signal.SIGKILL
    stage.start()
    stage.scan(MILK)
    check = stage.view.age_check
    assert check is not None
    assert (check.kind, check.names.en) == (InterventionKind.REFUSED, "Milk")


def test_a_refusal_is_forgotten_with_the_trip(stage: Stage) -> None:
    scan(stage, MILK, days=-1)
    stage.do(CancelTrip())
    stage.scan(MILK)
    assert stage.view.basket.may_pay


# Where only the pack tells the batch


def allow(stage: Stage) -> None:
    check = stage.view.age_check
    assert check is not None
    stage.do(AllowRestricted(check.intervention_id, "2468"))
    stage.until(lambda: stage.view.age_check is None)


def test_an_attendant_reads_the_pack_where_the_code_tells_no_batch(stage: Stage) -> None:
    publish(stage, 2, recall("L7", "L8"))
    stage.scan(MILK)
    check = stage.view.age_check
    assert check is not None
    assert (check.kind, check.notice) == (InterventionKind.BATCH, NOTICE)
    assert check.about is not None
    assert check.about.values == {"batches": "L7, L8"}
    assert not stage.view.basket.may_pay
    allow(stage)
    assert stage.view.basket.may_pay
    stage.scan(MILK)
    assert stage.view.age_check is not None, "the second pack was not looked at"


def test_a_recall_that_comes_during_the_trip_asks_again_for_what_was_allowed(stage: Stage) -> None:
    stage.scan(BEER)
    allow(stage)
    publish(stage, 2, recall("L7", ean=BEER))
    stage.do(Pay())
    check = stage.view.age_check
    assert check is not None
    assert (check.kind, check.minimum_age) == (InterventionKind.BATCH, 18)
    allow(stage)
    stage.do(Pay())
    stage.until_code()


def test_after_a_restart_the_word_for_a_batch_holds_and_one_for_an_age_does_not(stage: Stage) -> None:
    publish(stage, 2, recall("L7"))
    stage.scan(MILK)
    allow(stage)
    stage.scan(BEER)
    allow(stage)
    stage.restart()
    assert stage.view.basket.may_pay
    stage.stop()
    publish(stage, 3, recall("L7"), replace(recall("L7", ean=BEER), recall_id="r2"))
    stage.start()
    check = stage.view.age_check
    assert check is not None
    assert (check.kind, check.names.en) == (InterventionKind.BATCH, "Beer")


def test_a_till_asks_again_about_a_doubtful_batch(stage: Stage) -> None:
    publish(stage, 2, recall("L7"))
    stage.scan(MILK)
    allow(stage)
    stage.do(HandOver())
    assert stage.view.handover is not None
    (code,) = stage.view.handover.codes
    assert ";r;" in code


# Before payment


def test_a_recall_that_comes_during_the_trip_keeps_the_basket_from_payment(stage: Stage) -> None:
    scan(stage, MILK, batch="L7")
    stage.scan(TOAST)
    publish(stage, 2, recall("L7"))
    stage.do(Pay())
    assert (said(stage), stage.view.screen) == ("item.recalled", Screen.BASKET)
    assert stage.cloud.requests == []

    stage.do(VoidLine(stage.view.basket.lines[0].line_id))
    stage.do(Pay())
    stage.until_code()
    assert [line.sku for line in stage.cloud.requests[-1].basket.lines] == ["toast"]


def test_midnight_between_scan_and_payment(stage: Stage) -> None:
    scan(stage, MILK, best=0)
    stage.clock.set_wall(86_400)
    stage.do(Pay())
    assert said(stage) == "item.past_best_before"
    assert stage.cloud.requests == []


def test_a_payment_tried_again_looks_again(stage: Stage) -> None:
    scan(stage, MILK, batch="L7")
    stage.do(Pay())
    stage.until_code()
    stage.do(GoBack())
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    publish(stage, 2, recall("L7"))
    stage.do(Pay())
    assert (said(stage), stage.view.screen) == ("item.recalled", Screen.BASKET)


def test_while_a_till_reads_the_basket_no_scan_changes_it(stage: Stage) -> None:
    stage.scan(MILK)
    stage.do(HandOver())
    stage.scan(TOAST)
    stage.do(KeyInCode(TOAST))
    assert stage.view.screen is Screen.HANDOVER
    assert lines(stage) == [("Milk", 1)]
