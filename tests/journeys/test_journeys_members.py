"""Members: a code is one sale's, a receipt is claimed once, points on paper are points in the books."""

from __future__ import annotations

import re

import pytest
import requests
from sqlalchemy import select

from cloud.database.member_tables import member_bindings, points_entries
from kiosk.domain.barcode import Symbology
from kiosk.errors import Reason
from kiosk.services.intents import CancelTrip, GoBack, Pay
from kiosk.services.views import NoticeKind, PaperView, Screen
from tests.journeys.floor import MILK, Floor, until

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings

FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


def points(floor: Floor) -> dict[str, int]:
    """What PostgreSQL gave the member, by sale."""
    columns = points_entries.c
    rows = floor.around.rows(
        select(columns.sale_id, columns.points).where(columns.member_ref == floor.member)
    )
    return {row["sale_id"]: row["points"] for row in rows}


def bound_by(floor: Floor) -> list[str]:
    columns = member_bindings.c
    rows = floor.around.rows(select(columns.bound_by).where(columns.member_ref == floor.member))
    return [row["bound_by"] for row in rows]


def test_a_code_copied_to_another_kiosk_gets_neither_price_nor_points(floor: Floor, next_door: Floor) -> None:
    code = floor.member_code()
    floor.scan(MILK)
    floor.scan_text(code, Symbology.QR, NoticeKind.MEMBER)
    qr = floor.pay()

    next_door.scan(MILK)
    next_door.scan_text(code, Symbology.QR, NoticeKind.MEMBER)
    next_door.kiosk.do(Pay())
    told = next_door.kiosk.until("why not", lambda view: view.pay and view.pay.reason)
    assert told.pay is not None
    assert told.pay.reason == Reason("member.code_used")
    next_door.kiosk.do(GoBack())
    next_door.kiosk.until("the basket", lambda view: view.screen is Screen.BASKET)
    next_door.kiosk.do(CancelTrip())
    next_door.kiosk.until("attract", lambda view: view.screen is Screen.ATTRACT)
    next_door.scan(MILK)
    next_door.wallet.pay(next_door.pay())
    assert next_door.paid(PaperView.NO_PAPER).amount_minor == 6990

    floor.wallet.pay(qr)
    paid = floor.paid()
    assert (paid.amount_minor, paid.member_bound) == (5990, True)
    [sale] = until("the sale in PostgreSQL", floor.cloud.sales)
    [receipt] = floor.receipts(paid.sale_no)
    assert points(floor) == {sale["sale_id"]: paid.points}
    assert re.search(rf"积分.*\b{paid.points}\b", receipt)


@pytest.mark.soak
def test_a_receipt_without_a_member_is_claimed_once(floor: Floor) -> None:
    floor.scan(MILK)
    floor.wallet.pay(floor.pay())
    paid = floor.paid()
    [sale] = until("the sale in PostgreSQL", floor.cloud.sales)
    stranger = floor.around.new_member("Zoe")
    with phone_of(floor, floor.member) as mine, phone_of(floor, stranger) as other:
        forms = [form_token(phone, paid.receipt_qr) for phone in (mine, other)]
        claimed = claim(mine, paid.receipt_qr, forms[0])
        assert "这笔消费已计入您的会员" in claimed.text
        assert claim(other, paid.receipt_qr, forms[1]).status_code == 409
        claim(mine, paid.receipt_qr, forms[0])
    assert bound_by(floor) == ["claim"]
    assert points(floor) == {sale["sale_id"]: 69}
    assert floor.cloud.sales()[0]["member_ref"] == floor.member


def phone_of(floor: Floor, member: str) -> requests.Session:
    """A phone on which the member's page was opened."""
    phone = requests.Session()
    phone.get(floor.around.member_page(member), timeout=5).raise_for_status()
    return phone


def form_token(phone: requests.Session, receipt: str) -> str:
    page = phone.get(receipt, timeout=5).text
    found = FORM_TOKEN.search(page)
    assert found is not None, page
    return found[1]


def claim(phone: requests.Session, receipt: str, token: str) -> requests.Response:
    return phone.post(f"{receipt}/claim", data={"form_token": token}, timeout=5)
