"""The cloud asks for other money than the kiosk did, or other money came: nothing of it makes a sale."""

from __future__ import annotations

import pytest

from kiosk.domain.payment import AttemptState
from kiosk.services.intents import GoBack, HandOver, Pay
from kiosk.services.views import Screen
from tests.services.changes import tasks
from tests.services.goods import MILK
from tests.services.stage import Stage


def why(stage: Stage) -> str:
    """What the pay screen says of the payment that is over."""
    pay = stage.view.pay
    return pay.reason.code if pay is not None and pay.reason is not None else ""


@pytest.mark.expects_log("kiosk.services.answers")
@pytest.mark.parametrize("other", [{"asks_minor": 1}, {"asks_currency": "USD"}])
def test_a_code_for_other_money_is_never_shown_and_closed(stage: Stage, other: dict[str, int | str]) -> None:
    for name, value in other.items():
        setattr(stage.cloud, name, value)
    stage.scan(MILK)
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    assert stage.view.pay is not None
    assert stage.view.pay.reason is not None
    assert stage.view.pay.reason.code == "pay.wrong_code"
    assert not any(view.pay.qr_text for view in stage.views if view.pay is not None)
    (attempt,) = stage.cloud.attempts.values()
    assert attempt.state is AttemptState.CLOSED
    stage.until(lambda: tasks(stage) == ["wrong_amount"])


@pytest.mark.parametrize(
    ("state", "fields"),
    [(AttemptState.MISMATCH, {}), (AttemptState.PAID, {"amount_minor": 1})],
)
def test_other_money_than_asked_for_is_for_staff_and_nobody_is_told_that_it_comes_back(
    stage: Stage, state: AttemptState, fields: dict[str, int]
) -> None:
    attempt = stage.ask_for_qr(MILK)
    stage.cloud.becomes(attempt, state, **fields)
    stage.until(lambda: why(stage) == "pay.wrong_amount")
    stage.until(lambda: tasks(stage) == ["wrong_amount"])
    stage.do(HandOver())
    assert (stage.view.screen, len(stage.view.basket.lines)) == (Screen.HANDOVER, 1)
    assert stage.bodies("sale_closed") == []


def test_other_money_for_a_code_left_behind_is_said_in_the_basket(stage: Stage) -> None:
    stage.cloud.closes = None
    attempt = stage.ask_for_qr(MILK)
    stage.do(GoBack())
    stage.pass_time(2.1, lambda: stage.view.screen is Screen.BASKET)
    stage.cloud.becomes(attempt, AttemptState.MISMATCH)
    stage.pass_time(
        2, lambda: stage.view.notice is not None and stage.view.notice.reason.code == "pay.earlier_money"
    )
    stage.until(lambda: tasks(stage) == ["wrong_amount"])


@pytest.mark.parametrize("in_doubt", [False, True])
def test_late_money_comes_back_by_itself_and_the_basket_is_kept(stage: Stage, in_doubt: bool) -> None:
    attempt = stage.ask_for_qr(MILK)
    if in_doubt:
        stage.cloud.reachable = False
        stage.until(lambda: stage.view.screen is Screen.CHECKING)
        stage.pass_time(215, lambda: stage.view.screen is Screen.NEEDS_STAFF)
    stage.cloud.becomes(attempt, AttemptState.REFUND_PENDING)
    stage.cloud.reachable = True
    stage.pass_time(5, lambda: why(stage) == "pay.money_is_returned")
    assert (stage.view.screen, stage.view.needs_staff) == (Screen.PAY, None)
    stage.do(Pay())
    stage.until_code()
    stage.cloud.pay()
    stage.until(lambda: len(stage.bodies("sale_closed")) == 1)
    assert tasks(stage) == []
