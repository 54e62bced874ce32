"""Prices after a restart: what the shopper saw last is asked for, or the change is agreed to first."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.payment import AttemptState
from kiosk.domain.product import Product
from kiosk.services.intents import Pay
from kiosk.services.views import Screen
from tests.services.changes import changed_good, restart_with, without
from tests.services.goods import MILK, OFFERS, PRODUCTS, TOAST
from tests.services.stage import Stage


def said(stage: Stage) -> str:
    return "" if stage.view.notice is None else stage.view.notice.reason.code


def asked(stage: Stage) -> list[int]:
    return [request.priced.total_minor for request in stage.cloud.requests]


def pay(stage: Stage) -> int:
    """What the cloud is asked to take."""
    stage.do(Pay())
    stage.until_code()
    return asked(stage)[-1]


def dearer() -> list[Product]:
    return changed_good("milk", price_minor=9980)


def test_a_price_that_changed_over_a_restart_is_told_and_agreed_to_before_it_is_asked_for(
    stage: Stage,
) -> None:
    stage.scan(MILK)
    restart_with(stage, dearer())
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    assert said(stage) == "trip.restored_prices_changed"
    assert stage.view.notice is not None
    assert stage.view.notice.stays
    stage.do(Pay())
    assert (stage.view.screen, said(stage), asked(stage)) == (Screen.BASKET, "basket.prices_changed", [])
    assert stage.view.basket.total_minor == 9980
    assert pay(stage) == 9980


def test_the_same_prices_are_asked_for_at_once(stage: Stage) -> None:
    stage.scan(MILK)
    restart_with(stage, changed_good("toast", price_minor=1))
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    assert said(stage) == "trip.restored"
    assert pay(stage) == 5980


def test_an_offer_that_is_gone_after_a_restart_is_a_change(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.scan(TOAST)
    assert stage.view.basket.total_minor == OFFERS[0].price_minor
    restart_with(stage, PRODUCTS)
    stage.until(lambda: said(stage) == "trip.restored_prices_changed")
    stage.do(Pay())
    assert asked(stage) == []
    assert pay(stage) == 2 * 1290


def test_a_change_is_agreed_to_once_however_often_the_power_fails(stage: Stage) -> None:
    stage.scan(MILK)
    restart_with(stage, dearer())
    stage.until(lambda: said(stage) == "trip.restored_prices_changed")
    stage.restart()
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    stage.do(Pay())
    assert asked(stage) == [], "nobody agreed before the second power cut"
    assert pay(stage) == 9980


def test_a_good_that_is_gone_is_told_and_the_rest_agreed_to(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(TOAST)
    restart_with(stage, without("milk"))
    stage.until(lambda: said(stage) == "trip.restored_without")
    stage.do(Pay())
    assert (said(stage), asked(stage)) == ("basket.prices_changed", [])
    assert pay(stage) == 1290


def test_a_payment_of_before_a_restart_that_ended_unpaid_is_not_asked_for_again_at_another_price(
    stage: Stage,
) -> None:
    attempt = stage.ask_for_qr(MILK)
    restart_with(stage, dearer())
    stage.cloud.becomes(attempt, AttemptState.CLOSED)
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    assert said(stage) == "trip.restored_prices_changed"
    stage.do(Pay())
    assert (said(stage), asked(stage)) == ("basket.prices_changed", [5980])
    assert pay(stage) == 9980


def test_another_wallet_for_a_payment_of_before_a_restart_is_asked_at_the_price_agreed_to(
    stage: Stage,
) -> None:
    stage.identity = replace(stage.identity, wallets=("wechat", "alipay"))
    stage.restart()
    stage.ask_for_qr(MILK)
    restart_with(stage, dearer())
    stage.until_code()
    stage.do(Pay("alipay"))
    stage.until(lambda: said(stage) == "basket.prices_changed")
    stage.settle(0.3)
    assert (stage.view.screen, asked(stage)) == (Screen.BASKET, [5980])
    stage.do(Pay("alipay"))
    stage.until(lambda: asked(stage) == [5980, 9980])


def test_a_scan_agrees_to_nothing(stage: Stage) -> None:
    stage.scan(MILK)
    restart_with(stage, dearer())
    stage.until(lambda: said(stage) == "trip.restored_prices_changed")
    stage.scan(TOAST)
    stage.do(Pay())
    assert (said(stage), asked(stage)) == ("basket.prices_changed", [])
    assert pay(stage) == 9980 + 1290
