"""Shoppers fill baskets: what they scan, key in, take out, and who they say they are."""

from __future__ import annotations

from kiosk.domain.member import MemberPayload, member_code, signed_part, step_of
from kiosk.services.intents import (
    AllowRestricted,
    CancelTrip,
    ChooseLanguage,
    KeyInCode,
    Pay,
    SetQuantity,
    StartTrip,
    StayHere,
    VoidLine,
)
from kiosk.services.views import NoticeKind, Screen
from tests.services.goods import APPLE_LABEL, BEER, MILK, TOAST, TOBACCO
from tests.services.stage import RIGHT, WRONG, Stage


def scanned_member_code(stage: Stage, signature: bytes = RIGHT) -> str:
    return member_code(signed_part(MemberPayload("m-1", "李**", step_of(stage.clock.now()))), signature)


def test_a_scan_at_the_attract_screen_starts_a_trip_with_its_first_line(stage: Stage) -> None:
    assert stage.view.screen is Screen.ATTRACT
    stage.scan(MILK)
    assert stage.view.screen is Screen.BASKET
    (line,) = stage.view.basket.lines
    assert (line.names.en, line.quantity, line.total_minor) == ("Milk", 1, 5980)
    assert stage.view.basket.may_pay


def test_the_same_good_again_raises_its_line_and_says_so(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(MILK)
    (line,) = stage.view.basket.lines
    assert (line.quantity, stage.view.basket.total_minor) == (2, 11960)
    assert stage.view.notice is not None
    assert stage.view.notice.kind is NoticeKind.AGAIN


def test_an_offer_shows_as_saved(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.scan(TOAST)
    assert (stage.view.basket.total_minor, stage.view.basket.saved_minor) == (2340, 240)


def test_a_weighed_good_comes_in_by_its_label_and_its_quantity_is_fixed(stage: Stage) -> None:
    stage.scan(APPLE_LABEL)
    (line,) = stage.view.basket.lines
    assert (line.weight_g, line.total_minor, line.quantity_fixed) == (1240, 1587, True)


def test_an_unknown_code_is_never_a_line_and_is_reported(stage: Stage) -> None:
    stage.scan("4006381333931")
    assert stage.view.basket.lines == ()
    assert stage.view.notice is not None
    assert (stage.view.notice.kind, stage.view.notice.stays) == (NoticeKind.UNKNOWN, True)
    stage.until(lambda: any(r.kind == "unknown_code_scanned" for r in stage.cloud.records))


def test_a_wallet_code_at_the_basket_leaves_no_trace(stage: Stage) -> None:
    stage.scan("134567890123456789")
    assert stage.view.notice is not None
    assert stage.view.notice.reason.code == "basket.payment_code_here"
    stage.settle()
    assert "134567890123456789" not in "".join(r.body for r in stage.cloud.records)


def test_digits_typed_with_spaces_find_the_good(stage: Stage) -> None:
    stage.do(StartTrip())
    stage.do(KeyInCode(f"{MILK[:1]} {MILK[1:7]} {MILK[7:]}"))
    assert [line.names.en for line in stage.view.basket.lines] == ["Milk"]


def test_a_weighed_good_keyed_in_asks_for_its_label(stage: Stage) -> None:
    stage.do(KeyInCode("00021"))
    assert stage.view.notice is not None
    assert stage.view.notice.reason.code == "basket.needs_weight_label"


def test_quantity_down_to_zero_and_void_take_the_line_out(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(TOAST)
    milk, toast = stage.view.basket.lines
    stage.do(SetQuantity(milk.line_id, 3))
    assert stage.view.basket.pieces == 4
    stage.do(SetQuantity(milk.line_id, 0))
    stage.do(VoidLine(toast.line_id))
    assert stage.view.basket.lines == ()
    assert not stage.view.basket.may_pay
    stage.until(lambda: sum(r.kind == "line_voided" for r in stage.cloud.records) == 2)


def test_a_hundredth_piece_is_refused_and_the_line_stays(stage: Stage) -> None:
    stage.scan(MILK)
    (milk,) = stage.view.basket.lines
    stage.do(SetQuantity(milk.line_id, 100))
    assert stage.view.basket.lines[0].quantity == 1
    assert stage.view.notice is not None
    assert stage.view.notice.kind is NoticeKind.REFUSED


def test_tobacco_is_never_a_line(stage: Stage) -> None:
    stage.scan(TOBACCO)
    assert stage.view.basket.lines == ()
    assert stage.view.notice is not None
    assert stage.view.notice.reason.code == "basket.not_for_self_service"


def test_beer_waits_for_an_attendant_and_cannot_be_paid_before(stage: Stage) -> None:
    stage.scan(BEER)
    check = stage.view.age_check
    assert check is not None
    assert (check.minimum_age, stage.view.basket.may_pay) == (18, False)
    stage.do(Pay())
    assert stage.cloud.requests == []
    stage.do(AllowRestricted(check.intervention_id, "1111"))
    stage.until(lambda: stage.view.age_check is not None and stage.view.age_check.refusal is not None)
    stage.do(AllowRestricted(check.intervention_id, "2468"))
    stage.until(lambda: stage.view.age_check is None)
    assert stage.view.basket.may_pay


def test_beer_taken_out_needs_nobody(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(BEER)
    assert stage.view.age_check is not None
    stage.do(VoidLine(stage.view.age_check.line_id))
    assert stage.view.age_check is None
    assert stage.view.basket.may_pay


def test_wrong_pins_lock_the_pad_and_a_restart_does_not_unlock_it(stage: Stage) -> None:
    stage.scan(BEER)
    for _ in range(5):
        tried = len(stage.pin_checks)
        assert stage.view.age_check is not None
        stage.do(AllowRestricted(stage.view.age_check.intervention_id, "0000"))
        stage.until(lambda tried=tried: len(stage.pin_checks) > tried)
        stage.settle(0.05)
    stage.restart()
    assert stage.view.age_check is not None
    stage.do(AllowRestricted(stage.view.age_check.intervention_id, "2468"))
    assert len(stage.pin_checks) == 5
    assert stage.view.age_check is not None
    assert stage.view.age_check.refusal is not None
    stage.clock.advance(31)
    stage.do(AllowRestricted(stage.view.age_check.intervention_id, "2468"))
    stage.until(lambda: stage.view.age_check is None)


def test_a_member_code_gives_member_prices_and_a_greeting(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(scanned_member_code(stage))
    assert stage.view.basket.member_greeting == "李**"
    assert (stage.view.basket.total_minor, stage.view.basket.saved_minor) == (5500, 480)


def test_a_forged_or_stale_member_code_changes_nothing(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(scanned_member_code(stage, WRONG))
    assert stage.view.basket.member_greeting is None
    stale = scanned_member_code(stage)
    stage.clock.advance(600)
    stage.scan(stale)
    assert stage.view.basket.member_greeting is None
    assert stage.view.basket.total_minor == 5980


def test_an_unknown_language_is_not_taken(stage: Stage) -> None:
    stage.do(ChooseLanguage("en"))
    assert stage.view.language == "en"
    stage.do(ChooseLanguage("../../etc"))
    assert stage.view.language == "en"


def test_nobody_there_is_asked_and_then_released(stage: Stage) -> None:
    stage.scan(MILK)
    stage.clock.advance(61)
    stage.until(lambda: stage.view.leave_warning_at is not None)
    stage.do(StayHere())
    assert stage.view.leave_warning_at is None
    stage.clock.advance(61)
    stage.until(lambda: stage.view.leave_warning_at is not None)
    stage.clock.advance(21)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    stage.until(lambda: any(r.kind == "trip_released" for r in stage.cloud.records))


def test_the_next_shopper_finds_nothing_of_the_last(stage: Stage) -> None:
    stage.do(ChooseLanguage("en"))
    stage.scan(MILK)
    stage.scan(scanned_member_code(stage))
    stage.do(CancelTrip())
    stage.do(StartTrip())
    assert stage.view.language == "zh-CN"
    assert (stage.view.basket.lines, stage.view.basket.member_greeting) == ((), None)


def test_a_basket_survives_a_crash(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(BEER)
    stage.restart()
    assert stage.view.screen is Screen.BASKET
    assert [line.names.en for line in stage.view.basket.lines] == ["Milk", "Beer"]
    assert stage.view.age_check is not None
