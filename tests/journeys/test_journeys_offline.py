"""The cloud is away: for a trip, for a day. Nothing is lost meanwhile, all of it is told once it is back."""

from __future__ import annotations

import json
import time

import pytest

from kiosk.domain.barcode import Symbology
from kiosk.domain.handover import HandoverEntry, read_handover
from kiosk.services.intents import CancelTrip, HandOver, HandOverDone, KeyInCode, SetQuantity, VoidLine
from kiosk.services.views import NoticeKind, Screen
from tests.journeys.bare import Open
from tests.journeys.floor import APPLES, BEER, MILK, SODA, Floor, until

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings

HOUR_S = 3600.0
HOURS = 24
DRAINED_WITHIN_S = 20.0


def an_hour(floor: Floor, hour: int) -> None:
    """Somebody shops and leaves unpaid; every sixth hour an attendant looks in."""
    floor.scan(MILK)
    floor.scan_text(f"UNKNOWN-{hour:02}", Symbology.CODE128, NoticeKind.UNKNOWN)
    floor.kiosk.do(VoidLine(floor.line_of(MILK)))
    floor.kiosk.until("an empty basket", lambda view: not view.basket.lines)
    if hour % 6 == 0:
        floor.enter_staff()
        floor.leave_staff()
    floor.kiosk.do(CancelTrip())
    floor.kiosk.until("attract", lambda view: view.screen is Screen.ATTRACT)
    floor.kiosk.advance(HOUR_S)


def sales_the_cloud_does_not_hear_of(floor: Floor, *skus: str) -> list[str]:
    """Each paid for and on paper, while no record gets through; their numbers."""
    floor.around.relay.lose(b"PUT /v1/line/records/")
    numbers = []
    for sku in skus:
        floor.scan(sku)
        floor.wallet.pay(floor.pay())
        numbers.append(floor.paid().sale_no)
        floor.finish()
    floor.around.relay.cut()
    assert floor.cloud.records("sale_closed") == []
    return numbers


def test_a_day_without_the_cloud_is_told_in_order_and_once(floor: Floor) -> None:
    sold = sales_the_cloud_does_not_hear_of(floor, SODA, MILK)
    for hour in range(HOURS):
        an_hour(floor, hour)
        if hour == HOURS // 2:
            floor.kiosk.kill()
            floor.kiosk.start(wall_s=(hour + 1) * HOUR_S)
    view = floor.kiosk.until("no connection", lambda view: not view.may_pay_here)
    assert view.screen is Screen.ATTRACT
    waiting = floor.kiosk.open()
    assert waiting.records >= 3 * HOURS + len(sold)
    assert floor.cloud.sales() == []

    floor.around.relay.heal()
    healed = time.monotonic()
    until("all of it to be told", lambda: floor.kiosk.open() == Open(0, 0), DRAINED_WITHIN_S)
    assert time.monotonic() - healed < DRAINED_WITHIN_S

    told = sorted(floor.cloud.records("unknown_code_scanned"), key=lambda row: int(row["seq"]))
    assert [json.loads(row["body"])["shown"] for row in told] == [f"UNKNOWN-{n:02}" for n in range(HOURS)]
    assert floor.audit() == ["enter", "leave"] * 4
    closed = sorted(floor.cloud.records("sale_closed"), key=lambda row: int(row["seq"]))
    assert [json.loads(row["body"])["sale_no"] for row in closed] == sold
    until(
        "each sale in PostgreSQL, once", lambda: {row["sale_no"] for row in floor.cloud.sales()} == set(sold)
    )
    assert len(floor.cloud.sales()) == len(sold)
    floor.books_agree()

    floor.kiosk.kill_and_start()  # the clock on the wall is right again
    floor.scan(SODA)
    floor.wallet.pay(floor.pay())
    assert floor.paid().amount_minor == 1890


def test_a_basket_goes_to_a_till_when_the_network_goes_in_the_middle_of_a_trip(floor: Floor) -> None:
    floor.scan(MILK)
    floor.scan_label(APPLES, 1240)
    floor.around.relay.cut()
    floor.scan(BEER)
    floor.kiosk.do(KeyInCode(floor.goods[SODA].gtins[0][1:]))
    floor.kiosk.until("what was typed", lambda view: len(view.basket.lines) == 4)
    floor.kiosk.do(SetQuantity(floor.line_of(SODA), 12))
    basket = floor.kiosk.until("a dozen", lambda view: view.basket.pieces == 15).basket

    floor.kiosk.do(HandOver())
    shown = floor.kiosk.until("the codes", lambda view: view.screen is Screen.HANDOVER).handover
    assert shown is not None
    assert (shown.amount_minor, shown.pieces) == (basket.total_minor, 15)
    milk, soda, beer = (floor.goods[sku].gtins[0][1:] for sku in (MILK, SODA, BEER))
    plain, weighed, typed, restricted = read_handover(reversed(shown.codes)).entries
    assert (plain, typed) == (HandoverEntry(1, milk), HandoverEntry(12, soda))
    assert weighed.code.startswith(f"21{floor.goods[APPLES].plu}01240")
    assert restricted == HandoverEntry(1, beer, restricted=True)

    floor.kiosk.do(HandOverDone())
    ended = floor.kiosk.until("attract", lambda view: view.screen is Screen.ATTRACT)
    assert ended.basket.lines == ()
    assert floor.cloud.records("basket_handed_over") == []
    floor.around.relay.heal()
    [record] = until("the record in the cloud", lambda: floor.cloud.records("basket_handed_over"))
    told = json.loads(record["body"])
    assert told["total_minor"] == basket.total_minor
    assert [(line["sku"], line["quantity"]) for line in told["lines"]] == [
        (MILK, 1),
        (APPLES, 1),
        (BEER, 1),
        (SODA, 12),
    ]
    assert floor.cloud.attempts() == []
