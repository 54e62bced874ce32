"""A digit that is another one on the disk: found by the cloud's refusal, or within a day by nobody."""

from __future__ import annotations

import pytest

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.errors import Reason
from kiosk.services.intents import CancelTrip, GoBack, Pay
from kiosk.services.reading_through import READ_EVERY_S, READ_FIRST_S
from kiosk.services.views import Screen
from tests.services.goods import MILK, PRODUCTS, TOAST
from tests.services.stage import Stage
from tests.services.test_services_damage_met import started_again
from tests.services.test_services_damaged_catalogue import comes_again, rot, told_of

pytestmark = pytest.mark.expects_log("kiosk", sometimes=True)


def cheaper(stage: Stage) -> None:
    """A digit of the milk's price is another one, and every page is as SQLite likes it."""
    path = stage.catalogues.current().path
    content = path.read_bytes()
    assert content.count(b'"price_minor":5980') == 1
    rot(path, content.replace(b'"price_minor":5980', b'"price_minor":4980'))


def test_a_flipped_digit_is_found_when_the_cloud_refuses_its_price(stage: Stage) -> None:
    started_again(stage, lambda: cheaper(stage))
    looks = comes_again(stage)
    stage.scan(MILK)
    assert stage.view.basket.total_minor == 4980
    stage.cloud.refuses["put"] = Reason("payment.price_differs", {})
    stage.do(Pay())
    stage.until(lambda: stage.view.screen is Screen.BASKET and stage.view.basket.total_minor == 5980)
    assert looks.count(0) == 1
    assert stage.view.notice is not None
    assert stage.view.notice.reason.code == "trip.restored_prices_changed"
    assert told_of(stage) is None
    del stage.cloud.refuses["put"]
    stage.do(Pay())
    stage.do(Pay())
    stage.until_code()
    assert stage.cloud.requests[-1].priced.total_minor == 5980


def test_rows_that_are_right_are_read_through_once_for_many_refusals(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bool] = []
    verify = stage.catalogues.verify

    def counted() -> None:
        read.append(True)
        verify()

    monkeypatch.setattr(stage.catalogues, "verify", counted)
    stage.cloud.refuses["put"] = Reason("payment.price_differs", {})
    for _ in range(3):
        stage.scan(MILK)
        stage.do(Pay())
        stage.settle(0.15)
        stage.do(GoBack())
        stage.do(CancelTrip())
    assert read == [True]
    assert told_of(stage) is None


def test_a_flipped_digit_is_found_within_a_day_while_nobody_shops(stage: Stage) -> None:
    started_again(stage, lambda: cheaper(stage))
    comes_again(stage)
    stage.scan(TOAST)
    stage.clock.advance(READ_FIRST_S + 1)
    stage.core.run_pending()
    stage.settle(0.1)
    stage.do(CancelTrip())
    price_of_milk(stage, 4980, "somebody was shopping")
    stage.pass_time(READ_EVERY_S + 1, lambda: stage.catalogues.current().checksum == checksum_of(PRODUCTS))
    price_of_milk(stage, 5980, "it came again")


def price_of_milk(stage: Stage, minor: int, why: str) -> None:
    stage.scan(MILK)
    assert stage.view.basket.total_minor == minor, why
    stage.do(CancelTrip())
