"""Vouchers that pay for the whole basket: the shopper says so, the cloud uses them up, there is no code."""

from __future__ import annotations

from kiosk.domain.claim_state import ClaimState
from kiosk.domain.handover import read_handover
from kiosk.domain.payment import NO_WALLET, AttemptRequest
from kiosk.errors import Reason
from kiosk.services.intents import GoBack, HandOver, HandOverDone, Pay
from kiosk.services.views import CouponState, Screen
from tests.services.coupons import notice, signed, tell_list
from tests.services.goods import MILK, TOAST
from tests.services.stage import Stage
from tests.services.test_services_coupons import PRINTED, coupon, refuse_claims

WHOLE = 1290
"""A toast."""


def to_nothing(stage: Stage) -> None:
    """A toast, a voucher over as much, and the way to paying."""
    stage.scan(TOAST)
    stage.scan(signed(stage, amount_minor=WHOLE))
    stage.do(Pay())


def agree(stage: Stage) -> AttemptRequest:
    stage.do(Pay(NO_WALLET))
    stage.until(lambda: bool(stage.cloud.requests))
    return stage.cloud.requests[-1]


def states(stage: Stage, asked: AttemptRequest) -> list[ClaimState]:
    return [known.state for known in stage.ledger.claims_of(asked.sale_id)]


def sales(stage: Stage) -> list[tuple[int, int, str]]:
    bodies = stage.bodies("sale_closed")
    return [
        (body["priced"]["total_minor"], body["tender"]["amount_minor"], body["tender"]["wallet"])
        for body in bodies
    ]


def test_the_shopper_agrees_and_the_voucher_pays(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.scan(signed(stage, amount_minor=WHOLE))
    assert (coupon(stage).state, stage.view.basket.due_minor) == (CouponState.APPLIED, 0)
    stage.do(Pay())
    pay = stage.view.pay
    assert pay is not None
    assert (stage.view.screen, pay.nothing_owed, pay.to_agree) == (Screen.PAY, True, True)
    assert (pay.amount_minor, pay.vouchers_minor) == (0, WHOLE)
    assert stage.cloud.requests == []
    asked = agree(stage)
    assert (asked.wallet, asked.due_minor) == (NO_WALLET, 0)
    stage.until(lambda: stage.view.paid is not None)
    assert stage.view.paid is not None
    assert stage.view.paid.amount_minor == 0
    assert states(stage, asked) == [ClaimState.CONSUMED]
    stage.until(lambda: bool(stage.bodies("sale_closed")))
    assert sales(stage) == [(WHOLE, 0, NO_WALLET)]


def test_nothing_is_used_before_the_shoppers_word(stage: Stage) -> None:
    to_nothing(stage)
    stage.do(GoBack())
    assert (stage.view.screen, stage.view.basket.due_minor) == (Screen.BASKET, 0)
    stage.scan(MILK)
    stage.do(Pay())
    stage.until(lambda: bool(stage.cloud.requests))
    assert (stage.cloud.requests[-1].wallet, stage.cloud.requests[-1].due_minor) == ("wechat", 5980)


def test_a_restart_before_the_word_leads_to_the_basket(stage: Stage) -> None:
    to_nothing(stage)
    stage.restart()
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    assert (stage.view.basket.due_minor, stage.cloud.requests) == (0, [])


def test_the_same_basket_may_go_to_a_staffed_till_instead(stage: Stage) -> None:
    text = signed(stage, amount_minor=WHOLE)
    stage.scan(TOAST)
    stage.scan(text)
    stage.do(Pay())
    stage.do(HandOver())
    assert (stage.view.screen, stage.cloud.requests) == (Screen.HANDOVER, [])
    assert stage.view.handover is not None
    assert read_handover(stage.view.handover.codes).coupons == (text,)
    stage.do(HandOverDone())
    stage.until(lambda: bool(stage.bodies("basket_handed_over")))
    told = stage.bodies("basket_handed_over")[0]
    assert told["coupons"] == [{"kind": "voucher", "number": "bon-1"}]
    assert text not in str(told)


def test_the_record_of_a_handed_over_basket_keeps_no_code_that_could_be_used(stage: Stage) -> None:
    """A wallet's code and a printed number are good for whoever reads them."""
    tell_list(stage)
    for text in (TOAST, TOAST, PRINTED, "WXQ-SECRET1"):
        stage.scan(text)
    stage.do(HandOver())
    assert stage.view.handover is not None
    assert read_handover(stage.view.handover.codes).coupons == (PRINTED, "WXQ-SECRET1")
    stage.do(HandOverDone())
    stage.until(lambda: bool(stage.bodies("basket_handed_over")))
    told = stage.bodies("basket_handed_over")[0]
    assert told["coupons"] == [
        {"kind": "coupon", "offer_id": "toast-2"},
        {"kind": "wechat_coupon", "offer_id": "toast-2"},
    ]
    assert not [text for text in (PRINTED, "SECRET1") if text in str(told)]


def test_without_the_network_nothing_is_asked_and_the_basket_stays(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.scan(signed(stage, amount_minor=WHOLE))
    stage.cloud.reachable = False
    stage.pass_time(15, lambda: not stage.view.online)
    stage.do(Pay())
    assert (notice(stage), stage.view.screen) == ("pay.cloud_unreachable", Screen.BASKET)


def test_a_lost_answer_is_asked_for_again_and_pays_once(stage: Stage) -> None:
    to_nothing(stage)
    held = stage.cloud.hold_answers("put")
    stage.do(Pay(NO_WALLET))
    stage.until(lambda: held.holds == 1)
    stage.cloud.reachable = False
    stage.do(GoBack())
    assert notice(stage) == "pay.still_checking"
    stage.restart()
    held.let_go()
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    stage.cloud.reachable = True
    stage.pass_time(5, lambda: stage.view.paid is not None)
    stage.until(lambda: bool(stage.bodies("sale_closed")))
    assert sales(stage) == [(WHOLE, 0, NO_WALLET)]
    assert len(stage.cloud.attempts) == 1


def test_a_request_that_never_came_is_sent_again(stage: Stage) -> None:
    """It may be on its way still, and would use the voucher whenever the cloud heard of it."""
    to_nothing(stage)
    stage.cloud.reachable = False
    stage.do(Pay(NO_WALLET))
    stage.until(lambda: stage.view.screen is Screen.CHECKING)
    stage.cloud.reachable = True
    stage.pass_time(15, lambda: stage.view.paid is not None)
    assert len(stage.cloud.requests) == 1
    stage.until(lambda: bool(stage.bodies("sale_closed")))
    assert sales(stage) == [(WHOLE, 0, NO_WALLET)]


def test_a_long_silence_becomes_a_staff_matter_and_is_still_booked(stage: Stage) -> None:
    to_nothing(stage)
    stage.cloud.reachable = False
    stage.do(Pay(NO_WALLET))
    stage.pass_time(31, lambda: stage.view.screen is Screen.NEEDS_STAFF)
    stage.cloud.reachable = True
    stage.pass_time(31, lambda: stage.view.paid is not None)
    stage.until(lambda: bool(stage.bodies("sale_closed")))
    assert sales(stage) == [(WHOLE, 0, NO_WALLET)]


def test_what_the_cloud_heard_of_too_late_used_nothing_and_may_be_tried_again(stage: Stage) -> None:
    refuse_claims(stage, "payment.too_late")
    to_nothing(stage)
    stage.do(Pay(NO_WALLET))
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    pay = stage.view.pay
    assert pay is not None
    assert pay.reason is not None
    assert (pay.reason.code, pay.before_minor, pay.nothing_owed) == ("payment.too_late", None, True)
    assert coupon(stage).state is CouponState.APPLIED
    assert states(stage, stage.cloud.requests[-1]) == [ClaimState.RELEASED]


def test_a_voucher_that_was_used_elsewhere_since_leaves_the_basket_payable(stage: Stage) -> None:
    refuse_claims(stage, "coupon.already_used")
    to_nothing(stage)
    stage.do(Pay(NO_WALLET))
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    pay = stage.view.pay
    assert pay is not None
    assert (pay.before_minor, pay.amount_minor) == (0, WHOLE)
    assert pay.new_amount == Reason("coupon.new_total")
    stage.do(Pay(NO_WALLET))
    stage.until(lambda: len(stage.cloud.requests) == 2)
    assert (stage.cloud.requests[-1].wallet, stage.cloud.requests[-1].due_minor) == ("wechat", WHOLE)
