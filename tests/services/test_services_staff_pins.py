"""Guessing gets nobody in, over restarts, clocks and a dead disk; every PIN and badge is answered."""

from __future__ import annotations

import threading

import pytest

from kiosk.services.intents import AllowRestricted, AskForStaff, EnterStaff
from kiosk.services.views import Screen
from tests.services.goods import BEER
from tests.services.staff_room import guess, refusal
from tests.services.stage import BADGE, Stage

TWO_HOURS_S = 7200.0


def test_a_clock_set_forward_before_each_restart_frees_no_guess(stage: Stage) -> None:
    guess(stage, 5)
    for _ in range(4):
        stage.clock.set_wall(TWO_HOURS_S)
        stage.restart()
        stage.do(AskForStaff())
        stage.do(EnterStaff("2468"))
        assert refusal(stage) == "staff.pin_locked"
    assert len(stage.pin_checks) == 5
    stage.clock.advance(31)
    stage.do(EnterStaff("2468"))
    stage.until(lambda: stage.view.screen is Screen.STAFF)


def test_a_right_pin_forgives_also_after_a_restart(stage: Stage) -> None:
    guess(stage, 4)
    stage.do(EnterStaff("2468"))
    stage.until(lambda: stage.view.screen is Screen.STAFF)
    stage.restart()
    guess(stage, 4)
    stage.do(EnterStaff("2468"))
    stage.until(lambda: stage.view.screen is Screen.STAFF)


@pytest.mark.expects_log("kiosk.services.core")
def test_wrong_pins_count_and_lock_though_nothing_can_be_written(stage: Stage) -> None:
    stage.do(AskForStaff())
    stage.freeze_disk()
    for number in range(30):
        stage.do(EnterStaff("1111"))
        stage.until(lambda: refusal(stage) in ("staff.pin_wrong", "staff.pin_locked"))
        stage.settle(0.02)
        assert refusal(stage) == ("staff.pin_wrong" if number < 4 else "staff.pin_locked")
    assert len(stage.pin_checks) == 5
    stage.freeze_disk(False)


@pytest.mark.expects_log("kiosk.services.core")
def test_a_right_pin_with_a_dead_disk_is_told_what_is_in_the_way(stage: Stage) -> None:
    stage.do(AskForStaff())
    stage.freeze_disk()
    stage.do(EnterStaff("2468"))
    stage.until(lambda: refusal(stage) == "staff.not_kept")
    assert stage.view.staff is None
    stage.freeze_disk(False)
    stage.do(EnterStaff("2468"))
    stage.until(lambda: stage.view.screen is Screen.STAFF)


@pytest.mark.expects_log("kiosk.services.core")
def test_a_badge_with_a_dead_disk_is_told_so_too(stage: Stage) -> None:
    stage.freeze_disk()
    stage.scan(BADGE)
    assert stage.view.staff is None
    assert stage.view.notice is not None
    assert stage.view.notice.reason.code == "staff.not_kept"
    stage.freeze_disk(False)


@pytest.mark.expects_log("kiosk.services.core")
def test_a_check_that_breaks_is_answered_on_the_pad(stage: Stage) -> None:
    def breaks(pin: str) -> str | None:
        raise MemoryError

    stage.stop()
    stage._check_pin = breaks  # type: ignore[method-assign]
    stage.start()
    stage.do(AskForStaff())
    stage.do(EnterStaff("2468"))
    stage.until(lambda: refusal(stage) == "service.internal_fault")


def test_a_second_pin_while_one_is_checked_is_answered(stage: Stage) -> None:
    checked, right = threading.Event(), stage._check_pin
    stage.stop()

    def slowly(pin: str) -> str | None:
        checked.wait(5)
        return right(pin)

    stage._check_pin = slowly  # type: ignore[method-assign]
    stage.start()
    stage.do(AskForStaff())
    stage.do(EnterStaff("1111"))
    stage.do(EnterStaff("2468"))
    assert refusal(stage) == "staff.pin_busy"
    checked.set()
    stage.until(lambda: refusal(stage) == "staff.pin_wrong")
    assert stage.pin_checks == ["1111"]


def test_every_wrong_pin_is_in_the_audit_with_the_lock_it_led_to(stage: Stage) -> None:
    guess(stage, 5)
    stage.clock.advance(31)
    stage.do(EnterStaff("1111"))
    stage.until(lambda: len(stage.bodies("pin_refused")) == 6)
    told = stage.bodies("pin_refused")
    assert [(body["failures"], body["locked_s"]) for body in told] == [
        *((number, 0) for number in range(1, 5)),
        (5, 30),
        (6, 60),
    ]
    assert "1111" not in "".join(record.body for record in stage.cloud.records)


def test_the_lock_is_one_for_the_pad_and_the_shoppers_screen(stage: Stage) -> None:
    stage.scan(BEER)
    assert stage.view.age_check is not None
    guess(stage, 5)
    stage.do(AllowRestricted(stage.view.age_check.intervention_id, "2468"))
    assert stage.view.age_check is not None
    assert stage.view.age_check.refusal is not None
    assert stage.view.age_check.refusal.code == "staff.pin_locked"
