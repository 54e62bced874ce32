"""The state tables, each state and event once: what is not in a table raises and changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.domain import payment, trip
from kiosk.domain.basket import Basket
from kiosk.domain.payment import ATTEMPT_TABLE, AttemptEvent, AttemptState
from kiosk.domain.pricing import PricingContext
from kiosk.domain.trip import TRIP_TABLE, Trip, TripEvent, TripState
from kiosk.errors import IllegalEvent

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
A_TRIP = Trip(
    trip_id="t",
    sale_id="s",
    state=TripState.BUILDING,
    language="zh-CN",
    opened_at=NOW,
    basket=Basket(),
    context=PricingContext(at=NOW, zone="Asia/Shanghai", currency="CNY"),
    catalogue_revision=1,
)


@pytest.mark.parametrize("state", TripState)
@pytest.mark.parametrize("event", TripEvent)
def test_every_event_in_every_state_of_a_trip(state: TripState, event: TripEvent) -> None:
    here = replace(A_TRIP, state=state)
    if event in TRIP_TABLE[state]:
        assert trip.moved(here, event) == replace(here, state=TRIP_TABLE[state][event])
    else:
        with pytest.raises(IllegalEvent, match=f"trip: event {event} is not known in state {state}"):
            trip.moved(here, event)
        assert here.state is state


@pytest.mark.parametrize("state", AttemptState)
@pytest.mark.parametrize("event", AttemptEvent)
def test_every_event_in_every_state_of_an_attempt(state: AttemptState, event: AttemptEvent) -> None:
    if event in ATTEMPT_TABLE[state]:
        assert payment.next_state(state, event) is ATTEMPT_TABLE[state][event]
    else:
        with pytest.raises(IllegalEvent) as refused:
            payment.next_state(state, event)
        assert (refused.value.state, refused.value.event) == (state, event)


def test_the_way_of_a_trip_that_goes_well() -> None:
    way = [TripEvent.FREEZE, TripEvent.ASK, TripEvent.PAID, TripEvent.RECEIPT_SETTLED]
    here = A_TRIP
    for event in way:
        here = trip.moved(here, event)
    assert here.state is TripState.RECEIPTED


def test_money_that_came_is_never_forgotten() -> None:
    """From every state in which the provider was ever asked, a success leads to a state that knows of it."""
    asked = payment.UNSETTLED - {AttemptState.CREATED} | {AttemptState.CLOSED}
    knows = {AttemptState.PAID, AttemptState.LATE_PAID}
    for state in asked:
        answers = {AttemptEvent.SUCCEEDED, AttemptEvent.SUCCEEDED_LATE} & set(ATTEMPT_TABLE[state])
        assert answers
        assert {payment.next_state(state, event) for event in answers} <= knows


def test_no_answer_never_leads_to_an_end() -> None:
    for state in AttemptState:
        after = ATTEMPT_TABLE[state].get(AttemptEvent.NO_ANSWER)
        assert after in (None, AttemptState.UNKNOWN)


def test_every_state_is_left_or_an_end_and_every_state_is_reached() -> None:
    ends = {state for state in AttemptState if not ATTEMPT_TABLE[state]}
    assert ends == {AttemptState.REFUNDED, AttemptState.ABANDONED, AttemptState.REFUSED}
    reached = {after for ways in ATTEMPT_TABLE.values() for after in ways.values()} | {AttemptState.CREATED}
    assert reached == set(AttemptState)
    assert {state for state in TripState if not TRIP_TABLE[state]} == trip.ENDED


def test_the_named_sets_do_not_contradict_each_other() -> None:
    assert not payment.UNSETTLED & payment.NOT_PAID
    assert payment.SHOWING < payment.UNSETTLED
