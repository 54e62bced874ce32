"""A cloud restored from a backup has lost a payment that a shopper may have made: the kiosk asks for it again
until its end is known, and nobody is told that nothing was charged."""

from __future__ import annotations

import pytest

from kiosk.domain.payment import AttemptState
from kiosk.errors import Reason
from kiosk.services.intents import CancelTrip, GoBack
from kiosk.services.views import Screen
from tests.services.changes import tasks, time_goes_on
from tests.services.goods import MILK
from tests.services.stage import Stage


def lose(stage: Stage, attempt: str) -> None:
    """The cloud is restored from a backup of before the attempt."""
    del stage.cloud.attempts[attempt]


@pytest.mark.expects_log("kiosk.services.watching")
def test_a_payment_the_cloud_has_lost_is_asked_for_again_and_its_money_found(stage: Stage) -> None:
    attempt = stage.ask_for_qr(MILK)
    lose(stage, attempt)
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    stage.pass_time(1, lambda: len(stage.cloud.requests) == 2)
    first, again = stage.cloud.requests
    assert first == again
    stage.cloud.pay(attempt)
    stage.until(lambda: stage.view.screen is Screen.PAID)
    assert all(view.online for view in stage.views)
    stage.until(lambda: len(stage.bodies("sale_closed")) == 1)


@pytest.mark.expects_log("kiosk.services.watching")
def test_a_basket_given_up_is_told_again_to_a_cloud_that_lost_it(stage: Stage) -> None:
    stage.cloud.closes = None
    attempt = stage.ask_for_qr(MILK)
    stage.do(GoBack())
    stage.pass_time(2.1, lambda: stage.view.screen is Screen.BASKET)
    stage.do(CancelTrip())
    stage.until(lambda: (attempt, True) in stage.cloud.closings)
    stage.cloud.closings.clear()
    lose(stage, attempt)
    stage.pass_time(6, lambda: (attempt, True) in stage.cloud.closings)
    stage.cloud.pay(attempt)
    time_goes_on(stage, lambda: stage.ledger.unfinished().attempts == ())
    assert stage.bodies("sale_closed") == []


def test_a_restored_cloud_that_has_forgotten_only_that_it_was_given_up_is_told_again(stage: Stage) -> None:
    stage.cloud.closes = None
    attempt = stage.ask_for_qr(MILK)
    stage.do(GoBack())
    stage.pass_time(2.1, lambda: stage.view.screen is Screen.BASKET)
    stage.do(CancelTrip())
    stage.until(lambda: (attempt, True) in stage.cloud.closings)
    closing = stage.cloud.attempts[attempt]
    stage.cloud.becomes(attempt, AttemptState.CLOSING, version=9)
    looks = len(stage.cloud.looks)
    time_goes_on(stage, lambda: len(stage.cloud.looks) > looks + 1, step_s=6)
    stage.settle()
    stage.cloud.closings.clear()
    stage.cloud.attempts[attempt] = closing
    time_goes_on(stage, lambda: (attempt, True) in stage.cloud.closings, step_s=6)


@pytest.mark.expects_log("kiosk.services.watching", sometimes=True)
@pytest.mark.parametrize("refuses", [True, False])
def test_a_lost_payment_that_the_cloud_will_not_have_again_is_for_staff(stage: Stage, refuses: bool) -> None:
    """A code was shown, so it may be paid; nobody may be told that nothing was charged."""
    stage.cloud.longest_wait_s = 0.05
    attempt = stage.ask_for_qr(MILK)
    reason = Reason("payment.revision_unknown", {"revision": 7})
    if refuses:
        stage.cloud.refuses["put"] = reason
        lose(stage, attempt)
    else:
        refused = AttemptState.REFUSED
        stage.cloud.becomes(attempt, refused, reason=reason, qr_text=None, version=1)
    time_goes_on(stage, lambda: stage.view.screen is Screen.NEEDS_STAFF, step_s=1)
    stage.until(lambda: tasks(stage) == ["payment_not_booked"])
    assert stage.ledger.unfinished().attempts == ()


@pytest.mark.expects_log("kiosk.services.watching")
def test_a_lost_payment_is_asked_for_until_the_line_lets_it_through(stage: Stage) -> None:
    attempt = stage.ask_for_qr(MILK)
    stage.cloud.refuses["put"] = Reason("line.clock_off", {"seconds": 400, "limit_s": 300})
    lose(stage, attempt)
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    stage.clock.advance(1)
    stage.settle()
    del stage.cloud.refuses["put"]
    time_goes_on(stage, lambda: attempt in stage.cloud.attempts, step_s=3)
    stage.cloud.pay(attempt)
    time_goes_on(stage, lambda: stage.view.screen is Screen.PAID, step_s=1)
