"""No network, no lie: it is said before the first scan, the basket goes to a till, and back is noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.handover import HandoverEntry, read_handover
from kiosk.errors import Reason
from kiosk.ports import PutTrip
from kiosk.services.intents import (
    AskForStaff,
    GoBack,
    HandOver,
    HandOverDone,
    LeaveStaff,
    Pay,
    SetQuantity,
    StayHere,
)
from kiosk.services.views import Screen
from tests.services.changes import restart_with
from tests.services.goods import APPLE_LABEL, BEER, MILK, TOAST, many_goods
from tests.services.staff_room import enter
from tests.services.stage import BADGE, IDENTITY, Stage


def lose_network(stage: Stage) -> None:
    stage.cloud.reachable = False
    stage.pass_time(16, lambda: not stage.view.may_pay_here)


def hand_over(stage: Stage) -> tuple[str, ...]:
    stage.do(HandOver())
    assert stage.view.screen is Screen.HANDOVER
    assert stage.view.handover is not None
    return stage.view.handover.codes


def test_attract_says_it_before_the_first_scan_and_takes_it_back_within_seconds(stage: Stage) -> None:
    lose_network(stage)
    assert (stage.view.screen, stage.view.online) == (Screen.ATTRACT, False)
    stage.cloud.reachable = True
    stage.pass_time(6, lambda: stage.view.may_pay_here)


def test_attract_says_it_where_no_wallet_is_set_up(stage: Stage) -> None:
    stage.stop()
    stage.identity = replace(IDENTITY, wallets=())
    stage.start()
    assert (stage.view.screen, stage.view.online, stage.view.may_pay_here) == (Screen.ATTRACT, True, False)


@pytest.mark.expects_log("kiosk.services.watching")
def test_attract_goes_on_saying_it_while_payments_are_refused_though_the_cloud_answers(stage: Stage) -> None:
    stage.ask_for_qr(MILK)
    stage.cloud.refuses["await"] = stage.cloud.refuses["close"] = Reason("line.not_enrolled")
    stage.pass_time(3, lambda: not stage.view.may_pay_here, most=8)
    beats = len(stage.cloud.heartbeats)
    stage.pass_time(16, lambda: len(stage.cloud.heartbeats) > beats)
    stage.until(lambda: stage.view.online)
    assert not stage.view.may_pay_here
    stage.cloud.refuses.clear()
    stage.pass_time(31, lambda: stage.view.may_pay_here)


def test_the_heartbeat_tells_the_cloud_how_the_kiosk_is(stage: Stage) -> None:
    stage.until(lambda: stage.shop.health.is_ready("printer"))
    stage.pass_time(16, lambda: len(stage.cloud.heartbeats) >= 2)
    last = stage.cloud.heartbeats[-1]
    assert (last.version, last.catalogue_revision, last.is_open) == ("0.1.0", 1, True)
    assert dict(last.devices) == {"printer": "ready", "cloud": "ready", "catalogue": "ready"}


def test_records_go_up_as_soon_as_the_cloud_answers_again(stage: Stage) -> None:
    lose_network(stage)
    stage.scan("4006381333931")
    stage.settle(0.05)
    stage.clock.advance(5)
    stage.settle(0.05)
    assert stage.ledger.depth() > 0
    stage.cloud.reachable = True
    stage.pass_time(6, lambda: stage.ledger.depth() == 0)


def test_a_basket_may_still_be_tried_when_the_network_went_in_mid_trip(stage: Stage) -> None:
    stage.scan(MILK)
    lose_network(stage)
    assert (stage.view.screen, stage.view.basket.may_pay) == (Screen.BASKET, True)


def test_a_till_reads_what_was_scanned_and_the_trip_ends_with_a_record(stage: Stage) -> None:
    for code in (MILK, BEER, APPLE_LABEL, TOAST):
        stage.scan(code)
    stage.do(SetQuantity(stage.view.basket.lines[0].line_id, 3))
    lose_network(stage)
    read = read_handover(hand_over(stage))
    assert read.entries == (
        HandoverEntry(3, MILK),
        HandoverEntry(1, APPLE_LABEL),
        HandoverEntry(1, TOAST),
        HandoverEntry(1, BEER, restricted=True),
    )
    stage.do(HandOverDone())
    assert stage.view.screen is Screen.ATTRACT
    stage.cloud.reachable = True
    stage.pass_time(6, lambda: bool(stage.bodies("basket_handed_over")))
    (body,) = stage.bodies("basket_handed_over")
    assert (body["why"], len(body["lines"])) == ("said", 4)
    assert stage.ledger.unfinished().interventions == ()


def test_codes_nobody_takes_away_go_after_a_while_and_goods_are_not_added_meanwhile(stage: Stage) -> None:
    stage.scan(MILK)
    codes = hand_over(stage)
    stage.scan(TOAST)
    stage.do(StayHere())
    assert stage.view.handover is not None
    assert stage.view.handover.codes == codes
    stage.clock.advance(91)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)


def test_a_shopper_who_touches_the_screen_keeps_the_codes(stage: Stage) -> None:
    stage.scan(MILK)
    hand_over(stage)
    for _ in range(3):
        stage.clock.advance(60)
        stage.do(StayHere())
        assert stage.view.screen is Screen.HANDOVER
    stage.clock.advance(80)
    stage.scan(TOAST)
    stage.clock.advance(11)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)


def test_more_codes_are_given_more_time(stage: Stage) -> None:
    goods = many_goods(60)
    restart_with(stage, goods)
    for good in goods:
        stage.scan(good.gtins[0][1:])
    codes = hand_over(stage)
    assert len(codes) >= 3
    stage.clock.advance(91 + 30 * (len(codes) - 2))
    stage.settle(0.05)
    assert stage.view.screen is Screen.HANDOVER
    stage.clock.advance(30)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)


def test_staff_hand_nothing_over_and_nobody_comes_in_over_the_codes(stage: Stage) -> None:
    stage.scan(BEER)
    enter(stage)
    stage.do(HandOver())
    assert (stage.view.screen, stage.view.handover) == (Screen.STAFF, None)
    stage.do(LeaveStaff())
    hand_over(stage)
    stage.scan(BADGE)
    stage.do(AskForStaff())
    assert (stage.view.screen, stage.view.staff_entry) == (Screen.HANDOVER, None)
    assert stage.view.notice is not None
    assert stage.view.notice.reason.code == "staff.not_now"
    stage.do(GoBack())
    assert stage.view.age_check is not None, "nobody allowed the beer unseen"


def test_what_was_allowed_here_is_asked_again_at_the_till(stage: Stage) -> None:
    stage.scan(BEER)
    stage.scan(BADGE)
    assert stage.view.basket.may_pay
    assert read_handover(hand_over(stage)).entries == (HandoverEntry(1, BEER, restricted=True),)


def test_the_shopper_may_change_their_mind_before_the_till_has_it(stage: Stage) -> None:
    stage.scan(MILK)
    hand_over(stage)
    stage.do(GoBack())
    assert (stage.view.screen, stage.view.basket.pieces) == (Screen.BASKET, 1)
    stage.clock.advance(95)
    stage.settle(0.05)
    assert stage.view.screen is Screen.BASKET


def test_no_basket_is_handed_over_while_it_is_being_paid_or_empty(stage: Stage) -> None:
    stage.do(HandOver())
    assert stage.view.screen is Screen.ATTRACT
    stage.ask_for_qr(MILK)
    stage.do(HandOver())
    assert stage.view.screen is Screen.PAY


def test_a_basket_of_an_older_version_is_handed_over_by_its_catalogue_codes(stage: Stage) -> None:
    stage.scan(MILK)
    trip = stage.ledger.unfinished().trip
    assert trip is not None
    lines = tuple(replace(line, code="") for line in trip.basket.lines)
    older = replace(trip, basket=replace(trip.basket, lines=lines))
    stage.ledger.commit([PutTrip(older)])
    stage.restart()
    assert read_handover(hand_over(stage)).entries == (HandoverEntry(1, MILK),)


def test_beer_a_former_shopper_left_waits_for_nobody_after_a_restart(stage: Stage) -> None:
    stage.scan(BEER)
    stage.clock.advance(301)
    stage.until(lambda: stage.view.leave_warning_at is not None)
    stage.clock.advance(21)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    stage.scan(MILK)
    stage.restart()
    assert stage.view.basket.may_pay
    stage.do(Pay())
    stage.until(lambda: stage.view.screen is Screen.PAY)
