"""Goods an attendant must allow: by the rules of now, for what the attendant saw, by who stands there."""

from __future__ import annotations

import threading

from kiosk.domain.product import SelfService
from kiosk.services.intents import (
    AllowRestricted,
    AskForStaff,
    EnterStaff,
    LeaveStaff,
    Pay,
    SetQuantity,
)
from kiosk.services.views import Screen
from tests.services.changes import changed_good, new_catalogue, restart_with
from tests.services.goods import BEER, MILK, PRODUCTS, TOAST
from tests.services.staff_room import enter, staff
from tests.services.stage import BADGE, Stage

FREE_BEER = changed_good("beer", minimum_age=None, self_service=SelfService.ALLOWED)
GUARDED_TOAST = changed_good("toast", self_service=SelfService.STAFF)


def allow(stage: Stage) -> None:
    assert stage.view.age_check is not None
    stage.do(AllowRestricted(stage.view.age_check.intervention_id, "2468"))
    stage.until(lambda: stage.view.age_check is None)


def set_quantity(stage: Stage, quantity: int) -> None:
    stage.do(SetQuantity(stage.view.basket.lines[0].line_id, quantity))
    assert stage.view.basket.lines[0].quantity == quantity


def test_a_good_restricted_by_the_catalogue_of_a_restart_asks_for_staff(stage: Stage) -> None:
    restart_with(stage, FREE_BEER)
    stage.scan(BEER)
    assert stage.view.age_check is None
    stage.stop()
    new_catalogue(stage, PRODUCTS, 3)
    stage.start()
    assert stage.view.age_check is not None
    assert not stage.view.basket.may_pay
    stage.do(Pay())
    assert stage.view.screen is Screen.BASKET
    allow(stage)
    stage.do(Pay())
    stage.until(lambda: stage.view.screen is Screen.PAY)


def test_more_of_a_good_that_only_staff_allow_asks_again(stage: Stage) -> None:
    restart_with(stage, GUARDED_TOAST)
    stage.scan(TOAST)
    allow(stage)
    set_quantity(stage, 99)
    assert stage.view.age_check is not None
    assert stage.view.basket.lines[0].waits_for_staff
    assert not stage.view.basket.may_pay
    allow(stage)
    set_quantity(stage, 2)
    assert stage.view.age_check is None
    assert stage.view.basket.may_pay
    stage.scan(TOAST)
    assert stage.view.age_check is not None
    stage.restart()
    assert stage.view.age_check is not None


def test_an_age_once_checked_holds_for_more_of_it(stage: Stage) -> None:
    stage.scan(BEER)
    allow(stage)
    set_quantity(stage, 6)
    stage.scan(BEER)
    assert stage.view.age_check is None
    assert stage.view.basket.may_pay


def test_a_pin_that_is_right_too_late_lets_nobody_in(stage: Stage) -> None:
    stage.scan(MILK)
    checked, right = threading.Event(), stage._check_pin
    stage.stop()

    def slowly(pin: str) -> str | None:
        checked.wait(5)
        return right(pin)

    stage._check_pin = slowly  # type: ignore[method-assign]
    stage.start()
    stage.do(AskForStaff())
    stage.do(EnterStaff("2468"))
    stage.do(LeaveStaff())
    stage.do(AskForStaff())
    checked.set()
    stage.until(lambda: stage.pin_checks == ["2468"])
    stage.settle(0.1)
    assert stage.view.screen is Screen.BASKET
    assert stage.view.staff_entry is not None
    stage.do(EnterStaff("2468"))
    stage.until(lambda: stage.view.screen is Screen.STAFF)


def test_the_pieces_that_wait_are_shown_and_more_scanned_behind_the_pad_ask_again(stage: Stage) -> None:
    restart_with(stage, GUARDED_TOAST)
    stage.scan(TOAST)
    assert stage.view.age_check is not None
    assert stage.view.age_check.quantity == 1
    checked, right = threading.Event(), stage._check_pin
    stage.stop()

    def slowly(pin: str) -> str | None:
        checked.wait(5)
        return right(pin)

    stage._check_pin = slowly  # type: ignore[method-assign]
    stage.start()
    waiting = stage.view.age_check.intervention_id
    stage.do(AllowRestricted(waiting, "2468"))
    for _ in range(8):
        stage.scan(TOAST)
    checked.set()
    stage.until(lambda: stage.view.age_check is not None and stage.view.age_check.refusal is not None)
    assert stage.view.age_check.refusal is not None
    assert (stage.view.age_check.refusal.code, stage.view.age_check.quantity) == ("staff.pieces_changed", 9)
    assert not stage.view.basket.may_pay
    stage.do(AllowRestricted(waiting, "2468"))
    stage.until(lambda: stage.view.basket.may_pay)
    stage.until(lambda: bool(stage.bodies("staff_acted")))
    (record,) = stage.bodies("staff_acted")
    assert (record["action"], record["how"], record["quantity"]) == ("allow", "pin", 9)


def test_in_admin_mode_too_the_pieces_that_wait_are_shown(stage: Stage) -> None:
    stage.scan(BEER)
    stage.scan(BEER)
    assert [check.quantity for check in enter(stage).interventions] == [2]
    assert staff(stage).attendant == "A01"


def test_an_approval_does_not_outlive_its_reason(stage: Stage) -> None:
    restart_with(stage, GUARDED_TOAST)
    stage.scan(TOAST)
    stage.scan(BADGE)
    assert stage.view.basket.may_pay
    stage.restart()
    assert stage.view.basket.may_pay, "nothing has changed"
    stage.stop()
    new_catalogue(stage, changed_good("toast", self_service=SelfService.STAFF, minimum_age=18), 3)
    stage.start()
    assert stage.view.age_check is not None
    assert (stage.view.age_check.minimum_age, stage.view.basket.may_pay) == (18, False)
    allow(stage)
    stage.stop()
    new_catalogue(stage, changed_good("toast", self_service=SelfService.STAFF, minimum_age=21), 4)
    stage.start()
    assert stage.view.age_check is not None
    assert stage.view.age_check.minimum_age == 21


def test_what_waits_is_asked_for_once_more_before_any_payment(stage: Stage) -> None:
    stage.scan(BEER)
    stage.shop._bench.visit.interventions.clear()  # whatever else went wrong, beer is not sold unseen
    stage.do(Pay())
    assert stage.view.screen is Screen.BASKET
    assert stage.view.age_check is not None
    assert stage.cloud.requests == []
