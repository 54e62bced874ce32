"""Shoppers pay, do not pay, pay late; the network goes; the kiosk dies. Money, sale and paper stay one."""

from __future__ import annotations

import json
import traceback
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.payment import AttemptState
from kiosk.domain.receipt import PrintState
from kiosk.services.intents import ChooseLanguage, Finish, GoBack, Pay
from kiosk.services.views import PaperView, Screen
from tests.services.goods import MILK, TOAST
from tests.services.stage import Stage


def ask_for_qr(stage: Stage) -> str:
    stage.scan(MILK)
    stage.do(Pay())
    stage.until_code()
    assert stage.view.screen is Screen.PAY
    return stage.cloud.requests[-1].attempt_id


def sales(stage: Stage) -> list[dict[str, object]]:
    return [json.loads(r.body) for r in stage.cloud.records if r.kind == "sale_closed"]


def test_paid_is_shown_printed_and_in_the_cloud_once(stage: Stage) -> None:
    ask_for_qr(stage)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.paper is PaperView.PRINTED)
    assert stage.view.paid is not None
    assert stage.view.paid.amount_minor == 5980
    stage.do(Finish())
    assert stage.view.screen is Screen.ATTRACT
    stage.until(lambda: any(r.kind == "receipt_settled" for r in stage.cloud.records))
    assert len(sales(stage)) == 1
    assert len(stage.printer.jobs) == 1


def test_the_receipt_speaks_the_language_chosen_while_the_code_showed(stage: Stage) -> None:
    ask_for_qr(stage)
    stage.do(ChooseLanguage("en"))
    stage.restart()
    stage.until_code()
    assert stage.view.language == "en"
    stage.cloud.pay()
    stage.until(lambda: len(sales(stage)) == 1)
    assert sales(stage)[0]["language"] == "en"


def test_no_two_sales_have_one_number_when_midnight_comes_while_one_is_closed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    midnight = datetime.combine(stage.clock.now().astimezone(zone).date() + timedelta(days=1), time(), zone)
    stage.clock.set_wall((midnight - stage.clock.now()).total_seconds() - 3600)
    ask_for_qr(stage)
    stage.cloud.pay()
    looked = []
    real = stage.clock.now

    def now() -> datetime:
        """From the first look of the closing on, each is an hour later."""
        if any(frame.name == "complete" for frame in traceback.extract_stack()):
            looked.append(real())
            return midnight + timedelta(hours=len(looked) - 1.5)
        return real()

    monkeypatch.setattr(stage.clock, "now", now)
    stage.until(lambda: stage.view.paid is not None)
    monkeypatch.undo()
    stage.do(Finish())
    stage.clock.set_wall(7200)
    ask_for_qr(stage)
    stage.cloud.pay()
    stage.until(lambda: len(sales(stage)) == 2)
    first, second = (sale["sale_no"] for sale in sales(stage))
    assert first != second


def test_sale_numbers_grow_and_are_never_used_twice(stage: Stage) -> None:
    for _ in range(2):
        ask_for_qr(stage)
        stage.cloud.pay()
        stage.until(lambda: stage.view.paid is not None)
        stage.do(Finish())
    stage.until(lambda: len(sales(stage)) == 2)
    first, second = (str(sale["sale_no"]) for sale in sales(stage))
    assert (first[-4:], second[-4:]) == ("0001", "0002")


def test_the_paid_screen_leaves_by_itself_after_the_paper(stage: Stage) -> None:
    ask_for_qr(stage)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    stage.clock.advance(16)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)


def test_a_refused_payment_offers_a_new_qr_and_the_basket_is_kept(stage: Stage) -> None:
    first = ask_for_qr(stage)
    stage.cloud.becomes(first, AttemptState.CLOSED)
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    stage.do(Pay())
    stage.until_code()
    assert [request.attempt_id[-2:] for request in stage.cloud.requests] == ["01", "02"]
    stage.do(GoBack())
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    assert len(stage.view.basket.lines) == 1


def test_an_expired_qr_is_closed_before_another_is_offered(stage: Stage) -> None:
    ask_for_qr(stage)
    stage.clock.advance(181)
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    assert stage.cloud.attempts[stage.cloud.requests[0].attempt_id].state is AttemptState.CLOSED


def test_going_back_closes_the_attempt_and_more_goods_can_be_added(stage: Stage) -> None:
    attempt = ask_for_qr(stage)
    stage.do(GoBack())
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    assert stage.cloud.attempts[attempt].state is AttemptState.CLOSED
    stage.scan(TOAST)
    assert stage.view.basket.total_minor == 5980 + 1290


def test_going_back_takes_two_seconds_where_the_provider_is_slow_and_a_late_payment_still_counts(
    stage: Stage,
) -> None:
    stage.cloud.closes = None
    attempt = ask_for_qr(stage)
    stage.do(GoBack())
    stage.settle()
    assert stage.view.screen is Screen.CHECKING
    stage.clock.advance(2.1)
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    stage.cloud.becomes(attempt, AttemptState.PAID)
    stage.until(lambda: stage.view.screen is Screen.PAID)
    stage.until(lambda: len(sales(stage)) == 1)


def test_no_new_qr_while_the_shopper_may_be_paying_the_old_one(stage: Stage) -> None:
    stage.cloud.closes = None
    attempt = ask_for_qr(stage)
    stage.cloud.becomes(attempt, AttemptState.USERPAYING)
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.opened)
    stage.do(GoBack())
    stage.clock.advance(3)
    stage.settle()
    assert stage.view.screen is Screen.CHECKING
    stage.do(Pay())
    assert len(stage.cloud.requests) == 1


def test_the_network_goes_before_the_qr_comes_and_nothing_is_owed(stage: Stage) -> None:
    stage.scan(MILK)
    stage.cloud.reachable = False
    stage.do(Pay())
    stage.until(
        lambda: stage.view.notice is not None and stage.view.notice.reason.code == "pay.cloud_unreachable"
    )
    assert stage.view.screen is Screen.BASKET
    assert not stage.view.online
    stage.cloud.reachable = True
    stage.do(Pay())
    stage.until_code()


def test_the_network_goes_while_the_qr_shows_then_the_payment_is_found(stage: Stage) -> None:
    attempt = ask_for_qr(stage)
    stage.cloud.reachable = False
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    stage.cloud.becomes(attempt, AttemptState.PAID)
    stage.cloud.reachable = True
    stage.until(lambda: stage.view.screen is Screen.PAID)
    stage.until(lambda: len(sales(stage)) == 1)


@pytest.mark.expects_log("kiosk.services.closing")
def test_a_payment_nobody_can_settle_goes_to_staff_and_the_kiosk_serves_on(stage: Stage) -> None:
    attempt = ask_for_qr(stage)
    stage.cloud.reachable = False
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    stage.clock.advance(215)
    stage.until(lambda: stage.view.screen is Screen.NEEDS_STAFF)
    assert stage.view.needs_staff is not None
    assert attempt.upper().endswith(stage.view.needs_staff.sale_code)
    assert len(stage.view.needs_staff.sale_code) == len("0A1B2C3D-01")
    stage.clock.advance(91)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    stage.cloud.becomes(attempt, AttemptState.PAID)
    stage.cloud.reachable = True
    stage.clock.advance(60)
    stage.until(lambda: len(sales(stage)) == 1)
    tasks = [json.loads(r.body)["task"] for r in stage.cloud.records if r.kind == "staff_task_raised"]
    assert tasks == ["payment_in_doubt", "late_payment"]


def test_a_crash_while_awaiting_is_resolved_before_attract(stage: Stage) -> None:
    attempt = ask_for_qr(stage)
    stage.stop()
    stage.cloud.becomes(attempt, AttemptState.PAID)
    stage.start()
    stage.until(lambda: stage.view.screen is Screen.PAID)
    assert Screen.ATTRACT not in {view.screen for view in stage.views}
    stage.until(lambda: len(sales(stage)) == 1)


def test_a_crash_while_awaiting_shows_the_same_qr_again(stage: Stage) -> None:
    ask_for_qr(stage)
    stage.restart()
    stage.until_code()
    assert stage.view.screen is Screen.PAY
    assert len(stage.cloud.requests) == 1


def test_a_crash_right_after_paid_prints_the_one_receipt(stage: Stage) -> None:
    stage.printer.ends = PrintState.NOT_STARTED
    ask_for_qr(stage)
    stage.cloud.pay()
    stage.until(lambda: len(stage.printer.jobs) == 1)
    stage.printer.ends = PrintState.DONE
    stage.restart()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.paper is PaperView.PRINTED)
    assert stage.view.paid is not None
    assert stage.view.paid.receipt_qr.startswith("http://127.0.0.1/r/")
    stage.until(lambda: len(sales(stage)) == 1)


def test_a_silent_printer_leaves_the_e_receipt_and_a_task_for_staff(stage: Stage) -> None:
    stage.printer.ends = PrintState.NOT_STARTED
    ask_for_qr(stage)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None)
    for _ in range(6):
        stage.settle(0.05)
        stage.clock.advance(2.1)
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.paper is PaperView.NO_PAPER)
    stage.do(Finish())
    stage.until(lambda: any(r.kind == "staff_task_raised" for r in stage.cloud.records))
    assert stage.ledger.unfinished().print_jobs[0].state is PrintState.NOT_STARTED


def test_sales_made_while_the_cloud_is_away_drain_in_order_when_it_is_back(stage: Stage) -> None:
    ask_for_qr(stage)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None)
    stage.cloud.reachable = False
    stage.do(Finish())
    stage.scan("4006381333931")
    stage.settle()
    assert stage.ledger.depth() > 0
    stage.cloud.reachable = True
    stage.clock.advance(61)
    stage.until(lambda: stage.ledger.depth() == 0)
    money = [r.seq for r in stage.cloud.records if r.lane == "money"]
    assert money == sorted(set(money))
