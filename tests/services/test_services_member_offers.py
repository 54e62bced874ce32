"""Offers for segments and counted offers at the kiosk: by the signed code, then by the word of the cloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.member import MemberPayload, member_code, signed_part, step_of
from kiosk.domain.offer import LimitUsed, PieceOffer, Selector
from kiosk.domain.offer_members import segments_differ, uses_differ
from kiosk.domain.offer_terms import OfferTerms
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.domain.product import Names
from kiosk.errors import Reason
from kiosk.services.intents import LeaveMembership, Pay
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot
from tests.services.goods import OFFERS, PRODUCTS, TOAST
from tests.services.stage import RIGHT, Stage


def off_toast(offer_id: str, price_minor: int, terms: OfferTerms) -> PieceOffer:
    goods = Selector(skus=("toast",))
    return PieceOffer(
        offer_id=offer_id, names=Names("吐司", "Toast"), goods=goods, price_minor=price_minor, terms=terms
    )


ONCE = off_toast("once", 1000, OfferTerms(most_uses_per_member=1))
GOLD = off_toast("gold", 900, OfferTerms(segments=("gold",)))
WHOLE = 1290


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A kiosk whose catalogue has an offer once a member and one for a segment."""
    snapshot = tmp_path / "snapshot.gz"
    write_snapshot(snapshot, PRODUCTS, [*OFFERS, ONCE, GOLD], 1, datetime.now(UTC))
    FileCatalogueStore(tmp_path / "catalogue").install(snapshot, 1)
    made = Stage(tmp_path)
    yield made
    made.stop()


def show_code(stage: Stage, *segments: str, used: dict[str, int] | None = None) -> None:
    uses = None if used is None else tuple(LimitUsed(offer_id, n) for offer_id, n in used.items())
    payload = MemberPayload("m-1", "李**", step_of(stage.clock.now()), segments, uses)
    stage.scan(member_code(signed_part(payload), RIGHT))


def refuse(stage: Stage, holds: Callable[[AttemptRequest], bool], reason: Reason) -> None:
    """The cloud refuses payments of which that holds."""
    put = stage.cloud.put_attempt

    def judged(request: AttemptRequest) -> Attempt:
        made = put(request)
        if holds(request):
            made = replace(made, state=AttemptState.REFUSED, qr_text=None, reason=reason, version=2)
            stage.cloud.attempts[made.attempt_id] = made
        return made

    stage.cloud.put_attempt = judged  # type: ignore[method-assign]


def test_what_the_code_says_is_used_lowers_no_price_and_what_it_says_not_at_all_neither(stage: Stage) -> None:
    stage.cloud.reachable = False
    stage.scan(TOAST)
    show_code(stage, used={})
    assert stage.view.basket.total_minor == 1000
    show_code(stage, used={"once": 1})
    assert stage.view.basket.total_minor == WHOLE
    show_code(stage)
    assert stage.view.basket.total_minor == WHOLE
    show_code(stage, "gold", "other")
    assert stage.view.basket.total_minor == 900
    stage.do(LeaveMembership())
    assert stage.view.basket.total_minor == WHOLE


def test_a_restart_keeps_what_the_code_said_and_the_next_shopper_has_none_of_it(stage: Stage) -> None:
    stage.scan(TOAST)
    show_code(stage, used={"once": 1})
    stage.restart()
    assert stage.view.basket.total_minor == WHOLE
    stage.do(LeaveMembership())
    show_code(stage, "gold", used={})
    stage.restart()
    assert stage.view.basket.total_minor == 900


def test_what_another_kiosk_used_meanwhile_is_told_and_the_second_tap_pays_without(stage: Stage) -> None:
    refuse(stage, lambda request: not request.context.limits_used, uses_differ({}, {"once": 1}))
    stage.scan(TOAST)
    show_code(stage, used={})
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    pay = stage.view.pay
    assert pay is not None
    assert pay.reason is not None
    assert pay.reason.code == "payment.member_offer_used_up"
    assert (pay.before_minor, pay.amount_minor) == (1000, WHOLE)
    assert pay.new_amount == Reason("member.new_total")
    assert not pay.member_refused
    stage.restart()
    assert stage.view.basket.total_minor == WHOLE
    stage.do(Pay())
    stage.until(lambda: bool(stage.cloud.requests) and stage.cloud.requests[-1].priced.total_minor == WHOLE)
    stage.until_code()
    assert stage.cloud.requests[-1].context.limits_used == (LimitUsed("once", 1),)
    assert stage.cloud.requests[-1].member is not None


def test_a_segment_that_was_taken_meanwhile_is_told_and_the_basket_stays_payable(stage: Stage) -> None:
    refuse(stage, lambda request: "gold" in request.context.member_segments, segments_differ([]))
    stage.scan(TOAST)
    show_code(stage, "gold", used={"once": 1})
    assert stage.view.basket.total_minor == 900
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    assert stage.view.pay is not None
    assert (stage.view.pay.before_minor, stage.view.pay.amount_minor) == (900, WHOLE)
    stage.do(Pay())
    stage.until_code()
    assert stage.cloud.requests[-1].context.member_segments == ("member",)
