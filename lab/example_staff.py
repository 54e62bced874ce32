"""Example views of admin mode and of the way to a staffed till."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from kiosk.domain.handover import Handover, HandoverEntry, handover_texts
from kiosk.domain.receipt import PrintState
from kiosk.domain.staff_task import what_to_do
from kiosk.errors import Reason
from kiosk.ports import DeviceState
from kiosk.services.views import (
    AgeCheckView,
    DayView,
    DeviceView,
    HandoverView,
    SaleView,
    StaffView,
    TaskView,
)

MORNING = datetime(2026, 11, 21, 1, 5, tzinfo=UTC)

DAY = DayView(
    day="20261121",
    sales=42,
    pieces=187,
    total_minor=512340,
    discount_minor=-10260,
    by_wallet=(("no_wallet", 1, 0), ("wechat", 27, 331240), ("alipay", 14, 180000)),
    vouchers=(3, 1100),
    coupons=(6, -3000),
    staff_minor=-1250,
    by_tax=((1300, 327434, 42566, 370000), (900, 130587, 11753, 142340)),
)
TASKS: tuple[Mapping[str, object], ...] = (
    {"task": "goods_not_paid", "sale_no": "A01-000184", "lines": [{"quantity": 2}]},
    {"task": "payment_in_doubt", "sale_id": "01a2-0a1b2c3d", "attempts": 1},
    {"task": "wish_extended_range", "sku": "130045", "product": "整箱矿泉水", "member_ref": "m-1"},
)
PRINTER_GONE = Reason("printer.not_found", {"device": "/dev/ttyUSB0"})
STAFF = StaffView(
    attendant="李静",
    kiosk_id="A01",
    is_open=True,
    trip_lines=False,
    interventions=(),
    devices=(
        DeviceView(name="camera", state=DeviceState.READY),
        DeviceView(name="printer", state=DeviceState.LOST, reason=PRINTER_GONE),
    ),
    catalogue_revision=1204,
    catalogue_published_at=MORNING,
    catalogue_is_old=True,
    outbox_depth=3,
    tasks=tuple(
        TaskView(task_id=f"task-{number}", at=MORNING, told=what_to_do(about))
        for number, about in enumerate(TASKS)
    ),
    open_tasks=3,
    sales=tuple(
        SaleView(
            sale_id=f"sale-{number}",
            sale_no=f"A01-{number:06d}",
            closed_at=MORNING,
            total_minor=1000 + 37 * number,
            paper=paper,
        )
        for number, paper in (
            (184, PrintState.DONE),
            (183, PrintState.UNCONFIRMED),
            (182, PrintState.TORN),
            (181, None),
        )
    ),
    day=DAY,
    has_day_before=True,
    version="0.1.0",
    desired_version="0.1.1",
)
_CODES = handover_texts(
    Handover(
        "A01-7fQ2mV",
        (
            *(HandoverEntry(1 + number % 3, f"95210000{number:05d}") for number in range(18)),
            HandoverEntry(1, "9521999000016", restricted=True),
        ),
    )
)
HANDOVER = HandoverView(codes=_CODES, amount_minor=31217, pieces=37)


def with_basket(check: AgeCheckView) -> StaffView:
    """An attendant came to a shopper."""
    return replace(STAFF, trip_lines=True, interventions=(check,), message=Reason("basket.line_taken_out"))


def may_discount(check: AgeCheckView) -> StaffView:
    """The store lets attendants lower prices."""
    return replace(with_basket(check), most_discount_percent=20, message=Reason("staff.discounted"))


def with_checks(check: AgeCheckView, number: int) -> StaffView:
    """So many lines wait for the attendant, of several pieces each."""
    checks = tuple(replace(check, intervention_id=f"i-{one}", quantity=one) for one in range(1, number + 1))
    return replace(STAFF, trip_lines=True, interventions=checks)


IN_DOUBT = replace(STAFF, in_doubt=True)
