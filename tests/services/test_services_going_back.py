"""From a code back to the basket, to another wallet, to a till or away: never two payments for one basket,
and money that comes too late for it goes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.payment import AttemptState
from kiosk.services.intents import CancelTrip, GoBack, HandOver, HandOverDone, Pay
from kiosk.services.views import Screen
from tests.services.changes import changed_good, restart_with, tasks, time_goes_on
from tests.services.goods import BEER, MILK, TOAST
from tests.services.stage import IDENTITY, Stage


@pytest.fixture
def two_wallets(stage: Stage) -> Stage:
    stage.stop()
    stage.identity = replace(IDENTITY, wallets=("wechat", "alipay"))
    stage.start()
    return stage


def leave_code_behind(stage: Stage) -> str:
    """A code was shown, the shopper is back in the basket, the provider has not closed it yet."""
    stage.cloud.closes = None
    attempt = stage.ask_for_qr(MILK)
    stage.do(GoBack())
    stage.pass_time(2.1, lambda: stage.view.screen is Screen.BASKET)
    return attempt


def notice(stage: Stage) -> str:
    return stage.view.notice.reason.code if stage.view.notice is not None else ""


def shows_qr(stage: Stage) -> bool:
    return stage.view.screen is Screen.PAY and stage.view.pay is not None and bool(stage.view.pay.qr_text)


def test_a_close_that_is_answered_late_gives_the_basket_back_when_it_is(stage: Stage) -> None:
    stage.cloud.closes = None
    stage.ask_for_qr(MILK)
    slow = stage.cloud.hold_requests("close")
    stage.do(GoBack())
    stage.clock.advance(2.5)
    stage.settle()
    assert stage.view.screen is Screen.CHECKING
    slow.let_go()
    stage.until(lambda: stage.view.screen is Screen.BASKET)


def test_who_was_seen_paying_gets_no_second_code_until_the_first_has_ended(stage: Stage) -> None:
    stage.cloud.closes = None
    attempt = stage.ask_for_qr(MILK)
    stage.cloud.becomes(attempt, AttemptState.USERPAYING)
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.opened)
    stage.do(GoBack())
    stage.until(lambda: stage.cloud.attempts[attempt].state is AttemptState.CLOSING)
    stage.clock.advance(3)
    stage.settle()
    assert stage.view.screen is Screen.CHECKING
    stage.cloud.becomes(attempt, AttemptState.CLOSED)
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    stage.do(Pay())
    stage.until(lambda: shows_qr(stage))


def test_a_code_left_behind_and_opened_then_keeps_the_shopper_from_paying_twice(stage: Stage) -> None:
    attempt = leave_code_behind(stage)
    stage.cloud.becomes(attempt, AttemptState.USERPAYING)
    stage.pass_time(3, lambda: stage.ledger.unfinished().attempts[0].answer == stage.cloud.attempts[attempt])
    stage.do(Pay())
    stage.do(HandOver())
    assert (stage.view.screen, notice(stage)) == (Screen.BASKET, "pay.still_checking")
    assert len(stage.cloud.requests) == 1
    stage.cloud.becomes(attempt, AttemptState.CLOSED)
    stage.pass_time(5, lambda: stage.ledger.unfinished().attempts == ())
    stage.do(Pay())
    stage.until(lambda: shows_qr(stage))


def opened_while_it_closes(stage: Stage) -> str:
    """The provider answers the close that the shopper types the PIN: CLOSING it stays, opened."""
    stage.cloud.closes = None
    attempt = stage.ask_for_qr(MILK)
    slow = stage.cloud.hold_answers("close")
    stage.do(GoBack())
    stage.until(lambda: slow.holds == 1)
    stage.cloud.becomes(attempt, AttemptState.CLOSING, opened=True)
    slow.let_go()
    return attempt


def test_who_is_seen_paying_while_their_code_closes_waits_for_its_end(stage: Stage) -> None:
    attempt = opened_while_it_closes(stage)
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.opened)
    for _ in range(3):
        stage.clock.advance(2.1)
        stage.settle()
        for intent in (GoBack(), HandOver(), Pay()):
            stage.do(intent)
        assert (stage.view.screen, stage.view.handover) == (Screen.CHECKING, None)
    assert len(stage.cloud.requests) == 1
    stage.cloud.becomes(attempt, AttemptState.CLOSED)
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    stage.do(Pay())
    stage.until(lambda: shows_qr(stage))


def test_a_code_left_behind_and_opened_while_it_closes_keeps_the_shopper_from_paying_twice(
    stage: Stage,
) -> None:
    attempt = leave_code_behind(stage)
    looks = len(stage.cloud.looks)
    stage.cloud.becomes(attempt, AttemptState.CLOSING, opened=True)
    time_goes_on(stage, lambda: len(stage.cloud.looks) > looks + 1, step_s=3)
    stage.settle()
    stage.do(Pay())
    stage.do(HandOver())
    assert (stage.view.screen, notice(stage)) == (Screen.BASKET, "pay.still_checking")
    assert len(stage.cloud.requests) == 1


def test_after_a_restart_nobody_knows_whether_a_code_left_behind_was_opened(stage: Stage) -> None:
    attempt = leave_code_behind(stage)
    stage.restart()
    stage.do(Pay())
    assert (stage.view.screen, notice(stage)) == (Screen.BASKET, "pay.still_checking")
    stage.cloud.becomes(attempt, AttemptState.CLOSED)
    stage.pass_time(5, lambda: stage.ledger.unfinished().attempts == ())
    stage.do(Pay())
    stage.until(lambda: shows_qr(stage))


def test_another_wallet_closes_the_first_code_and_shows_its_own(two_wallets: Stage) -> None:
    stage = two_wallets
    first = stage.ask_for_qr(MILK)
    stage.do(Pay("alipay"))
    stage.until(lambda: len(stage.cloud.requests) == 2 and shows_qr(stage))
    assert [request.wallet for request in stage.cloud.requests] == ["wechat", "alipay"]
    assert stage.cloud.attempts[first].state is AttemptState.CLOSED
    assert stage.view.pay is not None
    assert stage.view.pay.wallet == "alipay"


def test_another_wallet_comes_within_two_seconds_where_the_close_is_slow(two_wallets: Stage) -> None:
    stage = two_wallets
    stage.cloud.closes = None
    stage.ask_for_qr(MILK)
    stage.do(Pay("alipay"))
    assert stage.view.screen is Screen.CHECKING
    stage.pass_time(2.1, lambda: len(stage.cloud.requests) == 2 and shows_qr(stage), most=1)


def test_another_wallet_for_a_payment_of_before_a_restart(two_wallets: Stage) -> None:
    stage = two_wallets
    stage.ask_for_qr(MILK)
    stage.restart()
    stage.until(lambda: shows_qr(stage))
    stage.do(Pay("alipay"))
    stage.until(lambda: len(stage.cloud.requests) == 2 and shows_qr(stage))
    assert [request.wallet for request in stage.cloud.requests] == ["wechat", "alipay"]


def test_another_wallet_after_a_restart_shows_a_price_that_changed_first(two_wallets: Stage) -> None:
    stage = two_wallets
    stage.ask_for_qr(MILK)
    restart_with(stage, changed_good("milk", price_minor=6280))
    stage.until(lambda: shows_qr(stage))
    stage.do(Pay("alipay"))
    stage.until(lambda: stage.view.screen is Screen.BASKET and stage.view.basket.total_minor == 6280)
    assert (len(stage.cloud.requests), notice(stage)) == (1, "basket.prices_changed")


def test_another_wallet_is_refused_in_words_while_somebody_may_be_paying(two_wallets: Stage) -> None:
    stage = two_wallets
    attempt = stage.ask_for_qr(MILK)
    stage.cloud.becomes(attempt, AttemptState.USERPAYING)
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.opened)
    stage.do(Pay("alipay"))
    assert notice(stage) == "pay.still_checking"
    assert stage.cloud.closings == []
    assert stage.view.screen is Screen.PAY


def test_who_wants_the_basket_after_all_gets_it_and_no_other_code(two_wallets: Stage) -> None:
    stage = two_wallets
    stage.cloud.closes = None
    stage.ask_for_qr(MILK)
    stage.do(Pay("alipay"))
    stage.do(GoBack())
    stage.pass_time(2.1, lambda: stage.view.screen is Screen.BASKET)
    assert len(stage.cloud.requests) == 1


@pytest.mark.parametrize("way", [CancelTrip(), HandOver()])
def test_money_for_a_code_of_a_basket_that_went_away_goes_back(
    stage: Stage, way: CancelTrip | HandOver
) -> None:
    attempt = leave_code_behind(stage)
    stage.do(way)
    stage.until(lambda: (attempt, True) in stage.cloud.closings)
    if isinstance(way, HandOver):
        stage.do(HandOverDone())
    assert stage.view.screen is Screen.ATTRACT
    stage.cloud.pay(attempt)
    stage.pass_time(5, lambda: stage.ledger.unfinished().attempts == ())
    stage.settle()
    assert stage.bodies("sale_closed") == []


def test_that_a_basket_was_given_up_is_told_after_a_crash_too(stage: Stage) -> None:
    attempt = leave_code_behind(stage)
    stage.cloud.reachable = False
    stage.do(CancelTrip())
    stage.stop()
    stage.cloud.reachable = True
    stage.start()
    stage.until(lambda: (attempt, True) in stage.cloud.closings)


def test_goods_added_after_the_code_was_shown_are_not_paid_and_that_is_said(stage: Stage) -> None:
    attempt = leave_code_behind(stage)
    for code in (TOAST, BEER, MILK):
        stage.scan(code)
    stage.cloud.pay(attempt)
    stage.pass_time(2, lambda: stage.view.screen is Screen.PAID)
    assert stage.view.paid is not None
    assert stage.view.paid.amount_minor == 5980
    assert notice(stage) == "pay.goods_not_paid"
    stage.until(lambda: tasks(stage) == ["goods_not_paid"])
    (body,) = stage.bodies("staff_task_raised")
    assert {line["sku"]: line["quantity"] for line in body["lines"]} == {"toast": 1, "beer": 1, "milk": 1}


def test_a_price_that_changed_while_the_kiosk_was_down_is_shown_before_it_is_asked_for(stage: Stage) -> None:
    attempt = stage.ask_for_qr(MILK)
    stage.cloud.becomes(attempt, AttemptState.CLOSED)
    restart_with(stage, changed_good("milk", price_minor=6280))
    stage.until(lambda: stage.view.screen is Screen.BASKET and stage.view.basket.total_minor == 6280)
    stage.do(Pay())
    assert (notice(stage), len(stage.cloud.requests)) == ("basket.prices_changed", 1)
    stage.do(Pay())
    stage.until(lambda: shows_qr(stage))
    assert stage.cloud.requests[-1].priced.total_minor == 6280


def test_another_price_than_the_one_on_the_screen_is_shown_first_and_paid_at_the_next_tap(
    stage: Stage,
) -> None:
    stage.scan(MILK)
    products = stage.shop._bench.visit.products
    products["milk"] = replace(products["milk"], price_minor=6280)
    stage.do(Pay())
    assert (stage.view.screen, notice(stage)) == (Screen.BASKET, "basket.prices_changed")
    assert (stage.view.basket.total_minor, stage.cloud.requests) == (6280, [])
    stage.do(Pay())
    stage.until(lambda: shows_qr(stage))
    assert stage.cloud.requests[-1].priced.total_minor == 6280
