"""Prices that change while somebody shops: kept for the trip, or shown before they are paid; never silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.product import Names
from kiosk.services.intents import Pay
from kiosk.services.views import Screen
from tests.services.changes import changed_good, new_catalogue
from tests.services.goods import MILK, PRODUCTS, TOAST
from tests.services.searching import card, look
from tests.services.stage import IDENTITY, Stage


def total(stage: Stage) -> int:
    return stage.view.basket.total_minor


def said(stage: Stage) -> str:
    return stage.view.notice.reason.code if stage.view.notice is not None else ""


def pay(stage: Stage) -> int:
    """What the cloud is asked to take."""
    stage.do(Pay())
    stage.until_code()
    return stage.cloud.requests[-1].priced.total_minor


def test_a_price_that_changes_in_the_cloud_is_the_next_shoppers(stage: Stage) -> None:
    stage.scan(MILK)
    new_catalogue(stage, changed_good("milk", price_minor=6480))
    stage.scan(MILK)
    assert total(stage) == 2 * 5980
    assert pay(stage) == 2 * 5980
    assert stage.cloud.requests[-1].priced.catalogue_revision == 1
    stage.cloud.pay()
    stage.until(lambda: stage.view.screen is Screen.PAID)
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    stage.pass_time(16, lambda: stage.view.screen is Screen.ATTRACT)
    stage.scan(MILK)
    assert total(stage) == 6480


def test_a_future_price_switches_without_a_network_and_is_shown_before_it_is_paid(stage: Stage) -> None:
    soon = stage.clock.now() + timedelta(minutes=5)
    dearer = Price(sku="milk", amount_minor=6480, starts_at=soon)
    new_catalogue(stage, PRODUCTS, prices=[dearer])
    stage.cloud.reachable = False
    stage.scan(MILK)
    assert total(stage) == 5980
    stage.cloud.reachable = True
    stage.clock.advance(301)
    stage.do(Pay())
    assert (stage.view.screen, said(stage), total(stage)) == (Screen.BASKET, "basket.prices_changed", 6480)
    assert stage.cloud.requests == []
    assert pay(stage) == 6480
    (line,) = stage.cloud.requests[-1].priced.lines
    assert line.trace[0].source == dearer.price_id


def test_two_changes_that_cancel_out_are_shown_too(stage: Stage) -> None:
    soon = stage.clock.now() + timedelta(minutes=5)
    rows = [
        Price(sku="milk", amount_minor=5980 + 100, starts_at=soon),
        Price(sku="toast", amount_minor=1290 - 100, starts_at=soon),
    ]
    new_catalogue(stage, PRODUCTS, prices=rows)
    stage.scan(MILK)
    stage.scan(TOAST)
    stage.clock.advance(301)
    stage.do(Pay())
    assert said(stage) == "basket.prices_changed"
    assert [line.total_minor for line in stage.view.basket.lines] == [6080, 1190]
    assert pay(stage) == 7270


def test_an_offer_that_ends_while_somebody_shops_is_not_taken_away_in_silence(stage: Stage) -> None:
    ends = stage.clock.now() + timedelta(minutes=5)
    offer = Price(sku="milk", kind=PriceFor.OFFER, amount_minor=4980, ends_at=ends)
    new_catalogue(stage, PRODUCTS, prices=[offer])
    stage.scan(MILK)
    assert (total(stage), stage.view.basket.saved_minor) == (4980, 1000)
    stage.clock.advance(301)
    stage.do(Pay())
    assert (said(stage), total(stage)) == ("basket.prices_changed", 5980)


def test_a_store_sells_at_the_prices_of_its_groups(stage: Stage) -> None:
    rows = [
        Price(sku="milk", amount_minor=5000, price_list="north"),
        Price(sku="milk", amount_minor=4000, price_list="south"),
    ]
    stage.identity = replace(IDENTITY, store=replace(IDENTITY.store, price_lists=("north",)))
    stage.restart()
    new_catalogue(stage, PRODUCTS, prices=rows)
    stage.scan(MILK)
    assert total(stage) == 5000
    assert pay(stage) == 5000
    assert stage.cloud.requests[-1].context.price_lists == ("north",)


def test_the_receipt_says_that_a_price_was_an_offers(stage: Stage) -> None:
    offer = Price(sku="milk", kind=PriceFor.OFFER, amount_minor=4980)
    new_catalogue(stage, PRODUCTS, prices=[offer])
    stage.sell(MILK)
    (job,) = stage.printer.jobs
    paper = " ".join(str(element) for element in job.document.elements)
    assert "促销价" in paper
    assert "49.80" in paper


def withdrawn(stage: Stage, then: Sequence[Price], now: Sequence[Price]) -> None:
    """A shopper takes milk by a revision with prices to come; before they begin a newer one has others."""
    new_catalogue(stage, PRODUCTS, 2, prices=then)
    stage.scan(MILK)
    new_catalogue(stage, PRODUCTS, 3, prices=now)
    stage.clock.advance(301)


def test_a_price_that_was_withdrawn_before_it_began_is_never_asked_for(stage: Stage) -> None:
    soon = stage.clock.now() + timedelta(minutes=5)
    withdrawn(stage, [Price(sku="milk", amount_minor=1, starts_at=soon)], [])
    assert pay(stage) == 5980
    assert stage.cloud.requests[-1].priced.catalogue_revision == 3


def test_a_price_to_come_that_became_another_one_is_shown_and_asked_for_as_it_is_now(stage: Stage) -> None:
    soon = stage.clock.now() + timedelta(minutes=5)
    wrong, right = (Price(sku="milk", amount_minor=minor, starts_at=soon) for minor in (1, 6480))
    withdrawn(stage, [wrong], [right])
    stage.do(Pay())
    assert (said(stage), total(stage), stage.cloud.requests) == ("basket.prices_changed", 6480, [])
    assert pay(stage) == 6480


def test_an_offer_that_was_prolonged_while_somebody_shops_holds_on(stage: Stage) -> None:
    soon = stage.clock.now() + timedelta(minutes=5)
    offer = Price(sku="milk", kind=PriceFor.OFFER, amount_minor=4980, ends_at=soon)
    withdrawn(stage, [offer], [replace(offer, ends_at=soon + timedelta(days=7))])
    assert pay(stage) == 4980


def test_a_basket_that_no_hour_changes_stays_at_its_own_prices(stage: Stage) -> None:
    stage.scan(MILK)
    new_catalogue(stage, changed_good("milk", price_minor=6480))
    stage.clock.advance(301)
    assert pay(stage) == 5980
    assert stage.cloud.requests[-1].priced.catalogue_revision == 1


def test_the_short_name_and_what_a_litre_costs_come_with_the_line(stage: Stage) -> None:
    told = {"short": Names("奶", "Milk 1l"), "base_price": Names("59.80 元/升", "¥59.80 / l")}
    new_catalogue(stage, changed_good("milk", **told))
    stage.scan(MILK)
    (line,) = stage.view.basket.lines
    assert {"short": line.short, "base_price": line.base_price} == told


@pytest.mark.parametrize("asks", [True, False])
def test_a_store_that_asks_for_it_shows_the_lowest_price_of_the_30_days_before(
    stage: Stage, asks: bool
) -> None:
    store = replace(IDENTITY.store, lowest_30_days=asks)
    stage.stop()
    stage.identity = replace(IDENTITY, store=store)
    stage.start()
    week = Price(sku="milk", kind=PriceFor.OFFER, amount_minor=4980, lowest_30_minor=5480)
    new_catalogue(stage, PRODUCTS, prices=[week])
    stage.scan(MILK)
    stage.scan(TOAST)
    lowest = 5480 if asks else None
    assert [line.lowest_30_minor for line in stage.view.basket.lines] == [lowest, None]
    look(stage, "milk")
    assert (card(stage, "milk").price_minor, card(stage, "milk").lowest_30_minor) == (4980, lowest)
