"""The shopper has gone, the disk took nothing for a moment: what waits for time still comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.domain.payment import AttemptState
from kiosk.services.intents import GoBack, HandOver, Pay
from kiosk.services.views import Screen
from tests.services.changes import time_goes_on
from tests.services.goods import MILK
from tests.services.stage import Stage

FROZEN = pytest.mark.expects_log("kiosk.services.core")


def test_a_code_that_ends_after_a_crash_with_nobody_there_frees_the_kiosk(stage: Stage) -> None:
    attempt = stage.ask_for_qr(MILK)
    stage.restart()
    stage.clock.advance(185)
    stage.until(lambda: stage.cloud.attempts[attempt].state is AttemptState.CLOSED)
    time_goes_on(stage, lambda: stage.view.screen is Screen.ATTRACT)


def test_a_code_that_expires_with_nobody_there_frees_the_kiosk(stage: Stage) -> None:
    stage.ask_for_qr(MILK)
    stage.clock.advance(181)
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    time_goes_on(stage, lambda: stage.view.screen is Screen.ATTRACT)


def test_a_payment_in_doubt_that_ends_unpaid_frees_the_kiosk(stage: Stage) -> None:
    attempt = stage.ask_for_qr(MILK)
    stage.cloud.reachable = False
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    stage.clock.advance(215)
    stage.until(lambda: stage.view.screen is Screen.NEEDS_STAFF)
    stage.cloud.becomes(attempt, AttemptState.CLOSED)
    stage.cloud.reachable = True
    time_goes_on(stage, lambda: stage.view.screen is Screen.PAY)
    time_goes_on(stage, lambda: stage.view.screen is Screen.ATTRACT)


def test_a_basket_given_back_with_nobody_there_is_released(stage: Stage) -> None:
    stage.cloud.closes = None
    attempt = stage.ask_for_qr(MILK)
    stage.do(GoBack())
    stage.clock.advance(2.1)
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    time_goes_on(stage, lambda: stage.view.screen is Screen.ATTRACT)
    stage.until(lambda: (attempt, True) in stage.cloud.closings)


@FROZEN
@pytest.mark.expects_log("kiosk.services.syncing", sometimes=True)
def test_a_doubt_that_could_not_be_kept_is_raised_when_the_disk_takes_it(stage: Stage) -> None:
    stage.ask_for_qr(MILK)
    stage.cloud.reachable = False
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    stage.freeze_disk()
    stage.clock.advance(215)
    stage.settle()
    assert stage.view.screen is Screen.CHECKING
    stage.freeze_disk(False)
    time_goes_on(stage, lambda: stage.view.screen is Screen.NEEDS_STAFF, step_s=6)


def in_the_basket(stage: Stage) -> None:
    stage.scan(MILK)


def at_the_till_codes(stage: Stage) -> None:
    stage.scan(MILK)
    stage.do(HandOver())


@FROZEN
@pytest.mark.expects_log("kiosk.services.syncing", sometimes=True)
@pytest.mark.parametrize("left", [in_the_basket, at_the_till_codes])
def test_a_trip_whose_end_could_not_be_kept_ends_when_the_disk_takes_it(
    stage: Stage, left: Callable[[Stage], None]
) -> None:
    left(stage)
    stage.freeze_disk()
    for _ in range(4):
        stage.clock.advance(31)
        stage.settle(0.05)
    assert stage.ledger.unfinished().trip is not None
    stage.freeze_disk(False)
    time_goes_on(stage, lambda: stage.ledger.unfinished().trip is None, step_s=6)


@FROZEN
@pytest.mark.expects_log("kiosk.services.syncing", sometimes=True)
def test_a_basket_that_could_not_be_given_back_comes_when_the_disk_takes_it(stage: Stage) -> None:
    stage.cloud.closes = None
    attempt = stage.ask_for_qr(MILK)
    stage.do(GoBack())
    stage.until(lambda: stage.ledger.unfinished().attempts[0].answer == stage.cloud.attempts[attempt])
    stage.freeze_disk()
    stage.clock.advance(2.1)
    stage.settle()
    assert stage.view.screen is Screen.CHECKING
    stage.freeze_disk(False)
    time_goes_on(stage, lambda: stage.view.screen is Screen.BASKET, step_s=6)
    stage.do(Pay())
