"""A kiosk starts in the middle of something, in a world that is not as it was: all that can go on does."""

from __future__ import annotations

import pytest

from kiosk.domain.payment import AttemptState
from kiosk.domain.product import SelfService, SoldBy
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import Unfinished
from kiosk.services.intents import Finish, GoBack, HandOver, LeaveStaff, Pay, SetQuantity, VoidLine
from kiosk.services.views import LineView, NoticeKind, Screen
from kiosk.store.ledger import SqliteLedger
from tests.services.changes import (
    changed_good,
    full_disk_at_start,
    new_catalogue,
    restart_with,
    tasks,
)
from tests.services.goods import APPLE_LABEL, BEER, MILK, PRODUCTS, TOAST
from tests.services.staff_room import enter, staff
from tests.services.stage import Stage


def _lines(stage: Stage) -> list[tuple[str, int]]:
    return [(line.names.en, line.quantity) for line in stage.view.basket.lines]


def _line(stage: Stage) -> LineView:
    return stage.view.basket.lines[0]


@pytest.mark.expects_log("kiosk.services.core")
def test_a_full_disk_at_boot_keeps_no_payment_from_being_heard_of(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.cloud.closes = None
    attempt_id = stage.ask_for_qr(MILK)
    stage.do(GoBack())
    stage.pass_time(2.1, lambda: stage.view.screen is Screen.BASKET)
    stage.stop()
    beats = len(stage.cloud.heartbeats)
    with full_disk_at_start(monkeypatch):
        stage.start()
        stage.until(lambda: stage.view.out_of_service is not None)
        assert stage.view.out_of_service is not None
        assert stage.view.out_of_service.code == "service.storage"
        stage.until(lambda: len(stage.cloud.heartbeats) > beats)
    stage.pass_time(6, lambda: stage.view.screen is Screen.BASKET)
    assert _lines(stage) == [("Milk", 1)]
    stage.cloud.becomes(attempt_id, AttemptState.PAID)
    stage.pass_time(31, lambda: len(stage.bodies("sale_closed")) == 1, most=10)


def test_a_line_that_can_no_longer_be_priced_is_taken_out_at_boot_and_the_rest_goes_on(stage: Stage) -> None:
    stage.scan(APPLE_LABEL)
    stage.scan(MILK)
    beats = len(stage.cloud.heartbeats)
    restart_with(stage, changed_good("apples", sold_by=SoldBy.PIECE))
    assert stage.view.screen is Screen.BASKET
    assert _lines(stage) == [("Milk", 1)]
    assert stage.view.notice is not None
    assert stage.view.notice.reason.code == "trip.restored_without"
    stage.scan(TOAST)
    assert _lines(stage) == [("Milk", 1), ("Wholewheat toast", 1)]
    stage.until(lambda: len(stage.cloud.heartbeats) > beats)


def test_a_good_now_sold_at_the_till_only_is_taken_out_at_boot(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(TOAST)
    restart_with(stage, changed_good("toast", self_service=SelfService.NEVER))
    assert _lines(stage) == [("Milk", 1)]


@pytest.mark.expects_log("kiosk.services", sometimes=True)
def test_a_basket_of_before_goes_on_when_the_lost_catalogue_is_back(stage: Stage) -> None:
    stage.scan(MILK)
    stage.stop()
    pointer = stage.folder / "catalogue" / "catalogue-current"
    kept = pointer.read_text()
    pointer.write_text("lost")
    stage.start()
    assert stage.view.screen is Screen.OUT_OF_SERVICE
    for intent in (SetQuantity("any", 2), VoidLine("any"), Pay(), HandOver()):
        stage.do(intent)
    assert stage.view.screen is Screen.OUT_OF_SERVICE
    pointer.write_text(kept)
    for _ in range(2):
        stage.scan(TOAST)
    assert stage.view.screen is Screen.BASKET
    assert _lines(stage) == [("Milk", 1), ("Wholewheat toast", 2)]
    assert stage.view.basket.total_minor == 5980 + 2 * 1290 - 240


def test_an_approval_of_before_the_restart_is_not_asked_for_twice(stage: Stage) -> None:
    stage.scan(BEER)
    assert stage.view.age_check is not None
    asked = stage.view.age_check.intervention_id
    restart_with(stage, PRODUCTS)
    assert stage.view.age_check is not None
    assert stage.view.age_check.intervention_id == asked


def test_a_basket_of_which_nothing_is_sold_any_more_is_empty_and_serves_on(stage: Stage) -> None:
    stage.scan(BEER)
    stage.stop()
    new_catalogue(stage, [product for product in PRODUCTS if product.sku == "milk"])
    stage.start()
    assert stage.view.screen is Screen.BASKET
    assert (_lines(stage), stage.view.age_check) == ([], None)
    assert stage.ledger.unfinished().interventions == ()
    stage.scan(MILK)
    stage.do(SetQuantity(_line(stage).line_id, 2))
    assert _lines(stage) == [("Milk", 2)]
    assert tasks(stage) == []


def test_a_clock_set_back_does_not_prolong_the_wait_for_a_payment_of_before(stage: Stage) -> None:
    stage.ask_for_qr(MILK)
    stage.stop()
    stage.clock.set_wall(-86400)
    stage.cloud.reachable = False
    stage.start()
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    stage.pass_time(215, lambda: stage.view.screen is Screen.NEEDS_STAFF)


@pytest.mark.expects_log("kiosk.services.core")
def test_a_kiosk_without_a_printer_that_starts_paid_on_a_full_disk_serves_on_when_there_is_room(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.stop()
    stage.prints = False
    stage.start()
    stage.ask_for_qr(MILK)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None)
    stage.stop()
    with full_disk_at_start(monkeypatch):
        stage.start()
        stage.until(lambda: stage.view.screen is Screen.OUT_OF_SERVICE)
    stage.pass_time(6, lambda: stage.view.screen is Screen.ATTRACT)
    stage.scan(TOAST)
    assert (stage.view.screen, _lines(stage)) == (Screen.BASKET, [("Wholewheat toast", 1)])


@pytest.mark.expects_log("kiosk.services.core")
def test_a_ledger_that_cannot_be_read_at_boot_is_read_as_soon_as_it_can(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.ask_for_qr(MILK)
    stage.stop()

    def unreadable(self: SqliteLedger) -> Unfinished:
        raise StoreUnusable(Reason("store.unreachable", {"file": "ledger.db", "detail": "i/o"}))

    with monkeypatch.context() as patched:
        patched.setattr(SqliteLedger, "unfinished", unreadable)
        stage.start()
        stage.until(lambda: stage.view.screen is Screen.OUT_OF_SERVICE)
        enter(stage)
        storage = next(one for one in staff(stage).devices if one.name == "storage")
        assert storage.reason is not None
        assert storage.reason.code == "store.unreachable"
        stage.do(LeaveStaff())
    stage.clock.advance(6)
    stage.until(lambda: stage.view.screen in (Screen.PAY, Screen.CHECKING))
    stage.cloud.pay()
    stage.until(lambda: stage.view.screen is Screen.PAID)


def test_the_first_good_after_a_restart_on_the_paid_screen_is_the_next_shoppers_own(stage: Stage) -> None:
    stage.ask_for_qr(MILK)
    stage.cloud.pay()
    stage.until(lambda: stage.view.screen is Screen.PAID)
    stage.restart()
    stage.until(lambda: stage.view.screen is Screen.PAID)
    stage.do(Finish())
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    stage.scan(TOAST)
    assert _lines(stage) == [("Wholewheat toast", 1)]
    assert stage.view.notice is not None
    assert stage.view.notice.kind is NoticeKind.FOUND
