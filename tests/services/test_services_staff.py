"""Attendants come with a PIN or a badge, help, look, print, close the kiosk and leave; all of it is told."""

from __future__ import annotations

import pytest

from kiosk.domain.product import SelfService
from kiosk.domain.sale import Sale
from kiosk.services.intents import (
    AskForStaff,
    CloseKiosk,
    EnterStaff,
    GoBack,
    LeaveStaff,
    OpenKiosk,
    Pay,
    PrintDay,
    SetQuantity,
    StaffAllow,
    StaffCancelTrip,
    StaffVoidLine,
)
from kiosk.services.views import Screen
from tests.services.changes import changed_good, restart_with
from tests.services.goods import BEER, MILK, TOAST
from tests.services.staff_room import actions, enter, guess, staff, told
from tests.services.stage import BADGE, Stage

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
    assert actions(stage, "allow") == ["allow"]
    (allowed,) = stage.bodies("staff_acted")
    assert (allowed["how"], allowed["sku"], allowed["quantity"]) == ("badge", "beer", 1)


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


def test_admin_mode_that_a_badge_opened_ends_by_silence_too(stage: Stage) -> None:
    stage.scan(BADGE)
    stage.clock.advance(61)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    assert actions(stage, "leave") == ["enter", "leave"]


@pytest.mark.expects_log("kiosk.services.core")
def test_it_ends_by_silence_though_the_day_could_not_be_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(day: str) -> list[Sale]:
        raise RuntimeError(day)

    monkeypatch.setattr(stage.ledger, "sales_of_day", broken)
    stage.scan(BADGE)
    assert stage.view.screen is Screen.STAFF
    stage.clock.advance(61)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)


def test_a_badge_still_held_up_after_it_allowed_a_line_opens_nothing(stage: Stage) -> None:
    stage.scan(BEER)
    for _ in range(4):
        stage.scan(BADGE)
        assert (stage.view.screen, stage.view.basket.may_pay) == (Screen.BASKET, True)
        stage.clock.advance(2)
    stage.clock.advance(2)
    stage.scan(BADGE)
    assert stage.view.screen is Screen.STAFF


def test_a_badge_held_up_for_one_line_does_not_allow_the_next_unseen(stage: Stage) -> None:
    restart_with(stage, changed_good("toast", self_service=SelfService.STAFF))
    stage.scan(BEER)
    stage.scan(TOAST)
    stage.scan(BADGE)
    stage.scan(BADGE)
    assert stage.view.age_check is not None
    assert stage.view.age_check.names.en == "Wholewheat toast"
    stage.clock.advance(3.1)
    stage.scan(BADGE)
    assert stage.view.basket.may_pay


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
    _, allowed, voided, cancelled = stage.bodies("staff_acted")
    assert (allowed["sku"], allowed["quantity"], allowed["kind"], allowed["minimum_age"]) == (
        *("beer", 1, "age", 18),
    )
    assert (voided["sku"], voided["quantity"], voided["amount_minor"]) == ("milk", 1, 5980)
    assert cancelled["lines"] == [{"sku": "beer", "quantity": 1}]
    assert cancelled["total_minor"] == 600
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
    stage.until_code()
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
