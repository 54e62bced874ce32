"""Answers come late, in the wrong order, from a cloud that was restored, or cannot be booked: every attempt
is asked about until it has ended, and its money is counted once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.payment import AttemptState
from kiosk.errors import Reason
from kiosk.services.intents import GoBack, Pay
from kiosk.services.views import Screen
from tests.services.changes import tasks, time_goes_on
from tests.services.goods import MILK
from tests.services.stage import Stage


def back_in_the_basket(stage: Stage) -> None:
    """Go back; the provider's close takes longer than anybody waits."""
    stage.cloud.closes = None
    stage.do(GoBack())
    stage.pass_time(2.1, lambda: stage.view.screen is Screen.BASKET)


def test_an_old_answer_after_a_newer_one_changes_nothing_and_the_payment_is_still_found(
    stage: Stage,
) -> None:
    old = stage.cloud.hold_answers("await")
    attempt = stage.ask_for_qr(MILK)
    stage.until(lambda: old.holds == 1)
    back_in_the_basket(stage)
    old.let_go()
    stage.settle()
    assert stage.cloud.closings == [(attempt, False)]
    known = stage.ledger.unfinished().attempts[0].answer
    assert known is not None
    assert known.state is AttemptState.CLOSING
    stage.do(Pay())
    stage.until(lambda: len(stage.cloud.requests) == 2)
    stage.do(GoBack())
    stage.cloud.pay(attempt)
    stage.pass_time(2, lambda: stage.view.screen is Screen.PAID)
    stage.until(lambda: len(stage.bodies("sale_closed")) == 1)


def test_a_cloud_restored_from_a_backup_is_believed_although_its_versions_are_lower(stage: Stage) -> None:
    attempt = stage.ask_for_qr(MILK)
    stage.cloud.becomes(attempt, AttemptState.USERPAYING, version=7)
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.opened)
    stage.cloud.becomes(attempt, AttemptState.PAID, version=2)
    stage.until(lambda: stage.view.screen is Screen.PAID)


def test_going_back_before_the_request_has_arrived_closes_it_after_it_has(stage: Stage) -> None:
    slow = stage.cloud.hold_requests("put")
    stage.scan(MILK)
    stage.do(Pay())
    stage.until(lambda: slow.holds == 1)
    stage.do(GoBack())
    stage.pass_time(2.1, lambda: stage.view.screen is Screen.BASKET)
    slow.let_go()
    stage.until(lambda: bool(stage.cloud.closings))
    (first,) = stage.cloud.attempts.values()
    assert first.state is AttemptState.CLOSED
    stage.do(Pay())
    stage.until_code()


def test_a_request_without_an_answer_may_still_arrive_after_the_cloud_said_it_knows_nothing(
    stage: Stage,
) -> None:
    stage.cloud.reachable = False
    stage.scan(MILK)
    stage.do(Pay())
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    stage.cloud.reachable = True
    stage.pass_time(1, lambda: bool(stage.cloud.closings))
    (known,) = stage.ledger.unfinished().attempts
    stage.cloud.put_attempt(known.request)
    stage.pass_time(6, lambda: len(stage.cloud.closings) == 2)
    assert stage.cloud.attempts[known.request.attempt_id].state is AttemptState.CLOSED
    stage.until(lambda: stage.ledger.unfinished().attempts == ())


def test_what_the_cloud_never_heard_of_is_given_up_after_it_was_asked_twice(stage: Stage) -> None:
    stage.cloud.reachable = False
    stage.scan(MILK)
    stage.do(Pay())
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    stage.cloud.reachable = True
    time_goes_on(stage, lambda: stage.ledger.unfinished().attempts == (), step_s=6)
    assert len(stage.cloud.closings) == 2


def test_many_codes_left_behind_never_keep_the_next_one_waiting(stage: Stage) -> None:
    stage.cloud.longest_wait_s = 20
    stage.scan(MILK)
    for number in range(1, 9):
        stage.do(Pay())
        stage.until(lambda: stage.view.pay is not None and stage.view.pay.qr_text is not None, within_s=1)
        assert len(stage.cloud.requests) == number
        back_in_the_basket(stage)
    behind = [wait_s for attempt, wait_s in stage.cloud.looks if attempt.endswith("01")]
    assert behind[-1] == 0
    assert sum(wait_s > 0 for wait_s in behind) == 1
    stage.cloud.closes = AttemptState.CLOSED
    for attempt in stage.cloud.attempts:
        stage.cloud.becomes(attempt, AttemptState.CLOSED)


def test_a_paid_sale_closes_its_other_codes(stage: Stage) -> None:
    first = stage.ask_for_qr(MILK)
    back_in_the_basket(stage)
    stage.do(Pay())
    stage.until_code()
    second = stage.cloud.requests[-1].attempt_id
    stage.cloud.pay(first)
    stage.pass_time(2, lambda: stage.view.screen is Screen.PAID)
    stage.until(lambda: (second, False) in stage.cloud.closings)


def test_a_line_that_answers_every_long_poll_at_once_is_asked_once_a_second(stage: Stage) -> None:
    stage.cloud.longest_wait_s = 0
    stage.ask_for_qr(MILK)
    stage.settle(0.5)
    looks = len(stage.cloud.looks)
    assert looks < 10
    stage.settle(1.0)
    assert len(stage.cloud.looks) <= looks + 2
    stage.cloud.pay()
    stage.pass_time(3, lambda: stage.view.screen is Screen.PAID)


@pytest.mark.expects_log("kiosk.services.watching")
def test_a_payment_that_cannot_be_booked_is_checked_goes_to_staff_and_is_asked_about_on(
    stage: Stage,
) -> None:
    attempt = stage.ask_for_qr(MILK)
    good = stage.cloud.attempts[attempt]
    stage.cloud.becomes(attempt, AttemptState.PAID, paid_at=None, provider_transaction_id=None)
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    time_goes_on(stage, lambda: stage.view.screen is Screen.NEEDS_STAFF, step_s=3)
    stage.until(lambda: tasks(stage) == ["payment_not_booked"])
    assert stage.view.out_of_service is None
    stage.cloud.attempts[attempt] = replace(good, version=1)
    stage.cloud.pay(attempt)
    time_goes_on(stage, lambda: len(stage.bodies("sale_closed")) == 1)


@pytest.mark.expects_log("kiosk.services.watching")
def test_a_cloud_that_refuses_to_say_how_it_stands_leaves_no_code_on_the_screen(stage: Stage) -> None:
    attempt = stage.ask_for_qr(MILK)
    stage.cloud.refuses["await"] = Reason("line.clock_off", {"seconds": 400, "limit_s": 300})
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    assert stage.view.online
    trouble = stage.shop._bench.visit.payment_trouble
    assert trouble is not None
    assert trouble.code == "line.clock_off"
    del stage.cloud.refuses["await"]
    stage.cloud.pay(attempt)
    stage.pass_time(4, lambda: stage.view.screen is Screen.PAID)


@pytest.mark.expects_log("kiosk.services.watching")
def test_after_a_crash_a_refusal_is_not_taken_for_the_end_of_a_payment(stage: Stage) -> None:
    lost = stage.cloud.hold_answers("put")
    stage.scan(MILK)
    stage.do(Pay())
    stage.until(lambda: lost.holds == 1)
    stage.cloud.refuses["await"] = Reason("line.clock_off", {"seconds": 400, "limit_s": 300})
    stage.restart()
    stage.settle()
    assert len(stage.ledger.unfinished().attempts) == 1
    del stage.cloud.refuses["await"]
    stage.cloud.pay()
    time_goes_on(stage, lambda: stage.view.screen is Screen.PAID, step_s=3)
