"""Attendants come with a PIN or a badge, help, look, print, close the kiosk and leave; all of it is told."""

from __future__ import annotations

import pytest

from kiosk.domain.receipt import PrintState, TextLine
from kiosk.ports import DeviceState, PrinterStatus
from kiosk.services.intents import (
    AskForStaff,
    CloseKiosk,
    EnterStaff,
    GoBack,
    LeaveStaff,
    OpenKiosk,
    Pay,
    PrintDay,
    Reprint,
    SetQuantity,
    StaffAllow,
    StaffCancelTrip,
    StaffVoidLine,
)
from kiosk.services.views import Screen, StaffView
from tests.services.goods import BEER, MILK, TOAST
from tests.services.stage import BADGE, Stage


def enter(stage: Stage) -> StaffView:
    stage.do(AskForStaff())
    assert stage.view.staff_entry is not None
    stage.do(EnterStaff("2468"))
    stage.until(lambda: stage.view.screen is Screen.STAFF)
    return staff(stage)


def staff(stage: Stage) -> StaffView:
    assert stage.view.staff is not None
    return stage.view.staff


def told(stage: Stage) -> str | None:
    message = staff(stage).message
    return message.code if message is not None else None


def actions(stage: Stage, last: str) -> list[str]:
    stage.until(lambda: any(one["action"] == last for one in stage.bodies("staff_acted")))
    return [str(one["action"]) for one in stage.bodies("staff_acted")]


def paper(stage: Stage, sale_id: str) -> PrintState | None:
    return next(sale.paper for sale in staff(stage).sales if sale.sale_id == sale_id)


def marks(stage: Stage) -> set[str]:
    last = stage.printer.jobs[-1].document.elements
    return {one.text for one in last if isinstance(one, TextLine)}


# In and out


def test_a_pin_opens_admin_mode_and_both_ways_are_in_the_audit(stage: Stage) -> None:
    seen = enter(stage)
    assert (seen.attendant, seen.kiosk_id, seen.version) == ("A01", "K01", "0.1.0")
    stage.do(LeaveStaff())
    assert stage.view.screen is Screen.ATTRACT
    assert actions(stage, "leave") == ["enter", "leave"]
    assert {body["attendant"] for body in stage.bodies("staff_acted")} == {"A01"}


def test_a_wrong_pin_is_said_on_the_pad_and_opens_nothing(stage: Stage) -> None:
    stage.do(AskForStaff())
    stage.do(EnterStaff("1111"))
    stage.until(lambda: stage.view.staff_entry is not None and stage.view.staff_entry.refusal is not None)
    stage.do(LeaveStaff())
    assert stage.view.staff_entry is None
    stage.do(EnterStaff("2468"))
    assert stage.pin_checks == ["1111"]


def guess(stage: Stage, times: int) -> None:
    stage.do(AskForStaff())
    for _ in range(times):
        tried = len(stage.pin_checks)
        stage.do(EnterStaff("1111"))
        stage.until(lambda tried=tried: len(stage.pin_checks) > tried)
        stage.settle(0.03)


@pytest.mark.parametrize("wall_s", [-86_400, 0, 86_400])
def test_the_lock_lasts_as_long_as_it_is_whatever_the_clock_on_the_wall(stage: Stage, wall_s: float) -> None:
    guess(stage, 5)
    stage.clock.set_wall(wall_s)
    stage.clock.advance(25)
    stage.do(EnterStaff("2468"))
    assert len(stage.pin_checks) == 5
    stage.clock.advance(6)
    stage.do(EnterStaff("2468"))
    stage.until(lambda: stage.view.screen is Screen.STAFF)


def test_a_clock_set_back_before_a_restart_locks_for_no_longer(stage: Stage) -> None:
    guess(stage, 5)
    stage.clock.set_wall(-86_400)
    stage.restart()
    stage.do(AskForStaff())
    stage.do(EnterStaff("2468"))
    assert len(stage.pin_checks) == 5
    stage.clock.advance(31)
    stage.do(EnterStaff("2468"))
    stage.until(lambda: stage.view.screen is Screen.STAFF)


def test_a_badge_opens_admin_mode_and_is_nowhere_written_down(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(BADGE)
    assert (stage.view.screen, staff(stage).attendant, staff(stage).trip_lines) == (Screen.STAFF, "A02", True)
    stage.do(LeaveStaff())
    assert stage.view.screen is Screen.BASKET
    actions(stage, "leave")
    assert BADGE not in "".join(record.body for record in stage.cloud.records)


def test_a_strange_badge_opens_nothing_and_is_not_reported_as_goods(stage: Stage) -> None:
    stage.scan("TLB1." + "x" * 43)
    stage.scan("TLB1.short")
    assert stage.view.screen is Screen.ATTRACT
    assert stage.view.notice is not None
    assert stage.view.notice.reason.code == "staff.badge_unknown"
    stage.settle()
    assert stage.bodies("unknown_code_scanned") == []


def test_a_badge_allows_the_line_that_waits_before_it_opens_anything(stage: Stage) -> None:
    stage.scan(BEER)
    stage.scan(BADGE)
    assert stage.view.screen is Screen.BASKET
    assert (stage.view.age_check, stage.view.basket.may_pay) == (None, True)
    stage.until(lambda: bool(stage.bodies("intervention_resolved")))
    assert stage.bodies("intervention_resolved")[0]["attendant"] == "A02"


def test_nobody_enters_while_a_payment_is_under_way(stage: Stage) -> None:
    stage.ask_for_qr(MILK)
    stage.do(AskForStaff())
    stage.scan(BADGE)
    assert (stage.view.screen, stage.view.staff, stage.view.staff_entry) == (Screen.PAY, None, None)


def test_admin_mode_ends_by_silence_and_goods_before_the_camera_do_not_keep_it_open(stage: Stage) -> None:
    enter(stage)
    stage.clock.advance(45)
    stage.scan(MILK)
    assert told(stage) == "staff.leave_to_scan"
    stage.clock.advance(16)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    assert stage.view.basket.lines == ()


def test_the_shoppers_basket_rests_and_is_not_released_while_staff_work(stage: Stage) -> None:
    stage.scan(MILK)
    line = stage.view.basket.lines[0]
    enter(stage)
    for _ in range(3):
        stage.clock.advance(50)
        stage.do(StaffVoidLine("no such line"))
    stage.do(SetQuantity(line.line_id, 9))
    stage.do(Pay())
    stage.do(LeaveStaff())
    assert (stage.view.screen, stage.view.basket.pieces) == (Screen.BASKET, 1)
    stage.clock.advance(61)
    stage.until(lambda: stage.view.leave_warning_at is not None)


# At the shopper's basket


def test_staff_allow_void_and_cancel_with_a_record_each(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(BEER)
    opened = enter(stage).interventions[0]
    stage.do(StaffAllow(opened.intervention_id))
    assert (told(stage), staff(stage).interventions) == ("staff.line_allowed", ())
    stage.do(StaffVoidLine(stage.view.basket.lines[0].line_id))
    assert [line.names.en for line in stage.view.basket.lines] == ["Beer"]
    stage.do(StaffCancelTrip())
    assert (told(stage), staff(stage).trip_lines) == ("staff.trip_cancelled", False)
    assert actions(stage, "cancel_trip") == ["enter", "allow", "void_line", "cancel_trip"]
    stage.until(lambda: [body["why"] for body in stage.bodies("trip_released")] == ["staff"])
    stage.do(LeaveStaff())
    assert stage.view.screen is Screen.ATTRACT


def test_outside_admin_mode_its_actions_do_nothing(stage: Stage) -> None:
    stage.scan(MILK)
    before = stage.view.basket
    for intent in (StaffVoidLine(before.lines[0].line_id), StaffCancelTrip(), CloseKiosk(), PrintDay()):
        stage.do(intent)
    assert (stage.view.screen, stage.view.basket) == (Screen.BASKET, before)
    assert stage.printer.jobs == []
    stage.settle()
    assert stage.bodies("staff_acted") == []


def test_a_late_payment_for_the_basket_ends_admin_mode(stage: Stage) -> None:
    stage.cloud.closes = None
    stage.ask_for_qr(MILK)
    stage.do(GoBack())
    stage.settle(0.05)
    stage.clock.advance(2.1)
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    enter(stage)
    stage.cloud.pay()
    stage.until(lambda: stage.view.screen is Screen.PAID)
    assert stage.view.staff is None
    assert actions(stage, "leave")[-1] == "leave"


# Closed and open


def test_closing_waits_for_the_shopper_and_survives_a_restart(stage: Stage) -> None:
    stage.scan(MILK)
    enter(stage)
    stage.do(CloseKiosk())
    assert (told(stage), staff(stage).is_open) == ("staff.closes_after_trip", False)
    stage.do(LeaveStaff())
    stage.scan(TOAST)
    assert (stage.view.screen, stage.view.basket.pieces) == (Screen.BASKET, 2)
    stage.restart()
    assert stage.view.screen is Screen.BASKET
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.qr_text is not None)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    stage.clock.advance(16)
    stage.until(lambda: stage.view.screen is Screen.OUT_OF_SERVICE)
    stage.restart()
    assert stage.view.out_of_service is not None
    assert stage.view.out_of_service.code == "service.closed_by_staff"
    stage.scan(MILK)
    assert stage.view.screen is Screen.OUT_OF_SERVICE
    stage.scan(BADGE)
    stage.do(OpenKiosk())
    stage.do(LeaveStaff())
    assert stage.view.screen is Screen.ATTRACT
    assert {"close_kiosk", "open_kiosk"} <= set(actions(stage, "open_kiosk"))


def test_an_empty_kiosk_closes_at_once(stage: Stage) -> None:
    enter(stage)
    stage.do(CloseKiosk())
    assert told(stage) == "staff.kiosk_closed"
    stage.do(LeaveStaff())
    assert stage.view.screen is Screen.OUT_OF_SERVICE


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
    assert "X-report" in marks(stage)
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


def test_a_sale_of_another_day_is_not_reprinted_here(stage: Stage) -> None:
    enter(stage)
    stage.do(Reprint("no such sale"))
    assert told(stage) == "staff.no_such_sale"
    assert stage.printer.jobs == []


# Devices


def test_devices_are_shown_with_what_to_do(stage: Stage) -> None:
    stage.until(lambda: stage.shop.health.is_ready("printer"))
    stage.printer.says = PrinterStatus(answers=True, online=True, cover_open=True)
    stage.clock.advance(11)
    enter(stage)
    stage.until(lambda: staff(stage).desired_version == "0.2.0")
    stage.until(lambda: _device(stage, "printer")[0] is DeviceState.STOPPED)
    assert _device(stage, "printer")[1] == "device.printer_cover_open"
    stage.cloud.reachable = False
    stage.clock.advance(16)
    stage.until(lambda: _device(stage, "cloud") == (DeviceState.LOST, "device.cloud_silent"))


def _device(stage: Stage, name: str) -> tuple[DeviceState, str | None]:
    shown = next(one for one in staff(stage).devices if one.name == name)
    return shown.state, shown.reason.code if shown.reason is not None else None
