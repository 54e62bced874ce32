"""The disk is full: nothing is shown that is not kept, nothing paid is lost, and room brings all back."""

from __future__ import annotations

import pytest

from kiosk.services.intents import Pay
from kiosk.services.views import PaperView, Screen
from tests.services.goods import APPLE_LABEL, MILK
from tests.services.stage import Stage

pytestmark = [
    pytest.mark.expects_log("kiosk.services.core"),
    pytest.mark.expects_log("kiosk.services.printing", sometimes=True),
]


def room_again(stage: Stage) -> None:
    stage.free_disk()
    stage.clock.advance(6)


def scan_until_full(stage: Stage) -> int:
    """Scans labels, each a line of its own, until one does not fit; the lines that did."""
    for lines in range(200):
        stage.scan(APPLE_LABEL)
        if stage.view.screen is Screen.OUT_OF_SERVICE:
            return lines
    raise AssertionError("the disk never filled")


def test_a_scan_that_cannot_be_kept_is_not_shown_and_the_basket_comes_back(stage: Stage) -> None:
    stage.scan(APPLE_LABEL)
    stage.fill_disk()
    kept = scan_until_full(stage) + 1
    assert stage.view.out_of_service is not None
    assert stage.view.out_of_service.code == "service.storage"
    assert stage.view.basket.pieces == kept
    room_again(stage)
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    stage.scan(MILK)
    stage.restart()
    assert stage.view.basket.pieces == kept + 1


def test_nobody_is_asked_for_money_that_could_not_be_booked(stage: Stage) -> None:
    for _ in range(30):
        stage.scan(APPLE_LABEL)
    stage.fill_disk()
    stage.do(Pay())
    assert stage.view.screen is Screen.OUT_OF_SERVICE
    assert stage.cloud.requests == []
    room_again(stage)
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    stage.do(Pay())
    stage.until_code()


@pytest.mark.expects_log("kiosk.services.syncing", sometimes=True)
def test_a_payment_that_cannot_be_kept_yet_is_being_checked_and_never_paid_twice(stage: Stage) -> None:
    for _ in range(30):  # a sale that does not fit into the pages its own trip leaves
        stage.scan(APPLE_LABEL)
    stage.ask_for_qr(MILK)
    stage.fill_disk()
    stage.cloud.pay()
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    for _ in range(3):
        stage.clock.advance(2.1)
        stage.settle(0.05)
        assert stage.view.screen is Screen.CHECKING
    assert stage.bodies("sale_closed") == []
    room_again(stage)
    stage.until(lambda: stage.view.screen is Screen.PAID)
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.paper is PaperView.PRINTED)
    stage.clock.advance(61)
    stage.until(lambda: len(stage.bodies("sale_closed")) == 1)
    assert len(stage.printer.jobs) == 1
