"""The table of a refund's states."""

from __future__ import annotations

import pytest

from kiosk.domain.refund_state import REFUND_TABLE, RefundEvent, RefundState, next_refund_state
from kiosk.errors import IllegalEvent

S = RefundState


def test_the_table_says_where_a_refund_may_go() -> None:
    assert {state for ways in REFUND_TABLE.values() for state in ways.values()} == set(S)
    assert next_refund_state(S.UNKNOWN, RefundEvent.SUCCEEDED) is S.GIVEN
    for event in RefundEvent:
        with pytest.raises(IllegalEvent):
            next_refund_state(S.GIVEN, event)


@pytest.mark.parametrize("state", [S.REQUESTED, S.UNKNOWN, S.PENDING])
def test_silence_ends_nothing(state: RefundState) -> None:
    assert next_refund_state(state, RefundEvent.NO_ANSWER) in {S.UNKNOWN, S.PENDING}


def test_only_what_was_refused_is_tried_again() -> None:
    assert {state for state, ways in REFUND_TABLE.items() if RefundEvent.RETRY in ways} == {S.REFUSED}
