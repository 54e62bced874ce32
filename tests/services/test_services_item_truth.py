"""Items that must not be sold, refused at the scan and before payment, with no cloud in reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.barcode import Scan, Symbology
from kiosk.domain.days import day_of
from kiosk.domain.intervention import InterventionKind
from kiosk.domain.product import Names
from kiosk.domain.promotion import NearDate
from kiosk.domain.recall import Recall
from kiosk.domain.serials import Serial, SerialMark
from kiosk.services.intents import (
    AllowRestricted,
    Finish,
    GoBack,
    HandOver,
    HandOverDone,
    Pay,
    SetQuantity,
    TakeScan,
    VoidLine,
)
from kiosk.services.views import LineView, NoticeKind, Screen
from kiosk.store.snapshot_file import write_snapshot
from tests.services.goods import BEER, MILK, OFFERS, PRODUCTS, TOAST, gtin14
from tests.services.stage import Stage

GS = "\x1d"
NOTICE = Names("牛奶批次召回", "Milk recall")


def gs1(stage: Stage, ean: str, *, days: int | None = None, best: int | None = None, **told: str) -> str:
    """An element string: dates so many days away, `batch` and `serial`."""
    today = day_of(stage.clock.now(), "Asia/Shanghai")
    dates = [(ai, today + timedelta(days=by)) for ai, by in (("17", days), ("15", best)) if by is not None]
    fixed = "".join(f"{ai}{day:%y%m%d}" for ai, day in dates)
    open_ended = [ai + told[name] for ai, name in (("10", "batch"), ("21", "serial")) if name in told]
    return f"01{gtin14(ean)}{fixed}{GS.join(open_ended)}"


def scan(stage: Stage, ean: str, *, days: int | None = None, best: int | None = None, **told: str) -> str:
    """Scan one pack by its GS1-128; what the notice says of it."""
    text = gs1(stage, ean, days=days, best=best, **told)
    stage.do(TakeScan(Scan(raw=text.encode(), text=text, symbology=Symbology.CODE128, aim="]C1")))
    return said(stage)


def said(stage: Stage) -> str:
    notice = stage.view.notice
    assert notice is not None
    return notice.reason.code


def lines(stage: Stage) -> list[tuple[str, int]]:
    return [(line.names.en, line.quantity) for line in stage.view.basket.lines]


def publish(stage: Stage, revision: int, *recalls: Recall, near: tuple[NearDate, ...] = ()) -> None:
    """A new revision is installed on this kiosk."""
    path = stage.folder / f"snapshot-{revision}.gz"
    offers = (*OFFERS, *near)
    write_snapshot(path, PRODUCTS, offers, revision, datetime.now(UTC), recalls=recalls)
    stage.catalogues.install(path, revision)


def recall(*batches: str, ean: str = MILK) -> Recall:
    return Recall(recall_id="r1", notice=NOTICE, gtins=(gtin14(ean),), batches=batches)


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
    assert (notice.kind, notice.stays, notice.names) == (NoticeKind.REFUSED, True, PRODUCTS[1].names)
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
    offline.scan(TOAST)
    assert lines(offline) == [("Wholewheat toast", 2), ("Wholewheat toast", 1), ("Wholewheat toast", 1)]
    assert offline.view.basket.total_minor == 2 * 2340


def test_an_age_is_checked_once_for_all_batches_of_a_good(stage: Stage) -> None:
    scan(stage, BEER, batch="L1")
    allow(stage)
    assert scan(stage, BEER, batch="L2") == "basket.found"
    assert stage.view.age_check is None
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
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.qr_text is not None)


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
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.qr_text is not None)
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
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.qr_text is not None)
    stage.do(GoBack())
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    publish(stage, 2, recall("L7"))
    stage.do(Pay())
    assert (said(stage), stage.view.screen) == ("item.recalled", Screen.BASKET)


# Sold once


def sell_one(stage: Stage, serial: str) -> None:
    assert scan(stage, MILK, serial=serial, batch="L1") == "basket.found"
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.qr_text is not None)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)

    stage.do(Finish())


def test_what_this_kiosk_sold_is_not_sold_again_after_a_restart_and_offline(stage: Stage) -> None:
    sell_one(stage, "A1")
    stage.until(lambda: len(stage.bodies("sale_closed")) == 1)
    (line,) = stage.bodies("sale_closed")[0]["basket"]["lines"]
    assert (line["gtin14"], line["batch"], line["serial"]) == (gtin14(MILK), "L1", "A1")
    stage.restart()
    stage.cloud.reachable = False
    assert scan(stage, MILK, serial="A1") == "item.serial_sold"
    assert scan(stage, MILK, serial="A2") == "basket.found"
    assert scan(stage, TOAST, serial="A1") == "basket.found"


def mark(serial: str, *, sold: bool = True) -> SerialMark:
    return SerialMark(Serial(gtin14(MILK), serial), sold)


def beats(stage: Stage) -> None:
    """Time for one more heartbeat and what follows from it."""
    heard = len(stage.cloud.heartbeats)
    stage.pass_time(16.0, lambda: len(stage.cloud.heartbeats) > heard)
    stage.settle(0.3)


def test_what_others_sold_is_known_here_also_when_the_cloud_is_away(stage: Stage) -> None:
    stage.cloud.serials = [mark(f"B{n}") for n in range(5)]
    beats(stage)
    stage.cloud.reachable = False
    stage.restart()
    assert [scan(stage, MILK, serial=f"B{n}") for n in (0, 4)] == ["item.serial_sold"] * 2
    assert scan(stage, MILK, serial="B5") == "basket.found"


def test_an_item_that_came_back_is_for_sale_again(stage: Stage) -> None:
    stage.cloud.serials = [mark("B1"), mark("B1", sold=False), mark("B2")]
    beats(stage)
    assert scan(stage, MILK, serial="B1") == "basket.found"
    assert scan(stage, MILK, serial="B2") == "item.serial_sold"


def test_the_list_of_a_restored_cloud_is_read_anew_and_nothing_known_is_forgotten(stage: Stage) -> None:
    stage.cloud.serials = [mark("B1"), mark("B2"), mark("B3")]
    beats(stage)
    stage.cloud.serials = [mark("C1")]
    beats(stage)
    assert scan(stage, MILK, serial="C1") == "item.serial_sold"
    assert scan(stage, MILK, serial="B3") == "item.serial_sold"


def test_one_sold_elsewhere_since_the_scan_is_not_paid(stage: Stage) -> None:
    scan(stage, MILK, serial="B1")
    stage.cloud.serials = [mark("B1")]
    beats(stage)
    stage.do(Pay())
    assert said(stage) == "item.serial_sold"
    assert stage.cloud.requests == []


# Near its date


def test_what_is_near_its_date_costs_less_and_says_why(stage: Stage) -> None:
    near = NearDate(offer_id="near", names=Names("临期"), categories=("dairy",), days=2, percent=30)
    publish(stage, 2, near=(near,))
    scan(stage, MILK, best=1)
    scan(stage, MILK, best=1)
    notice = stage.view.notice
    assert notice is not None
    assert (notice.reason.code, notice.amount_minor) == ("basket.again", 4186)
    scan(stage, MILK, best=9)
    assert [_money(line) for line in stage.view.basket.lines] == [(8372, 3588), (5980, 0)]
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.qr_text is not None)
    (step,) = [
        step
        for line in stage.cloud.requests[-1].priced.lines
        for step in line.trace
        if step.code == "pricing.near_date"
    ]
    assert (step.amount_minor, step.source) == (-3588, "near")


def _money(line: LineView) -> tuple[int, int]:
    return (line.total_minor, line.saved_minor)


def test_a_basket_handed_to_a_till_tells_batch_and_serial(stage: Stage) -> None:
    scan(stage, MILK, batch="L1", serial="A1")
    stage.do(HandOver())
    stage.do(HandOverDone())
    stage.until(lambda: len(stage.bodies("basket_handed_over")) == 1)
    (line,) = stage.bodies("basket_handed_over")[0]["lines"]
    assert (line["code"], line["batch"], line["serial"]) == (MILK, "L1", "A1")


def test_a_trip_of_a_program_of_before_is_taken_up(stage: Stage) -> None:
    """Its lines say nothing of items; what is scanned now says it."""
    stage.scan(MILK)
    text = stage.ledger._connection.execute("SELECT body FROM trips WHERE ended = 0").get
    for field in (
        f'"gtin14":"{gtin14(MILK)}"',
        '"batch":""',
        '"serial":""',
        '"expiry":null',
        '"best_before":null',
    ):
        assert field in text
        text = text.replace(f",{field}", "")
    stage.ledger._connection.execute("UPDATE trips SET body = ? WHERE ended = 0", (text,))
    stage.restart()
    assert lines(stage) == [("Milk", 1)]
    assert scan(stage, MILK, batch="L1") == "basket.found"
    assert lines(stage) == [("Milk", 1), ("Milk", 1)]
