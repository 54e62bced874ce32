"""How long a shop sells by what nobody confirms: warned from one age on, closed from another, if it wants."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.errors import Reason
from kiosk.services.intents import CancelTrip
from kiosk.services.views import Screen
from tests.services.goods import MILK
from tests.services.staff_room import catalogue_trouble
from tests.services.stage import Stage

HOUR = 3600.0


@pytest.fixture
def stage_closing_at_48(stage: Stage) -> Stage:
    stage.catalogue_closes_after = timedelta(hours=48)
    stage.restart()
    stage.until(lambda: stage.cloud.catalogue_looks > 0)
    stage.settle()
    return stage


def cut_the_line(stage: Stage) -> None:
    stage.cloud.reachable = False


def hours_pass(stage: Stage, hours: float) -> None:
    """And the kiosk has looked again."""
    stage.clock.advance(hours * HOUR)
    looks = stage.cloud.catalogue_looks
    stage.pass_time(31, lambda: stage.cloud.catalogue_looks > looks)
    stage.settle()


def test_staff_are_warned_of_the_age_and_a_shop_that_wants_no_more_sells_on(stage: Stage) -> None:
    stage.settle()
    cut_the_line(stage)
    hours_pass(stage, 23)
    assert catalogue_trouble(stage) is None
    hours_pass(stage, 2)
    told = catalogue_trouble(stage)
    assert told is not None
    assert told.code == "catalogue.not_confirmed"
    hours_pass(stage, 24 * 30)
    stage.scan(MILK)
    assert stage.view.screen is Screen.BASKET


def test_a_shop_that_wants_it_begins_no_trip_by_a_catalogue_too_old_and_opens_by_itself(
    stage_closing_at_48: Stage,
) -> None:
    stage = stage_closing_at_48
    cut_the_line(stage)
    hours_pass(stage, 47)
    stage.scan(MILK)
    hours_pass(stage, 2)
    assert stage.view.screen is Screen.BASKET, "who has begun goes on"
    stage.do(CancelTrip())
    hours_pass(stage, 0.1)
    assert stage.view.out_of_service == Reason("service.catalogue_old")
    stage.scan(MILK)
    assert stage.view.screen is Screen.OUT_OF_SERVICE
    stage.cloud.reachable = True
    hours_pass(stage, 0.1)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    assert catalogue_trouble(stage) is None


def test_a_restart_without_a_line_forgets_nothing_and_makes_nothing_younger(
    stage_closing_at_48: Stage,
) -> None:
    stage = stage_closing_at_48
    cut_the_line(stage)
    hours_pass(stage, 23)
    stage.restart()
    stage.settle()
    assert catalogue_trouble(stage) is None, "it was confirmed 23 hours ago, whenever it was published"
    hours_pass(stage, 26)
    stage.restart()
    stage.until(lambda: stage.view.screen is Screen.OUT_OF_SERVICE)


def test_a_signature_that_ran_out_confirms_nothing(stage_closing_at_48: Stage) -> None:
    stage = stage_closing_at_48
    stage.cloud.manifest_expires_at = stage.clock.now() + timedelta(hours=1)
    for _ in range(5):
        hours_pass(stage, 10)
    assert stage.view.screen is Screen.OUT_OF_SERVICE
