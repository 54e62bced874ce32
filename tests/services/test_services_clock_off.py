"""A kiosk whose clock is an hour off sells by the cloud's time, as it heard it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.heartbeat import CloudWish
from kiosk.domain.price_row import Price
from kiosk.domain.sale_hours import SaleHours
from kiosk.services.intents import Pay
from kiosk.services.views import Screen
from tests.services.changes import changed_good, new_catalogue
from tests.services.goods import MILK, PRODUCTS
from tests.services.stage import Stage

HOUR = timedelta(hours=1)


@pytest.fixture(params=[-HOUR, HOUR], ids=["an hour slow", "an hour fast"])
def off(stage: Stage, request: pytest.FixtureRequest) -> timedelta:
    """How far the kiosk's clock is ahead of the cloud's, which it has heard."""
    ahead: timedelta = request.param
    stage.cloud.heartbeat = lambda _: CloudWish(now=stage.clock.now() - ahead)  # type: ignore[method-assign,assignment]
    visit = stage.shop._bench.visit
    stage.pass_time(16, lambda: abs(visit.cloud_ahead_s + ahead.total_seconds()) < 5)
    return ahead


def test_a_basket_is_priced_and_asked_for_at_the_clouds_instant(stage: Stage, off: timedelta) -> None:
    begins = stage.clock.now() - off - timedelta(minutes=5)
    ends = begins + timedelta(minutes=10)
    new_catalogue(
        stage, PRODUCTS, prices=[Price(sku="milk", amount_minor=4980, starts_at=begins, ends_at=ends)]
    )
    stage.scan(MILK)
    assert stage.view.basket.total_minor == 4980
    stage.do(Pay())
    stage.until_code()
    (request,) = stage.cloud.requests
    there = stage.clock.now() - off
    assert request.priced.total_minor == 4980
    assert abs(request.context.at - there) < timedelta(seconds=10)
    assert timedelta(seconds=160) < request.expires_at - there <= timedelta(seconds=180)
    assert stage.view.pay is not None
    assert stage.view.pay.expires_at is not None
    left = stage.view.pay.expires_at - stage.view.now
    assert timedelta(seconds=160) < left <= timedelta(seconds=180)


def test_a_code_is_shown_as_long_as_by_a_clock_that_is_right(stage: Stage, off: timedelta) -> None:
    stage.ask_for_qr(MILK)
    stage.clock.advance(150)
    stage.settle(0.2)
    assert stage.view.screen is Screen.PAY
    stage.pass_time(40, lambda: bool(stage.cloud.closings))


def test_hours_are_those_of_the_clouds_clock(stage: Stage, off: timedelta) -> None:
    local = (stage.clock.now() - off).astimezone(ZoneInfo("Asia/Shanghai"))
    minute = local.hour * 60 + local.minute
    week = (1, 2, 3, 4, 5, 6, 7)
    hours = (SaleHours(week, (minute - 20) % 1440, (minute + 20) % 1440 or 1440),)
    new_catalogue(stage, changed_good("milk", hours=hours))
    stage.scan(MILK)
    assert len(stage.view.basket.lines) == 1
