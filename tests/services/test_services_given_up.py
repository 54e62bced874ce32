"""Money for goods that nobody takes any more: no sale is made of it and it goes back, whenever it comes."""

from __future__ import annotations

import pytest

from kiosk.domain.payment import AttemptState
from kiosk.domain.product import SelfService
from kiosk.services.intents import (
    CancelTrip,
    Finish,
    GoBack,
    HandOver,
    HandOverDone,
    Intent,
    LeaveStaff,
    Pay,
    SetQuantity,
    StaffVoidLine,
    VoidLine,
)
from kiosk.services.views import Screen
from tests.services.changes import changed_good, restart_with, tasks, time_goes_on
from tests.services.goods import MILK, TOAST
from tests.services.staff_room import enter
from tests.services.stage import Stage


def leave_code_behind(stage: Stage, *codes: str) -> str:
    """A code was shown for these goods, the shopper is back in the basket, the provider has not closed it."""
    stage.cloud.closes = None
    for code in codes[:-1]:
        stage.scan(code)
    attempt = stage.ask_for_qr(codes[-1])
    stage.do(GoBack())
    stage.pass_time(2.1, lambda: stage.view.screen is Screen.BASKET)
    return attempt


def notice(stage: Stage) -> str:
    return stage.view.notice.reason.code if stage.view.notice is not None else ""


def goes_back(stage: Stage, attempt: str) -> bool:
    return stage.cloud.attempts[attempt].state is AttemptState.REFUND_PENDING


@pytest.mark.parametrize("way", [CancelTrip(), HandOver()])
def test_money_that_comes_while_nobody_can_tell_the_cloud_goes_back_when_it_hears(
    stage: Stage, way: Intent
) -> None:
    attempt = leave_code_behind(stage, MILK)
    stage.cloud.reachable = False
    stage.do(way)
    stage.do(HandOverDone())
    assert stage.view.screen is Screen.ATTRACT
    stage.cloud.pay(attempt)
    stage.cloud.reachable = True
    time_goes_on(stage, lambda: goes_back(stage, attempt))
    time_goes_on(stage, lambda: stage.ledger.unfinished().attempts == ())
    stage.settle()
    assert stage.bodies("sale_closed") == []


def test_an_answer_that_says_paid_before_the_cloud_has_heard_makes_no_sale(stage: Stage) -> None:
    attempt = leave_code_behind(stage, MILK)
    slow = stage.cloud.hold_requests("close")
    stage.do(HandOver())
    stage.cloud.pay(attempt)
    stage.pass_time(3, lambda: slow.holds == 1)
    stage.settle()
    assert stage.view.screen is Screen.HANDOVER
    slow.let_go()
    stage.until(lambda: goes_back(stage, attempt))
    stage.do(HandOverDone())
    time_goes_on(stage, lambda: stage.ledger.unfinished().attempts == ())
    stage.settle()
    assert (stage.bodies("sale_closed"), stage.view.screen) == ([], Screen.ATTRACT)


def test_a_crash_between_paid_and_giving_back_sells_nothing_either(stage: Stage) -> None:
    attempt = leave_code_behind(stage, MILK)
    stage.cloud.reachable = False
    stage.do(CancelTrip())
    stage.cloud.pay(attempt)
    stage.stop()
    stage.cloud.reachable = True
    stage.start()
    time_goes_on(stage, lambda: goes_back(stage, attempt))
    stage.settle()
    assert stage.bodies("sale_closed") == []


def test_a_cloud_that_keeps_money_of_a_basket_given_up_is_a_task_for_staff_once(stage: Stage) -> None:
    attempt = leave_code_behind(stage, MILK)
    stage.cloud.reachable = stage.cloud.returns_paid = False
    stage.do(CancelTrip())
    stage.cloud.pay(attempt)
    stage.cloud.reachable = True
    time_goes_on(stage, lambda: stage.ledger.unfinished().attempts == ())
    stage.until(lambda: tasks(stage) == ["payment_not_booked"])
    assert stage.bodies("sale_closed") == []


def void_as_shopper(stage: Stage, line_id: str) -> None:
    stage.do(VoidLine(line_id))


def lower(stage: Stage, line_id: str) -> None:
    stage.do(SetQuantity(line_id, 1))


def void_as_staff(stage: Stage, line_id: str) -> None:
    enter(stage)
    stage.do(StaffVoidLine(line_id))
    stage.do(LeaveStaff())


@pytest.mark.parametrize("less", [void_as_shopper, lower, void_as_staff])
def test_goods_taken_out_after_their_code_was_shown_are_not_charged(stage: Stage, less: object) -> None:
    attempt = leave_code_behind(stage, TOAST, MILK, MILK)
    milk = next(line for line in stage.view.basket.lines if line.names.en == "Milk")
    assert callable(less)
    less(stage, milk.line_id)
    total = stage.view.basket.total_minor
    stage.until(lambda: (attempt, True) in stage.cloud.closings)
    stage.cloud.pay(attempt)
    stage.pass_time(5, lambda: notice(stage) == "pay.earlier_money_returned")
    assert (stage.view.screen, stage.view.basket.total_minor) == (Screen.BASKET, total)
    stage.do(Pay())
    stage.until_code()
    assert stage.cloud.requests[-1].priced.total_minor == total
    stage.cloud.pay()
    stage.until(lambda: [sale["tender"]["amount_minor"] for sale in stage.bodies("sale_closed")] == [total])
    assert tasks(stage) == []


def test_goods_taken_out_are_not_charged_where_the_kiosk_dies_before_the_cloud_hears(stage: Stage) -> None:
    attempt = leave_code_behind(stage, TOAST, MILK)
    stage.cloud.reachable = False
    stage.do(VoidLine(stage.view.basket.lines[0].line_id))
    stage.cloud.pay(attempt)
    stage.stop()
    stage.cloud.reachable = True
    stage.start()
    time_goes_on(stage, lambda: goes_back(stage, attempt))
    stage.settle()
    assert stage.bodies("sale_closed") == []


def test_goods_a_newer_catalogue_took_out_are_not_charged(stage: Stage) -> None:
    attempt = leave_code_behind(stage, TOAST, MILK)
    stage.stop()
    stage.cloud.pay(attempt)
    stage.cloud.reachable = False
    stage.start()
    restart_with(stage, changed_good("toast", self_service=SelfService.NEVER))
    stage.until(lambda: len(stage.view.basket.lines) == 1)
    stage.cloud.reachable = True
    time_goes_on(stage, lambda: goes_back(stage, attempt), step_s=5)
    stage.settle()
    assert stage.bodies("sale_closed") == []


def test_a_basket_that_only_grew_is_still_paid_by_its_first_code(stage: Stage) -> None:
    attempt = leave_code_behind(stage, MILK)
    stage.scan(MILK)
    stage.scan(TOAST)
    stage.cloud.pay(attempt)
    stage.pass_time(2, lambda: stage.view.screen is Screen.PAID)
    assert [abandon for _, abandon in stage.cloud.closings] == [False] * len(stage.cloud.closings)


@pytest.mark.expects_log("kiosk.services.answers")
@pytest.mark.parametrize("on_screen", [True, False])
def test_a_second_payment_of_a_sale_that_is_sold_makes_no_second_sale(stage: Stage, on_screen: bool) -> None:
    """A cloud restored from a backup books the other attempt of a sale that this kiosk has closed."""
    first = leave_code_behind(stage, MILK)
    stage.do(Pay())
    stage.until_code()
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    if not on_screen:
        stage.do(Finish())
    stage.cloud.becomes(first, AttemptState.PAID)
    time_goes_on(stage, lambda: goes_back(stage, first), step_s=5)
    stage.until(lambda: tasks(stage) == ["paid_twice"])
    time_goes_on(stage, lambda: stage.ledger.unfinished().attempts == ())
    stage.settle()
    assert len(stage.bodies("sale_closed")) == 1
    assert tasks(stage) == ["paid_twice"]
