"""Coupons and return vouchers at the kiosk: taken at a scan, held by a payment, in nobody's way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.claim_state import ClaimState
from kiosk.domain.coupon import ClaimKind
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.errors import Reason
from kiosk.services.intents import CancelTrip, GoBack, Pay, TakeOutCoupon, VoidLine
from kiosk.services.views import CouponState, CouponView, Screen
from tests.services.coupons import HALF_MILK, LIST, notice, signed, tell_list
from tests.services.goods import MILK, TOAST, with_check
from tests.services.stage import WRONG, Stage
from tests.services.test_services_membership import show_code

PRINTED = with_check("991234500001")


def coupon(stage: Stage, place: int = 0) -> CouponView:
    return stage.view.basket.coupons[place]


def refuse_claims(stage: Stage, code: str) -> None:
    """The cloud takes no payment with a claim, by this reason."""
    put = stage.cloud.put_attempt

    def judged(request: AttemptRequest) -> Attempt:
        made = put(request)
        if request.claims:
            why = Reason(code, {"claim": request.claims[0].claim.claim_id})
            made = replace(made, state=AttemptState.REFUSED, qr_text=None, reason=why, version=2)
            stage.cloud.attempts[made.attempt_id] = made
        return made

    stage.cloud.put_attempt = judged  # type: ignore[method-assign]


def pay_to_qr(stage: Stage) -> None:
    stage.do(Pay())
    stage.until_code()


# --- what is scanned ---------------------------------------------------------------------------------


def test_a_voucher_pays_for_a_part_and_the_wallet_for_the_rest(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.scan(signed(stage))
    assert notice(stage) == "coupon.voucher_taken"
    basket = stage.view.basket
    assert (basket.total_minor, basket.vouchers_minor, basket.due_minor) == (1290, 250, 1040)
    assert (coupon(stage).state, coupon(stage).saved_minor) == (CouponState.APPLIED, 250)
    pay_to_qr(stage)
    assert stage.view.pay is not None
    assert (stage.view.pay.amount_minor, stage.view.pay.vouchers_minor) == (1040, 250)
    asked = stage.cloud.requests[-1]
    assert asked.due_minor == 1040
    assert [claim.claim for claim in asked.claims] == list(asked.context.claims)
    assert states(stage, asked) == [ClaimState.HELD]
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None)
    assert stage.view.paid is not None
    assert stage.view.paid.amount_minor == 1040
    assert states(stage, asked) == [ClaimState.CONSUMED]
    stage.until(lambda: bool(stage.bodies("sale_closed")))
    sale = stage.bodies("sale_closed")[0]
    assert (sale["priced"]["total_minor"], sale["tender"]["amount_minor"]) == (1290, 1040)
    assert [claim["number"] for claim in sale["context"]["claims"]] == ["bon-1"]


def states(stage: Stage, asked: AttemptRequest) -> list[ClaimState]:
    return [known.state for known in stage.ledger.claims_of(asked.sale_id)]


def test_a_voucher_worth_more_than_there_is_to_pay_waits_until_the_basket_grows(stage: Stage) -> None:
    """It is never paid out, and nothing of it is lost."""
    stage.scan(signed(stage, amount_minor=1300))
    assert notice(stage) == "coupon.voucher_waits"
    stage.scan(TOAST)
    assert (coupon(stage).state, stage.view.basket.due_minor) == (CouponState.WAITING, 1290)
    assert coupon(stage).reason == Reason("coupon.voucher_waits", {"missing": "¥0.10"})
    stage.scan(MILK)
    assert (coupon(stage).state, stage.view.basket.due_minor) == (CouponState.APPLIED, 5970)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signature": WRONG}, "coupon.not_genuine"),
        ({"valid_until": timedelta(seconds=-1)}, "coupon.expired"),
        ({"valid_from": timedelta(hours=1)}, "coupon.not_yet"),
        ({"currency": "EUR"}, "coupon.other_currency"),
        ({"offer_id": "no-such-offer"}, "coupon.not_here"),
    ],
)
def test_why_a_signed_coupon_is_not_taken_is_said_and_the_basket_stays_payable(
    stage: Stage, changes: dict[str, object], code: str
) -> None:
    now = stage.clock.now()
    told = {name: now + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    stage.scan(TOAST)
    stage.scan(signed(stage, **told))  # type: ignore[arg-type]
    assert notice(stage) == code
    assert (stage.view.basket.coupons, stage.view.basket.may_pay) == ((), True)


def test_the_same_coupon_twice_is_refused_and_void_of_all_goods_keeps_it(stage: Stage) -> None:
    stage.scan(TOAST)
    text = signed(stage)
    stage.scan(text)
    stage.scan(text)
    assert notice(stage) == "coupon.used_in_this_trip"
    assert stage.view.basket.vouchers_minor == 250
    stage.do(VoidLine(stage.view.basket.lines[0].line_id))
    assert (coupon(stage).state, stage.view.basket.vouchers_minor) == (CouponState.WAITING, 0)
    stage.scan(MILK)
    assert coupon(stage).state is CouponState.APPLIED


def test_a_coupon_is_taken_out_by_a_tap(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.scan(signed(stage))
    stage.do(TakeOutCoupon(coupon(stage).claim_id))
    assert (stage.view.basket.coupons, stage.view.basket.due_minor) == ((), 1290)
    assert notice(stage) == "coupon.taken_out"
    stage.do(TakeOutCoupon("gone already"))


def test_a_coupon_of_one_member_waits_for_that_member(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.scan(signed(stage, member_ref="m-2"))
    assert notice(stage) == "coupon.members_only"
    show_code(stage, ref="m-1")
    assert coupon(stage).state is CouponState.WAITING
    show_code(stage, ref="m-2")
    assert (coupon(stage).state, stage.view.basket.due_minor) == (CouponState.APPLIED, 1040)


# --- the shop's list ---------------------------------------------------------------------------------


def test_the_list_comes_with_a_heartbeat_once_and_outlives_a_restart_without_the_cloud(stage: Stage) -> None:
    stage.scan(PRINTED)
    assert notice(stage) == "coupon.unknown"
    said = tell_list(stage)
    stage.pass_time(15, lambda: said[-1].coupons == "v1")
    stage.cloud.reachable = False
    stage.restart()
    stage.until(lambda: not stage.view.online)
    stage.scan(PRINTED)
    assert (notice(stage), coupon(stage).names.en) == ("coupon.waits", "2 toasts")
    assert coupon(stage).kind is ClaimKind.COUPON


def test_a_row_with_a_longer_beginning_wins_and_its_dates_hold(stage: Stage) -> None:
    over = replace(HALF_MILK, starts_with="99123450", valid_until=stage.clock.now() - timedelta(days=1))
    tell_list(stage, replace(LIST, series=(HALF_MILK, over)))
    stage.scan(PRINTED)
    assert notice(stage) == "coupon.expired"
    stage.scan(with_check("991234599999"))
    assert notice(stage) == "coupon.waits"


def test_a_coupon_of_a_wallet_is_known_by_how_it_begins(stage: Stage) -> None:
    stage.scan("WXQ-7HD2")
    assert notice(stage) == "basket.unknown_code"
    tell_list(stage)
    stage.scan("WXQ-7HD2")
    assert coupon(stage).kind is ClaimKind.WECHAT_COUPON


def test_without_the_network_printed_coupons_are_taken_and_vouchers_are_not(stage: Stage) -> None:
    tell_list(stage)
    stage.cloud.reachable = False
    stage.pass_time(15, lambda: not stage.view.online)
    stage.scan(TOAST)
    stage.scan(PRINTED)
    assert notice(stage) == "coupon.waits"
    stage.scan(signed(stage))
    assert notice(stage) == "coupon.needs_network"
    stage.scan(signed(stage, "mine-1", offer_id="toast-2"))
    assert notice(stage) == "coupon.waits"
    assert len(stage.view.basket.coupons) == 2


# --- at the payment ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["coupon.already_used", "coupon.expired", "coupon.in_use"])
def test_a_refused_coupon_asks_for_the_shoppers_word_before_more_is_asked(stage: Stage, code: str) -> None:
    refuse_claims(stage, code)
    stage.scan(TOAST)
    stage.scan(signed(stage))
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    pay = stage.view.pay
    assert pay is not None
    assert (pay.reason is not None and pay.reason.code, pay.qr_text) == (code, None)
    assert (pay.before_minor, pay.amount_minor) == (1040, 1290)
    assert pay.new_amount == Reason("coupon.new_total")
    assert notice(stage) == code
    assert coupon(stage).state is CouponState.REFUSED
    assert len(stage.cloud.requests) == 1
    pay_to_qr(stage)
    asked = stage.cloud.requests[-1]
    assert (asked.due_minor, asked.claims, asked.context.claims) == (1290, (), ())
    assert stage.view.pay is not None
    assert stage.view.pay.before_minor is None
    assert states(stage, asked) == [ClaimState.RELEASED]


def test_from_a_refused_coupon_the_way_back_leads_to_the_basket_at_the_new_price(stage: Stage) -> None:
    refuse_claims(stage, "coupon.already_used")
    stage.scan(TOAST)
    stage.scan(signed(stage))
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    stage.do(GoBack())
    assert (stage.view.screen, stage.view.basket.due_minor) == (Screen.BASKET, 1290)
    assert coupon(stage).reason == Reason("coupon.already_used")
    stage.scan(signed(stage))
    assert stage.view.basket.due_minor == 1040


def test_a_change_of_wallet_does_not_pay_the_new_total_unasked(stage: Stage) -> None:
    stage.identity = replace(stage.identity, wallets=("wechat", "alipay"))
    stage.restart()
    held = stage.cloud.hold_answers("put")
    refuse_claims(stage, "coupon.already_used")
    stage.scan(TOAST)
    stage.scan(signed(stage))
    stage.do(Pay("wechat"))
    stage.until(lambda: held.holds == 1)
    stage.do(Pay("alipay"))
    held.let_go()
    stage.until(lambda: bool(stage.view.basket.coupons) and coupon(stage).state is CouponState.REFUSED)
    stage.settle(0.3)
    assert len(stage.cloud.requests) == 1


def test_a_closed_payment_frees_the_coupon_for_the_next_one(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.scan(signed(stage))
    pay_to_qr(stage)
    first = stage.cloud.requests[-1]
    stage.do(GoBack())
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    stage.until(lambda: states(stage, first) == [ClaimState.RELEASED])
    assert coupon(stage).state is CouponState.APPLIED
    pay_to_qr(stage)
    assert stage.cloud.requests[-1].due_minor == 1040
    assert states(stage, first) == [ClaimState.HELD]


def test_killed_between_hold_and_paid_the_kiosk_books_what_was_paid(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.scan(signed(stage))
    pay_to_qr(stage)
    asked = stage.cloud.requests[-1]
    stage.restart()
    assert states(stage, asked) == [ClaimState.HELD]
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None)
    assert states(stage, asked) == [ClaimState.CONSUMED]
    stage.until(lambda: bool(stage.bodies("sale_closed")))
    assert stage.bodies("sale_closed")[0]["tender"]["amount_minor"] == 1040


def test_a_trip_of_before_a_restart_has_its_coupons_still(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.scan(signed(stage))
    stage.restart()
    stage.until(lambda: bool(stage.view.basket.coupons))
    assert (stage.view.basket.due_minor, coupon(stage).state) == (1040, CouponState.APPLIED)


def test_the_next_shopper_finds_no_coupon(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.scan(signed(stage))
    stage.do(CancelTrip())
    stage.scan(MILK)
    assert (stage.view.basket.coupons, stage.view.basket.due_minor) == ((), 5980)
