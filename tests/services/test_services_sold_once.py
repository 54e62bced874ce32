"""Single items: what was sold once, here or elsewhere, what is near its date, and what a till is told."""

from __future__ import annotations

from kiosk.domain.product import Names
from kiosk.domain.promotion import NearDate
from kiosk.domain.serials import Serial, SerialMark
from kiosk.services.intents import Finish, HandOver, HandOverDone, Pay
from kiosk.services.views import LineView
from tests.services.goods import MILK, TOAST, gtin14
from tests.services.items import lines, publish, said, scan
from tests.services.stage import Stage

# Sold once


def sell_one(stage: Stage, serial: str) -> None:
    assert scan(stage, MILK, serial=serial, batch="L1") == "basket.found"
    stage.do(Pay())
    stage.until_code()
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
    stage.until_code()
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
    told = f"(01){gtin14(MILK)}(10)L1(21)A1"
    assert (line["code"], line["batch"], line["serial"]) == (told, "L1", "A1")


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
