"""Shoppers whose day goes well, and goods that need more than a scan."""

from __future__ import annotations

import pytest
import requests

from kiosk.domain.barcode import Symbology
from kiosk.errors import Reason
from kiosk.services.intents import AllowRestricted, Finish, SetQuantity, VoidLine
from kiosk.services.views import NoticeKind, PaperView
from lab.demo.surroundings import ATTENDANT, PIN
from tests.journeys.floor import (
    APPLES,
    BEER,
    CIGARETTES,
    MILK,
    SODA,
    TOAST,
    Floor,
    until,
)

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings


def test_a_member_buys_and_everything_is_written_down_once(floor: Floor) -> None:
    floor.scan(MILK)
    floor.scan(MILK, NoticeKind.AGAIN)
    floor.scan(TOAST)
    floor.scan(SODA)
    floor.kiosk.do(VoidLine(floor.line_of(TOAST)))
    floor.kiosk.until("the toast to go", lambda view: len(view.basket.lines) == 2)
    floor.scan_label(APPLES, 1240)
    basket = floor.scan_member().basket
    assert [(line.quantity, line.weight_g, line.total_minor) for line in basket.lines] == [
        (2, None, 2 * 5990),
        (1, None, 1590),
        (1, 1240, 1486),  # 1.240 kg at 11.98 for members
    ]
    assert basket.total_minor == 11980 + 1590 + 1486

    floor.wallet.pay(floor.pay())
    paid = floor.paid()

    assert paid.amount_minor == basket.total_minor
    assert paid.member_bound
    [receipt] = floor.receipts(paid.sale_no)
    assert len(floor.slips()) == 1
    for printed in ("有机纯牛奶", "苏打水", "1.240 kg", "￥150.56", "李**", f"[QR {paid.receipt_qr}]"):
        assert printed in receipt
    assert "吐司" not in receipt
    [sale] = until("the sale in PostgreSQL", floor.cloud.sales)
    assert (sale["sale_no"], sale["total_minor"], sale["member_ref"]) == (paid.sale_no, 15056, floor.member)
    floor.finish()


@pytest.mark.soak
def test_a_shopper_stays_anonymous(floor: Floor) -> None:
    floor.scan(SODA)
    floor.kiosk.do(SetQuantity(floor.line_of(SODA), 3))
    floor.kiosk.until("three of them", lambda view: view.basket.pieces == 3)
    floor.wallet.pay(floor.pay())
    paid = floor.paid()
    assert not paid.member_bound
    [sale] = until("the sale in PostgreSQL", floor.cloud.sales)
    assert (sale["total_minor"], sale["member_ref"]) == (3 * 1890, None)
    floor.finish()
    assert floor.kiosk.view.basket.lines == ()


@pytest.mark.soak
def test_an_unknown_code_is_no_line_and_is_told_to_the_cloud(floor: Floor) -> None:
    floor.scan(MILK)
    unknown = "9521999999997"
    view = floor.scan_text(unknown, Symbology.EAN13, NoticeKind.UNKNOWN)
    assert view.notice is not None
    assert view.notice.reason == Reason("basket.unknown_code", {"code": unknown})
    assert [line.names for line in view.basket.lines] == [floor.goods[MILK].names]
    [told] = until("the report", lambda: floor.cloud.records("unknown_code_scanned"))
    assert unknown in told["body"]


def test_beer_waits_for_an_attendant_and_cigarettes_are_never_sold(floor: Floor) -> None:
    beer = floor.scan(BEER)
    assert not beer.basket.may_pay
    check = beer.age_check
    assert check is not None
    assert check.minimum_age == 18

    floor.kiosk.do(AllowRestricted(check.intervention_id, "1111"))
    refused = floor.kiosk.until(
        "the wrong PIN refused", lambda view: view.age_check and view.age_check.refusal
    )
    assert not refused.basket.may_pay
    floor.kiosk.do(AllowRestricted(check.intervention_id, PIN))
    floor.kiosk.until("the beer to be allowed", lambda view: view.basket.may_pay)

    smoked = floor.scan(CIGARETTES, NoticeKind.NOT_FOR_SALE)
    assert [line.names for line in smoked.basket.lines] == [floor.goods[BEER].names]
    floor.wallet.pay(floor.pay())
    [receipt] = floor.receipts(floor.paid().sale_no)
    assert "拉格啤酒" in receipt
    assert "香烟" not in receipt
    [allowed] = until("who allowed it", lambda: floor.cloud.records("intervention_resolved"))
    assert f'"attendant":"{ATTENDANT}"' in allowed["body"]


def test_a_silent_printer_keeps_nobody_and_is_owed_by_staff(floor: Floor) -> None:
    floor.set_printer(silent=True)
    floor.scan(MILK)
    floor.wallet.pay(floor.pay())
    paid = floor.paid(PaperView.PRINTING)
    [sale] = until("the sale in PostgreSQL", floor.cloud.sales)
    assert sale["sale_no"] == paid.sale_no

    page = requests.get(paid.receipt_qr, timeout=5)
    assert page.status_code == 200
    assert paid.sale_no in page.text
    assert "69.90" in page.text

    floor.kiosk.do(Finish())
    [task] = until("the task for staff", lambda: floor.cloud.records("staff_task_raised"))
    assert '"task":"receipt_owed"' in task["body"]
    assert '"paper":"not_started"' in task["body"]
    assert floor.slips() == []
    assert floor.hanging() == ""
