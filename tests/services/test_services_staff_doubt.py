"""A payment in doubt: the attendant who is asked for comes in, sees the sale's code and lets the trip go."""

from __future__ import annotations

import pytest

from kiosk.domain.payment import AttemptState
from kiosk.services.intents import (
    AskForStaff,
    EnterStaff,
    LeaveStaff,
    StaffCancelTrip,
    StaffReleaseDoubt,
    StaffVoidLine,
)
from kiosk.services.views import Screen
from tests.services.changes import tasks, time_goes_on
from tests.services.goods import MILK
from tests.services.staff_room import actions, enter, staff, told
from tests.services.stage import BADGE, Stage


def come_into_doubt(stage: Stage) -> str:
    """A shopper whose payment nobody knows the end of; the attempt's id."""
    attempt_id = stage.ask_for_qr(MILK)
    stage.cloud.reachable = False
    time_goes_on(stage, lambda: stage.view.screen is Screen.NEEDS_STAFF)
    return attempt_id


def test_staff_come_in_with_a_pin_or_a_badge_and_the_shopper_is_not_sent_away_meanwhile(stage: Stage) -> None:
    come_into_doubt(stage)
    seen = enter(stage)
    assert stage.view.needs_staff is not None
    assert (seen.in_doubt, seen.trip_lines) == (True, False)
    for _ in range(3):
        stage.clock.advance(50)
        stage.do(StaffVoidLine("no such line"))
    assert (stage.view.screen, staff(stage).in_doubt) == (Screen.STAFF, True)
    stage.do(LeaveStaff())
    assert stage.view.screen is Screen.NEEDS_STAFF
    stage.scan(BADGE)
    assert stage.view.screen is Screen.STAFF


def test_after_staff_have_gone_the_screen_is_not_kept_for_ever(stage: Stage) -> None:
    come_into_doubt(stage)
    enter(stage)
    stage.do(LeaveStaff())
    stage.pass_time(91, lambda: stage.view.screen is Screen.ATTRACT)


@pytest.mark.expects_log("kiosk.services.closing")
def test_the_trip_is_released_with_a_record_and_its_payment_is_watched_on(stage: Stage) -> None:
    attempt_id = come_into_doubt(stage)
    enter(stage)
    stage.do(StaffCancelTrip())
    assert staff(stage).in_doubt, "a payment in doubt is not cancelled as if nobody had paid"
    stage.do(StaffReleaseDoubt())
    assert (told(stage), staff(stage).in_doubt) == ("staff.doubt_released", False)
    stage.do(LeaveStaff())
    assert stage.view.screen is Screen.ATTRACT
    stage.cloud.reachable = True
    assert "release_doubt" in actions_after_a_while(stage)
    (record,) = (one for one in stage.bodies("staff_acted") if one["action"] == "release_doubt")
    assert (record["sale_id"], record["total_minor"], record["attendant"]) == (attempt_id[:-3], 5980, "A01")
    assert "payment_in_doubt" in tasks(stage)
    stage.cloud.pay(attempt_id)
    time_goes_on(stage, lambda: bool(stage.bodies("sale_closed")))


def actions_after_a_while(stage: Stage) -> list[str]:
    time_goes_on(stage, lambda: bool(stage.bodies("staff_acted")), step_s=6)
    return actions(stage, "release_doubt")


def test_money_that_comes_while_staff_look_ends_admin_mode_in_the_paid_screen(stage: Stage) -> None:
    come_into_doubt(stage)
    enter(stage)
    stage.cloud.reachable = True
    stage.cloud.pay()
    stage.pass_time(6, lambda: stage.view.screen is Screen.PAID, most=8)
    assert stage.view.staff is None


@pytest.mark.parametrize("ended", [AttemptState.CLOSED, AttemptState.REFUND_PENDING])
def test_a_payment_found_unpaid_while_staff_look_gives_the_shopper_the_choice_back(
    stage: Stage, ended: AttemptState
) -> None:
    attempt_id = come_into_doubt(stage)
    enter(stage)
    stage.cloud.becomes(attempt_id, ended)
    stage.cloud.reachable = True
    stage.pass_time(6, lambda: stage.view.screen is Screen.PAY, most=8)
    assert stage.view.staff is None
    assert actions(stage, "leave")[-1] == "leave"


def test_a_doubt_raised_again_takes_no_attendant_off_the_screen(stage: Stage) -> None:
    come_into_doubt(stage)
    enter(stage)
    stage.core.post(stage.shop._paying.doubted)
    for _ in range(3):
        stage.clock.advance(50)
        stage.do(StaffVoidLine("no such line"))
    assert (stage.view.screen, staff(stage).in_doubt) == (Screen.STAFF, True)


def test_where_staff_mode_cannot_be_entered_that_is_said(stage: Stage) -> None:
    stage.ask_for_qr(MILK)
    for come in (lambda: stage.do(AskForStaff()), lambda: stage.scan(BADGE)):
        come()
        assert stage.view.screen is Screen.PAY
        assert stage.view.notice is not None
        assert stage.view.notice.reason.code == "staff.not_now"
    stage.do(EnterStaff("2468"))
    stage.settle(0.05)
    assert (stage.view.screen, stage.pin_checks) == (Screen.PAY, [])
