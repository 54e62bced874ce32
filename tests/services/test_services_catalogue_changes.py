"""The catalogue changes while a basket or a payment is under way: nothing paid is lost, nothing freezes."""

from __future__ import annotations

import pytest

from kiosk.domain.payment import AttemptState
from kiosk.services.intents import GoBack, Pay
from kiosk.services.views import Screen
from tests.services.changes import new_catalogue, restart_with, tasks, time_goes_on, without
from tests.services.goods import MILK, TOAST
from tests.services.stage import Stage


def _names_sold(stage: Stage) -> list[str]:
    (sale,) = stage.bodies("sale_closed")
    return [good["names"]["en"] for good in sale["goods"]]


def test_a_good_that_is_no_longer_sold_is_still_booked_when_its_payment_comes(stage: Stage) -> None:
    attempt_id = stage.ask_for_qr(MILK)
    restart_with(stage, without("milk"))
    stage.cloud.becomes(attempt_id, AttemptState.PAID)
    stage.until(lambda: stage.view.screen is Screen.PAID)
    stage.until(lambda: len(stage.bodies("sale_closed")) == 1)
    assert _names_sold(stage) == ["Milk"]
    assert stage.view.out_of_service is None


@pytest.mark.expects_log("kiosk.services.closing")
def test_a_late_payment_of_a_good_no_longer_sold_is_booked(stage: Stage) -> None:
    attempt_id = stage.ask_for_qr(MILK)
    stage.cloud.reachable = False
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    stage.clock.advance(215)
    stage.until(lambda: stage.view.screen is Screen.NEEDS_STAFF)
    stage.clock.advance(91)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    new_catalogue(stage, without("milk"))
    stage.cloud.becomes(attempt_id, AttemptState.PAID)
    stage.cloud.reachable = True
    time_goes_on(stage, lambda: len(stage.bodies("sale_closed")) == 1)
    assert _names_sold(stage) == ["Milk"]
    assert tasks(stage) == ["payment_in_doubt", "late_payment"]


def test_after_an_unpaid_payment_the_basket_comes_back_without_what_is_no_longer_sold(stage: Stage) -> None:
    stage.scan(TOAST)
    attempt_id = stage.ask_for_qr(MILK)
    restart_with(stage, without("milk"))
    stage.cloud.becomes(attempt_id, AttemptState.CLOSED)
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    assert [line.names.en for line in stage.view.basket.lines] == ["Wholewheat toast"]
    assert stage.view.notice is not None
    assert stage.view.notice.reason.code == "trip.restored_without"
    stage.do(Pay())
    assert stage.view.notice is not None
    assert stage.view.notice.reason.code == "basket.prices_changed"
    stage.do(Pay())
    stage.until_code()
    assert stage.cloud.requests[-1].priced.total_minor == 1290


def test_a_basket_taken_up_at_checking_can_be_gone_back_to(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.ask_for_qr(MILK)
    restart_with(stage, without("milk"))
    stage.do(GoBack())
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    stage.scan(TOAST)
    assert [(line.names.en, line.quantity) for line in stage.view.basket.lines] == [("Wholewheat toast", 2)]
