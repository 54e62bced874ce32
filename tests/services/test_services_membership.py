"""A member at the kiosk: ways on where a code is not taken, the cloud's programme, a clock that is off."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.heartbeat import CloudWish, MemberProgramme
from kiosk.domain.member import MemberPayload, member_code, signed_part, step_of
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.errors import CloudRefused, Reason
from kiosk.services.intents import AskForStaff, EnterStaff, Finish, GoBack, LeaveMembership, Pay
from kiosk.services.views import Screen
from tests.services.goods import MILK
from tests.services.stage import RIGHT, WRONG, Stage

NOT_PROVEN = Reason("payment.member_not_proven")


def show_code(
    stage: Stage, greeting: str = "李**", signature: bytes = RIGHT, ahead_s: float = 0, ref: str = "m-1"
) -> None:
    step = step_of(stage.clock.now() + timedelta(seconds=ahead_s))
    stage.scan(member_code(signed_part(MemberPayload(ref, greeting, step)), signature))


def notice(stage: Stage) -> str | None:
    return stage.view.notice.reason.code if stage.view.notice is not None else None


def refuse_member(stage: Stage, refused: str, reason: Reason = NOT_PROVEN) -> None:
    """The cloud takes no code of this member's."""
    put = stage.cloud.put_attempt

    def judged(request: AttemptRequest) -> Attempt:
        made = put(request)
        if request.member is not None and request.member.member_ref == refused:
            made = replace(made, state=AttemptState.REFUSED, qr_text=None, reason=reason, version=2)
            stage.cloud.attempts[made.attempt_id] = made
        return made

    stage.cloud.put_attempt = judged  # type: ignore[method-assign]


def go_to_refusal(stage: Stage) -> None:
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    assert stage.view.pay is not None
    assert stage.view.pay.member_refused


@pytest.mark.parametrize("code", ["payment.member_not_proven", "member.code_used"])
def test_who_is_refused_goes_on_without_membership(stage: Stage, code: str) -> None:
    refuse_member(stage, "m-1", Reason(code))
    stage.scan(MILK)
    whole = stage.view.basket.total_minor
    show_code(stage)
    assert stage.view.basket.total_minor < whole
    go_to_refusal(stage)
    stage.do(LeaveMembership())
    assert (stage.view.screen, notice(stage)) == (Screen.BASKET, "member.left")
    assert (stage.view.basket.member_greeting, stage.view.basket.total_minor) == (None, whole)
    stage.do(Pay())
    stage.until_code()
    assert stage.cloud.requests[-1].member is None
    assert stage.cloud.requests[-1].priced.total_minor == whole


def test_another_code_at_the_refusal_takes_the_place_of_the_one_before(stage: Stage) -> None:
    refuse_member(stage, "m-1")
    stage.scan(MILK)
    show_code(stage)
    go_to_refusal(stage)
    show_code(stage, signature=WRONG)
    assert notice(stage) == "member.code_not_valid"
    show_code(stage, "Z**", ref="m-2")
    stage.until_code()
    asked = stage.cloud.requests[-1].member
    assert asked is not None
    assert asked.member_ref == "m-2"
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None)
    assert stage.view.paid is not None
    assert stage.view.paid.member_bound


def test_the_chip_takes_membership_off_the_basket(stage: Stage) -> None:
    stage.scan(MILK)
    whole = stage.view.basket.total_minor
    show_code(stage)
    stage.do(LeaveMembership())
    assert (stage.view.basket.member_greeting, stage.view.basket.total_minor) == (None, whole)
    stage.restart()
    assert stage.view.basket.member_greeting is None
    stage.do(LeaveMembership())
    assert stage.view.screen is Screen.BASKET


def test_a_refusal_about_something_else_keeps_the_member(stage: Stage) -> None:
    refuse_member(stage, "m-1", Reason("payment.nothing_to_pay"))
    stage.scan(MILK)
    show_code(stage)
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    assert stage.view.pay is not None
    assert not stage.view.pay.member_refused
    stage.do(LeaveMembership())
    stage.do(GoBack())
    assert stage.view.basket.member_greeting == "李**"


def test_a_code_after_paying_is_told_where_to_go(stage: Stage) -> None:
    stage.ask_for_qr(MILK)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None)
    assert stage.view.paid is not None
    assert not stage.view.paid.member_late
    show_code(stage)
    assert stage.view.paid.member_late
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    stage.do(Finish())


def test_a_member_who_has_paid_as_one_need_do_nothing(stage: Stage) -> None:
    show_code(stage)
    stage.ask_for_qr(MILK)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None)
    show_code(stage)
    assert notice(stage) == "member.counted_already"
    assert stage.view.paid is not None
    assert not stage.view.paid.member_late


# the cloud's word


def hear(stage: Stage, wish: CloudWish | CloudRefused) -> None:
    heard: list[object] = []

    def answer(report: object) -> CloudWish:
        heard.append(report)
        if isinstance(wish, CloudRefused):
            raise wish
        return wish

    stage.cloud.heartbeat = answer  # type: ignore[method-assign,assignment]
    stage.pass_time(16, lambda: bool(heard))  # the first one of all may only now be answered
    stage.settle(0.15)


def test_rule_and_keys_of_the_programme_follow_the_cloud_and_stay(stage: Stage) -> None:
    show_code(stage, signature=b"new".ljust(64))
    assert notice(stage) == "member.code_not_valid"
    hear(stage, CloudWish(members=MemberProgramme(points_minor=50, keys=("new",))))
    stage.cloud.heartbeat = lambda _: CloudWish()  # type: ignore[method-assign,assignment]
    stage.restart()
    show_code(stage, signature=b"new".ljust(64))
    stage.ask_for_qr(MILK)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None)
    assert stage.view.paid is not None
    total = stage.view.paid.amount_minor
    assert stage.view.paid.points == total // 50
    stage.until(lambda: [sale["points"] for sale in stage.bodies("sale_closed")] == [total // 50])


@pytest.mark.expects_log("kiosk.services.membership")
def test_keys_that_are_none_leave_those_of_before(stage: Stage) -> None:
    hear(stage, CloudWish(members=MemberProgramme(points_minor=50, keys=("",))))
    show_code(stage)
    assert stage.view.basket.member_greeting == "李**"


@pytest.mark.parametrize("off_s", [-280, -200, 200, 280])
def test_a_kiosk_whose_clock_is_off_takes_the_codes_of_phones(stage: Stage, off_s: int) -> None:
    stage.scan(MILK)
    show_code(stage, ahead_s=off_s)
    assert notice(stage) == "member.code_expired"
    hear(stage, CloudWish(now=stage.clock.now() + timedelta(seconds=off_s + 16)))
    show_code(stage, ahead_s=off_s)
    assert stage.view.basket.member_greeting == "李**"
    member = stage.view.basket.member_greeting
    assert member
    stage.do(Pay())
    stage.until(lambda: bool(stage.cloud.requests))
    said = stage.cloud.requests[-1].member
    assert said is not None
    assert said.scanned_at is not None
    assert abs((said.scanned_at - stage.clock.now()).total_seconds() - off_s) < 30


@pytest.mark.expects_log("kiosk.services.heartbeat")
def test_a_clock_that_is_off_is_told_to_staff_and_to_the_fleet(stage: Stage) -> None:
    hear(stage, CloudRefused(Reason("line.clock_off", {"seconds": 420, "limit_s": 300})))
    stage.do(AskForStaff())
    stage.do(EnterStaff("2468"))
    stage.until(lambda: stage.view.staff is not None)
    assert stage.view.staff is not None
    shown = {one.name: one for one in stage.view.staff.devices}
    assert shown["clock"].reason == Reason("device.clock_off", {"seconds": 420})
    seen: list[object] = []
    stage.cloud.heartbeat = lambda report: seen.append(report) or CloudWish(now=stage.clock.now())  # type: ignore
    stage.clock.advance(16)
    stage.until(lambda: bool(seen))
    assert ("clock", "stopped") in seen[0].devices  # type: ignore[attr-defined]
    stage.until(
        lambda: (
            stage.view.staff is not None
            and "clock" not in json.dumps([one.name for one in stage.view.staff.devices])
        )
    )
