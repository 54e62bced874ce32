"""Attendants see the day and the devices, and have owed receipts, copies and the X-report printed."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest

from kiosk.domain.day_report import day_beside
from kiosk.domain.receipt import PrintState
from kiosk.domain.sale import business_day
from kiosk.ports import DeviceState, PrinterStatus
from kiosk.services.intents import (
    Finish,
    PrintDay,
    Reprint,
    StaffTurnDay,
)
from kiosk.services.views import Screen
from tests.services.goods import MILK, TOAST
from tests.services.staff_room import actions, enter, marks, paper, staff, told
from tests.services.stage import Stage

A_DAY_S = 86_400

# The day and its paper


def test_the_day_of_the_kiosk_is_shown_and_printed(stage: Stage) -> None:
    stage.sell(MILK)
    stage.sell(TOAST)
    seen = enter(stage)
    assert [sale.total_minor for sale in seen.sales] == [1290, 5980]
    assert (seen.day.sales, seen.day.total_minor, seen.day.by_wallet) == (2, 7270, (("wechat", 2, 7270),))
    assert [(bp, gross) for bp, _, _, gross in seen.day.by_tax] == [(900, 5980), (1300, 1290)]
    stage.do(PrintDay())
    stage.until(lambda: told(stage) == "staff.printed")
    assert {
        "X-report",
        "Figures so far; the day goes on",
        "Simulated payment: no real money was taken",
    } <= marks(stage)
    assert actions(stage, "print_day")[-1] == "print_day"


def test_a_receipt_on_paper_is_printed_again_as_a_numbered_copy(stage: Stage) -> None:
    sale_id = stage.sell(MILK)
    enter(stage)
    for number in (1, 2):
        stage.do(Reprint(sale_id))
        stage.until(lambda: told(stage) == "staff.printed")
        assert f"副本 {number}" in marks(stage)
    assert paper(stage, sale_id) is PrintState.DONE
    actions(stage, "reprint")
    stage.until(lambda: [body.get("copy") for body in stage.bodies("staff_acted")] == [None, "yes", "yes"])


def test_an_owed_receipt_is_printed_as_the_first(stage: Stage) -> None:
    stage.printer.ends = PrintState.NOT_STARTED
    stage.ask_for_qr(MILK)
    stage.cloud.pay()
    stage.until(lambda: bool(stage.printer.jobs))
    for _ in range(6):
        stage.settle(0.03)
        stage.clock.advance(2.1)
    stage.clock.advance(16)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    owed = enter(stage).sales[0]
    assert owed.paper is PrintState.NOT_STARTED
    stage.do(Reprint(owed.sale_id))
    stage.until(lambda: told(stage) == "staff.print_not_started")
    stage.printer.ends = PrintState.DONE
    stage.do(Reprint(owed.sale_id))
    stage.until(lambda: told(stage) == "staff.printed")
    assert not any("副本" in mark for mark in marks(stage))
    assert paper(stage, owed.sale_id) is PrintState.DONE
    assert stage.ledger.unfinished().print_jobs == ()


def test_a_receipt_nobody_could_confirm_is_the_same_job_again(stage: Stage) -> None:
    stage.printer.ends = PrintState.UNCONFIRMED
    sale_id = stage.sell(MILK)
    enter(stage)
    stage.do(Reprint(sale_id))
    stage.until(lambda: told(stage) == "staff.print_unconfirmed")
    first, again = stage.printer.jobs
    assert (first.job_id, again.state) == (again.job_id, PrintState.UNCONFIRMED)


def test_after_midnight_the_day_before_is_still_shown_and_printed(stage: Stage) -> None:
    sale_id = stage.sell(MILK)
    stage.clock.set_wall(A_DAY_S)
    seen = enter(stage)
    assert (seen.day.sales, seen.has_day_before, seen.has_day_after) == (0, True, False)
    stage.do(StaffTurnDay(1))
    assert staff(stage).day.day == seen.day.day
    stage.do(StaffTurnDay(-1))
    before = staff(stage)
    assert (before.day.sales, before.day.total_minor, before.has_day_after) == (1, 5980, True)
    stage.do(Reprint(sale_id))
    stage.until(lambda: told(stage) == "staff.printed")
    assert "副本 1" in marks(stage)
    stage.do(PrintDay())
    stage.until(lambda: len(stage.printer.jobs) == 3 and told(stage) == "staff.printed")
    assert "X-report" in marks(stage)
    assert "Figures so far; the day goes on" not in marks(stage)
    stage.do(StaffTurnDay(1))
    assert staff(stage).day == seen.day


def test_midnight_takes_nothing_from_the_list_an_attendant_has_before_them(stage: Stage) -> None:
    sale_id = stage.sell(MILK)
    enter(stage)
    stage.clock.set_wall(A_DAY_S)
    stage.do(Reprint(sale_id))
    stage.until(lambda: told(stage) == "staff.printed")
    assert [sale.sale_id for sale in staff(stage).sales] == [sale_id]


def test_staff_look_a_month_back_and_no_further(stage: Stage) -> None:
    first = enter(stage).day.day
    for _ in range(40):
        stage.do(StaffTurnDay(-1))
    seen = staff(stage)
    assert (day_beside(seen.day.day, 31), seen.has_day_before, seen.has_day_after) == (first, False, True)


def test_a_sale_of_another_day_is_not_reprinted_here(stage: Stage) -> None:
    enter(stage)
    stage.do(Reprint("no such sale"))
    assert told(stage) == "staff.no_such_sale"
    assert stage.printer.jobs == []


def test_a_sale_closed_at_midnight_takes_no_number_of_the_next_ones(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.ask_for_qr(MILK)
    real, reads = stage.clock.now, itertools.count()
    monkeypatch.setattr(stage.clock, "now", lambda: real() + timedelta(days=next(reads)))
    stage.cloud.pay()
    stage.until(lambda: stage.view.screen is Screen.PAID)
    monkeypatch.undo()
    stage.until(lambda: bool(stage.bodies("sale_closed")))
    (sold,) = stage.bodies("sale_closed")
    closed_at = datetime.fromisoformat(sold["closed_at"])
    day = business_day(closed_at, "Asia/Shanghai")
    assert sold["sale_no"] == f"K01-{day}-0001"
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    stage.do(Finish())
    stage.clock.set_wall((closed_at - stage.clock.now()).total_seconds())
    stage.sell(MILK)
    stage.until(lambda: len(stage.bodies("sale_closed")) == 2)
    assert stage.bodies("sale_closed")[1]["sale_no"] == f"K01-{day}-0002"


# Devices


def test_devices_are_shown_with_what_to_do(stage: Stage) -> None:
    stage.until(lambda: stage.shop.health.is_ready("printer"))
    stage.printer.says = PrinterStatus(answers=True, online=True, cover_open=True)
    enter(stage)
    stage.until(lambda: staff(stage).desired_version == "0.2.0")
    stage.pass_time(11, lambda: _device(stage, "printer")[0] is DeviceState.STOPPED)
    assert _device(stage, "printer")[1] == "device.printer_cover_open"
    stage.cloud.reachable = False
    stage.pass_time(8, lambda: _device(stage, "cloud") == (DeviceState.LOST, "device.cloud_silent"))


def _device(stage: Stage, name: str) -> tuple[DeviceState, str | None]:
    shown = next(one for one in staff(stage).devices if one.name == name)
    return shown.state, shown.reason.code if shown.reason is not None else None
