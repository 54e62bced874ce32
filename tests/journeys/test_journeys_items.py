"""Single items: what one kiosk has sold no other sells again, with a network and without."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cloud.database.item_tables import sold_serials
from kiosk.domain.barcode import Symbology
from kiosk.errors import Reason
from kiosk.services.intents import CancelTrip, GoBack, Pay, TakeScan, VoidLine
from kiosk.services.views import NoticeKind, Screen
from tests.journeys.floor import MILK, SODA, Floor, scan_of, until

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings

BEAT_S = 16.0


def item(floor: Floor, serial: str, sku: str = MILK) -> str:
    """The GS1 DataMatrix on one pack: GTIN, use-by date, serial number, batch."""
    use_by = datetime.now(UTC) + timedelta(days=30)
    return f"01{floor.goods[sku].gtins[0]}17{use_by:%y%m%d}21{serial}\x1d10L7"


def scan(floor: Floor, text: str, kind: NoticeKind) -> Reason:
    view = floor.scan_text(text, Symbology.DATAMATRIX, kind)
    assert view.notice is not None
    return view.notice.reason


def in_the_list(floor: Floor, serial: str) -> list[dict[str, Any]]:
    """What PostgreSQL has of the item."""
    row = sold_serials.c
    return floor.around.rows(select(row.kiosk, row.sale_id, row.sold).where(row.serial == serial))


def knows(floor: Floor, text: str) -> bool:
    """Whether the kiosk refuses the item by now; a heartbeat passes."""
    floor.kiosk.advance(BEAT_S)
    before = max((view.notice.serial for view in floor.kiosk.views if view.notice), default=0)
    floor.kiosk.do(TakeScan(scan_of(text, Symbology.DATAMATRIX)))
    view = floor.kiosk.until("an answer", lambda view: view.notice and view.notice.serial > before)
    assert view.notice is not None
    for line in view.basket.lines:
        floor.kiosk.do(VoidLine(line.line_id))
    floor.kiosk.until("an empty basket", lambda view: not view.basket.lines)
    return view.notice.reason.code == "item.serial_sold"


def leave(floor: Floor) -> None:
    floor.kiosk.do(CancelTrip())
    floor.kiosk.until("attract", lambda view: view.screen is Screen.ATTRACT)


def test_a_sold_item_is_refused_next_door_also_without_a_network_after_a_power_cut(
    floor: Floor, next_door: Floor
) -> None:
    serial = uuid.uuid4().hex[:12]
    text = item(floor, serial)
    assert scan(floor, text, NoticeKind.FOUND) == Reason("basket.found")
    assert scan(floor, text, NoticeKind.REFUSED) == Reason("item.serial_in_basket")
    floor.wallet.pay(floor.pay())
    paid = floor.paid()
    floor.finish()
    [row] = until("the item in the list", lambda: in_the_list(floor, serial))
    [sale] = floor.cloud.sold()
    assert (row["sale_id"], row["sold"]) == (sale.sale_id, True)
    assert (sale.sale_no, sale.basket.lines[0].batch) == (paid.sale_no, "L7")
    until("the list next door", lambda: knows(next_door, text))

    floor.around.relay.cut()
    next_door.kiosk.kill_and_start()
    for kiosk in (floor, next_door):
        assert scan(kiosk, text, NoticeKind.NOT_FOR_SALE) == Reason("item.serial_sold")
        assert scan(kiosk, item(floor, f"{serial}x"), NoticeKind.FOUND) == Reason("basket.found")
        leave(kiosk)
    floor.around.relay.heal()


@pytest.mark.soak
def test_an_item_in_two_baskets_is_paid_once(floor: Floor, next_door: Floor) -> None:
    serial = uuid.uuid4().hex[:12]
    text = item(floor, serial)
    for kiosk in (next_door, floor):
        scan(kiosk, text, NoticeKind.FOUND)
    next_door.scan(SODA)
    floor.wallet.pay(floor.pay())
    floor.paid()
    until("the item in the list", lambda: in_the_list(floor, serial))

    next_door.kiosk.do(Pay())
    told = next_door.kiosk.until("why not", lambda view: _why(view) is not None)
    assert _why(told) in {"payment.item_not_for_sale", "item.serial_sold"}
    if told.pay is not None:
        next_door.kiosk.do(GoBack())
        next_door.kiosk.until("the basket", lambda view: view.screen is Screen.BASKET)
    next_door.kiosk.do(VoidLine(next_door.line_of(MILK)))
    next_door.kiosk.until("one line", lambda view: len(view.basket.lines) == 1)
    next_door.wallet.pay(next_door.pay())
    next_door.kiosk.until("the paid screen", lambda view: view.screen is Screen.PAID)
    assert len(in_the_list(floor, serial)) == 1


def _why(view: Any) -> str | None:
    """Why a payment did not come to be: told by the cloud on the pay screen, or by the kiosk before it."""
    if view.pay is not None:
        return view.pay.reason.code if view.pay.reason is not None else None
    refused = view.notice is not None and view.notice.kind is NoticeKind.NOT_FOR_SALE
    return str(view.notice.reason.code) if refused else None
