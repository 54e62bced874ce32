"""Codes that put nothing into the basket: which kind of answer each gets, what waits for the shopper's, and
what the shop is told."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.barcode import Scan, Symbology, parse_templates
from kiosk.domain.gtin import check_digit
from kiosk.services.intents import CallStaff, CancelTrip, DismissNotice, GoBack, KeyInCode, Pay, TakeScan
from kiosk.services.views import Notice, NoticeKind, Screen, WayOn
from tests.services.goods import APPLE_LABEL, MILK, TOAST, TOBACCO, with_check
from tests.services.stage import Stage

STRANGE = with_check("952123456789")
OTHER = with_check("952123456780")


def seen(stage: Stage) -> Notice:
    assert stage.view.notice is not None
    return stage.view.notice


def waits(stage: Stage) -> str | None:
    """The code or good of the miss that waits for an answer."""
    miss = stage.view.unanswered
    if miss is None:
        return None
    return miss.names.en if miss.names is not None else str(miss.reason.values["code"])


def reports(stage: Stage, count: int = 1) -> list[dict[str, Any]]:
    stage.until(lambda: len(stage.bodies("unknown_code_scanned")) >= count)
    return stage.bodies("unknown_code_scanned")


# What waits for an answer


@pytest.mark.parametrize("code", [STRANGE, TOBACCO])
def test_a_miss_stays_whatever_is_scanned_meanwhile_until_it_is_answered(stage: Stage, code: str) -> None:
    stage.scan(code)
    miss = seen(stage)
    assert miss.stays
    stage.scan(MILK)
    stage.scan(MILK)
    assert seen(stage).kind is NoticeKind.AGAIN, "a different code is never delayed"
    assert stage.view.unanswered == miss
    stage.clock.advance(50)
    stage.do(DismissNotice(miss.serial))
    assert stage.view.unanswered is None
    assert seen(stage).kind is NoticeKind.AGAIN


def test_misses_wait_one_behind_the_other_and_the_same_one_once(stage: Stage) -> None:
    for code in (STRANGE, TOBACCO, STRANGE, STRANGE):
        stage.scan(code)
    assert waits(stage) == STRANGE
    stage.do(DismissNotice(seen(stage).serial))
    assert stage.view.notice is None
    assert waits(stage) == "Cigarettes"
    assert stage.view.unanswered is not None
    stage.do(DismissNotice(stage.view.unanswered.serial))
    assert waits(stage) is None


def test_a_miss_is_a_matter_of_the_basket_and_of_this_shopper(stage: Stage) -> None:
    stage.scan(STRANGE)
    stage.scan(MILK)
    stage.do(Pay())
    assert (stage.view.screen, stage.view.unanswered) == (Screen.PAY, None)
    stage.do(GoBack())
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    assert waits(stage) == STRANGE
    stage.do(CancelTrip())
    stage.scan(MILK)
    assert waits(stage) is None


# The ways on


def test_an_unknown_code_offers_the_keypad_and_staff_and_what_is_not_sold_only_staff(stage: Stage) -> None:
    stage.scan(STRANGE)
    assert seen(stage).ways == (WayOn.KEY_IN, WayOn.CALL_STAFF)
    stage.scan(TOBACCO)
    assert seen(stage).ways == (WayOn.CALL_STAFF,)
    stage.scan(MILK)
    assert seen(stage).ways == ()


def test_a_call_tells_the_shop_about_what_and_answers_the_miss(stage: Stage) -> None:
    stage.scan(STRANGE)
    miss = seen(stage)
    stage.do(CallStaff(miss.serial))
    stage.do(CallStaff(miss.serial))
    assert (seen(stage).kind, seen(stage).stays, waits(stage)) == (NoticeKind.CALLED, True, None)
    stage.until(lambda: len(stage.bodies("staff_task_raised")) == 1)
    (call,) = stage.bodies("staff_task_raised")
    assert (call["task"], call["about"], call["code"]) == ("shopper_calls", "basket.unknown_code", STRANGE)
    stage.scan(TOBACCO)
    stage.do(CallStaff(seen(stage).serial))
    stage.until(lambda: len(stage.bodies("staff_task_raised")) == 2)
    assert stage.bodies("staff_task_raised")[1]["product"] == "香烟"


def test_nobody_is_called_about_what_goes_well_or_is_gone(stage: Stage) -> None:
    stage.scan(MILK)
    stage.do(CallStaff(seen(stage).serial))
    stage.do(CallStaff(99))
    assert seen(stage).kind is NoticeKind.FOUND
    assert stage.bodies("staff_task_raised") == []


# What the shop is told


@pytest.mark.parametrize(
    ("text", "symbology", "aim", "body"),
    [
        ("012345678905", Symbology.UPCA, "]E0", {"shown": "012345678905", "gtin14": "00012345678905"}),
        ("96385074", Symbology.EAN8, "]E4", {"shown": "96385074", "gtin14": "00000096385074"}),
        ("09521234567899", Symbology.ITF, "]I1", {"shown": "09521234567899", "gtin14": "09521234567899"}),
        (
            "010952123456789910L7",
            Symbology.CODE128,
            "]C1",
            {"shown": "(01)09521234567899(10)L7", "gtin14": "09521234567899"},
        ),
        ("ART-4711/B", Symbology.CODE39, "]A0", {"shown": "ART-4711/B"}),
    ],
)
def test_the_code_of_an_unknown_good_is_reported_as_it_was_read(
    stage: Stage, text: str, symbology: Symbology, aim: str, body: dict[str, str]
) -> None:
    stage.do(TakeScan(Scan(text.encode(), text, symbology, aim)))
    assert reports(stage) == [{"symbology": str(symbology), **body}]


def test_the_shopper_sees_the_digits_below_the_symbol(stage: Stage) -> None:
    text = "010952123456789910L7"
    stage.do(TakeScan(Scan(text.encode(), text, Symbology.CODE128, "]C1")))
    assert seen(stage).reason.values == {"code": "9521234567899"}
    stage.do(TakeScan(Scan(b"012345678905", "012345678905", Symbology.UPCA, "]E0")))
    assert seen(stage).reason.values == {"code": "012345678905"}


def test_a_label_of_an_unknown_number_is_reported_with_the_number(stage: Stage) -> None:
    label = with_check("219999901240")
    stage.do(TakeScan(Scan(label.encode(), label, Symbology.EAN13, "]E0")))
    assert reports(stage) == [{"shown": label, "symbology": "ean13", "plu": "99999"}]


# By the keypad


def test_leading_zeros_and_signs_between_the_groups_are_no_matter(stage: Stage) -> None:
    for typed in ("00031", "31", "０００３１", "031 ", " 0-0\u20110\u200b31\t"):
        stage.do(KeyInCode(typed))
    assert [(line.names.en, line.quantity) for line in stage.view.basket.lines] == [("Tea egg", 5)]
    stage.do(KeyInCode("\u00a0" + "\u2009".join((TOAST[:1], TOAST[1:7], TOAST[7:]))))
    assert stage.view.basket.lines[-1].names.en == "Wholewheat toast"
    stage.do(KeyInCode(f"0{MILK}"))
    assert stage.view.basket.lines[-1].names.en == "Milk"


def test_a_label_that_sets_a_price_is_not_typed(stage: Stage) -> None:
    stage.do(KeyInCode(APPLE_LABEL))
    assert (seen(stage).kind, seen(stage).reason.code) == (NoticeKind.REFUSED, "basket.scan_the_label")
    assert stage.view.basket.lines == ()
    stage.scan(APPLE_LABEL)
    assert [line.total_minor for line in stage.view.basket.lines] == [1587]


@pytest.mark.parametrize(
    "typed", [MILK[:-1] + str((int(MILK[-1]) + 1) % 10), MILK[:-1], MILK + "0", MILK[:9]]
)
def test_mistyped_digits_are_told_to_be_compared_and_are_nothing_to_learn(stage: Stage, typed: str) -> None:
    stage.do(KeyInCode(typed))
    told = seen(stage)
    assert (told.kind, told.reason.code) == (NoticeKind.REFUSED, "basket.keyed_wrong")
    assert (told.stays, told.ways) == (True, (WayOn.KEY_IN_AGAIN, WayOn.CALL_STAFF))
    assert stage.view.unanswered is None
    stage.do(KeyInCode(MILK))
    assert [line.names.en for line in stage.view.basket.lines] == ["Milk"]
    stage.settle()
    assert stage.bodies("unknown_code_scanned") == []


def test_a_right_barcode_nobody_knows_is_unknown_also_when_typed(stage: Stage) -> None:
    stage.do(KeyInCode(OTHER))
    assert seen(stage).kind is NoticeKind.UNKNOWN
    (told,) = reports(stage)
    assert (told["shown"], told["entry"]) == (OTHER, "keyed")


def test_a_number_no_good_has_is_unknown_and_reported(stage: Stage) -> None:
    stage.do(KeyInCode("4011"))
    assert seen(stage).kind is NoticeKind.UNKNOWN
    assert reports(stage)[0]["shown"] == "4011"


@pytest.mark.parametrize(
    ("text", "symbology"),
    [
        ("0131494221212487358", Symbology.QR),
        ("36148900647095", Symbology.QR),
        ("8613800138006", Symbology.CODE128),
    ],
)
def test_of_a_number_that_is_masked_nothing_else_is_kept(
    stage: Stage, text: str, symbology: Symbology
) -> None:
    stage.do(TakeScan(Scan(text.encode(), text, symbology)))
    (body,) = reports(stage)
    assert body["shown"] == text[:6] + "*" * (len(text) - 6)
    assert set(body) == {"shown", "symbology"}
    assert text[6:12] not in repr(stage.view)


def test_of_a_masked_label_the_number_is_not_kept_either(stage: Stage) -> None:
    stage.templates = parse_templates(["26PPPPPAAAAAWWWWWC code128"])
    stage.restart()
    body = "26" + "54321" + "01587" + "01240"
    text = body + str(check_digit(body))
    stage.do(TakeScan(Scan(text.encode(), text, Symbology.CODE128)))
    assert reports(stage) == [{"shown": "265432************", "symbology": "code128"}]
